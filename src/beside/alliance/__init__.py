"""What becomes of answers over time.

For now a person's own mean and range, and the geometry of its picture:

>>> course = own_course([Point(1, 6.0), Point(2, 8.0), Point(3, 7.0)])
>>> course.own.mean
7.0
>>> picture(course, PHONE).view_box
'0 0 350 230'

What needs numpy is loaded when it is first asked for: a page that draws one course does without.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from beside.alliance.course import Course, Point, Range, own_course
from beside.alliance.parameters import DEFAULTS, FLOOR, Parameters
from beside.alliance.picture import (
    PHONE,
    WIDE,
    Dot,
    Label,
    Layout,
    Line,
    Mark,
    Picture,
    Rect,
    Row,
    Segment,
    picture,
)
from beside.alliance.rates import false_alarm_rate, one_in

if TYPE_CHECKING:
    from beside.alliance.all_at_once import Scored, score_courses

_WITH_NUMPY = {
    "Scored": "beside.alliance.all_at_once",
    "score_courses": "beside.alliance.all_at_once",
}


def __getattr__(name: str) -> Any:
    if name not in _WITH_NUMPY:
        raise AttributeError(f"beside.alliance has no {name}")
    return getattr(importlib.import_module(_WITH_NUMPY[name]), name)


__all__ = [
    "DEFAULTS",
    "FLOOR",
    "PHONE",
    "WIDE",
    "Course",
    "Dot",
    "Label",
    "Layout",
    "Line",
    "Mark",
    "Parameters",
    "Picture",
    "Point",
    "Range",
    "Rect",
    "Row",
    "Scored",
    "Segment",
    "false_alarm_rate",
    "one_in",
    "own_course",
    "picture",
    "score_courses",
]
