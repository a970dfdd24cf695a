"""Probabilities that keep their word, and the reading made from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from beside.listening.model.weighing import Floats, Ints

STEPS = 100
# How strongly a rare code may be favoured: 0 takes the most probable, 1 divides by how frequent the code is.
FAVOURS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True)
class Calibration:
    """`scale` and `shift` turn scores into probabilities; `favour` is added to their logs when one code is read."""

    scale: float
    shift: Floats
    favour: Floats

    def probabilities(self, scores: Floats) -> Floats:
        return softmax(scores * self.scale + self.shift)

    def read(self, probabilities: Floats) -> Ints:
        """The column that is read, by turn."""
        read: Ints = np.argmax(np.log(np.maximum(probabilities, 1e-12)) + self.favour, axis=1)
        return read


def softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


@dataclass(frozen=True)
class Blend:
    """Scores of several readings, each with its weight, added up; then what makes probabilities of the sum."""

    weights: tuple[float, ...]
    calibration: Calibration

    def mixed(self, scores: Sequence[Floats]) -> Floats:
        """Turns × codes, before calibration."""
        return sum(
            (weight * each for weight, each in zip(self.weights, scores, strict=True)),
            np.zeros_like(scores[0]),
        )

    def as_numbers(self) -> dict[str, list[float]]:
        tuned = self.calibration
        return {"weights": [*self.weights], "shift": tuned.shift.tolist(), "favour": tuned.favour.tolist()}

    @classmethod
    def of(cls, numbers: dict[str, list[float]]) -> Blend:
        tuned = Calibration(1.0, np.array(numbers["shift"]), np.array(numbers["favour"]))
        return cls(tuple(numbers["weights"]), tuned)


def blend(scores: Sequence[Floats], truth: Ints) -> Blend:
    """From scores of turns that none of the scoring models was trained on.

    Both were trained with rare codes weighed up, so the highest sum is the reading, and only probabilities need the shift.
    """
    weights, shift = fitted_together(scores, np.eye(scores[0].shape[1])[truth])
    return Blend(tuple(weights.tolist()), Calibration(1.0, shift, -shift))


def calibration(scores: Floats, truth: Ints) -> Calibration:
    """From scores of turns that the scoring model was not trained on."""
    codes = scores.shape[1]
    scale, shift = fitted(scores, np.eye(codes)[truth])
    share = np.bincount(truth, minlength=codes) / len(truth)
    probabilities = Calibration(scale, shift, np.zeros(codes)).probabilities(scores)
    # A code that these turns never have is infinitely rare, and no favour at all times infinity is no number.
    with np.errstate(divide="ignore", invalid="ignore"):
        tries = [Calibration(scale, shift, -favour * np.log(share)) for favour in FAVOURS]
    scored = np.array([macro_f1(truth, each.read(probabilities), codes) for each in tries])
    # The best of several noisy values is best by luck: each counts together with its neighbours.
    smooth = np.convolve(np.pad(scored, 1, mode="edge"), np.ones(3), mode="valid")
    return tries[int(smooth.argmax())]


def fitted(scores: Floats, truth: Floats) -> tuple[float, Floats]:
    """One scale and a shift by code, of least log loss."""
    scales, shift = fitted_together([scores], truth)
    return float(scales[0]), shift


def fitted_together(scores: Sequence[Floats], truth: Floats) -> tuple[Floats, Floats]:
    """A scale for each reading's scores and a shift by code, of least log loss, by Newton's method."""
    turns, codes = scores[0].shape
    # The last shift is 0: only differences matter.
    columns = np.stack(
        [*scores, *(np.broadcast_to(np.eye(codes)[c], (turns, codes)) for c in range(codes - 1))]
    )
    held = np.zeros(len(columns))

    def loss(given: Floats) -> float:
        p = softmax(np.tensordot(given, columns, 1))
        return float(-np.log(np.maximum((p * truth).sum(axis=1), 1e-300)).sum())

    for _ in range(STEPS):
        p = softmax(np.tensordot(held, columns, 1))
        slope = np.tensordot(columns, p - truth, 2)
        centred = columns - (columns * p).sum(axis=2, keepdims=True)
        bend = np.einsum("anc,bnc,nc->ab", centred, centred, p, optimize=True) + 1e-6 * np.eye(len(columns))
        step = np.linalg.solve(bend, slope)
        # Newton's step may go too far: halve it until it helps.
        while loss(held - step) > loss(held) and np.abs(step).max() > 1e-9:
            step = step / 2
        held = held - step
        if np.abs(step).max() < 1e-9:
            break
    return held[: len(scores)], np.append(held[len(scores) :], 0.0)


def f1_by_code(truth: Ints, read: Ints, codes: int) -> Floats:
    """0 for a code that is neither there nor read."""
    table = np.bincount(truth * codes + read, minlength=codes * codes).reshape(codes, codes)
    both: Floats = 2 * np.diag(table) / np.maximum(1, table.sum(axis=0) + table.sum(axis=1))
    return both


def macro_f1(truth: Ints, read: Ints, codes: int) -> float:
    return float(f1_by_code(truth, read, codes).mean())
