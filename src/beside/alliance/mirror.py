"""What a therapist does over their own sessions, with how sure that is. For themself: never a rank, never a comparison with anybody.

Nothing here is measured against a norm, for there is none: alliance, consistency and ways of talking have no accepted cut-off
(DESIGN section 2, principle 2). Two stretches of one person's own time are put beside each other, and no more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

FLOOR_SESSIONS = 10
"""Sessions below which a figure stays silent. Our own choice: with fewer, one odd session moves most figures by more than
what would be worth talking about (half the width of Wilson's interval at 10 of which half, is 26 in 100)."""

FLOOR_STRAINS = 5
"""Strains below which nothing is said of how they were met. Our own choice: they are rare, and each is one story."""

FLOOR_CLIENTS = 3
"""Clients below which a figure is shown to nobody but its therapist: with fewer it would say something of one person."""

STRETCHES = 8
"""Stretches of time that are looked back on: two years of quarters. Our own choice."""

DRAWS = 2000
SEED = 7
LEVEL = 0.95
Z = 1.959964


@dataclass(frozen=True)
class Part:
    """What one session (or one strain) adds: `count` of `of`, in the units of the figure. `client` only tells clients apart."""

    client: Hashable
    count: float
    of: float = 1.0


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval. `n`: of how many things; `sessions` and `clients`: from how many of each."""

    value: float
    low: float
    high: float
    n: float
    sessions: int
    clients: int

    def apart_from(self, other: Estimate) -> bool:
        """Whether the two intervals do not meet: a difference larger than chance would likely make. Errs towards no."""
        return self.high < other.low or other.high < self.low


@dataclass(frozen=True)
class Stretch:
    """One stretch of somebody's own time: `have` things to count in it, and the figure, or None where it stays silent."""

    begins: datetime
    ends: datetime
    have: int
    estimate: Estimate | None


def over_time(
    dated: Iterable[tuple[datetime, Part]],
    *,
    now: datetime,
    window: timedelta,
    estimate: Callable[[list[Part]], Estimate | None],
) -> tuple[Stretch, ...]:
    """The last eight stretches of `window`, oldest first; the last one ends now. Each stands by itself: no line is fitted through them.

    A thing that happened at the border of two belongs to the later one.

    >>> now, month = datetime(2026, 11, 22), timedelta(days=30)
    >>> days = [(now - timedelta(days=day), Part(day % 4, 1)) for day in range(40)]
    >>> [(one.have, one.estimate is not None) for one in over_time(days, now=now, window=month, estimate=share)][-2:]
    [(9, False), (31, True)]
    """
    inside: list[list[Part]] = [[] for _ in range(STRETCHES)]
    for at, part in dated:
        ago = (now - at) / window
        # On the border of two: the later one.
        back = max(0, math.ceil(ago) - 1)
        if ago >= 0 and back < STRETCHES and part.of:
            inside[back].append(part)
    return tuple(
        Stretch(now - (back + 1) * window, now - back * window, len(inside[back]), estimate(inside[back]))
        for back in reversed(range(STRETCHES))
    )


def wilson(kept: float, of: float, z: float = Z) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (Wilson 1927, J Am Stat Assoc 22:209-212), from 0 to 1. Of nothing: all of it.

    >>> [round(end, 3) for end in wilson(9, 10)]
    [0.596, 0.982]
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if not of:
        return 0.0, 1.0
    share, square = kept / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(parts: Sequence[Part], *, floor: int = FLOOR_SESSIONS) -> Estimate | None:
    """How many of how many, each part one yes or no (a session begun on time). None below `floor` parts.

    Unit: a share from 0 to 1. It does not say whether a larger share would be better for anybody.

    >>> share([Part("a", 1)] * 8 + [Part("b", 0)] * 2).value
    0.8
    >>> share([Part("a", 1)] * 9)
    """
    if len(parts) < floor:
        return None
    kept = math.fsum(part.count for part in parts)
    low, high = wilson(kept, len(parts))
    return Estimate(kept / len(parts), low, high, len(parts), len(parts), _clients(parts))


def over_sessions(parts: Sequence[Part], *, floor: int = FLOOR_SESSIONS) -> Estimate | None:
    """The sum of `count` over the sum of `of`, where each session adds several (open questions of all questions). None below `floor` sessions.

    Unit: that of count over that of `of`. The interval is a percentile bootstrap over whole sessions (Efron & Tibshirani 1993), since what is said in
    one session hangs together. Sessions of one client are more alike than those of several, so the truth is less
    certain than the interval says where few clients stand behind it. Sessions with nothing to count add nothing.

    >>> parts = [Part(number % 4, 6, 10) for number in range(12)]
    >>> over_sessions(parts) == Estimate(0.6, 0.6, 0.6, 120, 12, 4)
    True
    >>> over_sessions(parts[:9])
    """
    counted = [part for part in parts if part.of]
    if len(counted) < floor:
        return None
    count = np.array([part.count for part in counted], dtype=float)
    of = np.array([part.of for part in counted], dtype=float)
    drawn = np.random.default_rng(SEED).integers(0, len(counted), size=(DRAWS, len(counted)))
    drawn_values = count[drawn].sum(axis=1) / of[drawn].sum(axis=1)
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(drawn_values, [tail, 100 - tail])
    whole = math.fsum(part.of for part in counted)
    value = math.fsum(part.count for part in counted) / whole
    # Nothing behind the sixth place is more than rounding.
    return Estimate(
        round(value, 6), round(float(low), 6), round(float(high), 6), whole, len(counted), _clients(counted)
    )


def _clients(parts: Sequence[Part]) -> int:
    return len({part.client for part in parts})
