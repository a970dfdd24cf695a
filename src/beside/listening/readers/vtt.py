"""WebVTT (https://www.w3.org/TR/webvtt1/) as Zoom, Teams and Google Meet write it, and as people write it by hand.

Speakers are in `<v Name>` (several in one cue too), before a colon, or in the cue's id as Zoom once had it. Nothing that was said is
dropped: a block without a time line belongs to the cue before it, and one whose time line is broken is refused with its line.

>>> for piece in read("WEBVTT\\n\\n00:01.000 --> 00:02.500 align:start\\n<v.loud Bob Smith>Oh.</v>\\n<v Ann>I &lt;3 it.").pieces:
...     print(piece)
Piece(speaker='Bob Smith', text='Oh.', start=1.0, end=2.5, role='')
Piece(speaker='Ann', text='I <3 it.', start=1.0, end=2.5, role='')
"""

from __future__ import annotations

from beside.listening.cues import cues_of, pieces_of, voices
from beside.listening.pieces import Pieces

NAME = "vtt"
# What our own writer says in the first line: then nothing is joined, and no name is looked for before a colon.
OURS = "WEBVTT - written by Beside: each cue is a turn, with its role"


def looks_like(head: str) -> float:
    return 1.0 if head.startswith("WEBVTT") else 0.0


def read(text: str) -> Pieces:
    lines = text.split("\n")
    cues = cues_of(lines, first=2)
    if lines[0].strip() == OURS:
        pieces = [voice._replace(text=voice.text.strip()) for cue in cues for voice in voices(cue)]
        return Pieces(pieces, language(lines), as_given=True, roles_given=True)
    return Pieces(pieces_of(cues), language(lines))


def language(lines: list[str]) -> str:
    """What the header says: a line `Language: en` before the first empty one."""
    for line in lines[1:10]:
        if not line.strip():
            break
        if line.startswith("Language:"):
            return line.partition(":")[2].strip()
    return ""
