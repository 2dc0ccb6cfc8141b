#!/usr/bin/env bash
# Makes a machine ready for Firstline: OS packages, .venv from the lock, an Asterisk. Safe to repeat and to interrupt.
# Refuses to ask questions: what it may not do itself it names in one line, and exits 1. Details go to .setup.log.
set -euo pipefail
umask 022  # what root unpacks is read by the services, which run as another user
cd "$(dirname "$0")/.."
root=$PWD
log=$root/.setup.log
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# shellcheck source=tools/common.sh
source tools/common.sh

find_python() {
    local name
    for name in "${PYTHON:-}" python3.11 python3 python3.13 python3.12; do
        [ -n "$name" ] || continue
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
}

missing_packages() {
    local python
    python=$(find_python)
    if [ -z "$python" ]; then
        echo python3 python3-venv
    elif [ ! -x .venv/bin/pip ] && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo python3-venv
    fi
    has sipp || echo sip-tester
    has espeak-ng || echo espeak-ng
    has openssl || echo openssl
    [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
}

# The stamp is what the environment was built from; the folder is in it because a moved environment is a broken one.
stamp_of() { { cat "$@"; printf '%s\n' "$root" "$(find_python)"; } | sha256sum; }

install_environment() {
    local python stamp
    python=$(find_python)
    stamp=$(stamp_of requirements/dev.lock)
    if [ "$(cat .venv/packages.stamp 2>/dev/null)" != "$stamp" ] || ! .venv/bin/python -c '' 2>/dev/null; then
        # A finished environment of another lock goes, so that nothing of it lingers; an interrupted one is completed.
        if [ -e .venv/packages.stamp ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
            rm -rf .venv
            say "creating .venv ($("$python" --version))"
            "$python" -m venv .venv >>"$log" 2>&1 </dev/null || die "no virtual environment could be made in .venv (see $log)"
        fi
        say "installing $(grep -c '^[a-z].*==' requirements/dev.lock) Python packages from the lock"
        # The lock is complete, so there is nothing to resolve.
        .venv/bin/python -m pip install --progress-bar off --retries 2 --no-deps --only-binary :all: --require-hashes \
            -r requirements/dev.lock >>"$log" 2>&1 </dev/null ||
            die "the Python packages could not be installed: $(reason_in_log)"
        .venv/bin/python -m pip check >>"$log" 2>&1 || die "the lock does not satisfy pyproject.toml (see $log)"
        printf '%s\n' "$stamp" >.venv/packages.stamp
    fi
    stamp=$(stamp_of pyproject.toml)
    if [ "$(cat .venv/project.stamp 2>/dev/null)" != "$stamp" ] || [ ! -x .venv/bin/firstline ]; then
        say "installing firstline into .venv"
        .venv/bin/python -m pip install --no-deps --no-build-isolation --no-index --editable . >>"$log" 2>&1 </dev/null ||
            die "firstline itself could not be installed: $(reason_in_log)"
        printf '%s\n' "$stamp" >.venv/project.stamp
    fi
}

# PostgreSQL refuses to run as root, so what root starts it starts as this user.
ensure_service_user() {
    if is_root && ! getent passwd firstline >/dev/null; then
        say "creating the system user firstline"
        useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin firstline \
            >>"$log" 2>&1 || die "the system user firstline could not be created (see $log)"
    fi
}

exec 9<.
flock --nonblock 9 || { say "waiting for another setup to end"; flock 9; }
(: >"$log") 2>/dev/null || die "$root is not writable"
install_packages missing_packages
ensure_service_user
log=$log tools/asterisk.sh
install_environment
rm -f "$log"
say "ready"
