"""A course followed answer by answer says what the rules over arrays say, and refuses what it cannot know."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.alliance.limits import FALLS
from beside.alliance.online import ONLINE, Recompute, expected, followed, recompute, restored, start
from beside.alliance.parameters import DEFAULTS, Parameters
from beside.alliance.rules import own_mean, rules

# Tenths, halves and tens: ties, falls and answers exactly on a limit come up often.
SCORES = some.one_of(
    some.none(), some.integers(0, 100).map(lambda n: n / 10), some.sampled_from([10.0, 8.0, 7.5, 0.0])
)
COURSES = some.lists(SCORES, max_size=40)
PARAMETERS = some.builds(
    Parameters,
    within=some.floats(0.1, 5),
    between=some.floats(0.1, 5),
    mean=some.floats(0, 10),
    clients=some.just(40),
    source=some.just("made up"),
)


def by_the_arrays(course, parameters):
    """Session → rule → level and distance, from the rules over arrays."""
    row = np.array([[math.nan if value is None else value for value in course]])
    found = {session: {} for session in range(1, len(course) + 1)}
    for name, rule in rules().items():
        if not rule.SHOWN or not course:
            continue
        seen = rule.seen(row, parameters)
        for level in rule.LIMITS:
            for session in np.flatnonzero(rule.fires(row, parameters, level)[0]) + 1:
                numbers = {key: value[0, session - 1] for key, value in seen.numbers.items()}
                found[session][name] = (level, seen.distance[0, session - 1], numbers)
    return found


def one_by_one(course, parameters):
    state, found = start(parameters), {}
    for session, value in enumerate(course, 1):
        # Through storage and back each time, as the site does it.
        state = restored(json.loads(json.dumps(state.as_numbers())), parameters)
        state, noticed = followed(state, session, value)
        found[session] = {one.rule: (one.level, one.distance, dict(one.numbers)) for one in noticed}
    return found


def form(course, numbers):
    """How well the shape that was named fits, in units of the scale: which of two that fit alike is named, rounding decides."""
    fall, answers = FALLS[int(numbers["shape"])], [value for value in course if value is not None]
    mean = sum(answers) / len(answers)
    low = sum(size * (mean - value) for size, value in zip(fall.shape, reversed(answers), strict=False))
    return low / math.sqrt(fall.squares - fall.sum**2 / len(answers))


def test_every_rule_that_is_shown_is_followed():
    assert set(ONLINE) == {name for name, rule in rules().items() if rule.SHOWN}


@given(COURSES, PARAMETERS)
def test_one_by_one_it_says_what_the_arrays_say(course, parameters):
    slow, online = by_the_arrays(course, parameters), one_by_one(course, parameters)
    assert {s: {n: level for n, (level, *_) in found.items()} for s, found in online.items()} == {
        s: {n: level for n, (level, *_) in found.items()} for s, found in slow.items()
    }
    for session, found in slow.items():
        for name, (_, distance, numbers) in found.items():
            _, same_distance, same_numbers = online[session][name]
            assert same_distance == pytest.approx(distance, rel=1e-9, abs=1e-9)
            if same_numbers.get("shape") != numbers.get("shape"):
                assert abs(form(course[:session], same_numbers) - form(course[:session], numbers)) < 1e-6
                same_numbers = {**same_numbers, "shape": numbers["shape"]}
            assert same_numbers == pytest.approx(numbers, rel=1e-9, abs=1e-9)


@given(COURSES, PARAMETERS, some.randoms())
def test_recomputed_from_any_order_it_is_the_same(course, parameters, chance):
    answers = list(enumerate(course, 1))
    straight = recompute(answers, parameters)
    chance.shuffle(answers)
    assert recompute(answers, parameters) == straight
    assert {
        session: {one.rule: (one.level, one.distance, dict(one.numbers)) for one in noticed}
        for session, noticed in straight[1].items()
    } == one_by_one(course, parameters)


@given(COURSES, PARAMETERS)
def test_what_is_expected_next_is_the_shrunken_mean(course, parameters):
    state, _ = recompute(enumerate(course, 1), parameters)
    answered = [value for value in course if value is not None]
    mean, sd = own_mean(np.array(float(len(answered))), np.array(sum(answered)), parameters)
    assert expected(state) == pytest.approx((float(mean), float(sd)))


@given(COURSES)
def test_what_is_stored_does_not_grow_with_the_course(course):
    state, _ = recompute(enumerate(course, 1), DEFAULTS)
    assert len(state.back) <= 4
    assert len(json.dumps(state.as_numbers())) < 600


@given(some.floats(0, 10), some.integers(1, 60))
def test_a_constant_course_notices_nothing(value, n):
    _, noticed = recompute([(session, value) for session in range(1, n + 1)], DEFAULTS)
    assert not any(noticed.values())


@given(some.lists(SCORES, max_size=4), PARAMETERS)
def test_nothing_is_noticed_in_the_first_four_sessions(course, parameters):
    assert not any(recompute(enumerate(course, 1), parameters)[1].values())


def test_skipping_changes_nothing_but_the_time():
    state, _ = recompute([(1, 8.0), (2, 7.0)], DEFAULTS)
    later, noticed = followed(state, 9, None)
    assert (later.n, later.total, later.session, noticed) == (2, 15.0, 9, ())


def test_a_late_import_is_refused_and_recomputed():
    state, _ = recompute([(1, 8.0), (5, 8.0)], DEFAULTS)
    with pytest.raises(Recompute, match="Session 3 lies before session 5"):
        followed(state, 3, 7.0)
    assert recompute([(1, 8.0), (5, 8.0), (3, 7.0)], DEFAULTS)[0].n == 3


def test_two_sessions_on_one_day_are_two_sessions_and_one_twice_is_refused():
    state, _ = recompute([(1, 8.0), (2, 7.0)], DEFAULTS)
    with pytest.raises(Recompute):
        followed(state, 2, 7.0)


def test_new_parameters_are_refused():
    kept = start(DEFAULTS).as_numbers()
    with pytest.raises(Recompute, match="parameters have changed"):
        restored(kept, Parameters(0.9, 1.25, 8.0, 40, "made up"))


def test_numbers_of_another_shape_are_refused():
    with pytest.raises(Recompute, match="another version of this library"):
        restored({"n": 3}, DEFAULTS)


def test_another_form_version_starts_a_new_course_while_sessions_go_on():
    state, _ = recompute([(session, 9.0) for session in range(1, 9)], DEFAULTS, version=1)
    state, noticed = followed(state, 9, 3.0, version=2)
    assert (state.n, state.total, state.session, noticed) == (1, 3.0, 9, ())
    same, noticed = followed(
        recompute([(s, 9.0) for s in range(1, 9)], DEFAULTS, version=2)[0], 9, 3.0, version=2
    )
    assert same.n == 9
    assert "own-baseline" in {one.rule for one in noticed}
