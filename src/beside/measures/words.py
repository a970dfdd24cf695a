"""The words of a questionnaire in one language, ready to be shown to one pair of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from beside.measures.item import ONLY_ME, Item

Voice: TypeAlias = Literal["client", "therapist"]
"""Whose words: the client answers, the therapist guesses what the client will answer."""

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Option:
    """One answer that can be tapped. A scale has words only at its ends and its middle."""

    value: int | str
    words: str = ""
    private: bool = False


@dataclass(frozen=True)
class Question:
    """One item in words."""

    item: Item
    words: str
    hint: str = ""
    low: str = ""
    middle: str = ""
    high: str = ""
    options: tuple[Option, ...] = ()

    @property
    def key(self) -> str:
        return self.item.key


@dataclass(frozen=True)
class FormText:
    """A questionnaire in one language and one voice. `language` says which language it turned out to be."""

    language: str
    title: str
    instruction: str
    questions: tuple[Question, ...]
    bands: Mapping[str, str] = field(hash=False)

    def question(self, key: str) -> Question:
        return next(question for question in self.questions if question.key == key)


@dataclass(frozen=True)
class Wording:
    """One voice of one language, as it stands in the file: placeholders not yet filled."""

    title: str
    instruction: str = ""
    only_me: str = ""
    items: Mapping[str, str] = field(default_factory=dict, hash=False)
    hints: Mapping[str, str] = field(default_factory=dict, hash=False)
    scales: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)

    def question(self, item: Item, names: Mapping[str, str]) -> Question:
        words = self.scales.get(item.scale, NOTHING)
        return Question(
            item,
            words=filled(self.items[item.key], names),
            hint=filled(self.hints.get(item.key, ""), names),
            low=words.get("low", ""),
            middle=words.get("middle", ""),
            high=words.get("high", ""),
            options=self._options(item, words),
        )

    def _options(self, item: Item, words: Mapping[str, str]) -> tuple[Option, ...]:
        if item.kind == "choice":
            options = [Option(value, words[str(value)], value in item.private) for value in item.values]
        else:
            at = {item.lowest: "low", item.middle: "middle", item.highest: "high"}
            options = [Option(number, words.get(at.get(number, ""), "")) for number in item.numbers]
        # Only the client can keep something to themselves, so only their version has words for it.
        if item.only_me and self.only_me:
            options.append(Option(ONLY_ME, self.only_me, private=True))
        return tuple(options)


def filled(words: str, names: Mapping[str, str]) -> str:
    """The words with the names put in. A name that is not given leaves its placeholder to be seen.

    >>> filled("Today I could say no to {therapist}.", {"therapist": "Mara"})
    'Today I could say no to Mara.'
    """
    # Not str.format: a name may hold a brace, and a name is never a format.
    for role, name in names.items():
        if name:
            words = words.replace("{" + role + "}", name)
    return words
