"""When an agreement is to be looked at again."""

import datetime

from django.utils import timezone

from beside.practice.agreements.models import Review, Version
from beside.practice.meetings.models import Session


def holds(relationship):
    """Whether something is signed."""
    return Version.objects.filter(practice=relationship.practice_id, relationship=relationship).exists()


def due_since(relationship, version, *, today=None):
    """The day since which a review is due, or None. `version` is the one that holds, or None. Two queries.

    The first comes after the agreed number of sessions, unless it was signed later than that or the text has changed since;
    each later one so many months after the last look.
    """
    if version is None or relationship.ended_on:
        return None
    today = today or timezone.localdate()
    facts = version.terms["facts"]
    last = (
        Review.objects.filter(practice=relationship.practice_id, relationship=relationship)
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )
    if last is None and version.number == 1:
        after = _nth_session(relationship, facts["review_after"])
        if after is not None and version.signed_at < after <= timezone.now():
            return timezone.localdate(after)
    looked = max(moment for moment in (last, version.signed_at) if moment)
    due = months_later(timezone.localdate(looked), facts["review_months"])
    return due if due <= today else None


def _nth_session(relationship, number):
    """When the pair's session of that number ended, or None where it has not come."""
    return (
        Session.objects.filter(practice=relationship.practice_id, relationship=relationship, number=number)
        .standing()
        .values_list("ends_at", flat=True)
        .first()
    )


def months_later(day, months):
    """The same day so many months on; the last day of a month that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    for of_month in range(day.day, 27, -1):
        try:
            return datetime.date(day.year + years, month + 1, of_month)
        except ValueError:
            continue
    return datetime.date(day.year + years, month + 1, day.day)
