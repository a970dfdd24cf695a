"""Lower than last time by more than two uncertain answers differ by chance.

Jacobson & Truax: a difference over `sqrt(2)·SEM`, beyond 1.96. The SEM here is the SD within a person (`within`), because
for moves from session to session the reliability within persons counts, not the retest reliability between them. One-sided: only falls fire.

It does not mean that a change is large or that it matters, and it forgets all but two answers: a lasting fall is a
change once. It is not the outcome measures' reliable change, whose limit each questionnaire's file states.

Source: Jacobson & Truax 1991, J Consult Clin Psychol 59:12-19, https://doi.org/10.1037/0022-006X.59.1.12.
"""

from __future__ import annotations

import numpy as np

from beside.alliance.limits import RELIABLE, SQRT2, START_AFTER, Level
from beside.alliance.parameters import Parameters
from beside.alliance.rules import Bools, Floats, Seen

NAME = "reliable-change"
LIMITS: dict[Level, float] = {"look": RELIABLE}
SHOWN = True


def seen(values: Floats, parameters: Parameters, *, after: int = START_AFTER) -> Seen:
    """How many SDs of a difference each answer lies below the last one; `last` is that answer."""
    last = np.full(len(values), np.nan)
    lasts, distance = (np.full_like(values, np.nan, dtype=float) for _ in range(2))
    for session, value in enumerate(values.T):
        answered = ~np.isnan(value)
        if session >= after:
            np.copyto(lasts[:, session], last, where=answered)
            np.divide(last - value, SQRT2 * parameters.within, out=distance[:, session])
        np.copyto(last, value, where=answered)
    return Seen(distance, {"last": lasts})


def fires(values: Floats, parameters: Parameters, level: Level = "look") -> Bools:
    """Which sessions lie reliably below the answer before them."""
    return seen(values, parameters).beyond(LIMITS[level])
