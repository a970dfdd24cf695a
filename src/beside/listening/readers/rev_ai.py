"""Rev's JSON: `monologues` of one speaker each, made of words and marks.

>>> read({"monologues": [{"speaker": 0, "elements": [
...     {"type": "text", "value": "Hi", "ts": 0.5, "end_ts": 0.9}, {"type": "punct", "value": "."}]}]}).pieces
[Piece(speaker='Speaker 0', text='Hi.', start=0.5, end=0.9, role='')]
"""

from __future__ import annotations

from beside.listening.jsons import items, speaker_name, text_at, time_at
from beside.listening.pieces import NOBODY, Piece, Pieces, plain

NAME = "rev-ai"


def fits(value: object) -> bool:
    return isinstance(value, dict) and "monologues" in value


def read(value: object) -> Pieces:
    pieces = [monologue(each, place) for place, each in items(value, "monologues")]
    return Pieces([piece for piece in pieces if piece.text])


def monologue(each: dict[str, object], place: str) -> Piece:
    elements = items(each, "elements")
    text = plain("".join(text_at(element, "value", f"{place}.{at}") for at, element in elements))
    starts = [time_at(element, "ts", f"{place}.{at}") for at, element in elements]
    ends = [time_at(element, "end_ts", f"{place}.{at}") for at, element in elements]
    return Piece(
        speaker(each, place) or NOBODY,
        text,
        next((time for time in starts if time is not None), None),
        next((time for time in reversed(ends) if time is not None), None),
    )


def speaker(each: dict[str, object], place: str) -> str:
    known = each.get("speaker_info")
    named = text_at(known, "display_name", f"{place}.speaker_info") if isinstance(known, dict) else ""
    return plain(named or speaker_name(text_at(each, "speaker", place)))
