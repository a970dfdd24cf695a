"""A person's own mean, range and band, and what a course refuses to say."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.alliance import DEFAULTS, Point, Range, Word, own_band, own_course
from beside.alliance.rules import own_mean

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


# With the practice's parameters


def test_with_parameters_there_is_a_band_and_the_range_stays():
    course = own_course([Point(n, 8.0 + n % 2) for n in range(1, 7)], parameters=DEFAULTS)
    assert course.kind == "own-band"
    assert course.own == Range(8.5, 8.0, 9.0)
    # By hand: m = (6·8.5 + 8/1.5625) / (6 + 1/1.5625).
    assert course.band.mean == pytest.approx((51 + 8 / 1.5625) / (6 + 1 / 1.5625))
    assert course.band.sd == pytest.approx(math.sqrt(1 + 1 / (6 + 1 / 1.5625)))


def test_under_three_answers_there_is_no_band_either():
    course = own_course([Point(1, 6.0), Point(2, 7.0)], parameters=DEFAULTS)
    assert (course.own, course.band, course.kind) == (None, None, "own-range")


@given(courses())
def test_the_band_is_that_of_the_rule_over_arrays(course):
    values = [point.value for point in course.current]
    band = own_band(course, DEFAULTS)
    assert (band is None) == (len(values) < 3)
    if band:
        mean, sd = own_mean(np.array(float(len(values))), np.array(sum(values)), DEFAULTS)
        assert (band.mean, band.sd) == pytest.approx((float(mean), float(sd)))
        assert band.talk < band.look < band.low < band.mean < band.high


def test_a_band_may_be_asked_for_as_it_was_before_a_session():
    course = own_course([*(Point(n, 9.0) for n in range(1, 6)), Point(6, 1.0)], parameters=DEFAULTS)
    before = own_band(course, DEFAULTS, before=6)
    assert before == own_band(own_course([Point(n, 9.0) for n in range(1, 6)]), DEFAULTS)
    assert before.mean > course.band.mean
    assert own_band(course, DEFAULTS, before=3) is None


def test_another_version_of_the_form_begins_a_course_of_its_own():
    course = own_course(
        [Point(n, 3.0, version=1) for n in range(1, 9)] + [Point(9, 8.0, version=2), Point(10)]
    )
    assert (course.n, course.version, course.own, course.missing_for_range) == (9, 2, None, 2)
    assert [point.session for point in course.current] == [9]
    more = own_course(
        [*course.points, Point(11, 9.0, version=2), Point(12, 7.0, version=2)], parameters=DEFAULTS
    )
    assert more.own == Range(8.0, 7.0, 9.0)
    assert more.band.mean == pytest.approx(8.0)


def test_words_of_strain_make_its_episodes():
    course = own_course([Point(1, 8.0)], words=[Word(1, "strain", "clearly")])
    assert [(episode.opened, episode.is_open) for episode in course.episodes] == [(1, True)]


@given(courses(), some.randoms())
def test_an_import_from_the_past_takes_its_place(course, chance):
    shuffled = list(course.points)
    chance.shuffle(shuffled)
    assert own_course(shuffled, parameters=DEFAULTS) == own_course(course.points, parameters=DEFAULTS)
