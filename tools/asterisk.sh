#!/usr/bin/env bash
# Finds an Asterisk >= 22.10.1, or unpacks Debian's into the cache folder without installing anything: a private apt
# state fetches the packages (signatures checked), dpkg-deb unpacks them, no maintainer script runs, no root is needed.
# An unpacked one that lacks a sound set is given it, without a look at the rest.
# Called by setup.sh, whose say, die and friends it uses. It runs through its own loader: see asterisk/ for how.
set -euo pipefail

wanted_version=22.10.1
suite=forky
languages=(en ru es fr it)
packages=(asterisk asterisk-moh-opsound-wav)
sound_sets=("${languages[@]/#/asterisk-core-sounds-}")
sound_sets=("${sound_sets[@]/%/-wav}")
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

cache=$(cache_folder)
target=$cache/asterisk-22
work=$cache/asterisk-22.download

# "Asterisk 22.10.1+dfsg-1" and "Asterisk 22.10.1" are both 22.10.1.
version_of() { sed -nE 's/^Asterisk ([0-9]+(\.[0-9]+)+).*/\1/p'; }
# The stamp: the version in the first line, then the sound sets, one a line. An older one has the version alone.
stamped() { sed -n "$1" "$target/firstline-complete" 2>/dev/null; }
new_enough() { [ -n "$1" ] && [ "$(printf '%s\n' "$wanted_version" "$1" | sort -V | head -n 1)" = "$wanted_version" ]; }

own_version() {
    local binary
    binary=$(PATH=$PATH:/usr/sbin:/usr/local/sbin command -v asterisk) || return 0
    "$binary" -V 2>/dev/null | version_of
}

# The first Debian archive among the machine's own apt sources; nothing where it has none.
mirror() {
    [ -z "${FIRSTLINE_MIRROR:-}" ] || { echo "$FIRSTLINE_MIRROR"; return; }
    apt-get indextargets --format '$(REPO_URI) $(COMPONENT)' 'Created-By: Packages' 2>>"$log" |
        awk '$2 == "main" && $1 ~ /\/debian\/?$/ { print $1; exit }'
}

# The machine's sources, hooks and package status stay out; how it reaches the network (proxy, certificates) comes along.
write_apt_configuration() {
    mkdir -p "$work"/{etc,state/lists/partial,cache/archives/partial}
    : >"$work/status"
    echo "deb [signed-by=$keyring] $1 $suite main" >"$work/sources.list"
    {
        apt-config dump --no-empty --format '%F "%v";%n' | grep -iE '^Acquire::(https?|ForceIPv[46])(::| )' || true
        cat <<CONFIGURATION
Dir::State "$work/state";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
Dir::Etc::main "$work/etc/none";
Dir::Etc::parts "$work/etc";
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "$work/etc";
Dir::Etc::preferences "$work/etc/none";
Dir::Etc::preferencesparts "$work/etc";
APT::Architectures { "$(dpkg --print-architecture)"; };
APT::Install-Recommends "false";
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
Acquire::Check-Valid-Until "false";
Acquire::Retries "3";
CONFIGURATION
    } >"$work/apt.conf"
}

apt_step() {
    APT_CONFIG=$work/apt.conf apt-get "$@" 2>&1 </dev/null | tee -a "$log" |
        awk '/^Get:/ { if (++n % 40 == 0) { print "setup:   " n " files"; fflush() } }'
}

download() {
    local uri
    uri=$(mirror)
    [ -n "$uri" ] || die "no Debian archive among the apt sources: set FIRSTLINE_MIRROR, or install Asterisk >= $wanted_version"
    write_apt_configuration "$uri"
    apt_step update --error-on=any || die "Debian's package lists could not be fetched: $(reason_in_log)"
    apt_step install --yes --download-only "$@" || die "Asterisk's packages could not be downloaded: $(reason_in_log)"
}

# Usually the work of a maintainer script, and there an absolute path that would leave this folder.
link_languages() {
    local folder language
    for language in "${languages[@]}"; do
        for folder in "$1/$language"_*/; do
            folder=${folder%/}
            [ ! -d "$folder" ] || [ -e "$1/$language" ] || ln -s "${folder##*/}" "$1/$language"
        done
    done
}

unpack() {
    local archive into=$target.tmp
    rm -rf "$into"
    # The links a Debian system has beside the packages: the loader and some modules are named through them.
    mkdir -p "$into"/usr/{bin,sbin,lib,lib64}
    ln -s usr/bin usr/sbin usr/lib usr/lib64 "$into/"
    for archive in "$work"/cache/archives/*.deb; do
        dpkg-deb -x "$archive" "$into" >>"$log" 2>&1 || die "Asterisk could not be unpacked: $(reason_in_log)"
    done
    link_languages "$into/usr/share/asterisk/sounds"
    # Nothing in it is run with rights of its own, and the service's user reads all of it.
    chmod -R u-s,g-s,a+rX "$into"
}

lacking_sounds() {
    stamped '2,$p' | grep -vxF -f - <(printf '%s\n' "${sound_sets[@]}") || true
}

# Whoever runs this Asterisk now is not disturbed: folders and links are added, each whole or not at all, none replaced.
add_sounds() {
    local archive folder into=$target.sounds sounds=usr/share/asterisk/sounds
    rm -rf "$into"
    mkdir "$into"
    for archive in "$work"/cache/archives/*.deb; do
        dpkg-deb -x "$archive" "$into" >>"$log" 2>&1 || die "the sounds could not be unpacked: $(reason_in_log)"
    done
    chmod -R u-s,g-s,a+rX "$into"
    for folder in "$into/$sounds"/*/; do
        folder=${folder%/}
        [ -e "$target/$sounds/${folder##*/}" ] || mv "$folder" "$target/$sounds/"
    done
    link_languages "$target/$sounds"
    rm -rf "$into"
}

write_stamp() {
    printf '%s\n' "$2" "${sound_sets[@]}" >"$1/firstline-complete.tmp"
    mv "$1/firstline-complete.tmp" "$1/firstline-complete"
}

# Prints the version of the unpacked Asterisk, run the way the service runs it.
unpacked_version() {
    local libraries
    libraries=$(dirname "$(find "$1/usr/lib" -maxdepth 2 -name 'ld-linux*.so.*' | head -n 1)")
    "$libraries"/ld-linux*.so.* --library-path "$libraries:$libraries/asterisk" "$1/usr/sbin/asterisk" -V 2>>"$log"
}

check_service_may_enter() {
    ! is_root || setpriv --reuid firstline --regid firstline --clear-groups test -x "$cache" ||
        die "the user firstline cannot enter $cache: set FIRSTLINE_CACHE to a folder that is not in a private home"
}

if new_enough "$(own_version)"; then
    exit 0
fi
may_download() {
    mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || die "the cache folder $cache is not writable: set FIRSTLINE_CACHE"
    check_service_may_enter
    has apt-get && has dpkg-deb && [ -r "$keyring" ] ||
        die "please install Asterisk >= $wanted_version: this machine is no Debian it could be unpacked on"
    exec 8>"$cache/lock"
    flock 8
}

complete() { new_enough "$(stamped 1p)" && [ -z "$(lacking_sounds)" ]; }

complete || may_download
# Looked at again: what was lacking may have come while we waited for the lock.
if ! new_enough "$(stamped 1p)"; then
    say "downloading Asterisk into $cache (about 190 MB)"
    download "${packages[@]}" "${sound_sets[@]}"
    say "unpacking Asterisk (about 410 MB)"
    unpack
    version=$(unpacked_version "$target.tmp" | version_of)
    new_enough "$version" || die "the unpacked Asterisk says it is '$version', not $wanted_version or later (see $log)"
    rm -rf "$target"
    write_stamp "$target.tmp" "$version"
    mv "$target.tmp" "$target"
    rm -rf "$work"
    say "Asterisk $version is in $target"
elif ! complete; then
    say "downloading the sound sets that are not in $cache yet"
    mapfile -t lacking < <(lacking_sounds)
    download "${lacking[@]}"
    add_sounds
    write_stamp "$target" "$(stamped 1p)"
    rm -rf "$work"
    say "sound sets: ${languages[*]}"
fi
check_service_may_enter
