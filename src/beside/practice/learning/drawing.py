"""One figure of the mirror over several stretches of time: where everything lies, and the same as a table.

Every stretch is a dot with its interval, in one colour: neither up nor down is better. Where it stays silent there is a gap.
"""

from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from beside.alliance import Line, Segment
from beside.practice.learning import mirror, mirror_words

WIDTH, HEIGHT = 300, 130
LEFT, RIGHT, TOP, BOTTOM = 44, 290, 12, 100
LEAST = 2
"""With one stretch that speaks there is nothing to draw: the page says it in words."""


@dataclass(frozen=True)
class Drawing:
    """Coordinates in a box of WIDTH by HEIGHT."""

    dots: list[tuple[float, float]]
    whiskers: list[Segment]
    lines: list[Line]
    grid: list[tuple[Segment, str]]
    first: str
    last: str

    view_box = f"0 0 {WIDTH} {HEIGHT}"


@dataclass(frozen=True)
class OverTime:
    """`drawing` is None where fewer than two stretches speak; the table then says why."""

    drawing: Drawing | None
    caption: str
    columns: list[str]
    rows: list[list[str]]


def over_time(figure) -> OverTime | None:
    """Nothing where nothing was ever there to count. Stretches before the first thing are left out."""
    course = list(figure.course)
    while course and not course[0].have:
        course.pop(0)
    if len(course) < LEAST:
        return None
    title = str(mirror_words.WORDS[figure.key][0])
    return OverTime(
        _drawing(course, figure.unit),
        _("%(title)s, over time") % {"title": title},
        [_("Days"), _("Figure"), _("May lie between"), _("Counted")],
        [_row(one, figure) for one in reversed(course)],
    )


def _row(one, figure):
    days = _("%(begins)s to %(ends)s") % {"begins": _day(one.begins), "ends": _day(one.ends)}
    made = one.estimate
    if made is None:
        few = _("%(have)s of the %(floor)s it needs") % {"have": one.have, "floor": figure.floor}
        return [days, _("silent"), "–", few]
    low, high = (mirror_words.value(figure.unit, end) for end in (made.low, made.high))
    return [
        days,
        mirror_words.value(figure.unit, made.value),
        _("%(low)s and %(high)s") % {"low": low, "high": high},
        _counted(made),
    ]


def _counted(made):
    if made.n == made.sessions:
        return number_format(made.sessions)
    return _("%(n)s in %(sessions)s sessions") % {
        "n": number_format(round(made.n)),
        "sessions": made.sessions,
    }


def _drawing(course, unit):
    said = [one.estimate for one in course if one.estimate]
    if len(said) < LEAST:
        return None
    low, high = _range(said, unit)
    step = (RIGHT - LEFT - 24) / (len(course) - 1)

    def across(number):
        return round(LEFT + 12 + number * step, 1)

    def up(value):
        return round(BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP), 1)

    dots, whiskers, runs = [], [], [[]]
    for number, one in enumerate(course):
        if one.estimate is None:
            runs.append([])
            continue
        x = across(number)
        runs[-1].append((x, up(one.estimate.value)))
        dots.append(runs[-1][-1])
        whiskers.append(Segment(x, up(one.estimate.low), x, up(one.estimate.high)))
    marks = (low, 0, high) if low < 0 < high else (low, (low + high) / 2, high)
    return Drawing(
        dots,
        whiskers,
        [Line(tuple(run)) for run in runs if len(run) > 1],
        [(Segment(LEFT, up(mark), RIGHT, up(mark)), _mark(unit, mark)) for mark in marks],
        _day(course[0].begins),
        _day(course[-1].ends),
    )


def _range(said, unit):
    """A share has its whole range; what has no end has what was there, and zero in it."""
    if unit == mirror.SHARE:
        return 0, 1
    most = max(0.1, *(abs(end) for one in said for end in (one.low, one.high)))
    return (-most if unit == mirror.POINTS else 0), most


def _mark(unit, value):
    return number_format(100 * value, 0) if unit == mirror.SHARE else number_format(value, 1)


def _day(moment):
    return date_format(moment, "SHORT_DATE_FORMAT")
