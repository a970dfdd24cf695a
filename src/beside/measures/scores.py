"""What comes out of a questionnaire's answers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from beside.measures.item import Answer


@dataclass(frozen=True)
class Band:
    """A range of totals that the questionnaire's authors gave a name. It is not a diagnosis."""

    key: str
    lowest: int
    highest: int


@dataclass(frozen=True)
class ReliableChange:
    """How many points between two totals are more than the noise of the questionnaire, and who says so.

    Either its source gives the points, or they are worked out from the spread and the reliability that it
    gives; then `sd`, `reliability` and `norm` (whose answers they come from) are there too. A change of
    `points` or more counts. It says that two totals differ, never that somebody is well.
    """

    points: float
    source: str
    sd: float | None = None
    reliability: float | None = None
    norm: str = ""

    @classmethod
    def worked_out(cls, sd: float, reliability: float, norm: str, source: str) -> ReliableChange:
        """The threshold from a standard deviation and a reliability.

        >>> round(ReliableChange.worked_out(7.5, 0.8, "made-up clinic", "made up").points, 2)
        9.3
        """
        return cls(reliable_change(sd, reliability), source, sd, reliability, norm)


# 1.96 times the standard error of a difference: by noise alone, 1 pair of totals in 20 is further apart.
ONE_IN_TWENTY = 1.96


def reliable_change(sd: float, reliability: float) -> float:
    """Points between two totals beyond which noise alone takes 1 pair in 20: 1.96 · √2 · SD · √(1 - r).

    Jacobson & Truax 1991, J Consult Clin Psychol 59:12-19.
    """
    return ONE_IN_TWENTY * math.sqrt(2) * sd * math.sqrt(1 - reliability)


@dataclass(frozen=True)
class Score:
    """A total, the range it could have had, its band, and the items that it is made of.

    `prorated` is true where an answer was missing and the questionnaire's own source says how to go on.
    """

    total: float
    lowest: float
    highest: float
    band: Band | None
    items: tuple[str, ...]
    prorated: bool = False


@dataclass(frozen=True)
class Prorated:
    """A total may be made from `at_least` answered items, because `source` says so."""

    at_least: int
    source: str


@dataclass(frozen=True)
class Subscale:
    """Some of the items, added up by themselves the way the total is."""

    key: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Imported:
    """Where a practice's own texts come from: its licence, and the skeleton's version that they were fitted to."""

    licence_reference: str
    on: str
    skeleton_version: int


@dataclass(frozen=True)
class SessionScore:
    """One number for one session: the mean of `of` answered dimensions out of `out_of`.

    It draws a line and nothing else. It has no cut-off and no norm, and two sessions in which
    different dimensions were answered are not quite the same measure: say `of` beside it.
    """

    value: float
    of: int
    out_of: int


@dataclass(frozen=True)
class Split:
    """Answers parted in what is sent and what the client keeps. What is kept reaches nobody."""

    sent: dict[str, Answer]
    kept: dict[str, Answer]
