#!/bin/sh
# Remake the locks in requirements/. Versions that still fit are kept; `scripts/lock.sh --upgrade` renews them.
#
# One lock serves Python 3.11 to 3.13 on x86-64 and aarch64: every file of a version is listed by its hash,
# and no address of any index is written, so that each place may use its own.
set -eu
cd "$(dirname "$0")/.."

lock() {
    output=requirements/$1
    shift
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --no-build \
        --generate-hashes --no-emit-index-url --no-emit-find-links \
        --custom-compile-command "make lock" --output-file "$output" "$@"
    if grep -n '://' "$output"; then
        echo "$output names an address (above). Take it out before you commit." >&2
        exit 1
    fi
    echo "$output: $(grep -c '==' "$output") packages"
}

lock run.lock pyproject.toml requirements/build.in "$@"
lock pdf.lock pyproject.toml --extra pdf requirements/build.in --constraints requirements/run.lock "$@"
# The tests print with what a practice prints with.
lock test.lock pyproject.toml requirements/build.in requirements/test.in --constraints requirements/pdf.lock "$@"
lock train.lock pyproject.toml --extra train requirements/build.in --constraints requirements/run.lock "$@"
lock audit.lock requirements/audit.in "$@"
