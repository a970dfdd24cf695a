"""How well readings agree with experts, with intervals that know that turns of one source are alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from beside.listening.model.calibrating import f1_by_code, macro_f1
from beside.listening.model.weighing import Floats, Ints

BINS = 15
DRAWS = 1000
SEED = 20260903
RIGHT_ENOUGH = 0.85
# Fewer turns above a probability say too little about it.
FEWEST = 30
FEWEST_TURNS = 20


@dataclass(frozen=True)
class Score:
    """A value and its 95 % interval, from drawing sources with replacement."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def score(of: Callable[[Ints], float], origins: Ints) -> Score:
    """`of` takes the rows that count, each perhaps several times."""
    rows = [np.flatnonzero(origins == origin) for origin in np.unique(origins)]
    drawing = np.random.default_rng(SEED)
    drawn = [
        of(np.concatenate([rows[place] for place in drawing.integers(0, len(rows), len(rows))]))
        for _ in range(DRAWS)
    ]
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return Score(of(np.arange(len(origins))), float(low), float(high))


def macro_score(truth: Ints, read: Ints, origins: Ints, codes: int) -> Score:
    return score(lambda rows: macro_f1(truth[rows], read[rows], codes), origins)


def code_score(truth: Ints, read: Ints, origins: Ints, codes: int, code: int) -> Score:
    return score(lambda rows: float(f1_by_code(truth[rows], read[rows], codes)[code]), origins)


def precision_recall(truth: Ints, read: Ints, code: int) -> tuple[float, float]:
    both = float(((truth == code) & (read == code)).sum())
    return both / max(1, int((read == code).sum())), both / max(1, int((truth == code).sum()))


def kappa(truth: Ints, read: Ints, codes: int) -> float:
    table = np.bincount(truth * codes + read, minlength=codes * codes).reshape(codes, codes) / len(truth)
    chance = float(table.sum(axis=0) @ table.sum(axis=1))
    return (float(np.trace(table)) - chance) / (1 - chance) if chance < 1 else float("nan")


def calibration_error(probability: Floats, right: Floats) -> float:
    """Expected calibration error: how far probability and share right lie apart, in 15 equal bins."""
    place = np.minimum((probability * BINS).astype(int), BINS - 1)
    apart = np.bincount(place, probability - right, minlength=BINS)
    return float(np.abs(apart).sum() / len(probability))


def sure_from(probability: Floats, right: Floats) -> float | None:
    """The lowest probability (in hundredths) from which on a reading was right at least .85 of the time.

    It holds for every higher one above which at least 30 turns lie, too. None where there is none.
    """
    lowest = None
    for hundredth in range(100, -1, -1):
        above = probability >= hundredth / 100
        if above.sum() < FEWEST:
            continue
        if right[above].mean() < RIGHT_ENOUGH:
            break
        lowest = hundredth / 100
    return lowest


def ranks(values: Floats) -> Floats:
    """From 0, ties sharing the mean of their places."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    shared: Floats = (ends - (counts - 1) / 2 - 1)[place]
    return shared


def spearman(one: Floats, two: Floats) -> float:
    if len(one) < 3 or np.ptp(one) == 0 or np.ptp(two) == 0:
        return float("nan")
    return float(np.corrcoef(ranks(one), ranks(two))[0, 1])
