"""Deepgram: `results.utterances`, or else the words of each channel with their speakers. Channels of their own are tracks.

>>> read({"results": {"utterances": [{"start": 0.5, "end": 1.5, "transcript": "Hi.", "speaker": 0, "channel": 0}]}}).pieces
[Piece(speaker='Speaker 0', text='Hi.', start=0.5, end=1.5, role='')]
"""

from __future__ import annotations

from beside.listening.jsons import items, kind, speaker_name, text_at, time_at
from beside.listening.pieces import NOBODY, Piece, Pieces, plain

NAME = "deepgram"


def fits(value: object) -> bool:
    results = value.get("results") if isinstance(value, dict) else None
    return isinstance(results, dict) and ("channels" in results or "utterances" in results)


def read(value: object) -> Pieces:
    results = kind(kind(value, dict, "all of it").get("results"), dict, "`results`")
    channels = items(results, "channels") if "channels" in results else []
    if results.get("utterances"):
        pieces = [utterance(each, place, len(channels)) for place, each in items(results, "utterances")]
    else:
        pieces = [
            piece
            for number in range(len(channels))
            for piece in words_of(*channels[number], number, len(channels))
        ]
        # Several channels are told one after the other; what was said is put in order. Unknown times stay where they are.
        if len(channels) > 1:
            pieces.sort(key=lambda piece: piece.start or 0)
    return Pieces([piece for piece in pieces if piece.text], language(channels), max(1, len(channels)))


def language(channels: list[tuple[str, dict[str, object]]]) -> str:
    return text_at(channels[0][1], "detected_language", channels[0][0]) if channels else ""


def utterance(each: dict[str, object], place: str, channels: int) -> Piece:
    who = text_at(each, "channel", place) if channels > 1 else text_at(each, "speaker", place)
    text = plain(text_at(each, "transcript", place))
    return Piece(
        plain(speaker_name(who)) or NOBODY, text, time_at(each, "start", place), time_at(each, "end", place)
    )


def words_of(place: str, channel: dict[str, object], number: int, channels: int) -> list[Piece]:
    """Each word as a piece: neighbours of one speaker are joined later."""
    alternatives = items(channel, "alternatives")
    words = items(alternatives[0][1], "words") if alternatives and "words" in alternatives[0][1] else []
    return [word(each, f"{place}.{at}", number if channels > 1 else None) for at, each in words]


def word(each: dict[str, object], place: str, channel: int | None) -> Piece:
    text = text_at(each, "punctuated_word", place) or text_at(each, "word", place)
    who = str(channel) if channel is not None else text_at(each, "speaker", place)
    return Piece(
        plain(speaker_name(who)) or NOBODY,
        plain(text),
        time_at(each, "start", place),
        time_at(each, "end", place),
    )
