"""Turns as the small reading takes them in: numbers of word pieces, a mark of whose turn it is before them.

Turns are read in chunks of whole turns, one after the other, so that however long a session is, a chunk is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from beside.listening.model.marks import ends_of
from beside.listening.model.weighing import Ints
from beside.listening.session import Turn

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# A longer turn keeps its beginning and its end.
LONGEST = 96
BEGINNING = 64
# Tokens in a chunk, of whole turns.
CHUNK = 256
BEGIN, END = "[CLS]", "[SEP]"
# Whoever is not the therapist is context of one kind.
SPEAKERS = ("client", "therapist")


@dataclass(frozen=True)
class Vocabulary:
    """BERT's word pieces; a piece's number is its place."""

    pieces: tuple[str, ...]

    @cached_property
    def places(self) -> dict[str, int]:
        return {piece: place for place, piece in enumerate(self.pieces)}

    @cached_property
    def cutter(self) -> Tokenizer:
        from tokenizers import Tokenizer
        from tokenizers.models import WordPiece
        from tokenizers.normalizers import BertNormalizer
        from tokenizers.pre_tokenizers import BertPreTokenizer

        cutter = Tokenizer(WordPiece(self.places, unk_token="[UNK]"))  # noqa: S106 (no password)
        cutter.normalizer = BertNormalizer(lowercase=True)
        cutter.pre_tokenizer = BertPreTokenizer()
        return cutter

    def numbers(self, turns: Sequence[Turn]) -> list[list[int]]:
        """For each turn: where it begins, whose it is, its words, its end."""
        cut = self.cutter.encode_batch([ends_of(turn.text) for turn in turns], add_special_tokens=False)
        begin, end = self.places[BEGIN], self.places[END]
        speakers = [self.places[name] for name in SPEAKERS]
        return [
            [begin, speakers[turn.role == "therapist"], *ends(each.ids), end]
            for turn, each in zip(turns, cut, strict=True)
        ]


def ends(numbers: list[int]) -> list[int]:
    if len(numbers) <= LONGEST:
        return numbers
    return numbers[:BEGINNING] + numbers[BEGINNING - LONGEST :]


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
