"""What a practice's answers are like: how far one person's answers spread, and how far people differ.

>>> DEFAULTS.within, DEFAULTS.between, DEFAULTS.mean
(1.0, 1.25, 8.0)
"""

from __future__ import annotations

from dataclasses import dataclass

FLOOR = 30
"""Clients from which a practice's own parameters are used. With fewer, the spread between people is
known so badly that stated defaults do less harm (DESIGN section 5)."""


@dataclass(frozen=True)
class Parameters:
    """The three numbers that every rule over a course rests on, in points of the score.

    `within` is the SD of one person's answers around their own mean (s_w); `between` the SD of those
    means (tau), infinite where nothing is known of a person beforehand; `mean` their mean (mu0).
    `clients` is how many people they were estimated from: 0 for stated defaults. `source` says where
    they come from, for the page. They describe answers, and judge nobody.
    """

    within: float
    between: float
    mean: float
    clients: int
    source: str

    def __post_init__(self) -> None:
        assert self.within > 0, "a spread of zero leaves nothing to compare with"
        assert self.between > 0, "people who do not differ at all are no prior"
        assert self.clients >= 0, "a number of clients is not negative"

    @property
    def stated(self) -> bool:
        """True where the numbers were stated and not estimated from answers."""
        return self.clients == 0


DEFAULTS = Parameters(within=1.0, between=1.25, mean=8.0, clients=0, source="stated defaults")
"""For a session score from 0 to 10, until a practice has answers of its own from `FLOOR` clients.

Stated, with no evidence for the numbers. The argument: people rate sessions high, so most means lie
between 5.5 and 10 and the scale's end cuts many courses off (8 ± 2 times 1.25); one person's answers
move by about a point from week to week; and somewhat more than half of all variance lies between
people (1.25² of 1.25² + 1²: .61). If a person in truth moves less, these limits are too wide and fire too seldom.
"""
