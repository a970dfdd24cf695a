"""Where everything in a course's picture lies. Numbers only: the page draws it and words it.

The coordinates are those of an SVG whose viewBox is `Picture.view_box`. Everything lies inside it,
and no two labels overlap. `Picture.rows` has the same content as a table.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

from beside.alliance.course import Course, Point
from beside.alliance.episodes import Episode

Role: TypeAlias = Literal["value-axis", "session-axis", "latest"]
Anchor: TypeAlias = Literal["start", "middle", "end"]

DIGIT = 0.64
"""Width of a digit over the size of its letters, a little more than in the typefaces we serve."""

KNOWN_MARKS = ("strain", "said", "mended", "left", "first")

SHAPES = {
    "strain": "M0 -6 6 5 -6 5Z",
    "said": "M-5 -5H5V3H0L-3 6V3H-5Z",
    "mended": "M5 0A5 5 0 1 1 -5 0 5 5 0 1 1 5 0Z",
    "left": "M-5 0H5",
    "first": "M0 -6 2 -2 6 0 2 2 0 6 -2 2 -6 0 -2 -2Z",
}
"""A shape for each kind, as an SVG path around 0 0: told apart without colour, in print too. A triangle, a speech bubble,
a ring, a dash, a star; a square for any other."""

OTHER_SHAPE = "M-4 -4H4V4H-4Z"

HATCH = 9
"""Distance of the lines that shade an episode. A fill alone would be lost in black and white, and in print."""


@dataclass(frozen=True)
class Layout:
    """The size of a picture and of the letters in it."""

    width: int
    height: int
    font_size: int


WIDE = Layout(640, 220, 13)
"""For a column of about 640 px."""

PHONE = Layout(350, 230, 15)
"""For a phone. Shown at 280 px, as on the narrowest phones, its letters are still 12 px high."""


@dataclass(frozen=True)
class Rect:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def overlaps(self, other: Rect) -> bool:
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )


@dataclass(frozen=True)
class Segment:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Line:
    """Sessions answered one after the other. A session left out ends a line; a lone session has none."""

    corners: tuple[tuple[float, float], ...]

    @property
    def points(self) -> str:
        """As an SVG polyline wants them.

        >>> Line(((40, 20), (60.5, 31))).points
        '40,20 60.5,31'
        """
        return " ".join(f"{x:g},{y:g}" for x, y in self.corners)


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    session: int
    value: float
    latest: bool
    noticed: str = ""
    """*look* or *talk*, where a statistic noticed this answer."""


@dataclass(frozen=True)
class Mark:
    """Something that was said in a session, in a row of its own above the line."""

    x: float
    y: float
    kind: str
    session: int

    @property
    def path(self) -> str:
        """Its shape, to be drawn around x and y."""
        return SHAPES.get(self.kind, OTHER_SHAPE)


@dataclass(frozen=True)
class Zone:
    """An episode of strain: from the session in which it was said to that in which it ended, or on to the last.

    `hatch` and `edges` are lines that say the same as a fill: slanting lines inside, an edge where it begins, and one
    where it ended; an open one has no edge at its end.
    """

    rect: Rect
    opened: int
    ended: int | None
    state: str
    edges: tuple[Segment, ...]
    hatch: tuple[Segment, ...]


@dataclass(frozen=True)
class Label:
    """A number beside the picture. `box` is the room it takes; x and y are where its text begins."""

    x: float
    y: float
    value: float
    text: str
    anchor: Anchor
    role: Role
    box: Rect


@dataclass(frozen=True)
class Row:
    """One session in the table that says the same as the picture."""

    session: int
    label: str
    value: float | None
    of: int | None
    out_of: int | None
    marks: tuple[str, ...]
    episode: str = ""
    """"open", "mended" or "left", where this session lies in an episode; the shading says the same."""
    band: str = ""
    """"inside", "above" or "below" the person's own band, where there is one."""
    noticed: str = ""


@dataclass(frozen=True)
class Picture:
    """Where everything lies. `band` is m ± 1 SD where the course has a band (`band_kind` "own-band"), else the range
    from the lowest to the highest answer ("own-range"); `mean` is the m or the mean that goes with it."""

    width: int
    height: int
    font_size: int
    dot_radius: float
    plot: Rect
    band: Rect | None
    mean: Segment | None
    grid: tuple[Segment, ...]
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    rows: tuple[Row, ...]
    band_kind: str = ""
    zones: tuple[Zone, ...] = ()

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def picture(course: Course, layout: Layout = WIDE, *, lowest: float = 0, highest: float = 10) -> Picture:
    """Where a course's line, dots, band, marks and numbers lie.

    `lowest` and `highest` are the ends of the scale, not of the answers: a picture that stretches
    small changes over its whole height makes them look large.

    >>> from beside.alliance import own_course
    >>> drawn = picture(own_course([Point(1, 6), Point(2, 8), Point(4, 7)]))
    >>> len(drawn.dots), len(drawn.lines)
    (3, 1)
    """
    place = _Place(course, layout, lowest, highest)
    return Picture(
        width=layout.width,
        height=layout.height,
        font_size=layout.font_size,
        dot_radius=place.dot_radius,
        plot=place.plot,
        band=place.band(),
        mean=place.mean(),
        grid=tuple(Segment(place.plot.x, place.y(v), place.plot.right, place.y(v)) for v in place.ticks),
        lines=place.lines(),
        dots=tuple(place.dot(point) for point in course.answered),
        marks=place.marks(),
        labels=place.labels(),
        rows=tuple(place.row(point) for point in course.points),
        band_kind=("own-band" if course.band else "own-range") if course.own else "",
        zones=place.zones(),
    )


class _Place:
    """Turns sessions and values into x and y."""

    def __init__(self, course: Course, layout: Layout, lowest: float, highest: float) -> None:
        values = [point.value for point in course.answered if point.value is not None]
        assert lowest < highest, "a scale has two ends"
        assert all(lowest <= value <= highest for value in values), "a value lies outside its scale"
        self.course, self.layout, self.lowest, self.highest = course, layout, lowest, highest
        self.kinds = _kinds(course.points)
        size = layout.font_size
        left = 12 + self._width(self._format(highest))
        right = 14 + self._width("10.0" if highest <= 10 else self._format(highest))
        top = 8 + 16 * max(1, len(self.kinds))
        bottom = 10 + 1.4 * size
        self.plot = Rect(left, top, layout.width - left - right, layout.height - top - bottom)
        sessions = [point.session for point in course.points] or [1]
        self.first, self.last = sessions[0], sessions[-1]
        # A dot at either end of the line stays inside the plot.
        self.inset = 6
        step = (self.plot.width - 2 * self.inset) / max(1, self.last - self.first)
        self.dot_radius = 4 if step >= 10 else 2.5 if step >= 5 else 1.5

    @property
    def ticks(self) -> tuple[float, ...]:
        middle = (self.lowest + self.highest) / 2
        whole = [middle] if middle == int(middle) else []
        return (self.lowest, *whole, self.highest)

    def x(self, session: int) -> float:
        if self.first == self.last:
            return round(self.plot.x + self.plot.width / 2, 2)
        share = (session - self.first) / (self.last - self.first)
        return round(self.plot.x + self.inset + share * (self.plot.width - 2 * self.inset), 2)

    def y(self, value: float) -> float:
        share = (value - self.lowest) / (self.highest - self.lowest)
        return round(self.plot.bottom - share * self.plot.height, 2)

    def band(self) -> Rect | None:
        if self.course.own is None:
            return None
        band = self.course.band
        low, high = (band.low, band.high) if band else (self.course.own.lowest, self.course.own.highest)
        top, bottom = self.y(self._clipped(high)), self.y(self._clipped(low))
        # A person whose answers are all the same still has a range, and a range must be seen.
        if bottom - top < 2:
            top = max(self.plot.y, min(top - 1, self.plot.bottom - 2))
            bottom = top + 2
        return Rect(self.plot.x, top, self.plot.width, round(bottom - top, 2))

    def mean(self) -> Segment | None:
        if self.course.own is None:
            return None
        y = self.y(self._clipped((self.course.band or self.course.own).mean))
        return Segment(self.plot.x, y, self.plot.right, y)

    def _clipped(self, value: float) -> float:
        """A band may reach beyond the scale; a picture may not."""
        return min(max(value, self.lowest), self.highest)

    def dot(self, point: Point) -> Dot:
        assert point.value is not None, "only an answered session has a dot"
        return Dot(
            self.x(point.session),
            self.y(point.value),
            point.session,
            point.value,
            latest=point is self.course.latest,
            noticed=self._noticed(point.session),
        )

    def row(self, point: Point) -> Row:
        covering = [e for e in self._drawn() if e.opened <= point.session <= self._end(e)]
        where, band = "", self.course.band
        if band and point.value is not None:
            where = "inside" if band.holds(point.value) else "above" if point.value > band.mean else "below"
        return Row(
            point.session,
            point.label,
            point.value,
            point.of,
            point.out_of,
            point.marks,
            episode=covering[-1].state if covering else "",
            band=where,
            noticed=self._noticed(point.session),
        )

    def _noticed(self, session: int) -> str:
        levels = {f.level for f in self.course.findings if f.session == session}
        return "talk" if "talk" in levels else "look" if "look" in levels else ""

    def zones(self) -> tuple[Zone, ...]:
        return tuple(self._zone(episode) for episode in self._drawn())

    def _drawn(self) -> list[Episode]:
        """Those that have a place among the sessions that are drawn."""
        if not self.course.points:
            return []
        return [e for e in self.course.episodes if e.opened <= self.last and self._end(e) >= self.first]

    def _end(self, episode: Episode) -> int:
        return self.last if episode.ended is None else min(episode.ended, self.last)

    def _zone(self, episode: Episode) -> Zone:
        left = round(self.x(max(episode.opened, self.first)) - self.inset, 2)
        right = round(self.x(self._end(episode)) + self.inset, 2)
        rect = Rect(left, self.plot.y, round(right - left, 2), self.plot.height)
        ends = (left,) if episode.ended is None else (left, right)
        edges = tuple(Segment(x, rect.y, x, rect.bottom) for x in ends)
        return Zone(rect, episode.opened, episode.ended, episode.state, edges, tuple(_hatch(rect)))

    def lines(self) -> tuple[Line, ...]:
        # Sessions that follow each other keep the same distance to their place in the list.
        answered = enumerate(self.course.answered)
        runs = groupby(answered, key=lambda numbered: numbered[1].session - numbered[0])
        corners = [tuple((dot.x, dot.y) for dot in map(self.dot, (p for _, p in run))) for _, run in runs]
        return tuple(Line(run) for run in corners if len(run) > 1)

    def marks(self) -> tuple[Mark, ...]:
        return tuple(
            Mark(self.x(point.session), 12 + 16 * self.kinds.index(kind), kind, point.session)
            for point in self.course.points
            for kind in point.marks
        )

    # Labels

    def labels(self) -> tuple[Label, ...]:
        size = self.layout.font_size
        numbers = [
            self._label(self.plot.x - 6, self.y(value) + 0.35 * size, value, "end", "value-axis")
            for value in self.ticks
        ]
        latest = self.course.latest
        if latest is not None and latest.value is not None:
            y = self.y(latest.value) + 0.35 * size
            numbers.append(self._label(self.plot.right + 8, y, latest.value, "start", "latest"))
        return (*numbers, *self._session_labels())

    def _session_labels(self) -> Iterable[Label]:
        """The last session, the first, and between them round numbers as far as there is room."""
        sessions = [point.session for point in self.course.points]
        if not sessions:
            return
        step = _round_step(self.last - self.first)
        wanted = [self.last, self.first, *(s for s in sessions if s % step == 0)]
        placed: list[Label] = []
        y = self.plot.bottom + 8 + self.layout.font_size
        for session in dict.fromkeys(wanted):
            label = self._label(self.x(session), y, session, "middle", "session-axis")
            room = Rect(label.box.x - 4, label.box.y, label.box.width + 8, label.box.height)
            if not any(room.overlaps(other.box) for other in placed):
                placed.append(label)
        yield from sorted(placed, key=lambda label: label.x)

    def _label(self, x: float, y: float, value: float, anchor: Anchor, role: Role) -> Label:
        text = self._format(value)
        width, size = self._width(text), self.layout.font_size
        left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
        box = Rect(round(left, 2), round(y - 0.8 * size, 2), round(width, 2), size)
        return Label(round(x, 2), round(y, 2), value, text, anchor, role, box)

    def _width(self, text: str) -> float:
        return DIGIT * self.layout.font_size * len(text)

    def _format(self, value: float) -> str:
        return f"{value:.1f}".removesuffix(".0")


def _kinds(points: Sequence[Point]) -> list[str]:
    """The kinds of marks there are: those with a meaning first, in the order of a strain and its mending."""
    found = {kind for point in points for kind in point.marks}
    return [kind for kind in KNOWN_MARKS if kind in found] + sorted(found.difference(KNOWN_MARKS))


def _hatch(rect: Rect) -> Iterable[Segment]:
    """Lines that rise to the right at 45 degrees, cut at the edges.

    >>> [(line.x1, line.y1, line.x2, line.y2) for line in _hatch(Rect(0, 0, 10, 5))]
    [(4, 5, 9, 0)]
    """
    across = HATCH - rect.height
    while across < rect.width:
        # From the lower edge, or from the left one, up to the upper edge or the right one.
        x1, x2 = max(across, 0), min(across + rect.height, rect.width)
        if x2 > x1:
            y1, y2 = rect.bottom - (x1 - across), rect.bottom - (x2 - across)
            yield Segment(*(round(number, 2) for number in (rect.x + x1, y1, rect.x + x2, y2)))
        across += HATCH


def _round_step(span: int) -> int:
    """A step of 1, 2, 5, 10, 20 ... that cuts the span into at most ten.

    >>> [_round_step(span) for span in (1, 11, 51, 99, 400)]
    [1, 2, 10, 10, 50]
    """
    if span <= 10:
        return 1
    power: int = 10 ** math.floor(math.log10(span / 10))
    return next(power * factor for factor in (1, 2, 5, 10) if span <= power * factor * 10)
