"""Sudden gains and losses in one person's scores, after Tang & DeRubeis 1999.

Follows the R package `suddengains` (Wiedemann, Thew, Stott & Ehlers, PLoS ONE 2020, 15:e0230276), so that
a study can be repeated with either. Made for measures on which *lower is better*, such as PHQ-9.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from beside.alliance.student import student_critical

Kind: TypeAlias = Literal["gain", "loss"]

SHARE = 0.25
"""The second criterion: a change of at least this share of the score before it."""

ALPHA = 0.05
"""The third criterion: two-tailed probability of the t value."""


@dataclass(frozen=True)
class Step:
    """One step from a session to the next, with each criterion: met, not met, or None where it cannot be told.

    `first` to `third` are what the R package calls crit1 to crit3 (`crit123_details`); `met` is all of those
    in use together, and None as soon as one of them is: a step that failed one criterion and lacks the
    values for another counts as *not analysed*, as it does there.
    """

    before: int
    after: int
    first: bool | None
    second: bool | None
    third: bool | None
    met: bool | None


@dataclass(frozen=True)
class SuddenShift:
    """A sudden gain or loss between two sessions.

    `before` and `after` are the numbers of the sessions (n and n + 1), `magnitude` the score before less the
    score after: positive for a gain, negative for a loss. `around` holds the scores of n-2 to n+3, None where
    there is none. `is_reversed`: a later score lies beyond `reversal_value`, half of the way back.
    """

    kind: Kind
    before: int
    after: int
    magnitude: float
    around: tuple[float | None, ...]
    reversal_value: float
    is_reversed: bool


def sudden_gains(
    scores: Iterable[float | None],
    *,
    cutoff: float | None,
    share: float | None = SHARE,
    alpha: float | None = ALPHA,
    critical: float | None = None,
    baseline: bool = False,
) -> tuple[SuddenShift, ...]:
    """Every sudden gain in one person's scores, in order; an empty tuple where there is none.

    `scores` are those of one person, a place a session, None (or NaN) where one is missing. `cutoff` is the
    least change that counts, in points of the measure, such as its reliable change (`reliable_points`). For the
    step from session n to n + 1:

    1. the score falls by at least `cutoff`;
    2. it falls by at least `share` of the score at n;
    3. the mean of n-2 to n less the mean of n+1 to n+3 is more than the two-tailed t value (`alpha`, with as
       many degrees of freedom as there are values, less 2) times the pooled SD of the two windows. It is the
       SD, not its standard error: Tang & DeRubeis' rule is no t test. `critical` replaces the t value by a
       fixed one for every step (2.776 was usual before Lutz et al. 2013).

    None for `cutoff`, `share` or `alpha` leaves that criterion out. Windows are cut at the ends of
    the course, and a window needs two values; so the first step and the last are never analysed. Both ends
    of the step must be there. Sessions count from 1; from 0 with `baseline=True`, where the first score was
    taken before the first session.

    A gain is reversed if any later score is strictly above the score at n + 1 plus half of the gain. (The R
    package, when it numbers from 1, begins to look at n + 3 and passes over n + 2: a slip in its numbering,
    not in its rule. Its example data come out alike either way.)

    It does not say why the scores fell, nor that they will stay down.

    >>> for gain in sudden_gains([32, 31, 33, 5, 6, 7], cutoff=7):
    ...     print(gain.before, gain.after, gain.magnitude, gain.is_reversed)
    3 4 28.0 False
    """
    return _shifts("gain", scores, cutoff, share, alpha, critical, baseline)


def sudden_losses(
    scores: Iterable[float | None],
    *,
    cutoff: float | None,
    share: float | None = SHARE,
    alpha: float | None = ALPHA,
    critical: float | None = None,
    baseline: bool = False,
) -> tuple[SuddenShift, ...]:
    """Every sudden loss: the mirror image of a gain, a sudden *rise* of the scores.

    As `sudden_gains`, with two differences. `cutoff` may have either sign (the R package wants it negative);
    its size counts. And the second criterion is kept as the R package has it: the *signed* change, score
    before less score after, is to be at most `share` of the score before. A rise is a negative change, so on
    a scale without negative scores every rise meets it: for losses it asks nothing. Read it so, and let the
    cut-off carry the weight.

    >>> [(loss.before, loss.magnitude) for loss in sudden_losses([5, None, 7, 16, 12, 14], cutoff=7)]
    [(3, -9.0)]
    """
    return _shifts("loss", scores, cutoff, share, alpha, critical, baseline)


def sudden_steps(
    scores: Iterable[float | None],
    kind: Kind = "gain",
    *,
    cutoff: float | None,
    share: float | None = SHARE,
    alpha: float | None = ALPHA,
    critical: float | None = None,
    baseline: bool = False,
) -> tuple[Step, ...]:
    """Each step from a session to the next with what each criterion said: `crit123_details` of the R package.

    As there, the first step and the last are not among them: their windows can never hold two values.

    >>> [(step.before, step.first, step.second, step.third) for step in sudden_steps([9, 9, 9, 1, 9], cutoff=5)]
    [(2, False, False, False), (3, True, True, False)]
    """
    values = [_score(score) for score in scores]
    in_use = (cutoff is not None, share is not None, alpha is not None)
    if not any(in_use):
        raise ValueError("Leave at least one criterion in: a cut-off, a share, or a probability (alpha).")
    if cutoff is not None and not (math.isfinite(cutoff) and (cutoff >= 0 or kind == "loss")):
        raise ValueError("The cut-off of a gain is a number of points from 0 on.")
    start = 0 if baseline else 1
    sign = 1 if kind == "gain" else -1
    steps = []
    for i in range(1, len(values) - 2):
        n, after = values[i], values[i + 1]
        fall = None if n is None or after is None else n - after
        criteria = (
            None if cutoff is None or fall is None else sign * fall >= abs(cutoff),
            None if share is None or fall is None or n is None else _second(fall, share * n, kind),
            _third(values[max(0, i - 2) : i + 1], values[i + 1 : i + 4], sign, alpha, critical),
        )
        used = [criterion for criterion, use in zip(criteria, in_use, strict=True) if use]
        met = None if None in used else all(used)
        steps.append(Step(start + i, start + i + 1, *criteria, met))
    return tuple(steps)


def _shifts(
    kind: Kind,
    scores: Iterable[float | None],
    cutoff: float | None,
    share: float | None,
    alpha: float | None,
    critical: float | None,
    baseline: bool,
) -> tuple[SuddenShift, ...]:
    values = [_score(score) for score in scores]
    steps = sudden_steps(
        values,
        kind,
        cutoff=cutoff,
        share=share,
        alpha=alpha,
        critical=critical,
        baseline=baseline,
    )
    return tuple(_shift(kind, step, i, values) for i, step in enumerate(steps, 1) if step.met)


def _shift(kind: Kind, step: Step, i: int, values: Sequence[float | None]) -> SuddenShift:
    n, after = values[i], values[i + 1]
    # Only the third criterion alone can be met where an end of the step is missing; then there is no size.
    magnitude = math.nan if n is None or after is None else n - after
    half = math.nan if after is None else after + magnitude / 2
    later = [value for value in values[i + 2 :] if value is not None]
    back = any(value > half for value in later) if kind == "gain" else any(value < half for value in later)
    around = tuple(values[k] if 0 <= k < len(values) else None for k in range(i - 2, i + 4))
    return SuddenShift(kind, step.before, step.after, magnitude, around, half, back)


def _second(fall: float, least: float, kind: Kind) -> bool:
    return fall >= least if kind == "gain" else fall <= least


def _third(
    before: Sequence[float | None],
    after: Sequence[float | None],
    sign: int,
    alpha: float | None,
    critical: float | None,
) -> bool | None:
    pre = [value for value in before if value is not None]
    post = [value for value in after if value is not None]
    if alpha is None or len(pre) < 2 or len(post) < 2:
        return None
    freedom = len(pre) + len(post) - 2
    bar = student_critical(alpha, freedom) if critical is None else critical
    pooled = math.sqrt((_squares(pre) + _squares(post)) / freedom)
    return sign * (_mean(pre) - _mean(post)) > bar * pooled


def _score(score: float | None) -> float | None:
    value = None if score is None else float(score)
    if value is not None and math.isinf(value):
        raise ValueError("A score is a number, or None where it is missing.")
    return None if value is None or math.isnan(value) else value


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _squares(values: Sequence[float]) -> float:
    mean = _mean(values)
    return math.fsum((value - mean) ** 2 for value in values)
