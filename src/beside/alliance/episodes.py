"""Episodes of strain and repair. The client's word opens, mends and ends them; a score never ends one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from beside.alliance.band import Band

What: TypeAlias = Literal["strain", "mended", "leave"]
State: TypeAlias = Literal["open", "mended", "left"]
Wording: TypeAlias = Literal["open", "quieter", "mended", "left"]

INSIDE = 2
"""Answered sessions in a row, back inside the own band, after which an open episode is called quieter."""

LATER = 4
"""More than this many sessions after the strain, the client is asked a second time, and then never again."""


@dataclass(frozen=True)
class Word:
    """What somebody said about strain, in which session, in order. `strength` as the client chose it."""

    session: int
    what: What
    strength: str = ""


@dataclass(frozen=True)
class Episode:
    """A strain, from the session in which it was said until the client says *mended* or *leave it*.

    `again` holds the sessions in which it was said once more while it was open. `ended` is the session in
    which it was said to be over, None while it is open. `strength` is what was said last.
    """

    opened: int
    strength: str = ""
    again: tuple[int, ...] = ()
    state: State = "open"
    ended: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def said_last(self) -> int:
        """The last session in which strain was said."""
        return max((self.opened, *self.again))


def episodes(words: Iterable[Word]) -> tuple[Episode, ...]:
    """The episodes of a relationship, oldest first; at most the last is open.

    Strain said while one is open is said *again*, and opens no second one. *Mended* or *leave it* ends the
    open one, and means nothing where none is open. Said in the same session as the strain itself, it ends it
    too: the order in which words come is the order in which they were said.

    >>> [(e.opened, e.state, e.ended) for e in episodes([Word(3, "strain", "clearly"), Word(5, "mended"), Word(9, "strain")])]
    [(3, 'mended', 5), (9, 'open', None)]
    """
    found: list[Episode] = []
    for word in words:
        open_one = found[-1] if found and found[-1].is_open else None
        if word.what == "strain":
            if open_one is None:
                found.append(Episode(word.session, word.strength))
            else:
                again = (*open_one.again, word.session)
                found[-1] = replace(open_one, again=again, strength=word.strength or open_one.strength)
        elif open_one is not None:
            state: State = "mended" if word.what == "mended" else "left"
            found[-1] = replace(open_one, state=state, ended=word.session)
    return tuple(found)


def wording(episode: Episode, scores: Sequence[tuple[int, float]], band: Band | None) -> Wording:
    """How a page may call an episode: what the client said of it, or, while it is open, *open* or *quieter*.

    `quieter`: the last two answered sessions since strain was last said both lie inside the band. Should the
    next one lie outside, it is *open* again. `band` is the person's own as known *before* the strain
    (`own_band(..., before=episode.opened)`): one that moves along with a low score would call it usual. Quieter is a word about numbers. It is not mended, it closes
    nothing, and the client is asked all the same.

    >>> strain = Episode(5)
    >>> wording(strain, [(4, 8.0), (5, 4.0), (6, 7.5), (7, 8.0)], Band(8.0, 1.2))
    'quieter'
    """
    if not episode.is_open:
        return "mended" if episode.state == "mended" else "left"
    since = [score for session, score in sorted(scores) if session > episode.said_last][-INSIDE:]
    if band is None or len(since) < INSIDE:
        return "open"
    return "quieter" if all(band.holds(score) for score in since) else "open"


def is_asked(episode: Episode, *, session: int, asked: int) -> bool:
    """Whether the client is asked after this session if it is mended by now; `asked` is how often they were.

    Once after the next session, and once later; never in the session in which it was said, and never after
    *leave it*.

    >>> [session for session in range(3, 12) if is_asked(Episode(3), session=session, asked=1)]
    [8, 9, 10, 11]
    """
    since = session - episode.opened
    return episode.is_open and since > 0 and (asked == 0 or (asked == 1 and since > LATER))
