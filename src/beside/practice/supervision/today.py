"""What leads a supervisor's first page: who asked, what is to be co-signed, what is urgent and unanswered, and what each one brought."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils import timezone

from beside.practice.agreements.models import Version
from beside.practice.feedback.brief import urgent_waiting
from beside.practice.loops import wording
from beside.practice.loops.models import Loop
from beside.practice.meetings.models import ProgressNote
from beside.practice.people.models import Notice, Relationship, Supervision
from beside.practice.supervision.actions import handing, terms
from beside.practice.supervision.actions.answering import URGENT
from beside.practice.supervision.agenda import Line
from beside.practice.supervision.models import Place, Point
from beside.practice.vault import keyring

SOON, LATE = datetime.timedelta(days=45), datetime.timedelta(days=180)


@dataclass
class Today:
    asked: list = field(default_factory=list)  # lines that wait for this supervisor
    mine: list = field(default_factory=list)  # what they promised
    notes: list = field(default_factory=list)
    versions: list = field(default_factory=list)
    urgent: list = field(default_factory=list)
    loops: list = field(default_factory=list)  # (line, when it was last asked after)
    terms: list = field(
        default_factory=list
    )  # of a clinic, from a month before their end until everybody has a place
    brought: dict = field(default_factory=dict)  # supervision → lines that its supervisee brought


def of(who) -> Today:
    """A constant number of queries, however many they supervise."""
    points = list(
        Point.objects.visible_to(who)
        .filter(state__in=Point.WAITING)
        .select_related("by", "relationship__client", "supervision__clinician")
        .order_by("at", "pk")
    )
    keyring.warm(who.practice_id, list({row.relationship_id or row.supervisee_id for row in points}))
    lines = [Line(row, row.supervision, who) for row in points]
    brought = {}
    for line in lines:
        if line.row.by_id == line.row.supervisee_id and line.row.kind != Point.Kind.PROMISE:
            brought.setdefault(line.row.supervision_id, []).append(line)
    return Today(
        asked=[
            one
            for one in lines
            if not one.mine and one.row.kind != Point.Kind.PROMISE and one.row.state == Point.State.GIVEN
        ],
        mine=[one for one in lines if one.mine and one.row.kind == Point.Kind.PROMISE],
        notes=list(
            _to_cosign(ProgressNote, who, "at").filter(_newest(), cosigned_at=None).order_by("at", "pk")
        ),
        versions=list(
            _to_cosign(Version, who, "signed_at").filter(cosignature=None).order_by("signed_at", "pk")
        ),
        urgent=urgent_waiting(who),
        loops=_urgent_loops(who),
        terms=_ending(who),
        brought=brought,
    )


def _urgent_loops(who):
    """[(line, when somebody last asked after it, or None)]."""
    loops = list(
        Loop.objects.visible_to(who)
        .waiting()
        .filter(kind__in=URGENT, relationship__frozen=False)
        .select_related("relationship__client", "relationship__clinician", "given_by")
        .oldest_first()
    )
    told = Notice.objects.filter(
        practice_id=who.practice_id, kind="asked-after", thing_id__in=[loop.pk for loop in loops]
    )
    asked = dict(told.order_by("at").values_list("thing_id", "at"))
    return [(wording.line(loop, viewer=who), asked.get(loop.pk)) for loop in loops]


def _ending(who):
    today = timezone.localdate()
    still = Relationship.objects.filter(
        practice=who.practice_id,
        clinician__in=handing.responsible_for(who),
        ended_on=None,
        frozen=False,
        clinician__pk__in=Place.objects.filter(cohort=OuterRef(OuterRef("pk"))).values("member"),
    )
    soon = terms.cohorts_of(who).filter(last_day__lte=today + SOON, last_day__gte=today - LATE)
    return list(soon.filter(Exists(still)))


def _to_cosign(model, who, when):
    """Of therapists whom they are responsible for, from the day on which they began to be."""
    responsible = Supervision.objects.filter(
        practice=who.practice_id,
        supervisor=who.pk,
        ended_on=None,
        kind=Supervision.Kind.RESPONSIBLE,
        clinician=OuterRef("relationship__clinician"),
        began_on__lte=OuterRef(f"{when}__date"),
    )
    rows = model.objects.visible_to(who).filter(Exists(responsible), relationship__frozen=False)
    return rows.select_related("relationship__client", "relationship__clinician")


def _newest():
    newer = ProgressNote.objects.filter(session=OuterRef("session"), version__gt=OuterRef("version"))
    return ~Exists(newer)
