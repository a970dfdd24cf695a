"""Uptake: how much of what the client just said comes back in the therapist's next turn.

Definition: for each therapist turn after a client turn of 5 words or more, the content words that both share, each
weighed by how rare it is in this session (log of turns over turns with the word), and their number. Small and everyday
words (`signs/`) do not count, and forms of one word are one. Of the twenty with the most weight, the five are shown that a trained
score puts first (`model/uptake.py`).
Source: after Demszky et al. 2021, doi:10.18653/v1/2021.acl-long.130; the formula is ours, and plain.
Does not mean: understanding. One can repeat without it, and understand without repeating; long turns share more. It
did not tell sessions of high quality from low ones (AUC .31, measured), so it is shown as examples, never as a mark.
Agreement of experts: none known for therapy. On classroom exchanges, Spearman with the mean of human ratings is .512 for shared content words, .562 for
the trained score.

>>> from beside.listening import Session
>>> client, therapist = ("C", "My daughter does not call any more.", "client"), ("T", "Your daughter stopped calling.", "therapist")
>>> [moment.rule for moment in hear(Session.of(client, therapist)).moments]
['takes up “call”, “daughter”']
"""

from __future__ import annotations

import math
from collections import Counter

from beside.listening.content import content
from beside.listening.finding import Moment
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.language import not_read
from beside.listening.said import said
from beside.listening.session import Session

NAME = "uptake"
# A shorter turn gives nothing to take up.
WORDS = 5
LOOKED_AT, SHOWN = 20, 5


def hear(session: Session, given: Given = ALONE) -> Heard:
    """The turns that took up most, with the words; how many took up anything, of how many that could."""
    if refusals := not_read(NAME, session):
        return Heard(refusals=refusals)
    rare = rarity(session)
    taken = [(index, taken_up(session, index)) for index in answers(session)]
    weighed = [(sum(rare[stem] for stem in stems), index, stems) for index, stems in taken if stems]
    most = sorted(weighed, key=lambda one: (-one[0], one[1]))[:LOOKED_AT]
    numbers: dict[str, object] = {"answers": len(taken), "taken up": len(weighed)}
    if taken:
        numbers["mean weight"] = round(sum(weight for weight, _, _ in weighed) / len(taken), 4)
    return Heard(tuple(_moment(session, index, stems) for index, stems in best(session, most)), numbers)


def best(session: Session, most: list[tuple[float, int, dict[str, str]]]) -> list[tuple[int, dict[str, str]]]:
    """Those that people would rate highest, in the order of the session."""
    if not most:
        return []
    # It needs numpy, and most callers of this package never come here.
    from beside.listening.model.uptake import uptake

    scored = [(uptake(session.turns[index - 1], session.turns[index]), index) for _, index, _ in most]
    chosen = {index for _, index in sorted(scored, key=lambda one: (-one[0], one[1]))[:SHOWN]}
    return sorted((index, stems) for _, index, stems in most if index in chosen)


def answers(session: Session) -> list[int]:
    """Therapist turns that follow a client turn long enough to take something from."""
    return [
        index
        for index in range(1, len(session.turns))
        if session.turns[index].role == "therapist"
        and session.turns[index - 1].role == "client"
        and len(session.turns[index - 1].words) >= WORDS
    ]


def taken_up(session: Session, index: int) -> dict[str, str]:
    """The stems that this turn shares with the turn before, each with the client's word."""
    here, before = content(session.turns[index]), content(session.turns[index - 1])
    return {stem: before[stem] for stem in sorted(here.keys() & before.keys())}


def rarity(session: Session) -> dict[str, float]:
    """How rare each stem is: log of (turns + 1) over (turns with it)."""
    turns = Counter(stem for turn in session.turns for stem in content(turn))
    return {stem: math.log((len(session.turns) + 1) / n) for stem, n in turns.items()}


def _moment(session: Session, index: int, stems: dict[str, str]) -> Moment:
    turn = session.turns[index]
    words = ", ".join(f"“{word}”" for word in stems.values())
    return Moment(
        NAME, index, turn.text, turn.start, turn.end, None, said("takes-up", "takes up {words}", words=words)
    )
