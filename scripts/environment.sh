#!/bin/sh
# Make .venv and install what is locked: `scripts/environment.sh run` or `test`.
#
# A stamp remembers what was installed, so that every later call returns at once. It is keyed on the lock,
# on pyproject.toml and on this folder's own place, because the installed commands hold its path.
set -eu
cd "$(dirname "$0")/.."
lock=requirements/${1:-run}.lock

stamp=$(cat "$lock" pyproject.toml | sha256sum | cut -d' ' -f1)
# test.lock holds all of run.lock, but only if both were made together: each has a stamp of its own.
if [ "$(cat ".venv/installed-${1:-run}" 2>/dev/null)" = "$PWD $stamp" ] && .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi

say() { echo "$@" >&2; }

usable() {  # is this a Python we can use, and can it make environments?
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || return 1
    python=$1
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

find_python() {
    for candidate in python3.13 python3.12 python3.11 python3; do
        if usable "$candidate"; then return; fi
    done
    if [ -z "${python:-}" ]; then
        say "Beside needs Python 3.11 or newer, and found $(python3 --version 2>/dev/null || echo none)."
        say "On Debian 12+ or Ubuntu 24.04+:  sudo apt install python3 python3-venv"
    else
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        say "$python cannot make a virtual environment: the package for it is missing. Please run"
        say "    sudo apt install python3-venv        (or python$version-venv)"
        say "and then the same command again."
    fi
    exit 1
}

# A folder that was moved, or a Python that was upgraded away, leaves commands that start nothing: begin anew.
if ! usable .venv/bin/python || ! grep -qF "$PWD/.venv/bin/python" .venv/bin/pip 2>/dev/null; then
    python=
    find_python
    say "Making .venv with $("$python" --version) ..."
    "$python" -m venv --clear .venv
fi

say "Installing what $lock lists (a minute or so, once) ..."
pip() { .venv/bin/python -m pip "$@" -qq --no-input --disable-pip-version-check; }
if ! pip install --require-hashes --only-binary :all: -r "$lock"; then
    say "The parts of Beside could not be installed (above: why). Nothing else was changed; run the same command again."
    exit 1
fi
# Everything that builds the project is in the lock, so this step asks nobody for anything.
pip install --no-deps --no-build-isolation --no-index -e .
echo "$PWD $stamp" > ".venv/installed-${1:-run}"
