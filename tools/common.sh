# What the scripts here share; sourced. Speaks as "setup", writes to $log, which whoever sources this sets.

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }
is_root() { [ "$(id -u)" -eq 0 ]; }
has() { [ -x "$(PATH=$PATH:/usr/sbin:/sbin type -P "$1")" ]; }

cache_folder() {
    if [ -n "${FIRSTLINE_CACHE:-}" ]; then
        realpath -m -- "$FIRSTLINE_CACHE"
    elif is_root; then
        echo /var/cache/firstline
    else
        echo "${XDG_CACHE_HOME:-$HOME/.cache}/firstline"
    fi
}

# $1: a function that prints the packages that are missing, named as in Debian.
install_packages() {
    local wanted as_root=()
    wanted=$("$1" | xargs)
    [ -n "$wanted" ] || return 0
    has apt-get || die "please install: $wanted (named as in Debian; this machine has no apt to do it with)"
    if ! is_root; then
        has sudo || die "please have root run: apt-get install -y $wanted"
        sudo -n true 2>/dev/null || die "please run: sudo apt-get install -y $wanted"
        as_root=(sudo -n DEBIAN_FRONTEND=noninteractive)
    fi
    say "installing OS packages: $wanted"
    local install=("${as_root[@]}" apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120)
    # The package lists of a fresh machine are absent or stale; a machine that has good ones is spared the update.
    # shellcheck disable=SC2086  # $wanted is a list
    "${install[@]}" $wanted >>"$log" 2>&1 </dev/null ||
        { "${as_root[@]}" apt-get update && "${install[@]}" $wanted; } >>"$log" 2>&1 </dev/null ||
        die "apt could not install: $wanted (no network? see $log)"
    wanted=$("$1" | xargs)
    [ -z "$wanted" ] || die "still missing after apt installed them: $wanted (see $log)"
}

reason_in_log() {
    if grep -qE 'NewConnectionError|NameResolutionError|ConnectTimeout|Temporary failure|ENOTFOUND|ETIMEDOUT' "$log"; then
        echo "no network, or the package index does not answer (see $log)"
    else
        echo "$(grep -E '^(ERROR|E:|OSError|dpkg-deb: error|npm error)' "$log" | tail -n 1) (see $log)"
    fi
}
export -f say die is_root has cache_folder reason_in_log
