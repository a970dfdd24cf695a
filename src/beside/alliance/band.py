"""A person's own band: where their next answer is expected, from their earlier ones."""

from __future__ import annotations

from dataclasses import dataclass

from beside.alliance.limits import LOOK, TALK, TIE


@dataclass(frozen=True)
class Band:
    """The mean m and one SD around it, in points of the score. Both are of the *next* answer (`online.expected`).

    About two in three answers of a steady course lie inside m ± 1 SD. Below `look` lies one in twenty, below
    `talk` one in a hundred. It describes this person's answers; it is no aim, and outside is not wrong.

    >>> Band(8.0, 1.2).holds(7.0), round(Band(8.0, 1.2).look, 3)
    (True, 6.026)
    """

    mean: float
    sd: float

    @property
    def low(self) -> float:
        return self.mean - self.sd

    @property
    def high(self) -> float:
        return self.mean + self.sd

    @property
    def look(self) -> float:
        """Below this: worth a look."""
        return self.mean - LOOK * self.sd

    @property
    def talk(self) -> float:
        """Below this: worth talking about."""
        return self.mean - TALK * self.sd

    def holds(self, score: float) -> bool:
        """Inside m ± 1 SD; on its edge is inside."""
        return abs(score - self.mean) <= self.sd + TIE
