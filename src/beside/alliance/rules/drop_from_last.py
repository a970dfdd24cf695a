"""Lower than last time by one SD or more. For comparison only: it is never shown.

Steps like this one are in use elsewhere. In a steady course of twelve sessions nearly every client is
flagged by it (98 %, DESIGN section 5), and the file stands here so that the simulation can say so.
"""

from __future__ import annotations

import numpy as np

from beside.alliance.limits import DROP, START_AFTER, TIE, Level
from beside.alliance.parameters import Parameters
from beside.alliance.rules import Bools, Floats, Seen

NAME = "drop-from-last"
LIMITS: dict[Level, float] = {"look": DROP - 2 * TIE}  # a fall of exactly one SD counts
SHOWN = False


def seen(values: Floats, parameters: Parameters, *, after: int = START_AFTER) -> Seen:
    """How many SDs within a person each answer lies below the last one; `last` is that answer."""
    last = np.full(len(values), np.nan)
    lasts, distance = (np.full_like(values, np.nan, dtype=float) for _ in range(2))
    for session, value in enumerate(values.T):
        answered = ~np.isnan(value)
        if session >= after:
            np.copyto(lasts[:, session], last, where=answered)
            np.divide(last - value, parameters.within, out=distance[:, session])
        np.copyto(last, value, where=answered)
    return Seen(distance, {"last": lasts})


def fires(values: Floats, parameters: Parameters, level: Level = "look") -> Bools:
    """Which sessions lie one SD or more below the answer before them."""
    return seen(values, parameters).beyond(LIMITS[level])
