"""YouTube's captions (SBV): a line with from when to when, `0:00:01.000,0:00:04.000`, and what is said under it. Speakers stand before a colon.

>>> read("0:00:01.000,0:00:02.000\\nAnn: Hi.\\n").pieces
[Piece(speaker='Ann', text='Hi.', start=1.0, end=2.0, role='')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from beside.listening.cues import Cue, pieces_of
from beside.listening.errors import UnreadableTranscript
from beside.listening.pieces import Pieces, not_too_many, seconds

NAME = "sbv"
CLOCK = r"\d{1,6}:\d{1,2}:\d{1,2}[.]\d{1,9}"
TIME_LINE = re.compile(rf"({CLOCK}),({CLOCK})", re.ASCII)
BEGINS = re.compile(rf"{CLOCK}\s*,\s*(?:\d|$)", re.ASCII)


def looks_like(head: str) -> float:
    first = [line.strip() for line in head[:4000].split("\n") if line.strip()][:6]
    return 0.9 if any(TIME_LINE.fullmatch(line) for line in first) else 0.0


def read(text: str) -> Pieces:
    return Pieces(pieces_of(cues_of(text.split("\n"))))


def cues_of(lines: list[str]) -> Iterator[Cue]:
    """A time line begins a cue wherever it stands; what stands before the first is a title."""
    cue: Cue | None = None
    count = 0
    for number, line in enumerate(map(str.strip, lines), start=1):
        if times := TIME_LINE.fullmatch(line[:60]):
            if cue:
                yield cue
            not_too_many(count := count + 1)
            cue = Cue(in_seconds(times[1]), in_seconds(times[2]), [], number)
        elif BEGINS.match(line[:60]):
            raise UnreadableTranscript(
                "this line should say from when to when, as 0:01:02.000,0:01:05.000, and does not.",
                "Mend the line, or take the export again.",
                line=number,
            )
        elif cue and line:
            # A line that is broken within a caption.
            cue.lines.extend(line.split("[br]"))
    if cue:
        yield cue


def in_seconds(clock: str) -> float:
    time = seconds(clock)
    assert time is not None, "The pattern of a time line takes clocks only"
    return time
