"""The agreed hours, on the practice's clock: whether it is within them, and when they begin again."""

import datetime

from beside.practice.meetings import walltime

DAY = datetime.timedelta(days=1)


def are_now(terms, now) -> bool:
    """Whether `now` lies within the hours."""
    opens, closes = _of_day(terms, _local(terms, now).date())
    return _local(terms, now).weekday() in terms.days and opens <= now < closes


def begin_at(terms, now) -> datetime.datetime:
    """`now` where it lies within the hours, else the next moment at which they begin."""
    if are_now(terms, now):
        return now
    today = _local(terms, now).date()
    for day in (today + ahead * DAY for ahead in range(9)):
        opens, _closes = _of_day(terms, day)
        if day.weekday() in terms.days and opens >= now:
            return opens
    raise AssertionError("terms without a day are refused when they are set")


def _of_day(terms, day):
    zone = terms.relationship.practice.time_zone
    closes = (
        walltime.day_of(day, zone)[1]
        if terms.until_hour == 24
        else walltime.moment(day, datetime.time(terms.until_hour), zone)
    )
    return walltime.moment(day, datetime.time(terms.from_hour), zone), closes


def _local(terms, moment):
    return moment.astimezone(walltime.zone_of(terms.relationship.practice.time_zone))
