"""What one item of a questionnaire asks for, and which answers fit it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

Answer: TypeAlias = int | float | str | bool
"""A number on a scale, the value of a choice, free words, or True for a tick. Only a measured line has half steps."""

Answers: TypeAlias = Mapping[str, Answer]
"""Answers by the key of their item. An item that was skipped is not there: there is no empty answer."""

Kind: TypeAlias = Literal["scale", "bipolar", "choice", "measured", "tick", "words"]
Device: TypeAlias = Literal["any", "client"]

ONLY_ME = "only_me"
"""The answer of somebody who prefers not to say. It is kept with the client and reaches nobody."""

MOST_WORDS = 10_000
"""Characters in one free answer. More than anybody types in a minute; it keeps a paste from being a book."""

TICKED = frozenset({"on", "true", "True", "1", "yes"})


@dataclass(frozen=True)
class AskedIf:
    """A follow-up is asked only where `item` was answered with one of `any_of`."""

    item: str
    any_of: tuple[int | str, ...]

    def holds_in(self, answers: Answers) -> bool:
        return self.item in answers and answers[self.item] in self.any_of


@dataclass(frozen=True)
class Item:
    """One question of a questionnaire, without its words: those belong to a language (see `Question`)."""

    key: str
    kind: Kind
    scale: str = ""
    lowest: int = 0
    highest: int = 0
    values: tuple[int | str, ...] = ()
    private: tuple[str, ...] = ()
    dimension: str = ""
    scored: bool = False
    reverse: bool = False
    urgent: bool = False
    only_me: bool = False
    optional: bool = False
    device: Device = "any"
    asked_if: AskedIf | None = None
    loinc: str = ""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers that a person can answer with, in order; none where the answers are not numbers.

        >>> Item("mended", "scale", lowest=0, highest=4).numbers
        (0, 1, 2, 3, 4)
        """
        if self.kind in ("scale", "bipolar"):
            return tuple(range(self.lowest, self.highest + 1))
        return tuple(value for value in self.values if isinstance(value, int))

    @property
    def range(self) -> tuple[int, int] | None:
        """The lowest and the highest number that a person can answer with; None where answers are not numbers.

        >>> Item("line", "measured", lowest=0, highest=10).range
        (0, 10)
        """
        if self.kind == "measured":
            return self.lowest, self.highest
        return (min(self.numbers), max(self.numbers)) if self.numbers else None

    @property
    def middle(self) -> int | None:
        """The number half way, where there is one.

        >>> Item("pace", "bipolar", lowest=-5, highest=5).middle
        0
        """
        span = self.lowest + self.highest
        return span // 2 if self.kind in ("scale", "bipolar") and span % 2 == 0 else None

    def keeps(self, answer: Answer) -> bool:
        """Is this an answer that stays with the client and reaches nobody?"""
        return (answer == ONLY_ME and self.only_me) or answer in self.private

    def fault(self, answer: object) -> str | None:
        """What is wrong with this answer, as the end of a sentence; None where it fits.

        >>> Item("mended", "scale", lowest=0, highest=4).fault(5)
        'is answered from 0 to 4, but here it is 5'
        """
        if answer == ONLY_ME and self.only_me:
            return None
        if self.kind == "words":
            return _fault_of_words(answer)
        if self.kind == "tick":
            return None if answer is True else "is ticked or left alone"
        if self.kind == "measured":
            return self._fault_of_measure(answer)
        # Python takes True and 1.0 for a 1. A tick is not a number here, and half steps do not exist.
        if type(answer) not in (int, str) or answer not in (self.values or self.numbers):
            return f"is answered {self._choices()}, but here it is {answer!r}"
        return None

    def read(self, raw: str) -> Answer | None:
        """The answer that stands in what a page or a paper form gave; None where it was left empty.

        >>> pace = Item("pace", "bipolar", lowest=-5, highest=5)
        >>> pace.read(" -3 "), pace.read("")
        (-3, None)
        """
        raw = raw.strip()
        if not raw:
            return None
        if self.kind == "tick":
            return True if raw in TICKED else raw
        if self.kind == "words":
            return raw
        if self.kind == "measured":
            return float(raw.replace(",", ".")) if re.fullmatch(r"\d+([.,]\d)?", raw) else raw
        # What is not a number after all is left as it is, so that `fault` can repeat it to the person.
        return next((number for number in self.numbers if raw in (str(number), f"+{number}")), raw)

    def points(self, answer: Answer) -> float:
        """What this answer adds to a total: a reversed item counts from the other end.

        >>> Item("calm", "choice", values=(0, 1, 2, 3, 4), scored=True, reverse=True).points(1)
        3
        """
        span = self.range
        assert span is not None, f"{self.key} is not answered with numbers, so it has no points"
        assert isinstance(answer, int | float), f"{self.key} was not checked before it was added up"
        return span[0] + span[1] - answer if self.reverse else answer

    def dimension_score(self, answer: Answer) -> float | None:
        """This answer between 0 and 10; None where it is private or the item is not scored.

        Too slow and too fast count alike: 10 in the middle, 0 at either end.

        >>> Item("pace", "bipolar", lowest=-5, highest=5, scored=True).dimension_score(-2)
        6.0
        """
        if not self.scored or isinstance(answer, str | bool):
            return None
        if self.kind == "bipolar":
            return 10 - 10 * abs(answer) / self.highest
        return 10 * (answer - self.lowest) / (self.highest - self.lowest)

    def _fault_of_measure(self, answer: object) -> str | None:
        fits = type(answer) in (int, float) and self.lowest <= cast(float, answer) <= self.highest
        if fits and abs(cast(float, answer) * 10 - round(cast(float, answer) * 10)) < 1e-9:
            return None
        return f"is measured from {self.lowest} to {self.highest} with one decimal, but here it is {answer!r}"

    def _choices(self) -> str:
        if self.kind == "choice":
            return "with one of " + ", ".join(str(value) for value in self.values)
        return f"from {self.lowest} to {self.highest}"


def _fault_of_words(answer: object) -> str | None:
    if not isinstance(answer, str):
        return "is answered in words"
    if not answer.strip():
        return "is answered in words or left out"
    if len(answer) > MOST_WORDS:
        return f"has room for {MOST_WORDS} characters, and here are {len(answer)}"
    return None
