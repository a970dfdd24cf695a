"""A secret address under which a calendar program reads when there are appointments, and nothing else."""

from django.db import transaction
from django.utils import timezone

from beside.practice.audit import trail
from beside.practice.people import links
from beside.practice.people.models import Link


@transaction.atomic
def make_calendar_link(member, *, by):
    """A fresh secret, shown once; the one before stops working. It lasts until it is revoked."""
    secret = links.make(member, purpose=Link.Purpose.CALENDAR)
    trail.write("calendar link made", by=by, thing=member)
    return secret


@transaction.atomic
def revoke_calendar_links(member, *, by):
    Link.objects.filter(member_id=member.pk, purpose=Link.Purpose.CALENDAR, used_at=None).update(
        used_at=timezone.now()
    )
    trail.write("calendar link revoked", by=by, thing=member)
