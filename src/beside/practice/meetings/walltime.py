"""From what a clock on the wall shows to one moment, and the sessions of a series from both.

A series keeps the wall's time: 14:00 stays 14:00 when the clocks change. Twice a year that needs a rule:

- A time that happens twice (clocks go back) means the first of the two: `fold=0`, as a person who
  booked it before the change would come at the first.
- A time that does not happen (clocks go forward) moves on by what was left out: 02:30 becomes 03:30.
  Nobody can come at 02:30 that day, and being an hour late by the clock is being on time by the sun.
"""

import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from beside.practice.people.errors import Refused

WEEK = datetime.timedelta(days=7)


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name. A name that is none is refused, with an example."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Refused(
            _("This time zone is not known. Write it as in Europe/Madrid or America/New_York.")
        ) from None


def moment(day: datetime.date, at: datetime.time, zone: str) -> datetime.datetime:
    """The moment, in UTC, at which a clock on the wall in that zone shows that time on that day.

    >>> moment(datetime.date(2026, 3, 29), datetime.time(2, 30), "Europe/Berlin").isoformat()
    '2026-03-29T01:30:00+00:00'
    """
    wall = datetime.datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone_of(zone))
    return wall.astimezone(datetime.UTC)


def weekly(
    first_day: datetime.date, at: datetime.time, zone: str, *, weeks: range
) -> list[datetime.datetime]:
    """The moments of these weeks of a series: week 0 is its first day."""
    return [moment(first_day + week * WEEK, at, zone) for week in weeks]


def day_of(day: datetime.date, zone: str) -> tuple[datetime.datetime, datetime.datetime]:
    """When that day begins and ends in that zone: 23, 24 or 25 hours."""
    midnight = datetime.time()
    return moment(day, midnight, zone), moment(day + datetime.timedelta(days=1), midnight, zone)
