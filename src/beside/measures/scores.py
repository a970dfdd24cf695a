"""What comes out of a questionnaire's answers."""

from __future__ import annotations

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
    """How many points between two totals are more than the noise of the questionnaire, and who says so."""

    points: float
    source: str


@dataclass(frozen=True)
class Score:
    """A total, the range it could have had, its band, and the items that it is made of."""

    total: int
    lowest: int
    highest: int
    band: Band | None
    items: tuple[str, ...]


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
