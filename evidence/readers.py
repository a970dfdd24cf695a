"""`python -m evidence.readers N`: put N broken transcripts through every reader, and add what happened to docs/evidence/readers.csv.

Each case is made from its number alone, so a run goes on where the last one ended and any case can be made again
(`--case NUMBER` shows it). A case is a sound transcript of one of our formats, changed in one to six places, or cut, or two of them run
together, or noise that looks like one. It must read, or be refused with the line, the byte or the place in the JSON; what is read must be
written as JSON and read again as the same. Anything else is a crash, and stops the run with its number. `--bombs` times large files.
"""

import argparse
import csv
import random
import sys
import time
import traceback
from pathlib import Path

from beside.listening import ListeningError, UnreadableTranscript, read, write
from tests.listening.files import EVERY

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs/evidence/readers.csv"
FIELDS = ("first", "last", "read", "refused", "crashed", "slowest_ms", "slowest_case", "seconds")
NAMES = tuple(EVERY)
SOUND = tuple(text.encode() for _, text, _, _ in EVERY.values())
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32", "cp1252", "latin-1")
TOKENS = (
    *(b"-->", b"\n\n", b"\n", b"\r", b"\r\n", b"<v ", b"<v Ann>", b"</v>", b"<", b">", b"&lt;", b"&#", b"&#x110000;", b"&#0;", b":", b"::"),
    *(b"WEBVTT", b"NOTE", b"STYLE", b"REGION", b"00:00:01.000 --> 00:00:02.000", b"99:99:99,999", b"1e999", b"NaN", b"-Infinity"),
    *(b"null", b"true", b"{}", b"[]", b"{", b"[", b"]", b"}", b'"', b"\\", b"\\ud800", b"\\u0000", b",", b";", b"\t", b"|"),
    *(b"T:", b"C:", b"(00:01):", b"[00:01]", b"  0:15", b"(therapist)", b"speaker,text", b"speaker,text,role,start\n", b"session"),
    *(b"\x00", b"\xff", b"\xfe\xff", b"\xc3", b"\xed\xa0\x80", b"\x1a", b"\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xef\xbb\xbf"),
    *(b"\xf0\x9f\x98\x80", b"\xd9\xa0\xd9\xa1:\xd9\xa0\xd9\xa2", b"\xef\xbc\x9a", b"\xc2\xb2", b"9" * 50, b" " * 200, b"<" * 200, b"[" * 200),
)  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", type=int, nargs="?", default=1000)
    parser.add_argument("--case", type=int, help="show one case and what comes of it")
    parser.add_argument("--minutes", type=float, default=60, help="stop after so long")
    parser.add_argument("--bombs", action="store_true", help="time large and hostile files; writes nothing")
    given = parser.parse_args()
    if given.case is not None:
        show(given.case)
    elif given.bombs:
        bombs()
    else:
        run(given.cases, given.minutes)


def case(number):
    """The bytes of a case, the same on every machine."""
    chance = random.Random(number)  # noqa: S311 - a seeded generator is wanted: a case must repeat
    data = bytearray(chance.choice(SOUND))
    for _ in range(chance.randint(1, 6)):
        chance.choice(CHANGES)(chance, data)
    return bytes(data)


def cut(chance, data):
    del data[place(chance, data) :]


def take_out(chance, data):
    at = place(chance, data)
    del data[at : at + chance.randint(1, 40)]


def put_in(chance, data):
    at = place(chance, data)
    data[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 1, 2, 3, 50))


def flip(chance, data):
    if data:
        data[chance.randrange(len(data))] = chance.randrange(256)


def twice(chance, data):
    at = place(chance, data)
    data[at:at] = data[at : at + chance.randint(1, 200)]


def another(chance, data):
    at = place(chance, data)
    other = chance.choice(SOUND)
    data[at:] = other[chance.randrange(len(other)) :]


def encode(chance, data):
    data[:] = data.decode("utf-8", errors="replace").encode(chance.choice(ENCODINGS), errors="replace")


def noise(chance, data):
    at = place(chance, data)
    data[at:at] = b"".join(chance.choice(TOKENS) for _ in range(chance.randint(1, 30)))


def swap_lines(chance, data):
    lines = data.split(b"\n")
    chance.shuffle(lines)
    data[:] = b"\n".join(lines)


def place(chance, data):
    return chance.randint(0, len(data))


CHANGES = (cut, take_out, put_in, put_in, flip, flip, twice, another, encode, noise, swap_lines)


def outcome(data):
    """`read` or `refused`; anything else is raised."""
    try:
        session = read(data)
    except UnreadableTranscript as error:
        check_place(error, data)
        return "refused"
    assert session.turns, "It was read, and nobody says anything"
    assert read(write(session, "json")) == session, "It does not read the same again"
    return "read"


def check_place(error, data):
    """A refusal says where: a line that is there, a byte, or the place in the JSON."""
    said = str(error)
    assert error.line is not None or error.byte is not None or "`" in said or "JSON holds" in said, (
        f"Not where: {said}"
    )
    assert error.line is None or 1 <= error.line <= data.count(b"\n") + data.count(b"\r") + 1, (
        f"No such line: {said}"
    )


def run(cases, minutes):
    first = 1 + max((int(row["last"]) for row in rows()), default=0)
    start = time.perf_counter()
    counts = {"read": 0, "refused": 0, "crashed": 0}
    slowest = (0.0, first)
    number = first
    for number in range(first, first + cases):
        data = case(number)
        before = time.perf_counter()
        try:
            counts[outcome(data)] += 1
        except Exception as error:
            counts["crashed"] += 1
            print(f"case {number}: {type(error).__name__}: {error}", file=sys.stderr)
            traceback.print_exc()
            break
        slowest = max(slowest, (time.perf_counter() - before, number))
        if time.perf_counter() - start > 60 * minutes:
            break
    took = time.perf_counter() - start
    keep(
        (
            first,
            number,
            *counts.values(),
            f"{slowest[0] * 1000:.0f}",
            slowest[1],
            f"{took:.0f}",
        )
    )
    print(
        f"{number - first + 1:,} cases in {took:.0f} s: {counts}, slowest {slowest[0] * 1000:.0f} ms (case {slowest[1]})"
    )


def rows():
    return list(csv.DictReader(TABLE.open(newline=""))) if TABLE.exists() else []


def keep(row):
    new = not TABLE.exists()
    with TABLE.open("a", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        if new:
            out.writerow(FIELDS)
        out.writerow(row)


def show(number):
    data = case(number)
    print(data)
    try:
        print(read(data))
    except ListeningError as error:
        print(f"{type(error).__name__}: {error}")


MB = 1_000_000
CUE = b"00:00:01.000 --> 00:00:02.000\nAnn: hi\n\n"
LARGE = {
    "a VTT of 400,000 cues": b"WEBVTT\n\n" + CUE * 400_000,
    "a VTT of 1,000,000 cues": b"WEBVTT\n\n" + CUE * 1_000_000,
    "one cue of 10 MB of <": b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nAnn: " + b"<" * 10 * MB,
    "one cue of <v <v <v": b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + b"<v " * 3 * MB,
    "one cue of <v A> again and again": b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + b"<v A>a" * 2 * MB,
    "one cue of &": b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nAnn: " + b"&" * 10 * MB,
    "one cue of &#9…": b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nAnn: &#" + b"9" * 10 * MB,
    "one line of -->": b"WEBVTT\n\n" + b"-->" * 3 * MB,
    "lines of -->": b"WEBVTT\n\n" + CUE + b"-->\n" * 2 * MB,
    "captions that grow for ever": b"WEBVTT\n\n"
    + b"".join(b"00:00:01.000 --> 00:00:02.000\nAnn: " + b"a " * n + b"\n\n" for n in range(3000)),
    "10 MB without a line end": b"Ann: " + b"a" * 10 * MB,
    "10 MB of colons": b":" * 10 * MB,
    "10 MB of line ends": b"Ann: hi" + b"\n" * 10 * MB,
    "10 MB of spaces": b"T:" + b" " * 10 * MB + b"x",
    "a text of 490,000 lines": b"T: hi\nC: so\n" * 245_000,
    "a name on every line": b"".join(b"N%d: a\n" % n for n in range(300_000)),
    "Otter heads": b"Ann  0:15\nhi\nBob  0:16\nso\n" * 200_000,
    "Rev heads": b"Ann (0:15): hi\nBob (0:16): so\n" * 200_000,
    "a table of 490,000 rows": b"speaker,text\n" + b"T,hi\nC,so\n" * 245_000,
    "a table of one open quote": b'speaker,text\nT,"' + b"a,\n" * 3 * MB,
    "a header of a million columns": b"speaker,text," + b"a," * MB + b"\nT,hi\n",
    "JSON, deep": b'{"segments":' + b"[" * 5 * MB,
    "JSON, wide": b"[" + b"{}," * 4 * MB + b"{}]",
    "JSON, 400,000 segments": b'{"segments":['
    + b'{"text":"a","speaker":"b"},' * 400_000
    + b'{"text":"a","speaker":"b"}]}',
    "JSON, one number of 10 MB": b'{"segments":[{"text":"a","speaker":"b","start":' + b"9" * 10 * MB + b"}]}",
    "JSON, one open text": b'{"segments":[{"text":"' + b"\\u0041" * 2 * MB,
    "63 MB of NUL": b"\x00" * 63 * MB,
    "63 MB of 0xFF": b"\xff" * 63 * MB,
    "63 MB of marks for direction": "\u202e".encode() * 21 * MB,
    "200 MB": b"T: hello there, how are you\n" * (200 * MB // 28),
}


def bombs():
    """A row of the page's table for each: size, seconds of a processor, the same for each MB, what came of it."""
    for name, data in LARGE.items():
        start = time.process_time()
        try:
            came = f"{len(read(data).turns):,} turns"
        except UnreadableTranscript as error:
            came = f"refused: {error.what}"
        took = time.process_time() - start
        print(
            f"| {name} | {len(data) / MB:.1f} | {took:.2f} | {took / len(data) * MB:.3f} | {came[:90]} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
