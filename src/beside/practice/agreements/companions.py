"""Somebody else in the room of one session: named by the therapist, with the client's yes in the consent ledger."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beside.practice.agreements.models import Companion
from beside.practice.people.models import Consent

PURPOSE = "companions"

UNANSWERED, YES, NO = "unanswered", "yes", "no"
STANDS = {
    UNANSWERED: _("not answered yet"),
    YES: _("yes"),
    NO: _("no"),
}


def named(session, *, by):
    """Those who are named for it, in the order in which they were."""
    return list(Companion.objects.visible_to(by).filter(session=session).order_by("named_at", "pk"))


def standing(session, there):
    """What the client says to those who are `there`. A yes from before somebody was named is no yes to them."""
    line = last_word(session)
    newest = max((one.named_at for one in there), default=None)
    if line is None or line.to_confirm or newest is None or (line.given and line.at < newest):
        return UNANSWERED
    return YES if line.given else NO


def last_word(session):
    """The client's newest line on who is there, or the no that they gave their therapist to write down; or None."""
    return (
        Consent.objects.filter(
            Q(who=session.relationship.client_id) | Q(given=False),
            practice=session.practice_id,
            relationship=session.relationship_id,
            purpose=PURPOSE,
            about_id=session.pk,
        )
        .order_by("at", "pk")
        .last()
    )
