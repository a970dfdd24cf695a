"""Pieces of three to five letters, looked up for all turns of a session at once.

A therapist's turn has hundreds of them, and most are in no vocabulary: as text they took a third of the time of a reading. Five
letters of up to twelve bits fit into one number; pieces with rarer letters are looked up one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
SIZES = (3, 4, 5)
BITS = 12
# Turns that are looked through at one time, so that memory does not grow with the session.
AT_ONCE = 500


@dataclass(frozen=True)
class Letters:
    """Known pieces: by size their numbers, in order, and beside each its column; and the few that are no such numbers."""

    tables: dict[int, tuple[Ints, Ints]]
    rare: dict[str, int]

    @classmethod
    def of(cls, pieces: dict[str, int]) -> Letters:
        """From each piece and its column."""
        rare = {piece: column for piece, column in pieces.items() if ord(max(piece)) >> BITS}
        tables = {}
        for size in SIZES:
            known = [piece for piece in pieces if len(piece) == size and piece not in rare]
            numbers = windows(codes("".join(known)), size)[::size]
            order = np.argsort(numbers)
            columns = np.array([pieces[piece] for piece in known], dtype=np.int64)
            tables[size] = numbers[order], columns[order]
        return cls(tables, rare)

    def found(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """(text, column) of every known piece, as often as it is there. A space stands before and after each text."""
        rows, columns = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for begins in range(0, len(texts), AT_ONCE):
            row, column = self.some([f" {text} " for text in texts[begins : begins + AT_ONCE]])
            rows.append(row + begins)
            columns.append(column)
        return np.concatenate(rows), np.concatenate(columns)

    def some(self, padded: Sequence[str]) -> tuple[Ints, Ints]:
        every = codes("".join(padded))
        text = np.repeat(np.arange(len(padded)), [len(each) for each in padded])
        rows, columns = [text[:0]], [text[:0]]
        for size, (numbers, column) in self.tables.items():
            if not len(numbers) or len(every) < size:
                continue
            last = len(every) - size + 1
            inside = (text[:last] == text[size - 1 :]) & plain(every, size)
            at = np.flatnonzero(inside)
            looked = windows(every, size)[at]
            place = np.minimum(np.searchsorted(numbers, looked), len(numbers) - 1)
            there = numbers[place] == looked
            rows.append(text[at[there]])
            columns.append(column[place[there]])
        one_by_one = self.rarely(padded)
        rows.append(one_by_one[:, 0])
        columns.append(one_by_one[:, 1])
        return np.concatenate(rows), np.concatenate(columns)

    def rarely(self, padded: Sequence[str]) -> Ints:
        found = [
            (row, self.rare[text[at : at + size]])
            for row, text in enumerate(padded)
            if self.rare and ord(max(text)) >> BITS
            for size in SIZES
            for at in range(len(text) - size + 1)
            if text[at : at + size] in self.rare
        ]
        return np.array(found, dtype=np.int64).reshape(-1, 2)


def codes(text: str) -> Ints:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)


def windows(every: Ints, size: int) -> Ints:
    """Every so many letters in a row as one number; it means something only where all are plain."""
    last = max(0, len(every) - size + 1)
    number = np.zeros(last, dtype=np.int64)
    for offset in range(size):
        number = (number << BITS) | (every[offset : offset + last] & ((1 << BITS) - 1))
    return number


def plain(every: Ints, size: int) -> NDArray[np.bool_]:
    """Where so many letters in a row all have no more than twelve bits."""
    last = len(every) - size + 1
    rare = every >> BITS > 0
    found = np.ones(last, dtype=np.bool_)
    for offset in range(size):
        found &= ~rare[offset : offset + last]
    return found
