"""Turns as the small reading takes them in: numbers of word pieces, and before them one that says whose turn it is.

Words are cut as BERT cuts them (lower case, accents left out, then the longest known pieces from the left): as the
`tokenizers` library does on every turn of AnnoMI, without the network client that comes with it; letters newer than its Unicode may differ.
Turns are read in chunks of whole turns, one after the other, so that however long a session is, a chunk is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from unicodedata import category, normalize

import numpy as np

from beside.listening.model.marks import ends_of
from beside.listening.model.weighing import Ints
from beside.listening.session import Turn

# A longer turn keeps its beginning and its end.
LONGEST = 96
BEGINNING = 64
# Tokens in a chunk, of whole turns.
CHUNK = 256
BEGIN, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
LONGEST_WORD = 100
PLAIN_WORD = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")
# The blocks that BERT writes character by character.
CHINESE = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)
# Whoever is not the therapist is context of one kind.
SPEAKERS = ("client", "therapist")


@dataclass(frozen=True)
class Pieces:
    """BERT's word pieces; a piece's number is its place. Those that go on within a word begin with `##`."""

    names: tuple[str, ...]

    @cached_property
    def places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.names)}

    def numbers(self, turns: Sequence[Turn]) -> list[list[int]]:
        """For each turn: where it begins, whose it is, its words, its end."""
        begin, end = self.places[BEGIN], self.places[END]
        speakers = [self.places[name] for name in SPEAKERS]
        known: dict[str, list[int]] = {}
        found = []
        for turn in turns:
            cut: list[int] = []
            for word in words_of(ends_of(turn.text)):
                if word not in known:
                    known[word] = self.cut(word)
                cut += known[word]
            found.append([begin, speakers[turn.role == "therapist"], *ends(cut), end])
        return found

    def cut(self, word: str) -> list[int]:
        """The longest known pieces, from the left; the unknown one where that fails."""
        unknown = [self.places[UNKNOWN]]
        if len(word) > LONGEST_WORD:
            return unknown
        found, at = [], 0
        while at < len(word):
            for to in range(len(word), at, -1):
                place = self.places.get(word[at:to] if at == 0 else f"##{word[at:to]}")
                if place is not None:
                    found.append(place)
                    at = to
                    break
            else:
                return unknown
        return found


def ends(numbers: list[int]) -> list[int]:
    if len(numbers) <= LONGEST:
        return numbers
    return numbers[:BEGINNING] + numbers[BEGINNING - LONGEST :]


def words_of(text: str) -> list[str]:
    """Lower-case words without accents; each mark and each Chinese character is a word of its own.

    >>> words_of("Café? I'd say so.")
    ['cafe', '?', 'i', "'", 'd', 'say', 'so', '.']
    """
    if text.isascii() and text.isprintable():
        return PLAIN_WORD.findall(text.lower())
    return "".join(map(spaced, normalize("NFD", "".join(map(cleaned, text))))).split()


def cleaned(letter: str) -> str:
    if letter in "\t\n\r":
        return " "
    if letter == "\ufffd" or category(letter) in ("Cc", "Cf", "Co"):
        return ""
    return f" {letter} " if any(first <= ord(letter) <= last for first, last in CHINESE) else letter


def spaced(letter: str) -> str:
    kind = category(letter)
    if kind == "Mn":
        return ""
    # BERT takes $, +, < and their like for marks, but only those of ASCII.
    if kind[0] == "P" or (letter.isascii() and kind[0] == "S"):
        return f" {letter} "
    return letter.lower()


@dataclass(frozen=True)
class Chunk:
    """By token: its number, its turn (counted through the session), its place in that turn. `first`: where turns begin."""

    numbers: Ints
    turn: Ints
    place: Ints
    first: Ints

    @classmethod
    def of(cls, turns: Sequence[Sequence[int]], from_turn: int = 0) -> Chunk:
        sizes = np.array([len(each) for each in turns], dtype=np.int64)
        first = np.cumsum(sizes) - sizes
        numbers = np.array([number for each in turns for number in each], dtype=np.int64)
        turn = np.repeat(np.arange(len(turns)), sizes)
        return cls(numbers, turn + from_turn, np.arange(len(numbers)) - first[turn], first)


def chunks(turns: Sequence[Sequence[int]], from_turn: int = 0) -> Iterator[Chunk]:
    """As many whole turns as fit, in order. Where a chunk ends depends on earlier turns and the next one only."""
    for begins, before in spans([len(each) for each in turns]):
        yield Chunk.of(turns[begins:before], from_turn + begins)


def spans(sizes: Sequence[int], room: int = CHUNK) -> Iterator[tuple[int, int]]:
    """(from, to) of the turns of each chunk; `room` is what the first one has."""
    begins, used = 0, 0
    for index, size in enumerate(sizes):
        if index > begins and used + size > room:
            yield begins, index
            begins, used, room = index, 0, CHUNK
        used += size
    if begins < len(sizes):
        yield begins, len(sizes)
