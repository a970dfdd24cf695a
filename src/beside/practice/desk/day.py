"""A therapist's day. The same number of queries for one client and for fifty."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from beside.practice.loops import brief as loops
from beside.practice.meetings.models import CheckIn, Session


@dataclass(frozen=True)
class Visit:
    """One session of the day, as its line says it."""

    session: Session
    waiting: int

    @property
    def name(self):
        return self.session.relationship.client.name

    @property
    def time(self):
        return time_format(timezone.localtime(self.session.starts_at), "H:i")

    @property
    def about(self):
        session, said = self.session, []
        if session.state == Session.State.MISSED:
            return _("did not take place")
        said.append(session.get_place_display())
        if session.is_first:
            said.append(_("first session"))
        if session.is_over and not session.closed_at:
            said.append(_("over · not closed yet"))
        elif session.has_check_in and not session.is_over:
            said.append(_("check-in sent"))
        return " · ".join(str(words) for words in said)

    @property
    def href(self):
        return reverse("brief", args=[self.session.pk])


def bounds(day):
    """From midnight to midnight, on the practice's clock."""
    first = timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
    return first, timezone.make_aware(
        datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min)
    )


def visits(who, day):
    """The day's sessions in order. Two queries."""
    first, last = bounds(day)
    sessions = list(
        Session.objects.visible_to(who)
        .exclude(state=Session.State.CANCELLED)
        .filter(starts_at__gte=first, starts_at__lt=last)
        .select_related("relationship__client")
        .annotate(has_check_in=Exists(CheckIn.objects.not_taken_back().filter(session=OuterRef("pk"))))
        .in_order()
    )
    waiting = loops.counts(who, [session.relationship_id for session in sessions]) if sessions else {}
    return [Visit(session, waiting.get(session.relationship_id, 0)) for session in sessions]


def chosen(visits):
    """The session whose brief is wanted first: the one going on or next, else the day's last."""
    coming = [visit for visit in visits if not visit.session.is_over]
    return (coming or visits[-1:] or [None])[0]
