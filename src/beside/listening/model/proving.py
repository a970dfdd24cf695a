"""Measuring the small reading on sources that it did not see, and making the model that ships.

For each fold a network is trained on the others, written as it would ship, and reads the fold. How its scores and the light reading's
become probabilities is then found for each fold on the readings of the other folds: a handful of numbers by head, which never saw the fold's codes. The
networks that read those other folds did see them; training five more for each fold would take five times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from beside.listening.model import graph
from beside.listening.model.annomi import Coded, fingerprint
from beside.listening.model.arrays import DAMAGE, damaged
from beside.listening.model.calibrating import Blend, blend
from beside.listening.model.codes import HEADS, HEADS_OF
from beside.listening.model.evaluation import thresholds
from beside.listening.model.fine_tuning import Base, Recipe, Told, trained
from beside.listening.model.light import light
from beside.listening.model.outside import Outside
from beside.listening.model.small import SmallModel, by_head, encoder, saved
from beside.listening.model.training import RECIPES, fitted, material, part_of
from beside.listening.model.weighing import Floats, Ints

PIECES = "pieces"
LARGEST = 40_000_000


@dataclass(frozen=True)
class Scored:
    """Turns of one role: their session and fold by place, gold (-1 for none) and the scores of both readings."""

    session: Ints
    fold: Ints
    gold: Ints
    small: Floats
    light: Floats

    def rows(self, fold: int, *, inside: bool) -> Ints:
        """Of that fold, or of the others where experts gave a code."""
        found: Ints = np.flatnonzero(self.fold == fold if inside else (self.fold != fold) & (self.gold >= 0))
        return found

    def both(self, rows: Ints) -> tuple[Floats, Floats]:
        return self.small[rows], self.light[rows]


def prove(
    base: Base,
    sessions: Sequence[Coded],
    folds: Sequence[frozenset[int]],
    recipe: Recipe,
    folder: Path,
    told: Told,
) -> dict[str, Scored]:
    """By head. What was read before is taken from `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    read: list[Floats] = [np.zeros(0)] * len(sessions)
    for place, fold in enumerate(folds):
        for number, scores in fold_read(base, sessions, fold, recipe, folder / f"fold-{place}", told).items():
            read[number] = scores
    return scored(sessions, folds, read)


def fold_read(
    base: Base, sessions: Sequence[Coded], fold: frozenset[int], recipe: Recipe, name: Path, told: Told
) -> dict[int, Floats]:
    """Turns × codes, by place of the session."""
    path = name.with_suffix(".npz")
    places = [place for place, each in enumerate(sessions) if each.number in fold]
    if not path.is_file():
        others = [each for each in sessions if each.number not in fold]
        model = encoder(written(base, trained(base, others, recipe, name.with_suffix(".pt"), told)))
        read = {str(sessions[place].number): model.scores(sessions[place].session.turns) for place in places}
        np.savez_compressed(path, allow_pickle=False, **read)
    try:
        with np.load(path, allow_pickle=False) as file:
            return {place: file[str(sessions[place].number)] for place in places}
    except DAMAGE as error:
        raise damaged(path) from error


def written(base: Base, weights: graph.Weights) -> bytes:
    from beside.listening.model.network import ALONE, LAYERS

    model = graph.network(weights, LAYERS, ALONE, {PIECES: "\n".join(base.vocabulary.pieces)})
    assert len(model) <= LARGEST, f"the model is larger than {LARGEST:,} bytes"
    return model


def scored(
    sessions: Sequence[Coded], folds: Sequence[frozenset[int]], read: Sequence[Floats]
) -> dict[str, Scored]:
    found = {}
    fold_of = {number: place for place, fold in enumerate(folds) for number in fold}
    for role in HEADS_OF:
        given = material(sessions, role)
        small = np.concatenate(
            [
                scores[[turn.role == role for turn in each.session.turns]]
                for each, scores in zip(sessions, read, strict=True)
            ]
        )
        by_light = light_scores(sessions, folds, role)
        fold = np.array([fold_of[each.number] for each in sessions])[given.session]
        for head in HEADS_OF[role]:
            found[head] = Scored(given.session, fold, given.gold[head], by_head(small)[head], by_light[head])
    return found


def light_scores(sessions: Sequence[Coded], folds: Sequence[frozenset[int]], role: str) -> dict[str, Floats]:
    given = material(sessions, role)
    found = {head: np.zeros((len(given.session), len(HEADS[head]))) for head in given.gold}
    for fold in folds:
        part = part_of(given, sessions, fold)
        for head, scores in fitted(given, ~part, RECIPES[role]).scores.items():
            found[head][part] = scores[part]
    return found


def outside(given: Scored, folds: int) -> Outside:
    """Each fold with the blend found on the others."""
    probabilities, read = np.zeros_like(given.small), np.zeros(len(given.gold), dtype=np.int64)
    for fold in range(folds):
        others, rows = given.rows(fold, inside=False), given.rows(fold, inside=True)
        found = blend(given.both(others), given.gold[others])
        probabilities[rows] = found.calibration.probabilities(found.mixed(given.both(rows)))
        read[rows] = found.calibration.read(probabilities[rows])
    return Outside(given.session, given.gold, probabilities, read)


def make(
    base: Base,
    sessions: Sequence[Coded],
    scored: dict[str, Scored],
    measured: dict[str, Outside],
    recipe: Recipe,
    folder: Path,
    told: Told,
) -> Path:
    """The model that ships: trained on every session."""
    model = written(base, trained(base, sessions, recipe, folder / "all.pt", told))
    path = folder / "small.onnx"
    blends = {head: final_blend(each) for head, each in scored.items()}
    trained_on = frozenset(fingerprint(each.session) for each in sessions)
    saved(
        model, SmallModel(encoder(model), light(), blends, thresholds(sessions, measured), trained_on), path
    )
    return path


def final_blend(given: Scored) -> Blend:
    rows = np.flatnonzero(given.gold >= 0)
    return blend(given.both(rows), given.gold[rows])
