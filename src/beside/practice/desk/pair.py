"""One relationship, for the therapist and whoever supervises them."""

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import get_language

from beside.measures import load_form
from beside.practice.feedback.models import Due, Urgent
from beside.practice.loops import brief as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings.models import Session
from beside.practice.people.models import Relationship, SafeContact, Supervision
from beside.practice.repair.models import Episode

SESSIONS_SHOWN = 12


def sees_words(who, relationship):
    """Whether `who` reads the words of this relationship: a consultative supervisor gets numbers only."""
    if not who.is_supervisor:
        return True
    return Supervision.objects.filter(
        practice=who.practice_id,
        supervisor=who,
        clinician=relationship.clinician_id,
        ended_on=None,
        kind=Supervision.Kind.RESPONSIBLE,
    ).exists()


def numbers(relationship, *, by):
    """How much there has been, and how it stands: for every reader, without a word. One query each."""
    aside = (*Loop.ASIDE, Loop.Kind.SHARE) if by.is_supervisor else Loop.ASIDE
    sessions = Session.objects.filter(practice=relationship.practice_id, relationship=relationship)
    return sessions.aggregate(
        held=Count("pk", filter=Q(state=Session.State.HELD)),
        missed=Count("pk", filter=Q(state=Session.State.MISSED)),
        cancelled=Count("pk", filter=Q(state=Session.State.CANCELLED)),
        late=Count("pk", filter=Q(cancelled_late=True)),
    ) | {
        "waiting": Loop.objects.filter(practice=relationship.practice_id, relationship=relationship)
        .not_taken_back()
        .not_held()
        .waiting()
        .exclude(kind__in=aside)
        .count()
    }


def words_for(relationship, *, by):
    """What only those read who may read words."""
    now = timezone.now()
    sessions = Session.objects.visible_to(by).filter(relationship=relationship)
    return {
        "coming": sessions.filter(state=Session.State.PLANNED, ends_at__gt=now).in_order()[:3],
        "past": sessions.filter(starts_at__lte=now).order_by("-starts_at")[:SESSIONS_SHOWN],
        "waiting": loops.waiting(relationship, by=by, at_most=50),
        "plans": [
            (load_form(plan.form).text(get_language() or "en").title, plan)
            for plan in Due.objects.visible_to(by)
            .filter(relationship=relationship, ended_at=None)
            .order_by("form")
        ],
        "contact": SafeContact.objects.visible_to(by).filter(client=relationship.client_id).first(),
    }


def episodes(relationship, *, by):
    return (
        Episode.objects.visible_to(by)
        .filter(relationship=relationship)
        .select_related("session", "ended_in")
        .order_by("-opened_at")
    )


def supervised(who):
    """[(supervision, [its relationships with what waits])]: five queries, however many there are."""
    supervisions = list(
        Supervision.objects.filter(practice=who.practice_id, supervisor=who, ended_on=None)
        .select_related("clinician")
        .order_by("clinician__name", "pk")
    )
    pairs = list(
        Relationship.objects.visible_to(who)
        .going_on()
        .select_related("client", "clinician")
        .order_by("client__name")
    )
    strains = {
        episode.relationship_id: episode
        for episode in Episode.objects.visible_to(who).going_on().filter(relationship__in=pairs)
    }
    waiting = _waiting(who, pairs)
    urgent = _urgent(who, pairs)
    found = []
    for supervision in supervisions:
        responsible = supervision.kind == Supervision.Kind.RESPONSIBLE
        rows = [
            {
                "relationship": pair,
                "name": pair.client.name if responsible else initials(pair.client.name),
                "strain": strains.get(pair.pk),
                "days": (timezone.now() - strains[pair.pk].opened_at).days if pair.pk in strains else None,
                "waiting": waiting.get(pair.pk, 0) if responsible else None,
                "urgent": urgent.get(pair.pk, 0) if responsible else None,
            }
            for pair in pairs
            if pair.clinician_id == supervision.clinician_id
        ]
        rows.sort(key=_what_is_pressing)
        found.append((supervision, rows))
    return found


def open_strains(supervised):
    """Of all of them, the longest open first; `words` where they may read what was said."""
    rows = [
        row | {"words": supervision.kind == Supervision.Kind.RESPONSIBLE}
        for supervision, pairs in supervised
        for row in pairs
        if row["strain"]
    ]
    return sorted(rows, key=lambda row: row["strain"].opened_at)


def initials(name):
    """Enough to speak of somebody, and no name."""
    return " ".join(f"{part[0]}." for part in name.split() if part[0].isalpha())


def _what_is_pressing(row):
    opened = row["strain"].opened_at if row["strain"] else timezone.now()
    return (not row["urgent"], row["strain"] is None, opened, row["name"])


def _waiting(who, pairs):
    rows = (
        Loop.objects.visible_to(who)
        .waiting()
        .exclude(kind__in=Loop.ASIDE)
        .filter(relationship__in=pairs)
        .values("relationship")
        .annotate(n=Count("pk"))
    )
    return {row["relationship"]: row["n"] for row in rows}


def _urgent(who, pairs):
    rows = (
        Urgent.objects.visible_to(who)
        .filter(relationship__in=pairs, seen_at=None)
        .values("relationship")
        .annotate(n=Count("pk"))
    )
    return {row["relationship"]: row["n"] for row in rows}
