"""From marks to numbers: which marks count, and how much each weighs in one turn.

A mark weighs 1 + log(how often it is there), times how rare it was in the turns trained on; then the marks of each group are
brought to the length of that group, so that a long turn shouts no louder than a short one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
# Groups by the first letter of a mark: words, pieces of words, shape, what was said before.
GROUPS = "wcsb"


@dataclass(frozen=True)
class Entries:
    """Mark `column` is in turn `row`, `count` times."""

    rows: int
    row: Ints
    column: Ints
    count: Ints


@dataclass(frozen=True)
class Vocabulary:
    """The marks that count: in how many of `turns` turns trained on each was, and the length given to each group."""

    marks: tuple[str, ...]
    seen_in: Ints
    turns: int
    lengths: tuple[float, ...]

    @cached_property
    def groups(self) -> Ints:
        return np.array([GROUPS.index(mark[0]) for mark in self.marks], dtype=np.int64)


def entries(
    turns: Iterable[list[str]], place: dict[str, int], more: tuple[Ints, Ints] | None = None
) -> Entries:
    """Counts of known marks by turn; `more` are (turn, column) of marks that were looked up already."""
    found = [[column for column in map(place.get, marks) if column is not None] for marks in turns]
    sizes = [len(each) for each in found]
    rows = np.repeat(np.arange(len(found)), sizes)
    columns = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=sum(sizes))
    if more:
        rows, columns = np.concatenate((rows, more[0])), np.concatenate((columns, more[1]))
    wide = max(1, len(place), int(columns.max(initial=0)) + 1)
    both, count = np.unique(rows * wide + columns, return_counts=True)
    return Entries(len(found), both // wide, both % wide, count)


def rarity(seen_in: Ints, groups: Ints, turns: int) -> Floats:
    """As in TF-IDF, smoothed; the shape of a turn is not weighed by how rare it is."""
    rare: Floats = np.log((1 + turns) / (1 + seen_in)) + 1
    return np.where(groups == GROUPS.index("s"), 1.0, rare)


def weights(given: Entries, groups: Ints, rare: Floats, lengths: tuple[float, ...]) -> Floats:
    """The weight of each entry."""
    raw = (1 + np.log(given.count)) * rare[given.column]
    group = given.row * len(GROUPS) + groups[given.column]
    norms = np.sqrt(np.bincount(group, raw**2, minlength=given.rows * len(GROUPS)))
    weighed: Floats = raw / norms[group] * np.array(lengths)[groups[given.column]]
    return weighed


def sums(given: Entries, weighed: Floats, table: NDArray[np.float32]) -> Floats:
    """Turns × codes: the weighted sum of the rows of `table` for the marks of each turn."""
    out = np.zeros((given.rows, table.shape[1]))
    if len(given.row):
        begins = np.flatnonzero(np.diff(given.row, prepend=-1))
        out[given.row[begins]] = np.add.reduceat(table[given.column] * weighed[:, None], begins, axis=0)
    return out
