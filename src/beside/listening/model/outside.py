"""Readings beside gold, as an evaluation takes them, and the file in which they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from beside.listening.errors import NoReading
from beside.listening.model.annomi import Coded
from beside.listening.model.arrays import Arrays, arrays_in
from beside.listening.model.codes import HEADS, HEADS_OF
from beside.listening.model.weighing import Floats, Ints


@dataclass(frozen=True)
class Outside:
    """What each turn got from a model that knew nothing of its source. Rows are the turns of one role.

    Probabilities and readings are given for every turn; `gold` is -1 where the experts gave no code of that head. `session` is
    its place among the sessions.
    """

    session: Ints
    gold: Ints
    probabilities: Floats
    read: Ints


def saved(outside: dict[str, Outside], sessions: Sequence[Coded], path: Path) -> None:
    """Sessions by their numbers in the data, so that the file goes with any copy of it. Gold stays in the data."""
    numbers = np.array([each.number for each in sessions])
    arrays: Arrays = {}
    for head, given in outside.items():
        arrays[f"{head}_session"] = numbers[given.session]
        arrays[f"{head}_probabilities"] = given.probabilities.astype(np.float32)
        arrays[f"{head}_read"] = given.read.astype(np.int8)
    np.savez_compressed(path, allow_pickle=False, **arrays)


def loaded(path: Path, sessions: Sequence[Coded]) -> dict[str, Outside]:
    """Readings of just these sessions, beside their gold."""
    arrays, found = arrays_in(path), {}
    for role, heads in HEADS_OF.items():
        turns = [
            (place, each.number, each.gold[index])
            for place, each in enumerate(sessions)
            for index, turn in enumerate(each.session.turns)
            if turn.role == role
        ]
        numbers = np.array([number for _, number, _ in turns])
        for head in heads:
            if f"{head}_session" not in arrays or not np.array_equal(arrays[f"{head}_session"], numbers):
                raise NoReading(
                    f"{path.name} holds readings of other sessions. Give the data that they were made from."
                )
            codes = HEADS[head]
            gold = np.array([codes.index(given[head]) if head in given else -1 for _, _, given in turns])
            probabilities = arrays[f"{head}_probabilities"].astype(np.float64)
            read = arrays[f"{head}_read"].astype(np.int64)
            found[head] = Outside(np.array([place for place, _, _ in turns]), gold, probabilities, read)
    return found
