"""Plain text with a name before a colon: `Therapist: ...`, `T: ...`, `[00:01:02] Ann: ...`, and Google Meet's document.

A line without a name goes on with what was said before it. A time by itself in a line is when the next one begins.

>>> read("Session 4\\nT: How was it?\\nC: Hard.\\nVery.").pieces
[Piece(speaker='T', text='How was it?', start=None, end=None, role=''), Piece(speaker='C', text='Hard. Very.', start=None, end=None, role='')]
>>> read("[00:01 - 00:02.5] Ann (therapist): Hi.").pieces
[Piece(speaker='Ann', text='Hi.', start=1.0, end=2.5, role='therapist')]
"""

from __future__ import annotations

from beside.listening.headed import is_end
from beside.listening.labelling import labels_in
from beside.listening.labels import role_in
from beside.listening.pieces import NOBODY, Piece, Pieces, not_too_many, plain, seconds
from beside.listening.roles import role_by_name

NAME = "text"
OURS = "# Written by Beside: each line is a turn, with its role"
Span = tuple[float | None, float | None]
NO_TIME: Span = (None, None)


def looks_like(head: str) -> float:
    lines = [without_stamp(line)[1] for line in head.split("\n")[:400] if line.strip()]
    labels = labels_in(filter(None, lines))
    found = sum(labels.of(line) is not None for line in lines)
    return 0.2 + 0.3 * found / len(lines) if found else 0.0


def read(text: str) -> Pieces:
    lines = text.split("\n")
    if lines[0].strip() == OURS:
        return Pieces([ours(line) for line in lines[1:] if line.strip()], as_given=True, roles_given=True)
    found = entries(lines)
    return Pieces([one(entry, name) for entry, name in zip(found, names(found), strict=True) if said(entry)])


class Entry:
    """A label with its time, and the lines that belong to it."""

    def __init__(self, label: str, span: Span, first: str) -> None:
        self.label, self.span, self.lines = label, span, [first]


def entries(lines: list[str]) -> list[Entry]:
    parts = stamped(lines)
    labels = labels_in(rest for _, rest in parts if rest)
    found: list[Entry] = []
    waiting = NO_TIME
    for span, rest in parts:
        if span != NO_TIME and not rest:
            waiting = span
        elif label := labels.of(rest):
            not_too_many(len(found) + 1)
            after, text = without_stamp(label[1])
            times = next((each for each in (span, after, waiting) if each[0] is not None), span)
            found.append(Entry(label[0], times, text))
            waiting = NO_TIME
        elif found:
            found[-1].lines.append(rest)
        elif span != NO_TIME:
            # What has a time was said, by whomever: it is no title.
            found.append(Entry(NOBODY, span, rest))
    return found


def stamped(lines: list[str]) -> list[tuple[Span, str]]:
    """(time, the rest) of each line that is not empty, down to where a program says that its transcript ends."""
    parts = []
    for line in map(str.strip, lines):
        if line and is_end(line):
            break
        if line:
            parts.append(without_stamp(line))
    return parts


def without_stamp(line: str) -> tuple[Span, str]:
    """((start, end), the rest) of a line that begins with a time, in brackets or bare.

    >>> without_stamp("[0:15] Ann: Hi."), without_stamp("00:15"), without_stamp("(see below) Hi."), without_stamp("15 Ann")
    (((15.0, None), 'Ann: Hi.'), ((15.0, None), ''), ((None, None), '(see below) Hi.'), ((None, None), '15 Ann'))
    """
    bare = line.strip()
    if bare[:1] in ("[", "("):
        inside, closed, _ = bare[1:60].partition("]" if bare[0] == "[" else ")")
        times = span_of(inside) if closed else None
        return (times, bare[len(inside) + 2 :].strip()) if times else (NO_TIME, bare)
    if not bare[:1].isdigit():
        return NO_TIME, bare
    first, *after = bare.split(maxsplit=1)
    start = seconds(first) if ":" in first else None
    return ((start, None), "".join(after)) if start is not None else (NO_TIME, bare)


def span_of(text: str) -> Span | None:
    first, dash, last = text.replace("–", "-").replace("-->", "-").partition("-")
    start, end = seconds(first), seconds(last)
    if ":" not in first or start is None or (dash and end is None):
        return None
    return start, end


def names(found: list[Entry]) -> list[str]:
    """The labels, without numbers where turns and not people were numbered: T1, C1, T2, C2, T3, C3.

    Client 1, who speaks again after Client 2, is a person; and so are clients with numbers beside a therapist without one.
    """
    numbers: dict[str, list[int]] = {}
    for entry in found:
        bare = stem(entry.label)
        if bare != entry.label:
            numbers.setdefault(bare, []).append(number_of(entry.label[len(bare) :]))
    turns = {bare for bare, each in numbers.items() if role_by_name(bare) and are_turns(each)}
    if len(turns) < 2 or max(len(set(numbers[bare])) for bare in turns) < 3:
        turns = set()
    return [stem(entry.label) if stem(entry.label) in turns else entry.label for entry in found]


def are_turns(numbers: list[int]) -> bool:
    """Whether each comes once, or they never go back."""
    return len(set(numbers)) == len(numbers) or numbers == sorted(numbers)


def number_of(ending: str) -> int:
    return int("".join(filter(str.isdigit, ending)) or 0)


def stem(label: str) -> str:
    return label.rstrip("0123456789 .") or label


def said(entry: Entry) -> bool:
    return any(line.strip() for line in entry.lines)


def one(entry: Entry, name: str) -> Piece:
    bare, role = role_in(name)
    return Piece(bare, plain(" ".join(entry.lines)), *entry.span, role)


def ours(line: str) -> Piece:
    """A line of our own writer: `[0:01.000 - 0:02.000] Ann (therapist): Hi.`, where the times may be missing."""
    span, rest = without_stamp(line)
    label, _, text = rest.partition(":")
    name, role = role_in(label.strip())
    return Piece(name, text.strip(), *span, role)
