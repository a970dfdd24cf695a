"""AssemblyAI: `utterances` with their speakers; its times are milliseconds.

>>> read({"utterances": [{"speaker": "A", "start": 500, "end": 1500, "text": "Hi."}], "language_code": "en_us"}).pieces
[Piece(speaker='Speaker A', text='Hi.', start=0.5, end=1.5, role='')]
"""

from __future__ import annotations

from beside.listening.errors import UnreadableTranscript
from beside.listening.jsons import items, kind, speaker_name, text_at, time_at
from beside.listening.pieces import NOBODY, Piece, Pieces, plain

NAME = "assemblyai"


def fits(value: object) -> bool:
    return isinstance(value, dict) and (
        "utterances" in value or ("audio_duration" in value and "text" in value)
    )


def read(value: object) -> Pieces:
    whole = kind(value, dict, "all of it")
    if whole.get("utterances") is None:
        raise UnreadableTranscript(
            "it does not say who speaks: `utterances` is empty.",
            "Have it made again with `speaker_labels` on.",
            line=1,
        )
    pieces = [
        Piece(
            plain(speaker_name(text_at(each, "speaker", place))) or NOBODY,
            plain(text_at(each, "text", place)),
            time_at(each, "start", place, per_second=1000),
            time_at(each, "end", place, per_second=1000),
        )
        for place, each in items(whole, "utterances")
    ]
    language = text_at(whole, "language_code", "it").replace("_", "-")
    return Pieces([piece for piece in pieces if piece.text], language, tracks(whole))


def tracks(whole: dict[str, object]) -> int:
    count = whole.get("audio_channels")
    return count if isinstance(count, int) and whole.get("multichannel") and 1 < count < 100 else 1
