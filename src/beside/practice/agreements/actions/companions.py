"""Name who else is in the room, and the client's yes or no to it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.agreements import companions
from beside.practice.agreements.models import Companion
from beside.practice.audit import trail
from beside.practice.meetings.actions.schedule import locked as locked_pair
from beside.practice.meetings.models import Session
from beside.practice.meetings.words import tidy
from beside.practice.people import actions as people
from beside.practice.people import notices
from beside.practice.people.errors import Refused

MOST = 3


@transaction.atomic
def name_companion(session, *, name, role, by, now=None):
    """An interpreter or somebody else for this one session. The client is asked anew, whatever they said to others."""
    relationship = locked_pair(session.relationship)
    name = tidy(name)
    if not name:
        raise Refused(_("Write their name, so that your client can see who is meant."))
    if session.state not in (Session.State.PLANNED, Session.State.HELD):
        raise Refused(_("This session does not take place, so nobody else is in it."))
    if not by.is_clinician:
        raise Refused(_("Your therapist names who else may be there. You say yes or no to it."))
    if Companion.objects.filter(session=session).count() >= MOST:
        raise Refused(_("Three are named already. Take one off first."))
    made = Companion.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        session=session,
        role=role,
        name=name,
        named_by=by,
        named_at=now or timezone.now(),
    )
    trail.write("companion named", by=by, relationship=relationship, thing=made)
    notices.tell(relationship.client, kind="companion-named", relationship=relationship, thing=session)
    return made


@transaction.atomic
def take_off(companion, *, by):
    """They are not in the room after all."""
    relationship = locked_pair(companion.relationship)
    trail.write("companion taken off", by=by, relationship=relationship, thing=companion)
    Companion.objects.filter(pk=companion.pk).delete()


@transaction.atomic
def answer_companions(session, *, given, by, seen=(), now=None):
    """The client's yes or no to those who are named; `seen` are the ids that stood on their page.

    A no that they say in the room the therapist writes down; a yes is theirs alone. A frozen record takes a no too.
    """
    relationship = locked_pair(session.relationship, frozen_too=not given)
    if by.pk != relationship.client_id and (given or by.pk != relationship.clinician_id):
        raise Refused(_("Only the client can say this. What you write down for them is no yes of theirs."))
    there = list(Companion.objects.filter(session=session))
    if given and {str(one.pk) for one in there} != set(map(str, seen)):
        raise Refused(_("Who is named has changed. Read it again, then answer."))
    if companions.standing(session, there) == (companions.YES if given else companions.NO):
        return
    people.consent(relationship, purpose=companions.PURPOSE, given=given, by=by, about=session)
    other = relationship.clinician if by.pk == relationship.client_id else relationship.client
    notices.tell(other, kind="companion-answered", relationship=relationship, thing=session)
