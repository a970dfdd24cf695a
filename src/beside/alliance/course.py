"""A relationship's course: what one person answered, session by session, and their own band.

What counts as what:

- *A session* is a number in the relationship, in the order of time. Two on one day are two sessions, the earlier first.
- *A missing session*, a form that was skipped, and answers kept as *only me* are the same: a point without a value. They
  break the line, change no number, and are never a reason for anything.
- *A skipped item* leaves the mean of the others; `of` and `out_of` say how many the value rests on.
- *Ties* are kept as they are. A course of one value, or of one session, has nothing to notice.
- *Another version of the form* begins a course of its own: other words get other answers. Earlier points stay in the
  picture, and the range, the band and every rule look at the latest version alone. Sessions go on counting.
- *Imports from the past* take their place by session number, and everything is worked out anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from beside.alliance.band import Band
from beside.alliance.episodes import Episode, Word, episodes
from beside.alliance.finding import Finding
from beside.alliance.online import expected, recompute
from beside.alliance.parameters import Parameters

ENOUGH = 3
"""Answered sessions from which a range is shown. The range of two points is only the two points."""


@dataclass(frozen=True)
class Point:
    """One session. `value` is None where nothing was answered, or nothing that reached anybody.

    `of` and `out_of` say how many dimensions the value rests on. `label` is the caller's own word
    for the session, such as its date. `marks` are things said: "strain", "said", "mended", "left", "first".
    `version` is the form's.
    """

    session: int
    value: float | None = None
    label: str = ""
    of: int | None = None
    out_of: int | None = None
    marks: tuple[str, ...] = ()
    version: int | None = None

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
    """A person's sessions in order, and their own range where there is enough to speak of one.

    `band` is there where parameters were given (`own_course(..., parameters=...)`), `episodes` where words were,
    and `findings` where somebody looked for them (`findings_of`).
    """

    points: tuple[Point, ...]
    own: Range | None
    kind: str = "own-range"
    band: Band | None = None
    episodes: tuple[Episode, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def answered(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.value is not None)

    @property
    def version(self) -> int | None:
        """The form's version that was answered last."""
        return self.latest.version if self.latest else None

    @property
    def current(self) -> tuple[Point, ...]:
        """The answered sessions of that version: what range, band and rules look at."""
        return tuple(point for point in self.answered if point.version == self.version)

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
        return max(0, ENOUGH - len(self.current))

    @property
    def all_highest(self) -> bool:
        """Four or more answered sessions, all the same at 10: described in words, never a prompt.

        It may be that all is well, and it may be politeness.
        """
        return len(self.current) >= 4 and all(point.value == 10 for point in self.current)


def own_course(
    points: Sequence[Point], *, parameters: Parameters | None = None, words: Iterable[Word] = ()
) -> Course:
    """A person's course, compared with their own answers only.

    Points may come in any order; each session once. Under three answered sessions there is neither range
    nor band, and the page says so. With the practice's `parameters` the course has a band; without them, or
    for a questionnaire that they do not belong to, it has the range alone. `words` are what was said of strain.

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
    said = episodes(words)
    bare = Course(ordered, own=None, episodes=said)
    values = [point.value for point in bare.current if point.value is not None]
    if len(values) < ENOUGH:
        return bare
    # fsum, and clamped: a mean must not lie outside the range because of rounding.
    mean = min(max(math.fsum(values) / len(values), min(values)), max(values))
    own = Range(mean, min(values), max(values))
    if parameters is None:
        return Course(ordered, own=own, episodes=said)
    return Course(ordered, own=own, kind="own-band", band=own_band(bare, parameters), episodes=said)


def own_band(course: Course, parameters: Parameters, *, before: int | None = None) -> Band | None:
    """Where this person's next answer is expected; `before` counts only the sessions before that one.

    None under three answers of the form's latest version.

    >>> from beside.alliance.parameters import DEFAULTS
    >>> band = own_band(own_course([Point(n, 8.0) for n in range(1, 9)]), DEFAULTS)
    >>> band.mean, round(band.sd, 2)
    (8.0, 1.06)
    """
    current = [(p.session, p.value) for p in course.current if before is None or p.session < before]
    if len(current) < ENOUGH:
        return None
    return Band(*expected(recompute(current, parameters)[0]))
