#!/bin/sh
# Prove the first command: clone what is committed into an empty folder, `make run` there, look at the page,
# stop it, start it again, and see that nothing was lost and how long the second start took.
#
#   scripts/clean_room.sh            on this machine, with its Python
#   scripts/clean_room.sh --debian   as root: inside a new Debian 12 that holds python3, python3-venv, git and
#                                    make, and no compiler (needs debootstrap)
# PORT (8101), DEMO (1) and SECOND_START (3, in seconds) can be given. BESIDE_CLEAN_ROOM keeps the folder at that place.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
PORT=${PORT:-8101}
limit=${SECOND_START:-3}
room=${BESIDE_CLEAN_ROOM:-$(mktemp -d /tmp/beside-clean-room.XXXXXX)}
address=http://localhost:$PORT/
pid=

say() { echo "clean room: $*"; }
fail() { say "$*"; [ -f "$room/log" ] && tail -n 40 "$room/log"; exit 1; }
now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.2f", b - a }'; }

stop() {
    [ -n "$pid" ] || return 0
    # The server has a session of its own; ending that whole group leaves no worker behind.
    kill -TERM "-$pid" 2>/dev/null || true
    for _ in $(seq 100); do kill -0 "-$pid" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "-$pid" 2>/dev/null || true
    pid=
}
clean() {
    stop
    for place in proc dev; do umount "$room/debian/$place" 2>/dev/null || true; done
    [ -n "${BESIDE_CLEAN_ROOM:-}" ] || rm -rf --one-file-system "$room"
}
trap clean EXIT
trap 'exit 1' INT TERM

enter=  # how a command is run in the room: as it is, or inside the new Debian

start() {
    began=$(now)
    # No terminal, no settings of ours: only a path, a home and how to reach the package index.
    setsid $enter env -i PATH="$path" HOME="$home" LANG=C.UTF-8 $pip_settings \
        make --no-print-directory -C "$clone" run PORT="$PORT" DEMO="${DEMO:-1}" </dev/null >"$room/log" 2>&1 &
    pid=$!
    until status=$(curl -sSL -o "$room/page" -w '%{http_code}' "$address" 2>/dev/null); do
        kill -0 "$pid" 2>/dev/null || fail "make run ended by itself"
        [ "$(since "$began" | cut -d. -f1)" -lt 300 ] || fail "no answer from $address after five minutes"
        sleep 0.05
    done
    took=$(since "$began")
    [ "$status" = 200 ] || fail "$address answered with $status"
}

prints() { (cd "$1" && find var-keys -type f -name '*.key' -exec sha256sum {} + | sort); }

new_debian() {
    command -v debootstrap >/dev/null || fail "debootstrap is not installed (apt install debootstrap)"
    say "making a Debian 12 of its own ..."
    debootstrap --variant=minbase --include=python3,python3-venv,git,make,ca-certificates bookworm "$room/debian" >"$room/log" 2>&1 ||
        fail "debootstrap failed"
    mount -t proc proc "$room/debian/proc"
    mount --bind /dev "$room/debian/dev"
    # The way out to the network is this machine's: its names and the certificates it trusts.
    cp -L /etc/resolv.conf /etc/hosts "$room/debian/etc/"
    cp -L /etc/ssl/certs/ca-certificates.crt "$room/debian/etc/ssl/certs/ca-certificates.crt"
    enter="chroot $room/debian"
    $enter sh -c 'command -v cc gcc node msgfmt' && fail "this Debian was meant to have no compiler"
    root=$room/debian clone=/beside home=/root path=/usr/bin:/bin
}

case ${1:-} in
    --debian) new_debian ;;
    '') root= clone=$room/beside home=$room/home path=$PATH; mkdir -p "$home" ;;
    *) fail "unknown: $1" ;;
esac
pip_settings=$(env | grep -E '^(PIP|SSL|HTTPS?|https?|NO|no)_[A-Za-z_]*=' | grep -v ' ' || true)

if curl -s -o /dev/null "$address"; then fail "port $PORT is taken; give another: PORT=9000 scripts/clean_room.sh"; fi
git clone --quiet "$here" "$root$clone"
[ -z "$(cd "$root$clone" && git status --porcelain --ignored)" ] || fail "the clone is not clean"

start
say "first make run answered after $took s"
grep -qi '<form' "$room/page" || fail "the first page has no form to sign in with"
grep -q "localhost:$PORT" "$room/log" || fail "make run did not print its address"
sed 's/^/    /' "$room/log"
keys=$(prints "$root$clone")
[ -n "$keys" ] || fail "make run made no keys"
stop

quick_enough() { awk -v t="$took" -v l="$limit" 'BEGIN { exit !(t < l) }'; }
# Up to three times: what is measured is Beside, not what else this machine does in that moment.
for _ in 1 2 3; do
    start
    say "another make run answered after $took s"
    [ "$keys" = "$(prints "$root$clone")" ] || fail "the second start changed the keys"
    stop
    if quick_enough; then break; fi
done
[ -z "$(cd "$root$clone" && git status --porcelain)" ] || fail "running changed files that are committed"
quick_enough || fail "the second start took $took s, more than $limit s"
say "all well"
