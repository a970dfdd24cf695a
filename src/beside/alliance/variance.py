"""How much answers vary within a person and between persons, from a practice's own answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beside.alliance.parameters import DEFAULTS, FLOOR, Parameters

Numbers = NDArray[np.float64]

LEAST_BETWEEN = 0.01
"""The least spread between persons that is handed on, as a share of that within: where the answers show none,
the practice's mean then counts as much as 10,000 of a person's own answers, and the arithmetic stays sound."""


@dataclass(frozen=True)
class Components:
    """A one-way random effects model: each person has a level of their own, answers scatter around it.

    `within` is the SD of one person's answers around their level, `between` that of the levels, both in points
    of the scale; `mean` is the mean level, each person counted by how much they tell. `clients` and `answers`
    count what it rests on.
    """

    within: float
    between: float
    mean: float
    clients: int
    answers: int


def practice_parameters(courses: Iterable[ArrayLike | Sequence[float | None]]) -> Parameters:
    """s_w, τ and μ0 of a practice's own answers, or the stated defaults with the reason in `source`.

    `courses` holds a person's answers each, in any order, None or NaN where there is none. Under 30 clients
    who answered at least twice the defaults come back (a client with one answer says nothing about how far
    answers move); likewise where nobody's answers move at all, because a spread of 0 would make every change
    look remarkable.

    They describe this practice's answers. They are no norm, and not what answers ought to be.

    >>> practice_parameters([[7, 8], [6, 9]]).source
    'default: 2 clients answered twice or more, and it takes 30'
    """
    values = [_present(course) for course in courses]
    twice = sum(len(course) > 1 for course in values)
    if twice < FLOOR:
        return _default(f"{twice} clients answered twice or more, and it takes {FLOOR}")
    found = variance_components(values)
    if found.within == 0:
        return _default("nobody's answers ever moved")
    return Parameters(
        within=found.within,
        between=max(found.between, LEAST_BETWEEN * found.within),
        mean=found.mean,
        clients=found.clients,
        source=f"this practice's own answers: {found.answers} from {found.clients} clients",
    )


def variance_components(courses: Iterable[ArrayLike | Sequence[float | None]]) -> Components:
    """Within SD, between SD and mean by restricted maximum likelihood, for any number of answers a person.

    Profiled over the ratio τ²/s_w², for which a level set of 2 x 2 sums is enough; the criterion is searched
    on a grid and then narrowed, so that a second, lower hill is not taken for the top. Where the best ratio
    is 0, `between` is 0: the persons differ no more than chance. Where nobody answered twice, within and
    between cannot be told apart, and it is refused.

    Searle, Casella & McCulloch 1992, Variance Components, ch. 3 and 6.

    >>> found = variance_components([[1, 3], [5, 7], [9, 11]])
    >>> round(found.within**2, 6), round(found.between**2, 6), found.mean
    (2.0, 15.0, 6.0)
    """
    values = [course for course in map(_present, courses) if len(course)]
    n = np.array([len(course) for course in values])
    if not len(n) or n.max() < 2:
        raise ValueError(
            "Nobody answered twice, so how far answers move cannot be told. Wait for more answers."
        )
    everything = np.concatenate(values)
    # Work near 0 and 1: the sums of squares of answers around a million would lose what matters.
    centre, scale = float(everything.mean()), float(np.abs(everything - everything.mean()).max())
    if scale == 0:
        return Components(0.0, 0.0, centre, len(n), len(everything))
    scaled = [(course - centre) / scale for course in values]
    levels = np.array([course.mean() for course in scaled])
    inside = math.fsum(float(((c - m) ** 2).sum()) for c, m in zip(scaled, levels, strict=True))
    ratio = _best_ratio(n, levels, inside)
    mean, within = _given(ratio, n, levels, inside)
    between = float(np.std(levels, ddof=1)) if math.isinf(ratio) else within * math.sqrt(ratio)
    return Components(within * scale, between * scale, mean * scale + centre, len(n), len(everything))


def _present(course: ArrayLike | Sequence[float | None]) -> Numbers:
    values = np.asarray(course, dtype=np.float64).ravel()
    if np.isinf(values).any():
        raise ValueError("An answer is a number, or None where there is none.")
    present: Numbers = values[~np.isnan(values)]
    return present


def _default(reason: str) -> Parameters:
    return Parameters(
        within=DEFAULTS.within,
        between=DEFAULTS.between,
        mean=DEFAULTS.mean,
        clients=0,
        source=f"default: {reason}",
    )


def _given(ratio: float, n: Numbers, levels: Numbers, inside: float) -> tuple[float, float]:
    """The mean and the within SD that go with a ratio."""
    if math.isinf(ratio):
        return float(levels.mean()), 0.0
    weights = n / (1 + n * ratio)
    mean = float((weights * levels).sum() / weights.sum())
    squares = inside + float((weights * (levels - mean) ** 2).sum())
    return mean, math.sqrt(squares / (n.sum() - 1))


def _best_ratio(n: Numbers, levels: Numbers, inside: float) -> float:
    """The ratio τ²/s_w² with the highest restricted likelihood; infinite where nobody's answers move."""
    # Rounding leaves a trace of movement in a person who never moved.
    if inside <= 1e-24 * n.sum():
        return math.inf
    logs = np.linspace(math.log(1e-9), math.log(1e15), 241)
    heights = [_deviance(math.exp(log), n, levels, inside) for log in logs]
    best = int(np.argmin(heights))
    low, high = logs[max(0, best - 1)], logs[min(len(logs) - 1, best + 1)]
    found = math.exp(_lowest(lambda log: _deviance(math.exp(log), n, levels, inside), low, high))
    return found if _deviance(found, n, levels, inside) < _deviance(0.0, n, levels, inside) else 0.0


def _deviance(ratio: float, n: Numbers, levels: Numbers, inside: float) -> float:
    """Minus twice the restricted log likelihood, less what does not depend on the ratio."""
    shrunk = 1 + n * ratio
    weights = n / shrunk
    mean = (weights * levels).sum() / weights.sum()
    squares = inside + (weights * (levels - mean) ** 2).sum()
    return float((n.sum() - 1) * np.log(squares) + np.log(shrunk).sum() + np.log(weights.sum()))


def _lowest(height: Callable[[float], float], low: float, high: float) -> float:
    """Where a function of one number is lowest between two others: golden section, to the last useful digit."""
    golden = (math.sqrt(5) - 1) / 2
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = height(left), height(right)
    for _ in range(60):
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = height(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = height(right)
    return (low + high) / 2
