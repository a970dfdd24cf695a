"""A training clinic: cohorts, what clients say when a term ends, and one table of counts for each term."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship, Role
from beside.practice.supervision import figures
from beside.practice.supervision.actions import handing
from beside.practice.supervision.models import Cohort, Place, TermEnd

SHORTEST = datetime.timedelta(days=27)


@transaction.atomic
def make_cohort(*, name, first_day, last_day, by):
    if last_day <= first_day:
        raise Refused(_("The last day lies before the first. Change one of them."))
    if last_day - first_day < SHORTEST:
        raise Refused(
            _(
                "A term lasts four weeks at least: the counts of fewer days would say something of single people."
            )
        )
    cohort = Cohort.objects.create(
        practice_id=by.practice_id, name=name.strip(), first_day=first_day, last_day=last_day
    )
    trail.write("cohort made", by=by, thing=cohort)
    return cohort


def cohorts_of(who):
    """Terms of therapists for whose work this supervisor answers now."""
    places = Place.objects.filter(practice=who.practice_id, member__in=handing.responsible_for(who))
    return Cohort.objects.filter(practice=who.practice_id, pk__in=places.values("cohort")).order_by(
        "last_day"
    )


@transaction.atomic
def join_cohort(cohort, *, member, by):
    if member.role not in (Role.CLINICIAN, Role.SUPERVISOR) or cohort.published_at:
        raise Refused(_("Choose a therapist or a supervisor, and a term whose counts are not published yet."))
    place, fresh = Place.objects.get_or_create(practice_id=by.practice_id, cohort=cohort, member=member)
    if fresh:
        trail.write("joined a cohort", by=by, thing=member)
    return place


@transaction.atomic
def ask_clients(cohort, *, by, of=None):
    """Each client of each trainee (or of these) is asked how they want to go on. Nobody is handed over by it."""
    going_on = Relationship.objects.going_on().filter(
        practice=cohort.practice_id, frozen=False, clinician__in=cohort.places.values("member")
    )
    if of is not None:
        going_on = going_on.filter(clinician__in=of)
    count = 0
    for relationship in going_on.select_related("client"):
        row, fresh = TermEnd.objects.get_or_create(
            practice_id=cohort.practice_id, cohort=cohort, relationship=relationship
        )
        if fresh:
            count += 1
            trail.write(
                "asked how to go on at the end of a term", by=by, relationship=relationship, thing=row
            )
            notices.tell(relationship.client, kind="term-ends", relationship=relationship, thing=row)
    return count


@transaction.atomic
def say(row, *, said, by):
    """The client’s own word. It can be said anew until the work ends; the steps that follow are theirs too.

    Who wants to end, or to talk first, is not handed over by a yes to somebody that they said before it.
    """
    row = (
        TermEnd.objects.select_for_update(of=("self",))
        .select_related("relationship__clinician")
        .get(pk=row.pk)
    )
    if by.pk != row.relationship.client_id:
        raise Refused(_("Only the client can say this."))
    if row.relationship.frozen or row.relationship.ended_on or said not in TermEnd.SAYS:
        raise Refused(_("Choose one of them, while your work together goes on."))
    row.said, row.said_at = said, timezone.now()
    if said != "another" and not row.moved_at:
        row.agreed_at = None
    row.save(update_fields=["said", "said_at", "agreed_at"])
    trail.write("said how to go on at the end of a term", by=by, relationship=row.relationship_id, thing=row)
    notices.tell(row.relationship.clinician, kind="term-said", relationship=row.relationship, thing=row)
    return row


@transaction.atomic
def publish(cohort, *, by, today=None):
    """Once, after the last day, for all trainees together: what is published is never counted anew."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if cohort.published_at:
        return cohort
    if (today or timezone.localdate()) <= cohort.last_day:
        raise Refused(_("The term goes on. Its counts can be published once it is over."))
    if figures.counted_before(cohort):
        raise Refused(
            _(
                "Somebody of this term stands in the counts of another that shares days with it. Taken off each other, the two would say something of a few people."
            )
        )
    table = figures.counted(cohort)
    if table is None:
        raise Refused(
            _(
                "Too few therapists or clients stand behind these counts, so they would say something of one of them."
            )
        )
    cohort.figures, cohort.published_at = table, timezone.now()
    cohort.save(update_fields=["figures", "published_at"])
    trail.write("counts of a term published", by=by, thing=cohort)
    return cohort
