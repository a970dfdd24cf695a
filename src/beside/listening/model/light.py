"""The light reading: linear, on numpy alone, in one file of under 1 MB. Its model card is `light.md`.

`light.npz` holds arrays of numbers and no objects, so opening it runs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from beside.listening.model.arrays import DAMAGE, Arrays, arrays_in, as_bytes, as_text, damaged
from beside.listening.model.calibrating import Calibration
from beside.listening.model.codes import HEADS, HEADS_OF, Coded
from beside.listening.model.letters import Letters
from beside.listening.model.marks import marks_of, said_in
from beside.listening.model.weighing import Floats, Vocabulary, entries, rarity, sums, weights
from beside.listening.session import Session, Turn

FILE = Path(__file__).with_name("light.npz")
VERSION = 1
# Turns that are weighed at one time, so that a giant session needs no giant memory.
AT_ONCE = 500


@dataclass(frozen=True)
class HalfModel:
    """For the turns of one role: weights by mark (rows) and code (columns, head after head)."""

    vocabulary: Vocabulary
    table: NDArray[np.float32]
    offsets: Floats
    calibrations: dict[str, Calibration]

    @cached_property
    def place(self) -> dict[str, int]:
        """The column of each mark that is no piece of a word."""
        return {mark: column for column, mark in enumerate(self.vocabulary.marks) if mark[0] != "c"}

    @cached_property
    def letters(self) -> Letters:
        marks = enumerate(self.vocabulary.marks)
        return Letters.of({mark[1:]: column for column, mark in marks if mark[0] == "c"})

    @cached_property
    def rare(self) -> Floats:
        return rarity(self.vocabulary.seen_in, self.vocabulary.groups, self.vocabulary.turns)

    def scores(self, turns: list[list[str]], texts: list[str]) -> Floats:
        """From the marks of each turn without pieces of words, and its text, in which these are looked up."""
        given = entries(turns, self.place, self.letters.found(texts))
        weighed = weights(given, self.vocabulary.groups, self.rare, self.vocabulary.lengths)
        return sums(given, weighed, self.table) + self.offsets


@dataclass(frozen=True)
class LightModel:
    """`sure_from`: by code, the probability from which a reading was right at least .85 of the time; none where it never was."""

    halves: dict[str, HalfModel]
    sure_from: dict[str, float]
    trained_on: frozenset[str] = field(default_factory=frozenset)

    name: str = "light"

    def codes(self, session: Session, progress: Callable[[float], None] | None = None) -> list[Coded]:
        """One for each turn, in order. It is done before anybody would look how far it is."""
        found = [Coded()] * len(session.turns)
        for role, half in self.halves.items():
            rows, scores = self.scores(session.turns, role)
            for index, each in zip(rows, coded(scores, half.calibrations), strict=True):
                found[index] = each
        return found

    def scores(self, turns: Sequence[Turn], role: str) -> tuple[list[int], dict[str, Floats]]:
        """Which turns are of that role; by head, their scores by code."""
        marks, half = marks_of(turns, role, letters=False), self.halves[role]
        rows: list[int] = []
        found = [half.scores([], [])]
        while some := list(islice(marks, AT_ONCE)):
            texts = [said_in(turns[index]).text for index, _ in some]
            rows += (index for index, _ in some)
            found.append(half.scores([each for _, each in some], texts))
        scores = np.concatenate(found)
        ends = np.cumsum([len(HEADS[head]) for head in half.calibrations])
        parts = np.split(scores, ends[:-1], axis=1)
        return rows, dict(zip(half.calibrations, parts, strict=True))

    def is_sure(self, code: str, probability: float) -> bool:
        """Whether a quote may be shown as evidence; otherwise it reads *possible*."""
        return probability >= self.sure_from.get(code, 2.0)


def coded(scores: dict[str, Floats], calibrations: dict[str, Calibration]) -> Iterator[Coded]:
    """From scores by head, for turns of one role."""
    probabilities, read = {}, {}
    for head, tuned in calibrations.items():
        probabilities[head] = tuned.probabilities(scores[head])
        read[head] = [HEADS[head][column] for column in tuned.read(probabilities[head])]
    names = [code for head in calibrations for code in HEADS[head]]
    rows = np.concatenate(list(probabilities.values()), axis=1).round(4).tolist()
    for row, values in enumerate(rows):
        by_code = dict(zip(names, values, strict=True))
        if "talk" in read:
            yield Coded(talk=read["talk"][row], probabilities=by_code)
        else:
            main = read["main"][row]
            kind = read[main][row] if main in read else ""
            yield Coded(main=main, kind=kind, probabilities=by_code)


@cache
def light() -> LightModel:
    """The model that ships with the package."""
    return loaded(FILE)


def loaded(path: Path) -> LightModel:
    try:
        return unpacked(arrays_in(path))
    except DAMAGE as error:
        raise damaged(path) from error


def saved(model: LightModel, path: Path) -> None:
    np.savez_compressed(path, allow_pickle=False, **packed(model))


def packed(model: LightModel) -> Arrays:
    """Weights as whole numbers from -127 to 127 with one step by code; texts as UTF-8 bytes."""
    about = {"version": VERSION, "sure_from": model.sure_from, "trained_on": sorted(model.trained_on)}
    arrays: Arrays = {"about": as_bytes(json.dumps(about))}
    for role, half in model.halves.items():
        step = np.maximum(np.abs(half.table).max(axis=0), 1e-12) / 127
        arrays |= {
            f"{role}_marks": as_bytes("\n".join(half.vocabulary.marks)),
            f"{role}_seen_in": half.vocabulary.seen_in.astype(np.uint16),
            f"{role}_turns": np.array(half.vocabulary.turns),
            f"{role}_lengths": np.array(half.vocabulary.lengths),
            f"{role}_table": np.round(half.table / step).astype(np.int8).T,
            f"{role}_step": step.astype(np.float32),
            f"{role}_offsets": half.offsets,
        }
        for head, tuned in half.calibrations.items():
            arrays[f"{role}_{head}"] = np.stack(
                (np.full_like(tuned.shift, tuned.scale), tuned.shift, tuned.favour)
            )
    return arrays


def unpacked(arrays: Arrays) -> LightModel:
    about = json.loads(as_text(arrays["about"]))
    if about["version"] != VERSION:
        raise ValueError(f"version {about['version']}, not {VERSION}")
    halves = {role: half_of(arrays, role) for role in HEADS_OF}
    return LightModel(halves, about["sure_from"], frozenset(about["trained_on"]))


def half_of(arrays: Arrays, role: str) -> HalfModel:
    vocabulary = Vocabulary(
        tuple(as_text(arrays[f"{role}_marks"]).split("\n")),
        arrays[f"{role}_seen_in"].astype(np.int64),
        int(arrays[f"{role}_turns"].item()),
        tuple(arrays[f"{role}_lengths"].tolist()),
    )
    table = arrays[f"{role}_table"].T.astype(np.float32) * arrays[f"{role}_step"].astype(np.float32)
    tuned = {}
    for head in HEADS_OF[role]:
        scale, shift, favour = arrays[f"{role}_{head}"].astype(np.float64)
        tuned[head] = Calibration(float(scale[0]), shift, favour)
    return HalfModel(
        vocabulary, np.ascontiguousarray(table), arrays[f"{role}_offsets"].astype(np.float64), tuned
    )
