"""Tell a person that there is something to look at: in the app always, by mail only as their safe-contact record says.

A notice is a kind and a place. No words, no names, no reason for contact.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from beside.practice.people import mail
from beside.practice.people.models import Notice


def tell(member, *, kind, relationship=None, thing=None, show_from=None):
    """One notice; the same kind about the same thing is told once while it is unseen. Nothing of it before `show_from`."""
    show_from = show_from or timezone.now()
    notice, fresh = Notice.objects.get_or_create(
        practice_id=member.practice_id,
        member=member,
        kind=kind,
        relationship=relationship,
        thing_id=getattr(thing, "pk", thing),
        seen_at=None,
        defaults={"show_from": show_from},
    )
    if not fresh and show_from < notice.show_from:
        notice.show_from = show_from
        notice.save(update_fields=["show_from"])
    if fresh:
        # After the thing itself is kept; a mail server that is away stops nothing.
        transaction.on_commit(lambda: mail.send_notice(notice.practice_id, notice.pk), robust=True)
    return notice


def tell_clients_of(clinician, *, kind):
    for relationship in clinician.caseload.going_on().select_related("client"):
        tell(relationship.client, kind=kind, relationship=relationship, thing=relationship)


def lead_nowhere(member, *, of):
    """They may open no page of this therapist's clients any more: what told of them is put away."""
    found = Notice.objects.filter(practice_id=member.practice_id, member=member, seen_at=None)
    found.filter(relationship__clinician=of).update(seen_at=timezone.now())


def waiting_for(member):
    """What this person has not looked at, without what they put off."""
    return Notice.objects.filter(
        practice_id=member.practice_id, member=member, seen_at=None, show_from__lte=timezone.now()
    ).order_by("at")


def later(notice, *, hours=4):
    notice.show_from = timezone.now() + datetime.timedelta(hours=hours)
    notice.save(update_fields=["show_from"])


def seen(notice):
    notice.seen_at = timezone.now()
    notice.save(update_fields=["seen_at"])


def seen_about(member, thing, *, kind=""):
    """They have the thing itself before their eyes: what told them of it is seen (of one kind, where it has several)."""
    found = Notice.objects.filter(
        practice_id=member.practice_id, member=member, thing_id=thing.pk, seen_at=None
    )
    if kind:
        found = found.filter(kind=kind)
    found.filter(show_from__lte=timezone.now()).update(seen_at=timezone.now())


def seen_of(member, relationship, kinds):
    """They have a page before their eyes on which everything of these kinds stands."""
    found = Notice.objects.filter(
        practice_id=member.practice_id, member=member, relationship=relationship, kind__in=kinds, seen_at=None
    )
    found.filter(show_from__lte=timezone.now()).update(seen_at=timezone.now())
