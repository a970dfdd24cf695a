"""How often a rule fires by chance in a steady course, for the length of the course.

The numbers lie in `false_alarms.toml`, counted from made-up courses by `python -m evidence.courses`; that file and
docs/evidence/courses.md say under which conditions.

>>> about(0.127)
About(count=1, of=8)
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import TypeAlias

from beside.alliance.limits import Level

Table: TypeAlias = dict[str, dict[Level, dict[str, list[float]]]]


@dataclass(frozen=True)
class About:
    """A share as one says it: `count` of `of`."""

    count: int
    of: int


def false_alarm_rate(
    rule: str, sessions: int, *, level: Level = "look", autocorrelation: bool = False, ceiling: bool = False
) -> float:
    """The share of steady courses of that many sessions in which the rule fires at least once at that level.

    Steady: one true mean, normal noise with the SD that the rule assumes, every session answered; 0 until session 4.
    With `autocorrelation`, .3 from session to session; with `ceiling`, answers above 10 are 10. Longer courses than were
    counted go on at the pace of the last ten sessions. It is a rate of courses, for the rule on its own: it is
    not how sure this prompt is, and several rules together fire more often.

    >>> false_alarm_rate("own-baseline", 4)
    0.0
    """
    assert sessions >= 0, "a course has no negative length"
    conditions = [name for name, on in (("autocorrelated", autocorrelation), ("ceiling", ceiling)) if on]
    rates: list[float] = [0.0, *_table()[rule][level]["-".join(conditions) or "steady"]]
    if sessions < len(rates) or rates[-11] == 1:
        return rates[min(sessions, len(rates) - 1)]
    pace: float = ((1 - rates[-1]) / (1 - rates[-11])) ** 0.1
    return 1 - (1 - rates[-1]) * pace ** (sessions - len(rates) + 1)


def one_in(rate: float) -> int:
    """The whole number for "about 1 in ...". Above a third, `about` says more.

    >>> one_in(0.127)
    8
    """
    assert 0 < rate <= 1, "what never happens is not one in anything"
    return round(1 / rate)


def about(rate: float) -> About:
    """The rate as a person says it: 1 in so many up to a third, above that so many in 10, never 10 in 10.

    >>> about(0.33), about(0.45), about(0.98)
    (About(count=1, of=3), About(count=4, of=10), About(count=9, of=10))
    """
    if rate <= 0.35:
        return About(1, one_in(rate))
    return About(min(9, round(10 * rate)), 10)


@functools.cache
def _table() -> Table:
    table: Table = tomllib.loads((files("beside.alliance") / "false_alarms.toml").read_text("utf-8"))
    return table
