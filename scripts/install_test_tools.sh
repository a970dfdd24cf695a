#!/bin/sh
# Install what the tests need and Python packages cannot bring: a browser with its driver, PostgreSQL, and pango for PDF.
#
# What cannot be had is written to .venv/missing-tools, one line each; the tests that need it are skipped and
# those lines are printed with the count. Nothing is missing: the file is empty.
set -u
cd "$(dirname "$0")/.."

has() { command -v "$1" >/dev/null 2>&1; }
has_browser() { has chromium && has chromedriver; }
has_pango() { .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1; }
has_postgres() { has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 "$@" </dev/null >>.venv/apt.log 2>&1
}

install() {  # packages...
    has apt-get || return 1
    as_root true 2>/dev/null || return 1
    echo "Installing $* for the tests ..." >&2
    apt install --no-install-recommends "$@" || { apt update && apt install --no-install-recommends "$@"; }
}

why() {
    if ! has apt-get; then echo "apt-get is not here, so it was not installed"
    elif ! as_root true 2>/dev/null; then echo "neither root nor sudo without a password is to be had, so it was not installed"
    else echo "apt-get could not install it (.venv/apt.log)"
    fi
}

: > .venv/missing-tools
has_browser || install chromium chromium-driver
has_browser || echo "Chromium and its driver: $(why). Skipped: tests/browser" >> .venv/missing-tools
if ! has_postgres; then
    # The tests make clusters of their own; the package need not start one that stays.
    settings=/etc/postgresql-common/createcluster.d
    [ -e /etc/postgresql-common ] ||
        as_root sh -c "mkdir -p $settings && echo create_main_cluster = false > $settings/beside-tests.conf" 2>/dev/null
    install postgresql
fi
has_postgres || echo "PostgreSQL: $(why). Skipped: the second run of tests/practice, on PostgreSQL" >> .venv/missing-tools
has_pango || install libpango-1.0-0 libpangoft2-1.0-0
has_pango || echo "Pango: $(why). Skipped: the tests of PDF" >> .venv/missing-tools
exit 0
