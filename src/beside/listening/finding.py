"""What was heard, with its words and its reasons, and what could not be heard.

>>> Moment("permission asked", turn=4, words="Would it be okay if", start=61.0, end=None, probability=None, rule="would it be okay if")
Moment(heard='permission asked', turn=4, words='Would it be okay if', start=61.0, ...)
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """Something heard in one turn.

    `heard` is the name of the file under `heard/` (or of the code of a trained reading), `turn` counts from 0, `words` is
    the quote that it rests on, `start` and `end` are seconds or None. `probability` is calibrated, and None for what is
    counted or found by a rule. `rule` says what fired, in words; `against` what speaks against it.
    `kind` is the kind within a trained reading's code (open or closed), only where it is sure enough to be said. `possible`:
    a trained reading below the probability from which it was right .85 of the time, so its words are no evidence for it.
    """

    heard: str
    turn: int
    words: str
    start: float | None
    end: float | None
    probability: float | None
    rule: str
    against: tuple[str, ...] = ()
    kind: str = ""
    possible: bool = False


@dataclass(frozen=True)
class Refusal:
    """Something that this transcript cannot carry, and why, in a sentence for the reader."""

    heard: str
    why: str
