"""WhisperX: `segments`, each with start, end, text and the speaker that was told apart; also a bare list of such segments.

A segment runs on where somebody else falls in: there each word says whose it is.

>>> read({"segments": [{"start": 0.5, "end": 1.5, "text": " Hi.", "speaker": "SPEAKER_00"}], "language": "en"}).pieces
[Piece(speaker='SPEAKER_00', text='Hi.', start=0.5, end=1.5, role='')]
"""

from __future__ import annotations

import itertools
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
    pieces = [piece for place, segment in items(whole, "segments") for piece in pieces_in(segment, place)]
    return Pieces([piece for piece in pieces if piece.text], text_at(whole, "language", "it"))


def pieces_in(segment: dict[str, object], place: str) -> list[Piece]:
    """The segment as one piece; where its words are of several people, a piece for each run of one person's words."""
    text = plain(text_at(segment, "text", place))
    start, end = time_at(segment, "start", place), time_at(segment, "end", place)
    words = items(segment, "words") if segment.get("words") else []
    speakers = [plain(text_at(word, "speaker", f"{place}.{at}")) for at, word in words]
    if len({*speakers, ""}) > 2 and (runs := runs_in(words, speakers, text, place)):
        return with_times(runs, start, end)
    return [Piece(speaker_of(segment, speakers, place), text, start, end)]


def runs_in(
    words: list[tuple[str, dict[str, object]]], speakers: list[str], text: str, place: str
) -> list[Piece]:
    """Nothing where the words are not those of the text. A word of nobody goes with the one before it, or the first who speaks."""
    said = [bare(text_at(word, "word", f"{place}.{at}")) for at, word in words]
    if "".join(said) != bare(text):
        return []
    runs: list[Piece] = []
    lengths: list[int] = []
    who = next(filter(None, speakers))
    for (at, word), speaker, letters in zip(words, speakers, said, strict=True):
        start, end = time_at(word, "start", f"{place}.{at}"), time_at(word, "end", f"{place}.{at}")
        who = speaker or who
        if runs and runs[-1].speaker == who:
            run = runs[-1]
            runs[-1] = run._replace(
                start=start if run.start is None else run.start, end=run.end if end is None else end
            )
            lengths[-1] += len(letters)
        else:
            runs.append(Piece(who, "", start, end))
            lengths.append(len(letters))
    return [run._replace(text=part) for run, part in zip(runs, cut(text, lengths), strict=True)]


def with_times(runs: list[Piece], start: float | None, end: float | None) -> list[Piece]:
    """A word may have no time (a number, mostly): then the nearest that is known, in the end the segment's."""
    starts: list[float | None] = []
    known = start
    for run in runs:
        starts.append(known if run.start is None else run.start)
        known = next((time for time in (run.end, run.start, known) if time is not None), None)
    ends: list[float | None] = []
    known = end
    for run in reversed(runs):
        ends.append(known if run.end is None else run.end)
        known = known if run.start is None else run.start
    return [
        run._replace(start=begins, end=stops)
        for run, begins, stops in zip(runs, starts, reversed(ends), strict=True)
    ]


def bare(text: str) -> str:
    return "".join(plain(text).split())


def cut(text: str, lengths: list[int]) -> list[str]:
    """The text in parts of so many characters, not counting white space.

    >>> cut("So? Oh no.", [3, 5])
    ['So?', 'Oh no.']
    """
    letters = [at for at, letter in enumerate(text) if not letter.isspace()]
    ends = [*itertools.accumulate(lengths)]
    starts = [0, *ends[:-1]]
    return [
        text[letters[start] : letters[end - 1] + 1] if end > start else ""
        for start, end in zip(starts, ends, strict=True)
    ]


def speaker_of(segment: dict[str, object], speakers: list[str], place: str) -> str:
    """The segment's speaker, else the one of most of its words."""
    if name := plain(text_at(segment, "speaker", place)):
        return name
    names = Counter(filter(None, speakers))
    return names.most_common(1)[0][0] if names else NOBODY
