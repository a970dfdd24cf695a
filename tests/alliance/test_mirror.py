"""Figures of the mirror: silent below their floor, with intervals that hold what they say."""

import datetime

import numpy as np
import pytest

from beside.alliance.mirror import FLOOR_SESSIONS, Part, over_sessions, over_time, share, wilson


def test_wilsons_interval_is_as_published():
    """Newcombe 1998, Statistics in Medicine 17:857-872, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29 (method 3)."""
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    assert {key: tuple(round(end, 4) for end in wilson(*key)) for key in published} == published


def test_below_the_floor_it_is_silent_and_from_it_on_it_speaks():
    parts = [Part("a", 1, 2)] * FLOOR_SESSIONS
    assert (over_sessions(parts[:-1]), share(parts[:-1])) == (None, None)
    assert (over_sessions(parts).value, share(parts).value) == (0.5, 1.0)


def test_sessions_with_nothing_to_count_do_not_lift_it_over_the_floor():
    assert over_sessions([Part("a", 1, 2)] * 9 + [Part("a", 0, 0)] * 5) is None


def test_it_says_from_how_many_sessions_and_clients():
    found = over_sessions([Part(number % 3, 2, 4) for number in range(12)])
    assert (found.n, found.sessions, found.clients) == (48, 12, 3)


def test_the_same_sessions_give_the_same_interval():
    parts = [Part(0, number % 4, 5) for number in range(20)]
    assert over_sessions(parts) == over_sessions(parts)


@pytest.mark.parametrize("rate", [0.3, 0.5])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(rate):
    """40 sessions of 8 questions: 95 % by name; with so few sessions a bootstrap reaches a little less."""
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(200):
        counts = rng.binomial(8, rate, size=40)
        found = over_sessions([Part(0, float(count), 8) for count in counts])
        held += found.low <= rate <= found.high
    assert held >= 180


def test_two_stretches_are_apart_only_where_their_intervals_do_not_meet():
    low, high = ([Part(0, count, 10) for count in [level, level + 1] * 10] for level in (1, 7))
    near = [Part(0, count, 10) for count in [1, 3] * 10]
    assert over_sessions(low).apart_from(over_sessions(high))
    assert not over_sessions(low).apart_from(over_sessions(near))


def test_stretches_stand_by_themselves_and_a_thin_one_between_two_stays_silent():
    now, month = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC), datetime.timedelta(days=30)
    dated = [
        (now - month * back - datetime.timedelta(days=1), Part(0, yes)) for back, yes in ((0, 1), (2, 0))
    ] * 10
    dated += [(now - month - datetime.timedelta(days=1), Part(0, 1))] * 9
    found = over_time(dated, now=now, window=month, estimate=share)
    assert [(one.have, one.estimate and one.estimate.value) for one in found[-4:]] == [
        (0, None),
        (10, 0.0),
        (9, None),
        (10, 1.0),
    ]
    assert len(found) == 8
    assert [one.begins for one in found[1:]] == [one.ends for one in found[:-1]]


def test_each_thing_is_in_one_stretch_and_what_is_older_or_to_come_in_none():
    now, day = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC), datetime.timedelta(days=1)
    borders = [now + day, now, now - day, now - 8 * day, now - 8 * day - datetime.timedelta(seconds=1)]
    found = over_time([(at, Part(0, 1)) for at in borders], now=now, window=day, estimate=share)
    assert [one.have for one in found] == [1, 0, 0, 0, 0, 0, 0, 2]
