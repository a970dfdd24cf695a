"""Rules over courses, one file each: the folder is the list of rules.

A rule is given `values`, a row for each course and a column for each session of the relationship in
the order of time, NaN where there is no answer. Column t never looks at a later column. What holds
for every rule:

- A missing session, a skipped questionnaire and an *only me* answer are all NaN: never fire, and change no number.
  "Last time" is the last answer, however long ago.
- Nothing fires before session 5 (`START_AFTER`), whatever was answered, nor before there are `EARLIER` answers.
- Only falls fire: no rule looks for a rise.
- An answer exactly on a limit does not lie below it (`TIE`); equal answers are kept as they are.
- One session, or none: nothing fires.
- A constant course never fires.
- Two sessions on one day are two columns, the earlier one first: a rule knows sessions, not days.
- A late import or a changed answer is a new array: the whole course is read again.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from beside.alliance.limits import TIE, Level
from beside.alliance.parameters import Parameters

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True)
class Seen:
    """What a rule saw in every session of every course.

    `distance` is how far the answer lies on the side of a fall, in the rule's own unit: it fires where that
    is more than the level's limit. NaN where the rule says nothing. `numbers` are what it was worked out from,
    by name, each as large as the values.
    """

    distance: Floats
    numbers: Mapping[str, Floats]

    def beyond(self, limit: float) -> Bools:
        """Where the answer lies beyond the limit; on it is not beyond."""
        return self.distance > limit + TIE  # NaN is never more than anything


class Rule(Protocol):
    """What each file in this folder has."""

    NAME: str
    LIMITS: Mapping[Level, float]
    SHOWN: bool

    def seen(self, values: Floats, parameters: Parameters) -> Seen: ...

    def fires(self, values: Floats, parameters: Parameters, level: Level = "look") -> Bools: ...


@functools.cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its name.

    >>> sorted(rules())
    ['combined', 'control-chart', 'drop-from-last', 'own-baseline', 'reliable-change', 'slow-slide']
    """
    files = (importlib.import_module(f"{__name__}.{file.name}") for file in pkgutil.iter_modules(__path__))
    found = [cast(Rule, file) for file in files]
    return {rule.NAME: rule for rule in found}


def own_mean(n: Floats, total: Floats, parameters: Parameters) -> tuple[Floats, Floats]:
    """A person's shrunken mean after `n` answers that add up to `total`, and the SD of their next answer around it."""
    noise, prior = parameters.within**2, parameters.between**-2
    with np.errstate(divide="ignore", invalid="ignore"):  # nothing known and nothing answered: NaN
        precision = n / noise + prior
        mean = (total / noise + parameters.mean * prior) / precision
        return mean, np.sqrt(noise + 1 / precision)
