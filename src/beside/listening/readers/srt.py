"""SubRip: a number, a time line with commas, and what is said. Speakers stand before a colon.

>>> read("1\\n00:00:01,000 --> 00:00:02,000\\nAnn: Hi.\\n").pieces
[Piece(speaker='Ann', text='Hi.', start=1.0, end=2.0, role='')]
"""

from __future__ import annotations

from beside.listening.cues import cues_of, pieces_of, time_line
from beside.listening.pieces import Pieces

NAME = "srt"


def looks_like(head: str) -> float:
    """Whether a time line is among the first lines. Without its commas it may be WebVTT that lost its head: read alike."""
    first = [line for line in head[:4000].split("\n") if line.strip()][:6]
    return 0.9 if any("-->" in line and first_digit(line) for line in first) else 0.0


def first_digit(line: str) -> bool:
    return line.strip()[:1].isdigit() and (time_line(line) is not None or ":" in line.partition("-->")[0])


def read(text: str) -> Pieces:
    return Pieces(pieces_of(cues_of(text.split("\n"), first=1)))
