"""A client's home: what is next, what waits, what I gave and where it stands, what was promised."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from beside.practice.agreements import brief as agreements
from beside.practice.endings import brief as endings
from beside.practice.feedback import brief as feedback
from beside.practice.loops import brief as loops
from beside.practice.meetings.actions import check_in as check_ins
from beside.practice.meetings.models import Session
from beside.practice.pace import brief as pace
from beside.practice.people import eyes, notices
from beside.practice.people.models import Relationship
from beside.practice.recordings import brief as recordings
from beside.practice.repair import brief as repair
from beside.practice.thread import queries as thread
from beside.practice.together import brief as together
from beside.practice.welcome import brief as welcome


@dataclass
class Home:
    relationship: Relationship
    session: Session | None = None
    check_in_open: bool = False
    check_in: Any = None
    after: Session | None = None
    questionnaires: list = field(default_factory=list)
    gave: list = field(default_factory=list)
    promised: list = field(default_factory=list)
    mine: list = field(default_factory=list)
    strain: dict | None = None
    who_sees: str = ""
    listening_asked: list = field(default_factory=list)
    was_asked_to_listen: bool = False
    notices: int = 0
    asked_first: list = field(default_factory=list)
    messages: int = 0
    news: list = field(default_factory=list)
    review: together.Standing | None = None
    offer: welcome.Offer | None = None
    agreed: agreements.Home | None = None
    standing: endings.Standing | None = None


def relationships_of(client):
    """Those going on first, the newest first."""
    return sorted(
        Relationship.objects.visible_to(client).select_related("client", "clinician", "practice"),
        key=lambda r: (r.ended_on is None, r.began_on),
        reverse=True,
    )


def home_for(relationship, *, by) -> Home:
    now = timezone.now()
    coming = _coming(relationship, by, now)
    asked = feedback.waiting_for_client(relationship, by=by)
    promises = loops.promises(relationship, by=by)
    listening_asked, was_asked = recordings.asked(relationship, by=by)
    return Home(
        relationship,
        session=coming,
        check_in_open=bool(coming) and check_ins.is_open(coming, now=now),
        check_in=check_ins.current_check_in(coming) if coming else None,
        after=asked["session"],
        questionnaires=asked["forms"],
        gave=loops.latest_given(by, relationship),
        promised=[line for line in promises if line.loop.given_by_id != by.pk],
        mine=[line for line in promises if line.loop.given_by_id == by.pk],
        strain=repair.open_strain(relationship, by=by),
        who_sees=eyes.who_sees(relationship, "check-ins", viewer=by),
        listening_asked=listening_asked,
        was_asked_to_listen=was_asked,
        notices=notices.waiting_for(by).count(),
        asked_first=pace.to_confirm(relationship, by=by),
        messages=thread.unread(relationship, by=by),
        news=together.open_news(relationship, by=by),
        review=together.standing(relationship, by=by),
        offer=welcome.offer(relationship, by=by) if relationship.ended_on is None else None,
        agreed=agreements.home(relationship, by=by),
        standing=endings.standing(relationship, by=by),
    )


def _coming(relationship, by, now):
    return (
        Session.objects.visible_to(by)
        .filter(relationship=relationship, state=Session.State.PLANNED, ends_at__gt=now)
        .in_order()
        .first()
    )
