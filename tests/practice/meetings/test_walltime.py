import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beside.practice.meetings import walltime
from beside.practice.people.errors import Refused

pytestmark = pytest.mark.engine_free

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Europe/London"]
# A day before each change and one after it, in both directions: (zone, a first day one week before the clocks change).
CHANGES = [
    ("Europe/Berlin", datetime.date(2026, 3, 26)),
    ("Europe/Berlin", datetime.date(2026, 10, 22)),
    ("Europe/London", datetime.date(2026, 3, 26)),
    ("Europe/London", datetime.date(2026, 10, 22)),
    ("America/New_York", datetime.date(2026, 3, 5)),
    ("America/New_York", datetime.date(2026, 10, 29)),
    ("Australia/Lord_Howe", datetime.date(2026, 4, 2)),
    ("Australia/Lord_Howe", datetime.date(2026, 10, 1)),
    ("America/Santiago", datetime.date(2026, 4, 2)),
    ("America/Santiago", datetime.date(2026, 9, 3)),
]


@pytest.mark.parametrize(("zone", "first_day"), CHANGES)
def test_two_in_the_afternoon_stays_two_in_the_afternoon_across_a_clock_change(zone, first_day):
    before, after = walltime.weekly(first_day, datetime.time(14), zone, weeks=range(2))
    assert [moment.astimezone(ZoneInfo(zone)).hour for moment in (before, after)] == [14, 14]
    assert after - before != walltime.WEEK


@pytest.mark.parametrize(
    ("zone", "day", "at", "shown"),
    [
        ("Europe/Berlin", datetime.date(2026, 3, 29), datetime.time(2, 30), "03:30"),
        ("Europe/London", datetime.date(2026, 3, 29), datetime.time(1, 15), "02:15"),
        ("America/New_York", datetime.date(2026, 3, 8), datetime.time(2, 0), "03:00"),
        ("America/Santiago", datetime.date(2026, 9, 6), datetime.time(0, 30), "01:30"),
        ("Australia/Lord_Howe", datetime.date(2026, 10, 4), datetime.time(2, 10), "02:40"),
    ],
)
def test_a_time_that_the_clock_leaves_out_moves_forward_by_what_was_left_out(zone, day, at, shown):
    assert walltime.moment(day, at, zone).astimezone(ZoneInfo(zone)).strftime("%H:%M") == shown


@pytest.mark.parametrize(
    ("zone", "day", "at"),
    [
        ("Europe/Berlin", datetime.date(2026, 10, 25), datetime.time(2, 30)),
        ("Europe/London", datetime.date(2026, 10, 25), datetime.time(1, 30)),
        ("America/New_York", datetime.date(2026, 11, 1), datetime.time(1, 30)),
        ("America/Santiago", datetime.date(2026, 4, 4), datetime.time(23, 30)),
        ("Australia/Lord_Howe", datetime.date(2026, 4, 5), datetime.time(1, 45)),
    ],
)
def test_a_time_that_happens_twice_means_the_first(zone, day, at):
    first = walltime.moment(day, at, zone)
    second = datetime.datetime.combine(day, at.replace(fold=1), tzinfo=ZoneInfo(zone)).astimezone(
        datetime.UTC
    )
    assert first < second
    assert walltime.moment(day, at.replace(fold=1), zone) == first


@given(
    zone=st.sampled_from(ZONES),
    first_day=st.dates(datetime.date(2020, 1, 1), datetime.date(2035, 12, 31)),
    at=st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    weeks=st.integers(1, 60),
)
def test_every_week_of_a_series_shows_the_same_time_on_the_wall_or_the_time_the_gap_gives(
    zone, first_day, at, weeks
):
    for week, moment in enumerate(walltime.weekly(first_day, at, zone, weeks=range(weeks))):
        wall = moment.astimezone(ZoneInfo(zone))
        meant = datetime.datetime.combine(first_day + week * walltime.WEEK, at)
        late = wall.replace(tzinfo=None) - meant
        assert datetime.timedelta() <= late <= datetime.timedelta(hours=1)
        # Late only where that time does not exist at all: walked back to itself it comes out elsewhere.
        if late:
            assert meant.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(datetime.UTC) != moment


def test_a_day_may_have_23_or_25_hours():
    begins, ends = walltime.day_of(datetime.date(2026, 3, 29), "Europe/Berlin")
    assert ends - begins == datetime.timedelta(hours=23)
    begins, ends = walltime.day_of(datetime.date(2026, 10, 25), "Europe/Berlin")
    assert ends - begins == datetime.timedelta(hours=25)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "/etc/passwd", "Europe"])
def test_a_zone_that_is_none_is_refused_with_an_example(name):
    with pytest.raises(Refused, match="Europe/Madrid"):
        walltime.zone_of(name)
