"""WhisperX: `segments`, each with start, end, text and the speaker that was told apart; also a bare list of such segments.

>>> read({"segments": [{"start": 0.5, "end": 1.5, "text": " Hi.", "speaker": "SPEAKER_00"}], "language": "en"}).pieces
[Piece(speaker='SPEAKER_00', text='Hi.', start=0.5, end=1.5, role='')]
"""

from __future__ import annotations

from collections import Counter

from beside.listening.jsons import items, text_at, time_at
from beside.listening.pieces import NOBODY, Piece, Pieces, plain

NAME = "whisperx"


def fits(value: object) -> bool:
    segments = value.get("segments") if isinstance(value, dict) else value
    return isinstance(segments, list) and all(
        isinstance(each, dict) and "text" in each for each in segments[:3]
    )


def read(value: object) -> Pieces:
    whole = value if isinstance(value, dict) else {"segments": value}
    pieces = [
        Piece(
            speaker_of(segment, place),
            plain(text_at(segment, "text", place)),
            time_at(segment, "start", place),
            time_at(segment, "end", place),
        )
        for place, segment in items(whole, "segments")
    ]
    return Pieces([piece for piece in pieces if piece.text], text_at(whole, "language", "it"))


def speaker_of(segment: dict[str, object], place: str) -> str:
    """The segment's speaker, else the one of most of its words."""
    if name := plain(text_at(segment, "speaker", place)):
        return name
    words = items(segment, "words") if segment.get("words") else []
    names = Counter(text_at(word, "speaker", f"{place}.{at}") for at, word in words)
    names.pop("", None)
    return plain(names.most_common(1)[0][0]) if names else NOBODY
