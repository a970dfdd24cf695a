"""The outcome course: how a questionnaire's totals usually move over the sessions, and who is off that track.

For measures on which *higher is worse*, such as PHQ-9. Improvement is fast at first and slower later, which
a straight line on the logarithm of the session number draws well (Howard, Kopta, Krause & Orlinsky 1986;
Lutz, Martinovich & Howard 1999). The line is either the practice's own, from `FLOOR_CLIENTS` clients on, or a
published one that is named; where there is neither, `reliable_change` is all that may be said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Answers: TypeAlias = Sequence[tuple[float, float]]
"""One client's answers: the number of the session from 1 on, and the total."""

Verdict: TypeAlias = Literal[
    "off-track", "on-track", "reliably-worse", "reliably-better", "no-reliable-change"
]

FLOOR_CLIENTS = 100
"""Clients with three totals or more from which a practice's own curve is used. Our own choice, without
evidence: it is what keeps the spread of slopes, the least certain of the numbers, within about a fifth of itself."""

BOUND = 1.645
"""The upper end of a two-sided 90 % interval; 5 % of totals lie above it where the model holds."""


@dataclass(frozen=True)
class Curve:
    """y = (intercept + u0) + (slope + u1) · ln(session) + noise; u0 and u1 are each client's own.

    `intercept` is the mean total at session 1, `slope` what one unit of ln(session) adds (below zero where
    clients get better), `spread` the covariance of u0 and u1 (three numbers: variance of u0, covariance,
    variance of u1), `within` the SD of the noise, all in points. `source` names where it comes from, for the page.

    It draws what was usual where it comes from. It is no goal, and no promise.
    """

    intercept: float
    slope: float
    spread: tuple[float, float, float]
    within: float
    clients: int
    source: str

    def expected(self, session: float, start: float | None = None) -> tuple[float, float]:
        """The total to be expected at a session, and the SD of a total around it, given the total at session 1.

        >>> curve = Curve(14.0, -2.0, (9.0, -1.0, 1.0), 3.0, 200, "example")
        >>> [round(number, 2) for number in curve.expected(8, start=20.0)]
        [12.15, 3.94]
        """
        log = math.log(session)
        v0, v01, v1 = self.spread
        mean = self.intercept + self.slope * log
        variance = v0 + 2 * log * v01 + log * log * v1 + self.within**2
        if start is None:
            return mean, math.sqrt(variance)
        # What the first total tells of this client's own line: a regression on one number.
        first = v0 + self.within**2
        together = v0 + log * v01
        mean += together / first * (start - self.intercept)
        return mean, math.sqrt(max(variance - together**2 / first, 0.0))

    def bound(self, session: float, start: float | None = None) -> float:
        """The total above which a client is off this track: the upper end of the 90 % interval."""
        mean, sd = self.expected(session, start)
        return mean + BOUND * sd

    def false_alarm_rate(self, sessions: int, *, courses: int = 20_000, seed: int = 1991) -> float:
        """The share of clients who follow the curve and are off track at least once by chance.

        Worked out by simulation from the curve itself, for totals at every session from 2 to `sessions`; who
        answers less often is flagged less often. Repeatable: the seed is fixed.
        """
        log = np.log(np.arange(1, sessions + 1))
        chance = np.random.default_rng(seed)
        v0, v01, v1 = self.spread
        root = _root(np.array([[v0, v01], [v01, v1]]))
        own = chance.standard_normal((courses, 2)) @ root.T
        totals = self.intercept + own[:, :1] + (self.slope + own[:, 1:]) * log
        totals += self.within * chance.standard_normal(totals.shape)
        above = np.zeros(courses, dtype=bool)
        for k in range(1, sessions):
            mean, sd = self.expected(k + 1, start=0.0)
            drawn = (v0 + log[k] * v01) / (v0 + self.within**2)
            above |= totals[:, k] > mean + drawn * totals[:, 0] + BOUND * sd
        return float(above.mean())


@dataclass(frozen=True)
class Outlook:
    """Where a client's last total stands: the verdict, the rule it comes from, and the numbers used, in points."""

    verdict: Verdict
    rule: Literal["outcome-course", "reliable-change"]
    session: int
    numbers: Mapping[str, float]
    source: str


def outlook(
    answers: Answers, *, curve: Curve | None, reliable: float | None, source: str = ""
) -> Outlook | None:
    """Where a client's last total stands; None where nothing may be said of it.

    With a curve: off track if the last total lies above the bound that follows from the first one. Without:
    the change since the first total, against `reliable`, the questionnaire's reliable change in points with
    its `source`. Neither from a single total, nor from an unchanged number of points that nobody sourced.

    Off track means: fewer than one in twenty clients who follow the curve have such a total in this session.
    It does not mean that the therapy fails, and one total can be one bad week.

    >>> outlook([(1, 20.0), (8, 13.0)], curve=None, reliable=6.0, source="its manual").verdict
    'reliably-better'
    """
    ordered = sorted(answers)
    if len(ordered) < 2:
        return None
    (first, start), (last, total) = ordered[0], ordered[-1]
    if curve is not None and first == 1:
        mean, sd = curve.expected(last, start)
        bound = mean + BOUND * sd
        numbers = {"total": total, "start": start, "expected": mean, "sd": sd, "bound": bound}
        verdict: Verdict = "off-track" if total > bound else "on-track"
        return Outlook(verdict, "outcome-course", int(last), numbers, curve.source)
    if reliable is None:
        return None
    numbers = {"total": total, "start": start, "change": total - start, "reliable": reliable}
    return Outlook(_changed(total - start, reliable), "reliable-change", int(last), numbers, source)


def _changed(change: float, reliable: float) -> Verdict:
    if change >= reliable:
        return "reliably-worse"
    return "reliably-better" if change <= -reliable else "no-reliable-change"


def practice_curve(clients: Sequence[Answers], source: str) -> Curve:
    """The practice's own curve, from `FLOOR_CLIENTS` clients with three totals or more on; fewer are refused.

    Give it one questionnaire in one version, and clients whose work has ended or is long enough under way:
    a curve from first weeks alone says little of later ones.
    """
    enough = [answers for answers in clients if len(answers) >= 3]
    if len(enough) < FLOOR_CLIENTS:
        raise ValueError(
            f"{len(enough)} clients have three totals or more, and a curve of your own takes {FLOOR_CLIENTS}. "
            "Until then, reliable change is shown."
        )
    return fitted_curve(clients, source)


def fitted_curve(clients: Sequence[Answers], source: str) -> Curve:
    """The curve of highest restricted likelihood, with no floor: for the tests, and for who studies their data.

    Random intercept and slope with any covariance. The variances are profiled down to the lower triangle of
    the relative covariance (Bates et al. 2015, J Stat Softw 67(1), section 3), each client enters by sums of
    2 x 2 alone, and the three numbers left are searched by simplex from several starts.

    >>> flat = [[(1, 10.0 + i), (2, 9.0 + i), (4, 8.5 + i % 3)] for i in range(6)]
    >>> round(fitted_curve(flat, "example").slope, 2) < 0
    True
    """
    sums = _Sums.of(clients)
    starts = [(1.0, 0.0, 1.0), (0.3, 0.0, 0.1), (3.0, -0.5, 0.5)]
    found = min((_simplex(sums.deviance, start) for start in starts), key=sums.deviance)
    spread, beta, noise = sums.estimates(found)
    intercept, slope = (float(number) for number in beta * sums.scale)
    v0, v01, v1 = (float(number) * sums.scale**2 for number in (spread[0, 0], spread[0, 1], spread[1, 1]))
    return Curve(intercept + sums.centre, slope, (v0, v01, v1), noise * sums.scale, len(sums.squares), source)


@dataclass(frozen=True)
class _Sums:
    """What the likelihood needs of each client: X'X, X'y and y'y, with y near 0 and 1."""

    design: Numbers
    cross: Numbers
    squares: Numbers
    answers: int
    centre: float
    scale: float

    @classmethod
    def of(cls, clients: Sequence[Answers]) -> _Sums:
        kept = [np.array(sorted(answers), dtype=np.float64) for answers in clients if len(answers)]
        if sum(len(answers) for answers in kept) < 4:
            raise ValueError("There are too few totals to draw a curve through.")
        everything = np.concatenate([answers[:, 1] for answers in kept])
        if (np.concatenate([answers[:, 0] for answers in kept]) < 1).any():
            raise ValueError(
                "Sessions are counted from 1 on; a total from before that has no place on the curve."
            )
        centre, scale = float(everything.mean()), float(everything.std()) or 1.0
        design, cross, squares = [], [], []
        for answers in kept:
            x = np.column_stack([np.ones(len(answers)), np.log(answers[:, 0])])
            y = (answers[:, 1] - centre) / scale
            design.append(x.T @ x)
            cross.append(x.T @ y)
            squares.append(y @ y)
        return cls(np.array(design), np.array(cross), np.array(squares), len(everything), centre, scale)

    @cached_property
    def freedom(self) -> int:
        return self.answers - 2

    def _parts(self, triangle: Sequence[float]) -> tuple[Numbers, Numbers, float, float]:
        a, b, c = triangle
        root = np.array([[a, 0.0], [b, c]])
        turned = self.design @ root
        inner = np.eye(2) + root.T @ turned
        inverse = np.linalg.inv(inner)
        x = self.design - turned @ inverse @ turned.transpose(0, 2, 1)
        seen = self.cross @ root
        moved = np.einsum("gij,gj->gi", inverse, seen)
        cross = self.cross - np.einsum("gij,gj->gi", turned, moved)
        squares = float((self.squares - (seen * moved).sum(axis=1)).sum())
        return x.sum(axis=0), cross.sum(axis=0), squares, float(np.log(np.linalg.det(inner)).sum())

    def deviance(self, triangle: Sequence[float]) -> float:
        x, cross, squares, logs = self._parts(triangle)
        left = max(squares - float(cross @ np.linalg.solve(x, cross)), 1e-300)
        return self.freedom * math.log(left) + logs + float(np.linalg.slogdet(x)[1])

    def estimates(self, triangle: Sequence[float]) -> tuple[Numbers, Numbers, float]:
        x, cross, squares, _ = self._parts(triangle)
        beta: Numbers = np.asarray(np.linalg.solve(x, cross), dtype=np.float64)
        variance = max(squares - float(cross @ beta), 0.0) / self.freedom
        a, b, c = triangle
        root = np.array([[a, 0.0], [b, c]])
        spread: Numbers = variance * (root @ root.T)
        return spread, beta, math.sqrt(variance)


Height: TypeAlias = Callable[[tuple[float, ...]], float]


def _simplex(height: Height, start: Sequence[float]) -> tuple[float, ...]:
    """Where a function of a few numbers is lowest, near a start: Nelder & Mead 1965, restarted until it stays."""
    best = tuple(start)
    for _ in range(6):
        found = _descend(height, best)
        if height(found) > height(best) - 1e-9:
            return min(best, found, key=height)
        best = found
    return best


def _descend(height: Height, start: tuple[float, ...]) -> tuple[float, ...]:
    return _tuple(_walk(lambda corner: height(_tuple(corner)), np.array(start)))


def _tuple(corner: Numbers) -> tuple[float, ...]:
    return tuple(float(number) for number in corner)


def _walk(height: Callable[[Numbers], float], start: Numbers) -> Numbers:
    size = len(start)
    corners = [start] + [start + 0.25 * (abs(start[k]) + 0.2) * np.eye(size)[k] for k in range(size)]
    heights = [height(corner) for corner in corners]
    for _ in range(400):
        order = np.argsort(heights)
        corners, heights = [corners[k] for k in order], [heights[k] for k in order]
        if heights[-1] - heights[0] < 1e-10 and np.ptp(np.array(corners), axis=0).max() < 1e-6:
            break
        middle = np.mean(corners[:-1], axis=0)
        moved = middle + (middle - corners[-1])
        at = height(moved)
        if at < heights[0]:
            further = middle + 2 * (middle - corners[-1])
            at_further = height(further)
            corners[-1], heights[-1] = (further, at_further) if at_further < at else (moved, at)
        elif at < heights[-2]:
            corners[-1], heights[-1] = moved, at
        else:
            nearer = middle + 0.5 * ((moved if at < heights[-1] else corners[-1]) - middle)
            at_nearer = height(nearer)
            if at_nearer < min(at, heights[-1]):
                corners[-1], heights[-1] = nearer, at_nearer
            else:
                corners = [corners[0]] + [corners[0] + 0.5 * (c - corners[0]) for c in corners[1:]]
                heights = [heights[0]] + [height(corner) for corner in corners[1:]]
    best: Numbers = corners[int(np.argmin(heights))]
    return best


def _root(covariance: Numbers) -> Numbers:
    """A square root of a covariance, also of one that is flat in a direction."""
    values, vectors = np.linalg.eigh(covariance)
    root: Numbers = vectors * np.sqrt(np.clip(values, 0.0, None))
    return root
