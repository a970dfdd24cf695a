"""All courses of a practice, scored in one call.

>>> import numpy as np
>>> scores = score_courses(np.array([[8, 8, 9, 8, 8, 4], [8, 8, 9, 8, 8, np.nan]]), DEFAULTS)
>>> scores["own-baseline"].fires["talk"][:, 5]
array([ True, False])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from beside.alliance.limits import Level
from beside.alliance.parameters import DEFAULTS, Parameters
from beside.alliance.rules import Bools, Floats, Rule, Seen, rules

BLOCK = 16_384
"""Courses at a time: few enough that what a rule keeps of them stays near the processor, enough to be worth a call."""

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
    columns = np.ascontiguousarray(table.T)  # each session in one piece, as the rules read it
    return {name: _scored(rules()[name], columns, parameters) for name in wanted}


def _scored(rule: Rule, columns: Floats, parameters: Parameters) -> Scored:
    parts = [
        rule.seen(columns[:, start : start + BLOCK].T, parameters)
        for start in range(0, max(1, columns.shape[1]), BLOCK)
    ]
    whole = Seen(
        _joined(part.distance for part in parts),
        {name: _joined(part.numbers[name] for part in parts) for name in parts[0].numbers},
    )
    fires = {level: whole.beyond(limit) for level, limit in rule.LIMITS.items()}
    return Scored(fires, whole.distance, whole.numbers)


def _joined(blocks: Iterable[Floats]) -> Floats:
    return np.concatenate([block.T for block in blocks], axis=1).T
