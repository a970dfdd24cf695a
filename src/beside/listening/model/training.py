"""Training the light readings: softmax regression on marks, and cross-validation that never lets a source be on both sides.

Needs scipy, which listening itself does not. No chance is in it: the same sessions give the same model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beside.listening.errors import NoReading
from beside.listening.model.annomi import Coded, fingerprint
from beside.listening.model.calibrating import Calibration, calibration
from beside.listening.model.codes import HEADS, HEADS_OF
from beside.listening.model.light import HalfModel, LightModel
from beside.listening.model.marks import marks_of
from beside.listening.model.outside import Outside
from beside.listening.model.weighing import (
    GROUPS,
    Entries,
    Floats,
    Ints,
    Vocabulary,
    entries,
    rarity,
    weights,
)

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Recipe:
    """`lengths` and `least` go by group (words, pieces, shape, before): its length, and in how many turns a mark must be.

    `strength` is the inverse of the ridge; `balance` how far rare codes count more: 0 not, 1 as much as frequent ones.
    """

    lengths: tuple[float, ...]
    least: tuple[int, ...]
    strength: float
    balance: float


RECIPES = {
    "therapist": Recipe(lengths=(1.0, 1.0, 1.0, 0.3), least=(2, 5, 2, 3), strength=1.0, balance=0.5),
    "client": Recipe(lengths=(1.0, 0.0, 1.0, 0.5), least=(2, 5, 2, 2), strength=1.0, balance=0.7),
}


@dataclass(frozen=True)
class Material:
    """All turns of one role: their marks, which session each is of (by place in the list), and gold by head (-1 for none)."""

    role: str
    marks: tuple[str, ...]
    found: Entries
    session: Ints
    gold: dict[str, Ints]

    @cached_property
    def groups(self) -> Ints:
        return np.array([GROUPS.index(mark[0]) for mark in self.marks])


def material(sessions: Sequence[Coded], role: str) -> Material:
    turns = [
        (place, marks, each.gold[index])
        for place, each in enumerate(sessions)
        for index, marks in marks_of(each.session.turns, role)
    ]
    marks = twice([marks for _, marks, _ in turns])
    found = entries((marks for _, marks, _ in turns), {mark: column for column, mark in enumerate(marks)})
    gold = {
        head: np.array([HEADS[head].index(gold[head]) if head in gold else -1 for _, _, gold in turns])
        for head in HEADS_OF[role]
    }
    return Material(role, marks, found, np.array([place for place, _, _ in turns]), gold)


def twice(turns: list[list[str]]) -> tuple[str, ...]:
    """Marks that are in two turns at least, group by group, in the order of the alphabet."""
    seen = Counter(mark for marks in turns for mark in set(marks))
    return tuple(
        sorted((mark for mark, count in seen.items() if count > 1), key=lambda m: (GROUPS.index(m[0]), m))
    )


@dataclass(frozen=True)
class Fitted:
    """Weights from some turns, and the scores they give to all turns."""

    vocabulary: Vocabulary
    tables: dict[str, Floats]
    offsets: dict[str, Floats]
    scores: dict[str, Floats]


def fitted(given: Material, train: Mask, recipe: Recipe) -> Fitted:
    sparse = scipy_part("sparse")
    seen_in = np.bincount(given.found.column[train[given.found.row]], minlength=len(given.marks))
    kept = (seen_in >= np.array(recipe.least)[given.groups]) & (np.array(recipe.lengths)[given.groups] > 0)
    place = np.cumsum(kept) - 1
    stays = kept[given.found.column]
    found = Entries(
        given.found.rows, given.found.row[stays], place[given.found.column[stays]], given.found.count[stays]
    )
    groups, count = given.groups[kept], int(train.sum())
    weighed = weights(found, groups, rarity(seen_in[kept], groups, count), recipe.lengths)
    matrix = sparse.csr_array((weighed, (found.row, found.column)), shape=(found.rows, int(kept.sum())))
    words = tuple(mark for mark, stay in zip(given.marks, kept, strict=True) if stay)
    vocabulary = Vocabulary(words, seen_in[kept], count, recipe.lengths)
    tables, offsets, scores = {}, {}, {}
    for head, gold in given.gold.items():
        rows = np.flatnonzero(train & (gold >= 0))
        tables[head], offsets[head] = regression(matrix[rows], gold[rows], len(HEADS[head]), recipe)
        scores[head] = matrix @ tables[head] + offsets[head]
    return Fitted(vocabulary, tables, offsets, scores)


def regression(matrix: Any, gold: Ints, codes: int, recipe: Recipe) -> tuple[Floats, Floats]:
    """Weights by mark and code, and one offset by code: multinomial logistic regression with a ridge."""
    truth, across, columns = np.eye(codes)[gold], matrix.T.tocsr(), matrix.shape[1]
    counts = np.maximum(1, np.bincount(gold, minlength=codes))
    each = ((len(gold) / codes / counts) ** recipe.balance)[gold]

    def loss(flat: Floats) -> tuple[float, Floats]:
        table, offset = flat[codes:].reshape(columns, codes), flat[:codes]
        scores = matrix @ table + offset
        top = scores.max(axis=1, keepdims=True)
        logs = scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
        error = each[:, None] * (np.exp(logs) - truth)
        slope = np.concatenate((error.sum(axis=0), (across @ error + table / recipe.strength).ravel()))
        return float(-(each[:, None] * truth * logs).sum() + (table**2).sum() / (2 * recipe.strength)), slope

    start = np.zeros(codes * (columns + 1))
    found = scipy_part("optimize").minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200, "maxfun": 400}
    )
    return found.x[codes:].reshape(columns, codes), found.x[:codes]


def scipy_part(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"scipy.{name}")
    except ImportError as error:
        raise NoReading(
            "Training needs scipy: install it with `pip install scipy`, then try again."
        ) from error


def cross_validated(
    sessions: Sequence[Coded], folds: Sequence[frozenset[int]], recipes: dict[str, Recipe] | None = None
) -> dict[str, Outside]:
    """By head. Calibrated on inner folds: the other folds, each scored by a model that saw neither it nor the outer one."""
    out: dict[str, Outside] = {}
    for role, recipe in (recipes or RECIPES).items():
        given = material(sessions, role)
        parts = [part_of(given, sessions, fold) for fold in folds]
        assert np.sum(parts, axis=0).min() == np.sum(parts, axis=0).max() == 1, (
            "a session is in no fold, or in two"
        )
        out |= outside(given, parts, recipe)
    return out


def part_of(given: Material, sessions: Sequence[Coded], fold: frozenset[int]) -> Mask:
    return np.array([each.number in fold for each in sessions])[given.session]


def outside(given: Material, parts: list[Mask], recipe: Recipe) -> dict[str, Outside]:
    pairs = {}
    for one in range(len(parts)):
        for two in range(one + 1, len(parts)):
            pairs[one, two] = pairs[two, one] = fitted(given, ~(parts[one] | parts[two]), recipe).scores
    probabilities = {head: np.zeros((len(given.session), len(HEADS[head]))) for head in given.gold}
    read = {head: np.zeros(len(given.session), dtype=np.int64) for head in given.gold}
    for one, part in enumerate(parts):
        inner = {two: parts[two] for two in range(len(parts)) if two != one}
        scores = fitted(given, ~part, recipe).scores
        for head, gold in given.gold.items():
            tuned = tuned_on(inner, {two: pairs[one, two][head] for two in inner}, gold)
            probabilities[head][part] = tuned.probabilities(scores[head][part])
            read[head][part] = tuned.read(probabilities[head][part])
    return {
        head: Outside(given.session, gold, probabilities[head], read[head])
        for head, gold in given.gold.items()
    }


def tuned_on(parts: dict[int, Mask], scores: dict[int, Floats], gold: Ints) -> Calibration:
    """Each part scored by the model that did not see it."""
    both = [(scores[place][part & (gold >= 0)], gold[part & (gold >= 0)]) for place, part in parts.items()]
    return calibration(np.concatenate([each for each, _ in both]), np.concatenate([each for _, each in both]))


def trained(
    sessions: Sequence[Coded], folds: Sequence[frozenset[int]], sure_from: dict[str, float]
) -> LightModel:
    """The model that ships: all sessions, calibrated on the folds. `sure_from` comes from cross-validation."""
    halves = {}
    for role, recipe in RECIPES.items():
        given = material(sessions, role)
        parts = {place: part_of(given, sessions, fold) for place, fold in enumerate(folds)}
        apart = {place: fitted(given, ~part, recipe).scores for place, part in parts.items()}
        whole = fitted(given, np.ones(len(given.session), dtype=bool), recipe)
        calibrations = {
            head: tuned_on(parts, {place: scores[head] for place, scores in apart.items()}, gold)
            for head, gold in given.gold.items()
        }
        halves[role] = HalfModel(
            whole.vocabulary,
            np.concatenate([whole.tables[head] for head in HEADS_OF[role]], axis=1).astype(np.float32),
            np.concatenate([whole.offsets[head] for head in HEADS_OF[role]]),
            calibrations,
        )
    return LightModel(halves, sure_from, frozenset(fingerprint(each.session) for each in sessions))
