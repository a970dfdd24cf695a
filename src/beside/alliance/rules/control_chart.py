"""Below this person's own control limit: the mean of the earlier answers less 2.66 times their mean move.

The chart for single values (XmR): the moving range is the distance between two answers that follow each other, its
mean over 1.128 estimates their SD, and three of those are 2.66 mean moves. It needs nothing but the person's own
answers, `EARLIER_FOR_CHART` of them at least. Where all earlier answers were the same there is no move to compare with, and it says nothing.

It does not mean that anything is out of control. From few answers the limit is itself uncertain, so that
it fires more often by chance than three SDs would suggest, and sees less than a limit with a pooled SD.

Source: Wheeler & Chambers 1992, Understanding Statistical Process Control; Lipner et al. 2022 use such charts for alliance ratings.
"""

from __future__ import annotations

import numpy as np

from beside.alliance.limits import CHART, EARLIER_FOR_CHART, START_AFTER, TIE, Level
from beside.alliance.parameters import Parameters
from beside.alliance.rules import Bools, Floats, Seen

NAME = "control-chart"
LIMITS: dict[Level, float] = {"look": CHART}
SHOWN = True


def seen(values: Floats, parameters: Parameters, *, after: int = START_AFTER) -> Seen:
    """How many mean moves each answer lies below the mean of the earlier ones; `mean` and `move` are those. No parameter is used."""
    n, total, moves = (np.zeros(len(values)) for _ in range(3))
    last = np.full(len(values), np.nan)
    means, mean_moves, distance = (np.full_like(values, np.nan, dtype=float) for _ in range(3))
    for session, value in enumerate(values.T):
        answered = ~np.isnan(value)
        if session >= after:
            ready = answered & (n >= EARLIER_FOR_CHART)
            np.divide(total, n, out=means[:, session], where=ready)
            np.divide(moves, n - 1, out=mean_moves[:, session], where=ready)
            # A move that is only what adding up left over is no move.
            some = ready & (moves > TIE * n)
            below = means[:, session] - value
            np.divide(below, mean_moves[:, session], out=distance[:, session], where=some)
        moves += np.where(answered & (n > 0), np.abs(value - last), 0)
        n += answered
        total += np.where(answered, value, 0)
        np.copyto(last, value, where=answered)
    return Seen(distance, {"mean": means, "move": mean_moves})


def fires(values: Floats, parameters: Parameters, level: Level = "look") -> Bools:
    """Which sessions lie below the person's own control limit."""
    return seen(values, parameters).beyond(LIMITS[level])
