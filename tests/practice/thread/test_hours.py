"""The agreed hours on the practice's clock, also when the clocks change."""

import datetime
from types import SimpleNamespace

import pytest

from beside.practice.thread import hours

BERLIN = SimpleNamespace(practice=SimpleNamespace(time_zone="Europe/Berlin"))


def terms(days=(0, 1, 2, 3, 4), from_hour=9, until_hour=18):
    return SimpleNamespace(days=list(days), from_hour=from_hour, until_hour=until_hour, relationship=BERLIN)


def at(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("moment", "within"),
    [
        ("2026-11-23T08:00", True),  # Monday, nine o'clock there
        ("2026-11-23T07:59", False),
        ("2026-11-23T16:59", True),
        ("2026-11-23T17:00", False),  # at eighteen it is over
        ("2026-11-22T10:00", False),  # Sunday
    ],
)
def test_within_the_hours(moment, within):
    assert hours.are_now(terms(), at(moment)) is within


@pytest.mark.parametrize(
    ("moment", "begin"),
    [
        ("2026-11-23T10:00", "2026-11-23T10:00"),  # they have begun
        ("2026-11-23T06:00", "2026-11-23T08:00"),  # later today
        ("2026-11-23T17:00", "2026-11-24T08:00"),  # tomorrow
        ("2026-11-27T17:00", "2026-11-30T08:00"),  # over the weekend
        ("2026-03-27T17:00", "2026-03-30T07:00"),  # summer time began on Sunday
    ],
)
def test_when_they_begin_again(moment, begin):
    assert hours.begin_at(terms(), at(moment)) == at(begin)


def test_one_day_a_week_is_found_from_every_day():
    for day in range(7):
        begin = hours.begin_at(terms(days=[day]), at("2026-11-23T20:00"))
        assert begin.astimezone(datetime.UTC).weekday() == day


def test_until_midnight_is_until_the_day_ends():
    assert hours.are_now(terms(until_hour=24), at("2026-11-23T22:59"))
    assert not hours.are_now(terms(until_hour=24), at("2026-11-23T23:00"))
