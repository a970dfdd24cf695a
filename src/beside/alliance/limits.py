"""The numbers that decide whether a rule fires: all of them here, and free of numpy, for who follows one course.

Each rule's file says what its number means and where it comes from.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["look", "talk"]

START_AFTER = 4
"""No statistic fires at session 1, 2, 3 or 4, however many were answered: trust takes time.

Session 5 is the first that can fire: the session's number in the relationship counts, not how many were answered.
"""

EARLIER = 2
"""Earlier answers that a person's own mean needs. With session 5 as the first, this matters to those who skip."""

EARLIER_FOR_CHART = 4
"""Earlier answers that the control chart needs: its spread comes from this person alone (three moves at least)."""

LOOK, TALK = 1.645, 2.326
"""One-sided 5 % and 1 % points of a normal distribution (DESIGN section 5)."""

RELIABLE = 1.96
"""Jacobson & Truax's limit, in SDs of a difference between two answers: sqrt(2) times `within`."""

CHART = 2.66
"""3 / 1.128: three sigma, where sigma is the mean moving range over 1.128."""

SLIDE, WEIGHT = 1.645, 0.3
"""One-sided 5 % point for the weighted mean of residuals, and the weight of the newest."""

DROP = 1.0
"""A fall since last time, in SDs within a person. For comparison only."""


@dataclass(frozen=True)
class Fall:
    """A shape of fall that ends now: how far below the mean each answer lies, the newest first, in SDs within a person."""

    name: str
    shape: tuple[float, ...]
    weight: float

    @property
    def sum(self) -> float:
        return math.fsum(self.shape)

    @property
    def squares(self) -> float:
        return math.fsum(size**2 for size in self.shape)

    @property
    def log_weight(self) -> float:
        return math.log(self.weight)


FALLS = (
    Fall("once", (2.0,), 0.52),
    Fall("twice", (1.5, 1.5), 0.13),
    Fall("sliding", (2.0, 1.5, 1.0, 0.5), 0.35),
)
"""What the combined rule looks for; docs/evidence/courses.md says how they were chosen."""

COMBINED: dict[Level, float] = {"look": 1.66, "talk": 2.76}
"""Logs of a likelihood ratio, set so that 20 % and 5 % of steady courses of twelve sessions have a session beyond them."""

TIE = 1e-9
"""An answer this close to a limit lies on it, and does not lie below: the order of adding must not decide."""

SQRT2 = math.sqrt(2)
