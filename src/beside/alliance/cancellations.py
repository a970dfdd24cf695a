"""Late cancellations after a habit of coming: a reason to ask, never to blame.

The argument. Staying away is one of the quiet ways to say that something is off (withdrawal), and a person
who stays away cannot say it in the room. But lives are full of reasons: so it takes a habit first, more than
one time, and only what the client did late or without a word counts. A client who never came
regularly has no habit to depart from, and is never pointed out by this. The numbers are our own starting
points, without evidence.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Outcome: TypeAlias = Literal["came", "late", "missed", "in-time", "by-therapist"]
"""What became of an appointment. `late`: cancelled by the client inside the practice's own time limit; `missed`: no
word. `in-time` and `by-therapist` are no information either way, and are passed over as if they had not been arranged."""

WINDOW = 3
"""The last appointments that are looked at."""

AWAY = 2
"""How many of them late or missed make a prompt."""

HABIT = 8
"""The appointments before those that show a habit."""

HABIT_LEAST = 4
"""How many of these there must be at least."""

HABIT_AWAY = 1
"""How many of them may have been late or missed, for it to be a habit of coming."""


@dataclass(frozen=True)
class Cancellations:
    """What was counted: `away` of the last `of` appointments, after `came` of the `earlier` before them."""

    away: int
    of: int
    came: int
    earlier: int


def late_cancellations(outcomes: Sequence[Outcome]) -> Cancellations | None:
    """Two of the last three appointments late or missed, after a habit of coming; else None.

    `outcomes` are a relationship's appointments in order of time. It speaks up in the appointment that makes
    it two, and not again while a later one was kept. It does not say why somebody stayed away.

    >>> late_cancellations(["came", "came", "came", "came", "came", "late", "by-therapist", "missed"])
    Cancellations(away=2, of=3, came=4, earlier=4)
    """
    return _counted(tuple(outcome != "came" for outcome in outcomes if outcome in ("came", "late", "missed")))


def cancellations_false_alarm_rate(appointments: int, *, away: float = 0.1) -> float:
    """The share of steady clients, away one time in ten by chance alone, who meet this rule at least once.

    Exact: all courses of so many appointments, each weighed by its probability.

    >>> round(cancellations_false_alarm_rate(12), 2)
    0.09
    """
    # Rounding may leave the sum a hair above 1.
    return max(0.0, 1 - math.fsum(_not_yet(appointments, away).values()))


def _counted(away: tuple[bool, ...]) -> Cancellations | None:
    window, before = away[-WINDOW:], away[:-WINDOW][-HABIT:]
    habit = len(before) >= HABIT_LEAST and sum(before) <= HABIT_AWAY
    if not habit or not window[-1] or sum(window) < AWAY:
        return None
    return Cancellations(sum(window), len(window), len(before) - sum(before), len(before))


@functools.cache
def _not_yet(appointments: int, away: float) -> dict[tuple[bool, ...], float]:
    """Every way the last eleven appointments can have gone without a prompt so far, with its probability."""
    if appointments == 0:
        return {(): 1.0}
    states: dict[tuple[bool, ...], float] = {}
    for before, chance in _not_yet(appointments - 1, away).items():
        for stayed, share in ((False, 1 - away), (True, away)):
            now = (*before, stayed)[-(WINDOW + HABIT) :]
            if _counted(now) is None:
                states[now] = states.get(now, 0.0) + chance * share
    return states
