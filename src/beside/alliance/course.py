"""A relationship's course: what one person answered, session by session.

This is an honest stand-in. It compares a person with the mean and the range of their own answers
and with nothing else: no norm, no cut-off, no prompt. The library that reads prompts out of a
course (own baseline, reliable change, slow slides) takes its place behind the same `own_course`,
and adds fields to `Course` without renaming these.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

ENOUGH = 3
"""Answered sessions from which a range is shown. The range of two points is only the two points."""


@dataclass(frozen=True)
class Point:
    """One session. `value` is None where nothing was answered, or nothing that reached anybody.

    `of` and `out_of` say how many dimensions the value rests on. `label` is the caller's own word
    for the session, such as its date. `marks` are things said: "strain", "mended", "first".
    """

    session: int
    value: float | None = None
    label: str = ""
    of: int | None = None
    out_of: int | None = None
    marks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert self.value is None or math.isfinite(self.value), f"session {self.session} has no finite value"


@dataclass(frozen=True)
class Range:
    """A person's own mean, lowest and highest. It describes what was; it expects nothing."""

    mean: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class Course:
    """A person's sessions in order, and their own range where there is enough to speak of one."""

    points: tuple[Point, ...]
    own: Range | None
    kind: str = "own-range"

    @property
    def answered(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.value is not None)

    @property
    def n(self) -> int:
        """How many sessions were answered."""
        return len(self.answered)

    @property
    def latest(self) -> Point | None:
        """The last session that was answered; it need not be the last session."""
        return self.answered[-1] if self.answered else None

    @property
    def missing_for_range(self) -> int:
        """How many more answered sessions it takes before a range is shown."""
        return max(0, ENOUGH - self.n)

    @property
    def all_highest(self) -> bool:
        """Four or more answered sessions, all the same at 10: described in words, never a prompt.

        It may be that all is well, and it may be politeness.
        """
        return self.n >= 4 and all(point.value == 10 for point in self.answered)


def own_course(points: Sequence[Point]) -> Course:
    """A person's course, compared with their own mean and range only.

    Points may come in any order; each session once. Under three answered sessions there is no
    range, and the page says so.

    >>> course = own_course([Point(1, 6.0), Point(2, 8.0), Point(3), Point(4, 7.0)])
    >>> course.own
    Range(mean=7.0, lowest=6.0, highest=8.0)
    >>> course.n, course.latest.session
    (3, 4)
    >>> own_course([Point(1, 6.0)]).missing_for_range
    2
    """
    ordered = tuple(sorted(points, key=lambda point: point.session))
    assert len({point.session for point in ordered}) == len(ordered), "each session stands in a course once"
    values = [point.value for point in ordered if point.value is not None]
    if len(values) < ENOUGH:
        return Course(ordered, own=None)
    # fsum, and clamped: a mean must not lie outside the range because of rounding.
    mean = min(max(math.fsum(values) / len(values), min(values)), max(values))
    return Course(ordered, own=Range(mean, min(values), max(values)))
