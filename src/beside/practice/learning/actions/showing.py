"""One figure of the mirror, shown to one supervisor: from when its therapist says so until a day, or until they end it."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.alliance.mirror import FLOOR_CLIENTS
from beside.practice.audit import trail
from beside.practice.learning import mirror
from beside.practice.learning.models import ShownFigure
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.people.models import Member, Supervision

DAYS = 30


def supervisors_of(member) -> list[Member]:
    """Whoever supervises this therapist now, in either way."""
    found = Supervision.objects.filter(
        practice=member.practice_id,
        clinician=member.pk,
        ended_on=None,
        supervisor__state__in=(Member.State.INVITED, Member.State.ACTIVE),
    )
    return [one.supervisor for one in found.select_related("supervisor").order_by("began_on", "pk")]


@transaction.atomic
def show(key, *, supervisor, by, now=None):
    """Show one figure as it stands today. Shown twice it is one. Never by anybody but whose figure it is."""
    now = now or timezone.now()
    if supervisor.pk not in {one.pk for one in supervisors_of(by)}:
        raise Refused(_("Choose somebody who supervises you now."))
    figure = next((one for one in mirror.figures(by, now=now) if one.key == key), None)
    if figure is None or figure.now is None:
        raise Refused(_("There is nothing to show yet: this figure is silent."))
    if figure.listened:
        raise Refused(
            _(
                "This figure comes out of transcripts, and clients said yes to your reading them. It stays with you."
            )
        )
    if figure.now.clients < FLOOR_CLIENTS:
        raise Refused(
            _(
                "Fewer than three clients stand behind this figure, so it would say something of one of them. It stays with you."
            )
        )
    known = ShownFigure.objects.filter(author=by, supervisor=supervisor, key=key, ended_at=None).first()
    if known and known.until >= timezone.localdate(now):
        return known
    if known:
        end(known, by=by)
    shown = ShownFigure.objects.create(
        practice_id=by.practice_id,
        author=by,
        supervisor=supervisor,
        key=key,
        words={name: getattr(figure.now, name) for name in mirror.KEPT},
        shown_at=now,
        until=timezone.localdate(now) + datetime.timedelta(days=DAYS),
    )
    trail.write("figure of the mirror shown", by=by, thing=shown)
    notices.tell(supervisor, kind="figure-shown", thing=shown)
    return shown


@transaction.atomic
def end(shown, *, by):
    """Not shown any more. What was read stays read; the numbers go."""
    if shown.author_id != by.pk:
        raise Refused(_("Only whose figure it is can end this."))
    if shown.ended_at is None:
        shown.ended_at, shown.words = timezone.now(), None
        shown.save(update_fields=["ended_at", "words"])
        trail.write("figure of the mirror no longer shown", by=by, thing=shown)
    return shown
