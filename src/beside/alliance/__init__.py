"""What becomes of answers over time.

Courses, what to talk about in them, episodes of strain, and the geometry of their picture:

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

from beside.alliance.band import Band
from beside.alliance.cancellations import (
    Cancellations,
    cancellations_false_alarm_rate,
    late_cancellations,
)
from beside.alliance.course import Course, Point, Range, own_band, own_course
from beside.alliance.episodes import Episode, Word, episodes, is_asked, wording
from beside.alliance.falls import Fall, falls
from beside.alliance.finding import Finding
from beside.alliance.gap import Gap, gap_false_alarm_rate, unusual_gap
from beside.alliance.online import Followed, Noticed, Recompute, followed, recompute, restored, start
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
    Zone,
    picture,
)
from beside.alliance.prompts import Heard, finding_of, findings_of, prompts, reasons
from beside.alliance.rates import false_alarm_rate, one_in
from beside.alliance.reliable_change import (
    reliable_change_index,
    reliable_points,
    standard_error_of_difference,
)
from beside.alliance.said import Said, said
from beside.alliance.sudden_gains import Step, SuddenShift, sudden_gains, sudden_losses, sudden_steps

if TYPE_CHECKING:
    from beside.alliance.all_at_once import Scored, score_courses
    from beside.alliance.outcome import Curve, Outlook, fitted_curve, outlook, practice_curve
    from beside.alliance.variance import Components, practice_parameters, variance_components

_WITH_NUMPY = {
    "Scored": "beside.alliance.all_at_once",
    "score_courses": "beside.alliance.all_at_once",
    "Curve": "beside.alliance.outcome",
    "Outlook": "beside.alliance.outcome",
    "fitted_curve": "beside.alliance.outcome",
    "outlook": "beside.alliance.outcome",
    "practice_curve": "beside.alliance.outcome",
    "Components": "beside.alliance.variance",
    "practice_parameters": "beside.alliance.variance",
    "variance_components": "beside.alliance.variance",
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
    "Band",
    "Cancellations",
    "Components",
    "Course",
    "Curve",
    "Dot",
    "Episode",
    "Fall",
    "Finding",
    "Followed",
    "Gap",
    "Heard",
    "Label",
    "Layout",
    "Line",
    "Mark",
    "Noticed",
    "Outlook",
    "Parameters",
    "Picture",
    "Point",
    "Range",
    "Recompute",
    "Rect",
    "Row",
    "Said",
    "Scored",
    "Segment",
    "Step",
    "SuddenShift",
    "Word",
    "Zone",
    "cancellations_false_alarm_rate",
    "episodes",
    "falls",
    "false_alarm_rate",
    "finding_of",
    "findings_of",
    "fitted_curve",
    "followed",
    "gap_false_alarm_rate",
    "is_asked",
    "late_cancellations",
    "one_in",
    "outlook",
    "own_band",
    "own_course",
    "picture",
    "practice_curve",
    "practice_parameters",
    "prompts",
    "reasons",
    "recompute",
    "reliable_change_index",
    "reliable_points",
    "restored",
    "said",
    "score_courses",
    "standard_error_of_difference",
    "start",
    "sudden_gains",
    "sudden_losses",
    "sudden_steps",
    "unusual_gap",
    "variance_components",
    "wording",
]
