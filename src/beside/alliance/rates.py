"""How often a rule fires by chance in a steady course, for the length of the course.

The numbers lie in `false_alarms.toml`, written by `python -m evidence.courses`; that file says under which conditions.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from beside.alliance.limits import Level


def false_alarm_rate(
    rule: str, sessions: int, *, level: Level = "look", autocorrelation: bool = False, ceiling: bool = False
) -> float:
    """The share of steady courses of that many sessions in which the rule fires at least once at that level.

    Steady means: one mean, normal noise with the SD that the rule assumes, every session answered.
    """
    raise NotImplementedError


def one_in(rate: float) -> int:
    """The whole number for "about 1 in ...".

    >>> one_in(0.127)
    8
    """
    raise NotImplementedError


@functools.cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((files("beside.alliance") / "false_alarms.toml").read_text("utf-8"))
