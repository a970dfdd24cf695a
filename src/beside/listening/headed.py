"""Transcripts with the speaker and the time in a line of their own, and what was said under it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from beside.listening.pieces import Piece, not_too_many, plain

# (speaker, start, what stands in the same line) of a line that begins a piece.
Head = tuple[str, float | None, str]
ENDS = (
    "transcribed by https://otter.ai",
    "transcription ended after",
    "this editable transcript was computer generated",
)


def is_end(line: str) -> bool:
    """Whether what a program says below its transcript begins here."""
    return line[:1] in "Tt" and line[:60].casefold().startswith(ENDS)


def pieces_under(lines: Iterable[str], head_of: Callable[[str], Head | None]) -> list[Piece]:
    """A piece for each head, with the lines below it. What stands before the first head is the document's title."""
    found: list[tuple[Head, list[str]]] = []
    for line in lines:
        if not line or line.isspace():
            continue
        if is_end(line):
            break
        if head := head_of(line):
            not_too_many(len(found) + 1)
            found.append((head, [head[2]]))
        elif found:
            found[-1][1].append(line)
    return [Piece(who, text, start) for (who, start, _), said in found if (text := plain(" ".join(said)))]


def heads_in(head: str, head_of: Callable[[str], Head | None]) -> int:
    return sum(head_of(line) is not None for line in head.split("\n")[:200])
