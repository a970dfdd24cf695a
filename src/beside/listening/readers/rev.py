"""Rev's text export: `Speaker 1 (00:15):` and what was said, in the same line or below.

>>> read("Speaker 1 (00:15):\\nGood morning.\\nSpeaker 2 (01:02:03): Hi.").pieces
[Piece(speaker='Speaker 1', text='Good morning.', start=15.0, end=None, role=''), Piece(speaker='Speaker 2', text='Hi.', start=3723.0, end=None, role='')]
"""

from __future__ import annotations

from beside.listening.headed import Head, heads_in, pieces_under
from beside.listening.labels import is_name, may_be_name
from beside.listening.pieces import Pieces, seconds

NAME = "rev"


def looks_like(head: str) -> float:
    return 0.85 if heads_in(head, head_of) else 0.0


def read(text: str) -> Pieces:
    return Pieces(pieces_under(text.split("\n"), head_of))


def head_of(line: str) -> Head | None:
    head, closed, _ = line[:100].partition("):")
    name, opened, time = head.rpartition("(")
    name = " ".join(name.split())
    if not closed or not opened or ":" not in time or not (is_name(name) or may_be_name(name)):
        return None
    start = seconds(time)
    return None if start is None else Head(name, start, line[len(head) + 2 :], sure=True)
