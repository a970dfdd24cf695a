"""Transcripts with the speaker and the time in a line of their own, and what was said under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from beside.listening.pieces import NOBODY, Piece, not_too_many, plain

ENDS = (
    "transcribed by https://otter.ai",
    "transcription ended after",
    "this editable transcript was computer generated",
)


class Head(NamedTuple):
    """A line that begins a piece, and what of it was said. Not `sure`: it may be a sentence with a time at its end."""

    speaker: str
    start: float
    rest: str
    sure: bool


HeadOf = Callable[[str], Head | None]


def is_end(line: str) -> bool:
    """Whether what a program says below its transcript begins here."""
    return line[:1] in "Tt" and line[:60].casefold().startswith(ENDS)


def pieces_under(lines: Sequence[str], head_of: HeadOf) -> list[Piece]:
    """A piece for each head, with the lines below it. What stands before the first head is the document's title, unless it has a time."""
    found: list[tuple[str, float | None, list[str]]] = []
    maybe = []
    count = 0
    for line in lines:
        maybe.append(head_of(line))
        if maybe[-1]:
            not_too_many(count := count + 1)
    for line, may_be, head in zip(lines, maybe, heads(maybe), strict=True):
        if not line or line.isspace():
            continue
        if is_end(line):
            break
        if head:
            found.append((head.speaker, head.start, [head.rest]))
        elif found:
            found[-1][2].append(line)
        elif may_be:
            found.append((NOBODY, None, [line]))
    return [Piece(who, text, start) for who, start, said in found if (text := plain(" ".join(said)))]


def heads(maybe: Sequence[Head | None]) -> list[Head | None]:
    """Those that are: one that is not sure is one where its name comes again, or its time lies between those around it."""
    names = Counter(head.speaker for head in maybe if head)
    following = float("inf")
    until = []
    for head in reversed(maybe):
        until.append(following)
        following = head.start if head and head.sure else following
    since, some = 0.0, following != float("inf")
    found: list[Head | None] = []
    for head, end in zip(maybe, reversed(until), strict=True):
        is_head = head and (head.sure or names[head.speaker] > 1 or (some and since <= head.start <= end))
        found.append(head if is_head else None)
        since = head.start if head and head.sure else since
    return found


def heads_in(text: str, head_of: HeadOf) -> int:
    """How many heads there are at the beginning, without those that only their time makes one."""
    maybe = [head for line in text.split("\n")[:200] if (head := head_of(line))]
    names = Counter(head.speaker for head in maybe)
    return sum(head.sure or names[head.speaker] > 1 for head in maybe)
