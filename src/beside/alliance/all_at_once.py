"""All courses of a practice, scored in one call.

>>> import numpy as np
>>> scores = score_courses(np.array([[8, 8, 9, 8, 8, 4], [8, 8, 9, 8, 8, np.nan]]), DEFAULTS)
>>> scores["own-baseline"].fires["talk"][:, 5]
array([ True, False])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from beside.alliance.limits import Level
from beside.alliance.parameters import DEFAULTS, Parameters
from beside.alliance.rules import Bools, Floats, Rule, Seen, rules

BLOCK = 2048
"""Courses at a time, so that what a rule keeps of them stays in the processor's cache."""

__all__ = ["DEFAULTS", "Scored", "score_courses"]


@dataclass(frozen=True)
class Scored:
    """What one rule says of every session of every course: where it fires at each level, and the numbers behind it."""

    fires: Mapping[Level, Bools]
    distance: Floats
    numbers: Mapping[str, Floats]


def score_courses(
    values: Floats, parameters: Parameters = DEFAULTS, *, only: Iterable[str] | None = None
) -> Mapping[str, Scored]:
    """What every rule says, by the rule's name; `only` names the rules wanted, else all that may be shown.

    `values` has a row for each course and a column for each session of the relationship in the order of time, NaN
    where nothing was answered or nothing that reached anybody; pad shorter courses with NaN at the end.
    """
    table = np.asarray(values, dtype=float)
    assert table.ndim == 2, "courses are rows and sessions are columns"
    assert not np.isinf(table).any(), "an answer is a number, or NaN where there is none"
    wanted = [name for name, rule in rules().items() if rule.SHOWN] if only is None else list(only)
    return {name: _scored(rules()[name], table, parameters) for name in wanted}


def _scored(rule: Rule, table: Floats, parameters: Parameters) -> Scored:
    parts = list(_parts(rule, table, parameters))
    distance = np.concatenate([part.distance for part in parts])
    numbers = {name: np.concatenate([part.numbers[name] for part in parts]) for name in parts[0].numbers}
    whole = Seen(distance, numbers)
    return Scored({level: whole.beyond(limit) for level, limit in rule.LIMITS.items()}, distance, numbers)


def _parts(rule: Rule, table: Floats, parameters: Parameters) -> Iterator[Seen]:
    for start in range(0, max(1, len(table)), BLOCK):
        # Column by column in memory, as the rules read them.
        yield rule.seen(np.asfortranarray(table[start : start + BLOCK]), parameters)
