"""AWS Transcribe: `results.items`, a word or a mark each, with their speakers or channels; times are numbers as text.

>>> read({"results": {"items": [
...     {"type": "pronunciation", "speaker_label": "spk_0", "start_time": "0.5", "end_time": "0.9", "alternatives": [{"content": "Hi"}]},
...     {"type": "punctuation", "alternatives": [{"content": "."}]}]}}).pieces
[Piece(speaker='spk_0', text='Hi.', start=0.5, end=0.9, role='')]
"""

from __future__ import annotations

from bisect import bisect_right

from beside.listening.jsons import items, kind, text_at, time_at
from beside.listening.pieces import NOBODY, Piece, Pieces, plain

NAME = "aws"
Segments = tuple[list[float], list[str]]


def fits(value: object) -> bool:
    results = value.get("results") if isinstance(value, dict) else None
    return isinstance(results, dict) and "items" in results


def read(value: object) -> Pieces:
    results = kind(kind(value, dict, "all of it").get("results"), dict, "`results`")
    channels = channels_in(results)
    labels = segments(results)
    words: list[Piece] = []
    for place, item in items(results, "items"):
        text = content(item, place)
        if item.get("type") == "punctuation" and words:
            words[-1] = words[-1]._replace(text=words[-1].text + text)
        elif text:
            words.append(word(item, place, text, labels, channels > 1))
    language = text_at(results, "language_code", "results")
    return Pieces(words, language, channels)


def channels_in(results: dict[str, object]) -> int:
    labels = results.get("channel_labels")
    count = labels.get("number_of_channels") if isinstance(labels, dict) else None
    return count if isinstance(count, int) and 1 <= count < 100 else 1


def content(item: dict[str, object], place: str) -> str:
    found = items(item, "alternatives")
    return plain(text_at(found[0][1], "content", place)) if found else ""


def word(item: dict[str, object], place: str, text: str, labels: Segments, apart: bool) -> Piece:
    start, end = time_at(item, "start_time", place), time_at(item, "end_time", place)
    who = text_at(item, "channel_label" if apart else "speaker_label", place) or speaking(labels, start)
    return Piece(plain(who) or NOBODY, text, start, end)


def segments(results: dict[str, object]) -> Segments:
    """When who begins to speak: older files say it only here and not with each word."""
    labels = results.get("speaker_labels")
    if not isinstance(labels, dict) or "segments" not in labels:
        return [], []
    found = [
        (time_at(each, "start_time", place) or 0.0, text_at(each, "speaker_label", place))
        for place, each in items(labels, "segments")
    ]
    found.sort()
    return [start for start, _ in found], [who for _, who in found]


def speaking(labels: Segments, at: float | None) -> str:
    starts, speakers = labels
    place = bisect_right(starts, at) if at is not None else 0
    return speakers[place - 1] if place else ""
