"""Who answers when a risk item is positive. Until somebody, their deputy, the hours and the answer time are named, none is asked."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.feedback.models import Responder
from beside.practice.people.errors import Refused
from beside.practice.people.models import Absence, Member


def current_responder(practice_id):
    """The practice's responder with their deputy, or None: then no risk item is asked at all."""
    return (
        Responder.objects.filter(
            practice=practice_id,
            ended_at=None,
            # Somebody who left cannot answer, and nobody may be told that they will.
            responder__state=Member.State.ACTIVE,
            deputy__state=Member.State.ACTIVE,
        )
        .select_related("responder", "deputy")
        .first()
    )


def is_responder(member):
    """Whether this person answers now, or stands in for who does."""
    return (
        Responder.objects.filter(practice=member.practice_id, ended_at=None)
        .filter(Q(responder=member.pk) | Q(deputy=member.pk))
        .exists()
    )


def who_is_told(responder):
    """The responder, and the deputy too on a day on which the responder is away: told twice is better than not at all."""
    today = timezone.localdate()
    away = Absence.objects.filter(
        practice=responder.practice_id,
        clinician=responder.responder_id,
        first_day__lte=today,
        last_day__gte=today,
    ).exists()
    return [responder.responder, responder.deputy] if away else [responder.responder]


@transaction.atomic
def name_responder(responder, *, deputy, hours, answer_time, by):
    """Name who answers, who stands in, when, and how soon: all of it, or risk items stay off."""
    if not hours.strip() or not answer_time.strip():
        raise Refused(
            _("Say in which hours, and how soon, somebody answers. The client reads it before answering.")
        )
    if responder.pk == deputy.pk:
        raise Refused(_("Choose somebody else to stand in."))
    if any(who.is_client or who.state != Member.State.ACTIVE for who in (responder, deputy)):
        raise Refused(_("Choose two people who work here and have joined."))
    Responder.objects.filter(practice=by.practice_id, ended_at=None).update(ended_at=timezone.now())
    named = Responder.objects.create(
        practice_id=by.practice_id,
        responder=responder,
        deputy=deputy,
        hours=hours.strip(),
        answer_time=answer_time.strip(),
    )
    trail.write("responder named", by=by, thing=named)
    return named


@transaction.atomic
def end_responder(practice_id, *, by):
    """From now on no risk item is asked, until somebody is named again."""
    for named in Responder.objects.filter(practice=practice_id, ended_at=None):
        named.ended_at = timezone.now()
        named.save(update_fields=["ended_at"])
        trail.write("responder ended", by=by, thing=named)
