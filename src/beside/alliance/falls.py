"""Falls over one session or several, and whether and how the score came back: looking back over a course.

After Gumz, Brähler, Geyer & Erices 2012, BMC Med Res Methodol 12:10: report both 1 SD and 2 SD; take the
stricter of the spread within this client and that between clients, so that neither a small dip in a very even
course nor the daily up and down of a lively one counts; let a fall take more than one session. Their own
names for five shapes we keep to in substance; the rule for *came back* below is ours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from beside.alliance.limits import TIE
from beside.alliance.parameters import Parameters

Shape: TypeAlias = Literal["v", "slow-fall", "slow-return", "slow", "open"]

BACK = 0.5
"""The score is back when it lies no further than this many spreads under where it fell from."""


@dataclass(frozen=True)
class Fall:
    """From `start`, the last session before it went down, to `bottom`, and to `back` (None if it is not back).

    `depth` in points; `sds` is 2 where it is at least two spreads deep, else 1; `spread` the one it was held
    against. `shape`: "v" is down in one answer and back in one; "slow-fall", "slow-return" and "slow" took more answers on the
    way down, on the way back, or on both; "open" is not back.
    """

    start: int
    bottom: int
    back: int | None
    depth: float
    sds: Literal[1, 2]
    spread: float
    shape: Shape


def falls(scores: Sequence[tuple[int, float]], parameters: Parameters) -> tuple[Fall, ...]:
    """Every fall of at least one spread in a course, in order.

    `scores` holds session and score of each answered session, in order; a session without an answer is passed
    over, so that a fall across it is one step. Equal scores neither begin a fall nor end one.

    It looks back with all of the course in sight, so it has no false-alarm rate and raises no prompt: it
    helps two people to look at what was. It is not a diagnosis of a rupture.

    >>> course = [(1, 8.0), (2, 8.5), (3, 5.0), (4, 8.5), (5, 8.0)]
    >>> from beside.alliance.parameters import DEFAULTS
    >>> [(fall.start, fall.bottom, fall.back, fall.sds, fall.shape) for fall in falls(course, DEFAULTS)]
    [(2, 3, 4, 2, 'v')]
    """
    spread = strict_spread([score for _, score in scores], parameters)
    found, i = [], 0
    while i < len(scores) - 1:
        bottom = _bottom(scores, i)
        depth = scores[i][1] - scores[bottom][1]
        if depth < spread - TIE:
            i = max(i + 1, bottom)
            continue
        lowest, back = _back(scores, i, bottom, spread)
        depth = scores[i][1] - scores[lowest][1]
        found.append(_fall(scores, i, lowest, back, depth, spread))
        i = len(scores) if back is None else back
    return tuple(found)


def strict_spread(scores: Sequence[float], parameters: Parameters) -> float:
    """The larger of the SD of this client's own answers and the SD between clients, in points.

    >>> from beside.alliance.parameters import DEFAULTS
    >>> strict_spread([8.0, 8.0, 8.0], DEFAULTS)
    1.25
    """
    if len(scores) < 2:
        return parameters.between
    mean = math.fsum(scores) / len(scores)
    own = math.sqrt(math.fsum((score - mean) ** 2 for score in scores) / (len(scores) - 1))
    return max(own, parameters.between)


def _bottom(scores: Sequence[tuple[int, float]], start: int) -> int:
    """Where a way down that begins at `start` ends: the last answer before the score rises."""
    bottom = start
    for k in range(start + 1, len(scores)):
        if scores[k][1] > scores[k - 1][1] + TIE:
            break
        if scores[k][1] < scores[bottom][1] - TIE:
            bottom = k
    # The score fell from the last of equal answers, not from the first: the caller goes on from there.
    if bottom > start and abs(scores[start + 1][1] - scores[start][1]) <= TIE:
        return start
    return bottom


def _back(
    scores: Sequence[tuple[int, float]], start: int, bottom: int, spread: float
) -> tuple[int, int | None]:
    """The lowest answer before the score is back, and where it is back."""
    lowest = bottom
    for k in range(bottom + 1, len(scores)):
        if scores[k][1] >= scores[start][1] - BACK * spread - TIE:
            return lowest, k
        if scores[k][1] < scores[lowest][1] - TIE:
            lowest = k
    return lowest, None


def _fall(
    scores: Sequence[tuple[int, float]],
    start: int,
    bottom: int,
    back: int | None,
    depth: float,
    spread: float,
) -> Fall:
    sds: Literal[1, 2] = 2 if depth >= 2 * spread - TIE else 1
    slow_down, slow_up = bottom - start > 1, back is not None and back - bottom > 1
    shape: Shape = (
        "slow" if slow_down and slow_up else "slow-fall" if slow_down else "slow-return" if slow_up else "v"
    )
    return Fall(
        scores[start][0],
        scores[bottom][0],
        None if back is None else scores[back][0],
        depth,
        sds,
        spread,
        "open" if back is None else shape,
    )
