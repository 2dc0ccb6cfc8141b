#!/usr/bin/env bash
# Writes requirements/*.lock from pyproject.toml: hashes, no addresses. Refuses to guess: run it after each change there.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=${UV:-.venv/bin/uv}
compile=("$uv" pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes
    --no-emit-index-url --no-emit-find-links --no-config --custom-compile-command "make lock")

# The narrower locks are cut out of the widest one, so that what is tested is what is shipped.
"${compile[@]}" --all-extras --group dev --output-file requirements/dev.lock "$@"
"${compile[@]}" --constraint requirements/dev.lock --output-file requirements/runtime.lock
"$uv" pip compile --group pyproject.toml:build --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-config --custom-compile-command "make lock" \
    --constraint requirements/dev.lock --output-file requirements/build.lock

if grep -nE '[a-z]+://|^-' requirements/*.lock; then
    echo "lock: an address or an option of pip slipped into a lock" >&2
    exit 1
fi
