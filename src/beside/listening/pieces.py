"""What readers hand over: pieces of speech in the order of the file, and how they become turns.

>>> session = joined([Piece("Ann", "So."), Piece("Ann", "How are you?"), Piece("Bob", "Fine.")], Source("example"))
>>> [turn.text for turn in session.turns]
['So. How are you?', 'Fine.']
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from beside.listening.errors import UnreadableTranscript
from beside.listening.session import Role, Session, Source, Turn

MOST_PIECES = 200_000
NOBODY = "Unknown speaker"

# Nothing here can be heard or seen: control characters, marks for the direction of writing, lone halves of characters.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb]+"
)
# As many decimals as a float has; how long a time may be is looked at before.
CLOCK = re.compile(r"(?:(\d{1,6}):)?(\d{1,3}):(\d{1,3})(?:[.,](\d+))?")
SECONDS = re.compile(r"(\d{1,9})(?:[.,](\d+))?(?: ?s)?")
HESITATION = re.compile(r"\b(?:um+|uh+m?|erm?|hm+|ehm?)\b", re.IGNORECASE)
ENOUGH_WORDS = 1_000


class Piece(NamedTuple):
    """A cue, a line, an utterance: what one person said in one entry of the file."""

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None
    role: Role = ""


class Pieces(NamedTuple):
    """All pieces of a file. `as_given`: each is a turn and is not joined. `roles_given`: we wrote it, and whoever has no role has none."""

    pieces: list[Piece]
    language: str = ""
    tracks: int = 1
    as_given: bool = False
    roles_given: bool = False


def visible(text: str) -> str:
    """The text without what cannot be seen."""
    return UNSEEN.sub("", text) if UNSEEN.search(text) else text


def plain(text: str) -> str:
    """The text without what cannot be seen, and with single spaces for any white space.

    >>> plain(" a\\u202e b\\n\\tc ")
    'a b c'
    """
    return spaced(visible(text))


def spaced(text: str) -> str:
    return " ".join(text.split())


def seconds(text: str) -> float | None:
    """Seconds from a time of day or a number, to the millisecond; None where it is neither.

    >>> seconds("1:02:03.5"), seconds("02:03,250"), seconds("00:09:025"), seconds("3.3000000000000003"), seconds("soon")
    (3723.5, 123.25, 565.0, 3.3, None)
    """
    text = text.strip()
    if not text.isascii() or len(text) > 30:
        return None
    if clock := CLOCK.fullmatch(text):
        return in_seconds(*clock.groups())
    number = SECONDS.fullmatch(text)
    return in_seconds(None, "0", number[1], number[2]) if number else None


def in_seconds(hours: str | None, minutes: str, whole: str, part: str | None) -> float:
    total = (int(hours or 0) * 60 + int(minutes)) * 60 + int(whole)
    return (total * 1000 + thousandths(part)) / 1000


def thousandths(part: str | None) -> int:
    return round(int(part) * 1000 / 10 ** len(part)) if part else 0


def to_the_millisecond(value: float | None) -> float | None:
    return None if value is None else round(value * 1000) / 1000


def not_too_many(count: int) -> None:
    if count > MOST_PIECES:
        raise UnreadableTranscript(
            f"it has more than {MOST_PIECES:,} entries, more than anybody says in a day.",
            "See that it is the transcript of one session.",
        )


def joined(pieces: Iterable[Piece], source: Source) -> Session:
    """Neighbouring pieces of one speaker as one turn, from the first one's start to the last one's end."""
    turns: list[Turn] = []
    run: list[Piece] = []
    for piece in pieces:
        if run and (piece.speaker != run[0].speaker or piece.role != run[0].role):
            turns.append(one_turn(run))
            run = []
        run.append(piece)
    if run:
        turns.append(one_turn(run))
    return Session(tuple(turns), source)


def one_turn(run: list[Piece]) -> Turn:
    start = next((piece.start for piece in run if piece.start is not None), None)
    end = next((piece.end for piece in reversed(run) if piece.end is not None), None)
    return Turn(run[0].speaker, " ".join(piece.text for piece in run if piece.text), start, end, run[0].role)


def whole_seconds(turns: Iterable[Turn]) -> bool:
    """Whether there are times, and none of them has a fraction."""
    times = [time for turn in turns for time in (turn.start, turn.end) if time is not None]
    return bool(times) and all(time.is_integer() for time in times)


def cleaned(turns: Iterable[Turn]) -> bool | None:
    """Whether hesitations were taken out: True over 1,000 words without one, None under that many."""
    words = 0
    for turn in turns:
        if HESITATION.search(turn.text):
            return False
        words += turn.text.count(" ") + 1
    return True if words > ENOUGH_WORDS else None
