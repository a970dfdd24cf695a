"""Falls over one session or several, and how the score came back."""

import statistics
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.alliance.falls import BACK, falls, strict_spread
from beside.alliance.parameters import DEFAULTS, Parameters

COURSES = some.lists(some.integers(0, 20).map(lambda n: n / 2), max_size=30).map(
    lambda values: list(enumerate(values, 1))
)
EVEN = Parameters(1.0, 1.0, 8.0, 0, "made up")


def shapes(*values, parameters=EVEN):
    # Flat stretches keep the person's own spread from being the larger one.
    course = [8.0] * 12 + [float(v) for v in values] + [8.0] * (12 if values[-1] == 8 else 0)
    return [(fall.shape, fall.sds) for fall in falls(list(enumerate(course, 1)), parameters)]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ((8, 6.5, 8), ("v", 1)),
        ((8, 5, 8), ("v", 2)),
        ((8, 7, 6, 5.5, 8), ("slow-fall", 2)),
        ((8, 6, 6.5, 7, 8), ("slow-return", 2)),
        ((8, 7.4, 6.4, 7, 8), ("slow", 1)),
        ((8, 6), ("open", 2)),
        ((8, 7, 6, 5), ("open", 2)),
    ],
)
def test_the_shapes(values, found):
    assert shapes(*values) == [found]


def test_a_small_dip_is_no_fall():
    assert shapes(8, 7.1, 8) == []


def test_the_stricter_of_the_two_spreads_counts():
    lively = [9.0, 4.0, 9.0, 4.0, 9.0, 4.0]
    assert strict_spread(lively, EVEN) == pytest.approx(statistics.stdev(lively))
    assert strict_spread([8.0, 8.1, 8.0], EVEN) == 1.0
    assert strict_spread([8.0], EVEN) == 1.0


def test_a_session_without_an_answer_is_passed_over():
    assert [(f.start, f.bottom, f.back) for f in falls([(1, 8.0), (4, 3.0), (9, 8.0)], DEFAULTS)] == [
        (1, 4, 9)
    ]


@given(COURSES)
def test_what_is_called_a_fall_is_one(course):
    scores, spread = dict(course), strict_spread([score for _, score in course], DEFAULTS)
    for fall in falls(course, DEFAULTS):
        assert fall.depth == scores[fall.start] - scores[fall.bottom]
        assert fall.depth >= spread * fall.sds - 1e-9
        until = fall.back or course[-1][0]
        assert scores[fall.bottom] == min(scores[s] for s in range(fall.start, until + 1))
        level = scores[fall.start] - BACK * spread
        assert (fall.back is None) == (fall.shape == "open")
        assert all(scores[s] < level for s in range(fall.bottom, until + (fall.back is None)))
        assert fall.back is None or scores[fall.back] >= level - 1e-9


@given(COURSES)
def test_falls_do_not_overlap(course):
    found = falls(course, DEFAULTS)
    assert all(a.back is not None and a.back <= b.start for a, b in pairwise(found))


@given(COURSES)
def test_every_drop_from_one_answer_to_the_next_that_is_deep_enough_lies_in_a_fall(course):
    spread = strict_spread([score for _, score in course], DEFAULTS)
    covered = {s for f in falls(course, DEFAULTS) for s in range(f.start, (f.back or course[-1][0]) + 1)}
    for (first, before), (second, after) in pairwise(course):
        if before - after >= spread:
            assert {first, second} <= covered


@given(some.floats(0, 10), some.integers(0, 20))
def test_a_constant_course_has_none(value, n):
    assert falls([(session, value) for session in range(n)], DEFAULTS) == ()
