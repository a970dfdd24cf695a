"""A person's own mean and range: the stand-in, and what it refuses to say."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.alliance import Point, Range, own_course

VALUES = some.floats(0, 10, allow_nan=False)


@some.composite
def courses(draw, most=110):
    sessions = draw(some.lists(some.integers(1, 200), unique=True, max_size=most))
    marks = some.lists(some.sampled_from(["strain", "mended", "first", "other"]), unique=True, max_size=4)
    return own_course([Point(s, draw(some.none() | VALUES), marks=tuple(draw(marks))) for s in sessions])


def test_three_answered_sessions_make_a_range():
    course = own_course([Point(2, 8.0), Point(1, 6.0), Point(3), Point(5, 7.0)])
    assert course.own == Range(mean=7.0, lowest=6.0, highest=8.0)
    assert (course.n, course.latest.session, course.missing_for_range) == (3, 5, 0)
    assert [point.session for point in course.points] == [1, 2, 3, 5]


@pytest.mark.parametrize(("values", "missing"), [([], 3), ([6.0], 2), ([6.0, 9.0], 1)])
def test_under_three_it_says_so_instead_of_a_range(values, missing):
    course = own_course([Point(n, value) for n, value in enumerate(values, 1)])
    assert (course.own, course.missing_for_range) == (None, missing)


def test_a_course_with_no_answer_has_no_latest():
    assert own_course([Point(1), Point(2)]).latest is None
    assert own_course([]).n == 0


def test_it_is_labelled_as_what_it_is():
    assert own_course([]).kind == "own-range"


def test_all_tens_are_described_and_three_of_them_are_not():
    assert own_course([Point(n, 10.0) for n in range(1, 5)]).all_highest
    assert not own_course([Point(n, 10.0) for n in range(1, 4)]).all_highest
    assert not own_course([Point(n, 9.0) for n in range(1, 9)]).all_highest


def test_a_session_stands_in_a_course_once():
    with pytest.raises(AssertionError, match="once"):
        own_course([Point(1, 6.0), Point(1, 7.0)])


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_value_is_a_number(value):
    with pytest.raises(AssertionError, match="finite"):
        Point(1, value)


@given(courses())
def test_the_mean_lies_in_the_range_and_every_answer_too(course):
    if course.own:
        assert course.own.lowest <= course.own.mean <= course.own.highest
        assert all(course.own.lowest <= point.value <= course.own.highest for point in course.answered)
    assert (course.own is None) == (course.n < 3)
