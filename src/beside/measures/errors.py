"""
MeasuresError             anything this library tells its caller on purpose
├── UnknownForm           no questionnaire of that name, or not in that version
├── FaultyForm            a questionnaire's file cannot be used; every fault named with its place
├── UnusableAnswers       an answer does not fit its item, and which item
│   └── MissingAnswers    a total was asked for, and which answers it lacks
├── NotScored             this questionnaire has no total
├── CannotImport          texts that may not be brought in, or not like this
└── TooFewAnswers         an estimate was asked for, and there is too little to make it from

Their texts can be shown to a person. A plain AssertionError is a bug: please report it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class MeasuresError(Exception):
    """Anything that beside.measures refuses on purpose."""


class UnknownForm(MeasuresError):
    """There is no questionnaire of that name, or not in that version."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a questionnaire's file, and where."""

    file: str
    key: str
    problem: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.key}: {self.problem}" if self.key else f"{place}: {self.problem}"


class FaultyForm(MeasuresError):
    """A questionnaire's file cannot be used. `faults` holds every fault found, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UnusableAnswers(MeasuresError):
    """An answer does not fit its item. `item` is the item's key."""

    def __init__(self, message: str, item: str) -> None:
        self.item = item
        super().__init__(message)


class MissingAnswers(UnusableAnswers):
    """A total was asked for and answers are missing. `missing` holds their keys."""

    def __init__(self, message: str, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(message, self.missing[0])


class NotScored(MeasuresError):
    """This questionnaire has no total."""


class CannotImport(MeasuresError):
    """These texts may not be brought in, or not like this. Nothing was written."""


class TooFewAnswers(MeasuresError):
    """An estimate was asked for, and there are too few people or answers to make it from."""
