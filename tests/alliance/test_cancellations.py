"""Staying away after a habit of coming is a reason to ask, and nothing else is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.alliance.cancellations import Cancellations, cancellations_false_alarm_rate, late_cancellations

OUTCOMES = some.lists(some.sampled_from(["came", "late", "missed", "in-time", "by-therapist"]), max_size=20)


def the_long_way(outcomes):
    own = [outcome for outcome in outcomes if outcome not in ("in-time", "by-therapist")]
    last, before = own[-3:], own[:-3][-8:]
    away = [outcome for outcome in last if outcome != "came"]
    habit = [outcome for outcome in before if outcome == "came"]
    return (
        len(before) >= 4
        and len(before) - len(habit) <= 1
        and own[-1] != "came"
        and len(away) >= 2
        and Cancellations(len(away), 3, len(habit), len(before))
    ) or None


@given(OUTCOMES)
def test_it_counts_as_one_would_by_hand(outcomes):
    assert late_cancellations(outcomes) == the_long_way(outcomes)


@given(OUTCOMES)
def test_cancelled_in_time_or_by_the_therapist_is_as_if_it_had_never_been_arranged(outcomes):
    own = [outcome for outcome in outcomes if outcome not in ("in-time", "by-therapist")]
    assert late_cancellations(outcomes) == late_cancellations(own)


@pytest.mark.parametrize(
    ("outcomes", "asks"),
    [
        (["came"] * 5 + ["late", "late"], True),
        (["came"] * 5 + ["late", "came", "missed"], True),
        (["came"] * 5 + ["late"], False),
        (["came"] * 5 + ["late", "late", "came"], False),
        (["came"] * 3 + ["late", "late"], False),
        (["came", "late"] * 5 + ["late", "late"], False),
        (["late"] + ["came"] * 5 + ["late", "late"], True),
        (["late"] * 2 + ["came"] * 5 + ["late", "late"], False),
        (["late"] * 2 + ["came"] * 9 + ["late", "late"], True),
        ([], False),
    ],
)
def test_it_takes_a_habit_and_more_than_one_time(outcomes, asks):
    assert (late_cancellations(outcomes) is not None) == asks


def test_the_rate_is_what_steady_clients_meet():
    chance = np.random.default_rng(5)
    courses = np.where(chance.random((3000, 16)) < 0.1, "late", "came").tolist()
    found = np.mean([any(late_cancellations(course[:n]) for n in range(1, 17)) for course in courses])
    assert found == pytest.approx(cancellations_false_alarm_rate(16), abs=0.02)
    assert cancellations_false_alarm_rate(6) == pytest.approx(0)
