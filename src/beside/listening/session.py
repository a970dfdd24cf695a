"""A session as a transcript carries it: who said what, and where it says so, when.

>>> session = Session.of(("Thea", "How was it?", "therapist"), ("Chris", "Um, hard.", "client"))
>>> [turn.words for turn in session.client_turns]
[('Um', 'hard')]
>>> session.word_count
5
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

Role = Literal["therapist", "client", "other", ""]
ROLES: tuple[Role, ...] = ("therapist", "client", "other")

# One class of characters after another, none of which can begin the next: time is linear in the text.
WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


@dataclass(frozen=True)
class Turn:
    """What one person said until somebody else spoke. `start` and `end` in seconds from the beginning, None where not known.

    `text` is as the transcript has it, with its white space as single spaces. An empty text is a row of a table that was empty.
    """

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None
    role: Role = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words, as written, without punctuation. Contractions and hyphenated words are one word."""
        return tuple(WORD.findall(self.text))

    @cached_property
    def plain_words(self) -> tuple[str, ...]:
        """The same in small letters, with straight apostrophes: as the lists of words are written."""
        low = map(str.lower, self.words)
        return tuple(low) if "’" not in self.text else tuple(word.replace("’", "'") for word in low)

    @property
    def seconds(self) -> float | None:
        """How long it took, or None where that is not known or the times run backwards."""
        if self.start is None or self.end is None or self.end < self.start:
            return None
        return self.end - self.start


@dataclass(frozen=True)
class Source:
    """What a transcript can carry, so that nothing is read out of it that is not in it.

    `whole_seconds`: its times are rounded to seconds, so no latency can be measured. `cleaned`: True where hesitations
    were taken out of it (over 1,000 words and not one), False where they are there, None where it is too short to tell.
    `tracks`: on how many tracks people were recorded apart; with one, overlaps cannot be shown. `language` as the
    file says it (`en`, `es-ES`), empty where it does not.
    """

    format: str = ""
    whole_seconds: bool = False
    cleaned: bool | None = None
    tracks: int = 1
    language: str = ""


@dataclass(frozen=True)
class Session:
    """The turns of one session, in the order of the transcript.

    Two sessions are equal when their turns are; in which format they were kept does not matter.
    `roles_because` says in a sentence how it was found out who the therapist is, and `roles_guessed` whether a person
    should look at that.
    """

    turns: tuple[Turn, ...]
    source: Source = field(default=Source(), compare=False)
    roles_because: str = field(default="", compare=False)
    roles_guessed: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, *turns: tuple[str, str, Role], source: Source | None = None) -> Session:
        """A session for examples and tests, from (speaker, text, role)."""
        made = tuple(Turn(speaker, text, role=role) for speaker, text, role in turns)
        return cls(made, source or Source(), roles_because="Given.")

    @property
    def therapist_turns(self) -> tuple[Turn, ...]:
        return tuple(turn for turn in self.turns if turn.role == "therapist")

    @property
    def client_turns(self) -> tuple[Turn, ...]:
        return tuple(turn for turn in self.turns if turn.role == "client")

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who speaks, in the order in which they first do."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))

    @cached_property
    def word_count(self) -> int:
        return sum(len(turn.words) for turn in self.turns)

    @property
    def has_times(self) -> bool:
        """Whether every turn says when it begins."""
        return bool(self.turns) and all(turn.start is not None for turn in self.turns)

    @property
    def has_ends(self) -> bool:
        """Whether every turn says when it ends too."""
        return self.has_times and all(turn.end is not None for turn in self.turns)

    def with_turns(self, turns: tuple[Turn, ...]) -> Session:
        return replace(self, turns=turns)
