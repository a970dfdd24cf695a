"""What becomes of answers over time.

For now a person's own mean and range, and the geometry of its picture:

>>> course = own_course([Point(1, 6.0), Point(2, 8.0), Point(3, 7.0)])
>>> course.own.mean
7.0
>>> picture(course, PHONE).view_box
'0 0 350 230'
"""

from beside.alliance.course import Course, Point, Range, own_course
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

__all__ = [
    "PHONE",
    "WIDE",
    "Course",
    "Dot",
    "Label",
    "Layout",
    "Line",
    "Mark",
    "Picture",
    "Point",
    "Range",
    "Rect",
    "Row",
    "Segment",
    "own_course",
    "picture",
]
