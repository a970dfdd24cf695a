"""A term ends: whoever is responsible offers each client somebody, the client says yes or no, and those who said yes are handed over.

Nothing moves without a yes, or, where nobody answered, without a reason that the client reads. What was said stays with the first
therapist's record; what the next one reads the client chooses line by line (endings).
"""

import datetime
from collections import defaultdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.endings.actions.another import end_and_begin, others
from beside.practice.endings.models import Break
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.people.locking import locked, locked_going_on
from beside.practice.people.models import Role, Supervision
from beside.practice.supervision.actions.answering import refuse_unless_responsible
from beside.practice.supervision.models import TermEnd

LONGEST = 600
# As long a client has to answer before a reason can stand in for a yes.
TIME = datetime.timedelta(days=7)


def responsible_for(who):
    """Ids of the therapists for whose work they answer now: not of themself in another place."""
    found = Supervision.objects.filter(
        practice=who.practice_id, supervisor=who.pk, ended_on=None, kind=Supervision.Kind.RESPONSIBLE
    )
    mine = {"clinician__account__isnull": False, "clinician__account": who.account_id}
    return found.exclude(**mine).values("clinician")


@transaction.atomic
def offer(row, *, to, by):
    """Somebody of the practice could go on with this client: nobody to whom they said no. Offered anew, it is asked anew."""
    row = _of_the_responsible(row, by)
    relationship = locked_going_on(row.relationship_id)
    if not others(relationship).filter(pk=to.pk).exists():
        raise Refused(_("Choose another therapist of the practice, who has joined."))
    if str(to.pk) in declined_by([relationship.pk])[relationship.pk]:
        raise Refused(_("They said no to this. Offer them somebody else."))
    if row.offered_id == to.pk:
        return row  # sent twice
    if row.agreed_at and others(relationship).filter(pk=row.offered_id).exists():
        raise Refused(_("They said yes to somebody. Only they can change that."))
    row.declined_before = row.declined
    row.offered, row.offered_by, row.offered_at = to, by, timezone.now()
    row.agreed_at = row.declined_at = None
    row.save(
        update_fields=["offered", "offered_by", "offered_at", "agreed_at", "declined_at", "declined_before"]
    )
    trail.write("offered somebody at the end of a term", by=by, relationship=relationship, thing=row)
    notices.tell(relationship.client, kind="term-offered", relationship=relationship, thing=row)
    return row


@transaction.atomic
def answer_offer(row, *, to, given, by):
    """The client’s own word to this one person; a yes can be taken back until it is done."""
    row = _fresh(row)
    relationship = locked_going_on(row.relationship_id)
    if by.pk != relationship.client_id:
        raise Refused(_("Only the client can say this."))
    if row.moved_at or row.offered_id is None or str(row.offered_id) != str(to):
        raise Refused(_("This has moved on since the page was opened. Look where it stands now."))
    now = timezone.now()
    row.agreed_at, row.declined_at = (now, None) if given else (None, now)
    row.save(update_fields=["agreed_at", "declined_at"])
    said = "said yes to somebody offered" if given else "said no to somebody offered"
    trail.write(said, by=by, relationship=relationship, thing=row)
    for one in Supervision.objects.filter(
        clinician=relationship.clinician_id, ended_on=None, kind=Supervision.Kind.RESPONSIBLE
    ).select_related("supervisor"):
        notices.tell(one.supervisor, kind="term-said", relationship=relationship, thing=row)
    return row


@transaction.atomic
def take_back_no(row, *, to, by):
    """A no that was said before somebody else was offered. They can be offered again, and are not by this."""
    row = _fresh(row)
    if by.pk != locked_going_on(row.relationship_id).client_id:
        raise Refused(_("Only the client can say this."))
    if str(to) in row.declined_before:
        del row.declined_before[str(to)]
        row.save(update_fields=["declined_before"])
        trail.write("no to somebody taken back", by=by, relationship=row.relationship_id, thing=row)
    return row


def declined_by(relationships):
    """{relationship: ids of those to whom its client said no}, in whichever term they were asked."""
    said = defaultdict(set)
    for row in TermEnd.objects.filter(relationship__in=relationships).select_related("offered"):
        said[row.relationship_id] |= row.declined.keys()
    return said


def breaks_over(relationships, *, today=None):
    """{relationship: the last day of its newest break that has begun}. Nobody is called to answer in a break."""
    today = today or timezone.localdate()
    over = {}
    for one in Break.objects.filter(relationship__in=relationships, first_day__lte=today):
        ends = [day for day in (one.last_day, one.ended_at and timezone.localdate(one.ended_at)) if day]
        # Ended before its first day it was none.
        if ends and min(ends) >= one.first_day:
            over[one.relationship_id] = max(min(ends), over.get(one.relationship_id, datetime.date.min))
    return over


def why_no_reason(row, *, declined, break_over=None, now=None):
    """Why no reason can stand in for an answer of this client, in a sentence; empty where one can."""
    now = now or timezone.now()
    if row.offered_id is not None and str(row.offered_id) in declined:
        return _("They said no to this. Offer them somebody else.")
    if row.said in ("end", "talk") or (row.offered_at and row.said_at and row.said_at >= row.offered_at):
        return _(
            "They have said how they want to go on. Talk with them about that: a reason stands in for silence alone."
        )
    if row.relationship.is_on_a_break(timezone.localdate(now)):
        return _(
            "They are on a break, in which nothing is asked. Their week to answer begins when it is over."
        )
    week_ago = now - TIME
    if (
        row.offered_id is None
        or row.offered_at > week_ago
        or (break_over and break_over >= timezone.localdate(week_ago))
    ):
        return _("They have a week to answer first. Until then only their yes moves anything.")
    return ""


@transaction.atomic
def hand_over_all(cohort, *, by, now=None):
    """Everybody of this term who said yes to somebody who is here, of therapists whom they answer for. Returns how many."""
    now = now or timezone.now()
    _refuse_before_its_end(cohort, now)
    rows = said_yes(cohort, by=by)
    return sum(_move(row, by=by, now=now, needs_yes=True) for row in rows.order_by("pk"))


def said_yes(cohort, *, by):
    """Those of them who wait to be handed over."""
    return (
        TermEnd.objects.visible_to(by)
        .filter(cohort=cohort, moved_at=None, relationship__clinician__in=responsible_for(by))
        .filter(relationship__ended_on=None, relationship__frozen=False)
        .exclude(agreed_at=None)
    )


@transaction.atomic
def hand_over_with_a_reason(row, *, reason, by, now=None):
    """Nobody answered, and the law or the duty to care for somebody asks for it: in words that the client reads. Never after a no,
    after another answer, or in a break."""
    now = now or timezone.now()
    row = _of_the_responsible(row, by)
    _refuse_before_its_end(row.cohort, now)
    if not reason.strip():
        raise Refused(_("Write the reason, in words for the client. They read it."))
    pair = row.relationship_id
    break_over = breaks_over([pair], today=timezone.localdate(now)).get(pair)
    if why := why_no_reason(row, declined=declined_by([pair])[pair], break_over=break_over, now=now):
        raise Refused(why)
    row.reason = reason.strip()[:LONGEST]
    row.save(update_fields=["reason"])
    _move(row, by=by, now=now, needs_yes=False)
    return row


def _move(row, *, by, now, needs_yes):
    row = _of_the_responsible(row, by)
    relationship = locked_going_on(row.relationship_id)
    if row.moved_at or (needs_yes and not row.agreed_at):
        return False
    if not others(relationship).filter(pk=row.offered_id).exists():
        if needs_yes:
            return False  # the others do not wait for it
        raise Refused(_("Somebody who was offered is not here any more. Offer their client somebody else."))
    began = end_and_begin(relationship, to=row.offered, by=by, now=now)
    row.moved_at = now
    row.save(update_fields=["moved_at"])
    trail.write("handed over at the end of a term", by=by, relationship=relationship, thing=row)
    notices.tell(relationship.client, kind="term-moved", relationship=relationship, thing=row)
    notices.tell(relationship.clinician, kind="ended", relationship=relationship, thing=relationship)
    notices.tell(row.offered, kind="new-client", relationship=began, thing=began)
    return True


def _refuse_before_its_end(cohort, now):
    if timezone.localdate(now) < cohort.last_day:
        raise Refused(_("The term goes on. Clients are handed over from its last day on."))


def _of_the_responsible(row, by):
    row = _fresh(row)
    if by.role != Role.SUPERVISOR:
        raise Refused(_("Only whoever is responsible for this therapist’s work can do this."))
    refuse_unless_responsible(row.relationship, by)
    if row.moved_at:
        raise Refused(_("They are handed over already."))
    return row


def _fresh(row):
    locked(row.relationship_id)
    rows = TermEnd.objects.select_for_update(of=("self",))
    return rows.select_related("cohort", "relationship__clinician", "offered", "offered_by").get(pk=row.pk)
