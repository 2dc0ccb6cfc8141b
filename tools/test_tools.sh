#!/usr/bin/env bash
# What only the tests need: telephones of others. baresip and a browser come from Debian, JsSIP by npm, its hash checked,
# into the cache folder. Safe to repeat and to interrupt; what it may not do itself it names in one line, and exits 1.
set -euo pipefail
umask 022
cd "$(dirname "$0")/.."
log=$PWD/.setup.log
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
# shellcheck source=tools/common.sh
source tools/common.sh

missing_packages() {
    has baresip || echo baresip
    has chromium || echo chromium
    # npm brings node; a machine may have both from elsewhere.
    has npm || echo npm
}

# Made beside its place and moved there when it is whole; the stamp is the hash of what it was made from.
install_jssip() {
    local cache target work stamp
    cache=$(cache_folder)
    stamp=$(cat tools/jssip/package.json tools/jssip/package-lock.json tools/jssip/bundle.mjs | sha256sum)
    target=$cache/jssip
    [ "$(cat "$target/complete" 2>/dev/null)" != "$stamp" ] || return 0
    mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || die "the cache folder $cache is not writable: set FIRSTLINE_CACHE"
    say "fetching JsSIP, a telephone in a browser"
    work=$(mktemp -d "$cache/jssip.XXXXXX")
    cp tools/jssip/package.json tools/jssip/package-lock.json "$work/"
    npm ci --prefix "$work" --ignore-scripts --no-audit --no-fund --no-update-notifier >>"$log" 2>&1 </dev/null ||
        { rm -rf "$work"; die "JsSIP could not be fetched: $(reason_in_log)"; }
    node tools/jssip/bundle.mjs "$work" >"$work/jssip.js" 2>>"$log" ||
        { rm -rf "$work"; die "JsSIP could not be put together (see $log)"; }
    rm -rf "$work/node_modules"
    printf '%s\n' "$stamp" >"$work/complete"
    chmod 755 "$work"
    rm -rf "$target"
    mv "$work" "$target"
}

exec 9<.
flock --nonblock 9 || { say "waiting for another setup to end"; flock 9; }
(: >"$log") 2>/dev/null || die "$PWD is not writable"
install_packages missing_packages
install_jssip
rm -f "$log"
