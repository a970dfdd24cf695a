"""Sealed custody: process notes whose author has left or died, opened by recorded authority and two people, for a while.

Nothing else opens them. The owner who asks cannot agree; whoever agrees is another owner, or somebody who sees this
relationship's record already.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.meetings.models import Custody, ProcessNote
from beside.practice.people import access
from beside.practice.people.errors import Refused
from beside.practice.people.models import Member

OPEN_FOR = datetime.timedelta(days=14)


@transaction.atomic
def ask(relationship, *, author, authority, by):
    """Write down who asks and on what authority. Nothing is opened by it."""
    if author.state not in (Member.State.LEFT, Member.State.DIED):
        raise Refused(_("The author is still here. Ask them: process notes are theirs alone."))
    if not authority.strip():
        raise Refused(_("Say on what authority: the law, the court's order, or the person's written wish."))
    custody = Custody.objects.create(
        practice_id=by.practice_id,
        relationship=relationship,
        author=author,
        authority=authority.strip(),
        asked_by=by,
    )
    trail.write("custody asked", by=by, relationship=relationship, thing=custody)
    return custody


@transaction.atomic
def agree(custody, *, by):
    """The second person: from now on, for two weeks, the two of them can read the notes."""
    custody = Custody.objects.select_for_update().get(pk=custody.pk)
    if custody.agreed_at or custody.ended_at:
        raise Refused(_("It is agreed already, or has ended."))
    if not may_agree(by, custody):
        raise Refused(_("Somebody else has to agree: another owner, or whoever sees this record already."))
    custody.agreed_by, custody.agreed_at = by, timezone.now()
    custody.save(update_fields=["agreed_by", "agreed_at"])
    trail.write("custody agreed", by=by, relationship=custody.relationship_id, thing=custody)
    return custody


@transaction.atomic
def end(custody, *, by):
    """Closed again; what was read is in the trail."""
    if custody.ended_at is None:
        custody.ended_at = timezone.now()
        custody.save(update_fields=["ended_at"])
        trail.write("custody ended", by=by, relationship=custody.relationship_id, thing=custody)


def may_agree(who, custody):
    if who.is_client or who.pk == custody.asked_by_id or who.practice_id != custody.practice_id:
        return False
    return who.is_owner or access.may_see(who, custody.relationship, "progress-notes")


def is_open(custody):
    agreed = custody.agreed_at is not None and custody.ended_at is None
    return agreed and timezone.now() < custody.agreed_at + OPEN_FOR


def concerning(who):
    """The requests that this person has asked, agreed to, or may agree to."""
    if who.is_client:
        return []
    requests = (
        Custody.objects.filter(practice=who.practice_id)
        .select_related("relationship__client", "author", "asked_by", "agreed_by")
        .order_by("-asked_at")
    )
    if who.is_owner:
        return list(requests)
    return list(requests.filter(relationship__in=access.visible_relationships(_all_of(who), who)))


def notes(custody, *, by):
    """The notes, for one of the two people only, while it is open."""
    if not is_open(custody) or by.pk not in (custody.asked_by_id, custody.agreed_by_id):
        return ProcessNote.objects.none()
    return ProcessNote.objects.filter(
        practice=custody.practice_id, relationship=custody.relationship_id, author=custody.author_id
    ).order_by("at")


def _all_of(who):
    from beside.practice.people.models import Relationship

    return Relationship.objects.filter(practice=who.practice_id)
