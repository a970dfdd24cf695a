"""Every rule equals its slow twin, and keeps what is promised of all rules."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from beside.alliance import DEFAULTS, Parameters
from beside.alliance.rules import rules
from tests.alliance.rules.slow import SLOW, distances

NAMES = sorted(rules())
every_rule = pytest.mark.parametrize("name", NAMES)

# Thirds are what a mean of three questions gives; halves make ties; any float makes trouble.
ANSWERS = (
    some.integers(0, 30).map(lambda n: n / 3) | some.integers(0, 20).map(lambda n: n / 2) | some.floats(0, 10)
)
COURSES = some.lists(some.none() | ANSWERS, min_size=1, max_size=24)
PARAMETERS = some.builds(
    Parameters,
    within=some.floats(0.2, 3),
    between=some.floats(0.2, 5),
    mean=some.floats(0, 10),
    clients=some.just(30),
    source=some.just("a test"),
)


def table(*courses):
    longest = max(map(len, courses))
    return np.array(
        [[math.nan if a is None else a for a in c] + [math.nan] * (longest - len(c)) for c in courses]
    )


def fires(name, course, level="look", parameters=DEFAULTS):
    """The numbers of the sessions that fire."""
    return (np.flatnonzero(rules()[name].fires(table(course), parameters, level)[0]) + 1).tolist()


def test_every_rule_has_a_slow_twin():
    assert sorted(SLOW) == NAMES


@every_rule
@given(some.lists(COURSES, min_size=1, max_size=4), PARAMETERS)
def test_a_rule_equals_its_slow_twin_and_fires_where_it_does(name, courses, parameters):
    rule, values = rules()[name], table(*courses)
    fast = rule.seen(values, parameters).distance
    for row, course in enumerate(courses):
        slow = [math.nan if d is None else d for d in distances(name, course, parameters)]
        assert fast[row, : len(course)] == pytest.approx(slow, rel=1e-6, abs=1e-6, nan_ok=True)
        assert np.isnan(fast[row, len(course) :]).all()
        for level, limit in rule.LIMITS.items():
            # Within a millionth of a limit the two may add up differently; on it, ties are tested below.
            assume(not any(1e-8 < abs(d - limit) < 1e-6 for d in slow))
            fires = rule.fires(values, parameters, level)[row, : len(course)]
            assert fires.tolist() == [d > limit + 1e-9 for d in slow]


@every_rule
@given(COURSES, some.integers(1, 24), some.lists(some.none() | ANSWERS, max_size=6))
def test_what_comes_later_changes_nothing(name, course, kept, other):
    known = course[:kept]
    alone, followed = (rules()[name].seen(table(c), DEFAULTS) for c in (known, known + other))
    np.testing.assert_array_equal(alone.distance[0], followed.distance[0, : len(known)])
    for number in alone.numbers:
        np.testing.assert_array_equal(alone.numbers[number][0], followed.numbers[number][0, : len(known)])


@every_rule
@given(COURSES)
def test_nothing_fires_in_the_first_four_sessions_nor_without_an_answer(name, course):
    fired = fires(name, course)
    assert all(session > 4 and course[session - 1] is not None for session in fired)


@every_rule
@given(some.lists(some.none() | ANSWERS, min_size=4, max_size=24), some.integers(4, 24))
def test_a_session_without_an_answer_changes_nothing_after_it(name, course, at):
    """From session 5 on only answers count, however many sessions lie between them."""
    at = min(at, len(course))
    with_gap = [*course[:at], None, *course[at:]]
    moved = [session + (session > at) for session in fires(name, course)]
    assert fires(name, with_gap) == moved


@every_rule
@given(ANSWERS, some.integers(1, 40), PARAMETERS)
def test_a_constant_course_never_fires(name, answer, sessions, parameters):
    assert fires(name, [answer] * sessions, parameters=parameters) == []


@every_rule
@given(ANSWERS, some.integers(0, 20))
def test_one_answer_never_fires(name, answer, before):
    assert fires(name, [None] * before + [answer]) == []


@every_rule
def test_no_answers_and_no_courses_are_no_fault(name):
    assert fires(name, [None] * 9) == []
    assert rules()[name].fires(np.empty((0, 6)), DEFAULTS).shape == (0, 6)
    assert rules()[name].fires(np.empty((2, 0)), DEFAULTS).shape == (2, 0)


@every_rule
@given(some.lists(ANSWERS, min_size=5, max_size=20))
def test_a_course_that_only_rises_never_fires(name, course):
    assert fires(name, sorted(course)) == []


@pytest.mark.parametrize("name", sorted({*NAMES} - {"own-baseline"}))
@given(COURSES, some.floats(-50, 50))
def test_no_rule_but_the_own_baseline_knows_where_the_scale_lies(name, course, moved):
    known, shifted = (
        rules()[name].seen(table(c), DEFAULTS).distance
        for c in (course, [None if a is None else a + moved for a in course])
    )
    both = ~(
        np.isnan(known) | np.isnan(shifted)
    )  # rounding may make an answer equal to the mean, or a move zero
    assume((np.abs(known[both]) < 1e6).all())
    assert shifted[both] == pytest.approx(known[both], rel=1e-6, abs=1e-6)


@every_rule
def test_a_sudden_deep_fall_fires_everywhere_and_at_every_level(name):
    course = [8, 7.5, 8.5, 8, 7.5, 8.5, 8, 3]
    for level in rules()[name].LIMITS:
        assert fires(name, course, level) == [8]


@pytest.mark.parametrize("name", ["own-baseline", "combined"])
@given(COURSES, PARAMETERS)
def test_talk_is_never_without_look(name, course, parameters):
    talk, look = (set(fires(name, course, level, parameters)) for level in ("talk", "look"))
    assert talk <= look


def test_two_sessions_on_one_day_are_two_sessions():
    """A rule is given no dates: a second session of the day is compared with the first, like any other."""
    assert fires("drop-from-last", [8, 8, 8, 8, 8, 7]) == [6]
    assert fires("drop-from-last", [8, 8, 8, 8, 7, 8]) == [5]


def test_a_step_of_exactly_one_sd_counts_whatever_floats_make_of_it():
    eight_tenths = Parameters(within=0.8, between=1.0, mean=7.0, clients=40, source="a test")
    assert 5.8 - 5.0 < 0.8
    assert fires("drop-from-last", [5, 5, 5, 5, 5.8, 5.0], parameters=eight_tenths) == [6]


def test_an_answer_on_the_limit_is_not_below_it():
    """The chart's limit of 6, 8, 6, 8 is 7 - 2.66 times 2."""
    on_it = [5, 6.1, 5, 6.1, 5.55 - 2.66 * 1.1]
    assert (
        rules()["control-chart"].seen(table(on_it), DEFAULTS).distance[0, 4] > 2.66
    )  # by what floats left over
    assert fires("control-chart", on_it) == []
    assert fires("control-chart", [6, 8, 6, 8, 7 - 2.66 * 2]) == []
    assert fires("control-chart", [6, 8, 6, 8, 7 - 2.66 * 2 - 1e-6]) == [5]


def test_a_person_who_always_rates_low_is_no_slide_and_no_dip():
    course = [2, 1.5, 2.5, 2, 1.5, 2, 2, 2.5, 1.5]
    assert {name: fires(name, course) for name in NAMES if rules()[name].SHOWN and fires(name, course)} == {}


def test_the_answer_after_a_very_low_one_is_not_low_for_that():
    assert fires("combined", [9, 9, 8, 9, 9, 8, 0, 9]) == [7]


def test_baseline_numbers_are_those_of_the_formula():
    found = rules()["own-baseline"].seen(table([8, 7, 9, 8, 5]), DEFAULTS)
    expected = (4 * 8 + 8 / 1.25**2) / (4 + 1 / 1.25**2)
    sd = math.sqrt(1 + 1 / (4 + 1 / 1.25**2))
    assert found.numbers["mean"][0, 4] == pytest.approx(expected)
    assert found.numbers["sd"][0, 4] == pytest.approx(sd)
    assert found.distance[0, 4] == pytest.approx((expected - 5) / sd)


def test_control_limits_are_those_of_a_worked_example():
    """Moves 2, 3, 1, 2 have the mean 2; answers 7, 9, 6, 7, 5 have 6.8; so the limit lies at 6.8 - 5.32."""
    found = rules()["control-chart"].seen(table([7, 9, 6, 7, 5, 1]), DEFAULTS)
    assert (found.numbers["mean"][0, 5], found.numbers["move"][0, 5]) == pytest.approx((6.8, 2))
    assert fires("control-chart", [7, 9, 6, 7, 5, 1.5]) == []
    assert fires("control-chart", [7, 9, 6, 7, 5, 1.47]) == [6]


def test_without_any_prior_the_baseline_is_the_pooled_limit():
    flat = Parameters(within=1.0, between=math.inf, mean=0.0, clients=0, source="a test")
    found = rules()["own-baseline"].seen(table([8, 7, 9, 8, 5]), flat)
    assert found.distance[0, 4] == pytest.approx(3 / math.sqrt(1 + 1 / 4))


@pytest.mark.parametrize(
    ("course", "shape"),
    [
        ([8, 8, 8, 8, 8, 8, 5], 0),
        ([8, 8, 8, 8, 8, 8, 8, 8, 8, 5.5, 5.5], 1),
        ([8, 8, 8, 8, 7.5, 7, 6.5, 6], 2),
    ],
)
def test_the_combined_rule_says_which_fall_fits_best(course, shape):
    assert rules()["combined"].seen(table(course), DEFAULTS).numbers["shape"][0, -1] == shape
