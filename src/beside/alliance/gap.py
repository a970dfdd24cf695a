"""The gap between what a therapist guessed and what the client answered, against this pair's own gaps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from beside.alliance.limits import START_AFTER, TIE
from beside.alliance.student import student_critical

ALPHA = 0.02
"""A steady pair's next gap lies outside its range with this probability. Our own choice: with .05, a third of all steady
pairs would be asked about a gap within twelve sessions; with .02 it is a seventh."""

EARLIER_GAPS = 4
"""Earlier gaps from which there is a range."""


@dataclass(frozen=True)
class Gap:
    """A gap outside the pair's own range: guess less answer, and the ends of that range, in points of the score.

    Above zero, the therapist thought it better than the client says; below, worse.
    """

    session: int
    gap: float
    lowest: float
    highest: float
    earlier: int


def unusual_gap(gaps: Sequence[tuple[int, float]]) -> Gap | None:
    """The last gap, if it lies outside the range that the pair's earlier gaps lead one to expect; else None.

    `gaps` holds the number of the session and guess less answer, both over the same questions, oldest first.
    The range is the mean of the earlier gaps ± t · s · sqrt(1 + 1/n), a prediction interval with two-tailed
    `ALPHA`; from session 5 and four earlier gaps on. A pair whose gaps were always the same has no range.

    It says that the two saw this hour less alike than usual, or differently apart. It does not say who is
    right. It is for the therapist alone, and no measure of skill (DESIGN section 2a).

    >>> unusual_gap([(1, 0.5), (2, 1.0), (3, 0.0), (4, 0.5), (5, 6.0)]).gap
    6.0
    >>> unusual_gap([(1, 0.5), (2, 1.0), (3, 0.0), (4, 0.5), (5, 2.0)])
    """
    *earlier, (session, gap) = gaps
    n = len(earlier)
    if n < EARLIER_GAPS or session <= START_AFTER:
        return None
    mean = math.fsum(value for _, value in earlier) / n
    spread = math.sqrt(math.fsum((value - mean) ** 2 for _, value in earlier) / (n - 1))
    if spread <= TIE:
        return None
    reach = student_critical(ALPHA, n - 1) * spread * math.sqrt(1 + 1 / n)
    if abs(gap - mean) <= reach + TIE:
        return None
    return Gap(session, gap, mean - reach, mean + reach, n)


def gap_false_alarm_rate(sessions: int) -> float:
    """The share of steady pairs with at least one gap outside their range in that many sessions, all guessed.

    Exact for normal gaps: what each one is off by, in units of the earlier ones, is independent of the rest.

    >>> round(gap_false_alarm_rate(12), 3)
    0.149
    """
    return float(1 - (1 - ALPHA) ** max(0, sessions - START_AFTER))
