"""What was noticed in a course, in ids and numbers: the page words it (docs/prompts.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from beside.alliance.rates import About, about

Level: TypeAlias = Literal["said", "talk", "look"]


@dataclass(frozen=True)
class Finding:
    """One thing to talk about. Never a diagnosis, and never a word about a therapist's worth.

    `id` names the message, `rule` what found it, `session` where. `level`: *said* by the client; else *talk* or
    *look*, which a statistic raised. `numbers` are those it was worked out from, by name, in points
    unless the name says otherwise. `false_alarms` is the share of steady courses as long as this one in which the
    rule fires at least once by chance; None where nothing was inferred. `next_step` is the id of a file in guidance/.
    """

    id: str
    rule: str
    session: int
    level: Level
    next_step: str
    numbers: Mapping[str, float] = field(default_factory=dict)
    false_alarms: float | None = None

    @property
    def about(self) -> About | None:
        """The rate as one says it: about `count` in `of` steady courses; None where there is no rate.

        >>> Finding("lower-than-usual", "combined", 7, "look", "sudden-low", false_alarms=0.127).about
        About(count=1, of=8)
        """
        return about(self.false_alarms) if self.false_alarms else None
