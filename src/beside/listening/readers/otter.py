"""Otter's text export: name and time in a line, what was said below it.

>>> read("Ann Lee  0:15\\nGood morning.\\n\\nBob  1:02:03\\nHi.\\n\\nTranscribed by https://otter.ai").pieces
[Piece(speaker='Ann Lee', text='Good morning.', start=15.0, end=None, role=''), Piece(speaker='Bob', text='Hi.', start=3723.0, end=None, role='')]
"""

from __future__ import annotations

from beside.listening.headed import Head, heads_in, pieces_under
from beside.listening.labels import is_name, may_be_name
from beside.listening.pieces import Pieces, seconds

NAME = "otter"


def looks_like(head: str) -> float:
    found = heads_in(head, head_of)
    return 0.8 if found > 1 or (found and "otter.ai" in head) else 0.5 * found


def read(text: str) -> Pieces:
    return Pieces(pieces_under(text.split("\n"), head_of))


def head_of(line: str) -> Head | None:
    """Two blanks before the time make any name one: people call themselves what they like."""
    before, space, time = line[:90].strip().rpartition(" ")
    name = " ".join(before.split())
    if len(line) > 90 or not space or ":" not in time or name.endswith(":"):
        return None
    sure = is_name(name) or (before != before.rstrip() and may_be_name(name))
    if not sure and not may_be_name(name):
        return None
    start = seconds(time)
    return None if start is None else Head(name, start, "", sure)
