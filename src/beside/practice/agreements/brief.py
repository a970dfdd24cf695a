"""What this room gives to the brief and to a client's home."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from beside.practice.agreements import companions, reviewing, wording
from beside.practice.agreements.models import BoundaryNote, Companion, Proposal, Version
from beside.practice.loops.models import Loop
from beside.practice.meetings.models import Session

# A slip is told before the next session; one that nobody came back to, for so long.
SLIPS_OF = datetime.timedelta(days=30)
SLIPS_SHOWN = 2


@dataclass(frozen=True)
class Brief:
    """Each may be missing."""

    begun: bool  # something is written or signed
    review_due: datetime.date | None
    to_sign: bool  # by whoever reads it
    change_asked: bool
    slips: list  # [(sentence, what it is about)]
    there: list  # who else is in the room
    answer: str  # and what the client says to it, in a word


def brief(session, *, by, last_session=None) -> Brief:
    relationship = session.relationship
    version, proposal = _texts(relationship, by)
    there = companions.named(session, by=by)
    return Brief(
        begun=bool(version or proposal),
        review_due=reviewing.due_since(relationship, version),
        to_sign=bool(
            proposal
            and proposal.client_signed_at
            and not proposal.clinician_signed_at
            and by.pk == relationship.clinician_id
        ),
        change_asked=_change_asked(relationship, by),
        slips=_slips(relationship, by, last_session),
        there=there,
        answer=str(companions.STANDS[companions.standing(session, there)]) if there else "",
    )


def _texts(relationship, by):
    version = Version.objects.visible_to(by).filter(relationship=relationship).order_by("-number").first()
    return version, Proposal.objects.visible_to(by).filter(relationship=relationship).first()


def _change_asked(relationship, by):
    """By the other of the two."""
    asked = Loop.objects.visible_to(by).waiting().filter(relationship=relationship, kind=Loop.Kind.CHANGE)
    return asked.exclude(given_by=by).exists()


def _slips(relationship, by, last_session):
    """Since the last session, at least; the newest first."""
    since = min(
        last_session.starts_at if last_session else timezone.now() - SLIPS_OF,
        timezone.now() - datetime.timedelta(days=7),
    )
    notes = (
        BoundaryNote.objects.visible_to(by)
        .filter(relationship=relationship, at__gte=max(since, timezone.now() - SLIPS_OF))
        .select_related("author")
        .order_by("-at", "-pk")
    )
    slips = [note for note in notes if note.slipped][:SLIPS_SHOWN]
    return [(wording.boundary(note, viewer=by), note.words["title"] or note.words["words"]) for note in slips]


@dataclass(frozen=True)
class Home:
    """What a client finds of it on their home."""

    relationship_id: object
    to_read: bool  # shown to them, and not signed by them
    holds: bool
    change_asked: bool  # by their therapist
    review_due: datetime.date | None
    companions_asked: list  # sessions to come of which they are asked who may be there

    @property
    def is_there(self):
        return self.to_read or self.holds


def home(relationship, *, by) -> Home:
    version, proposal = _texts(relationship, by)
    return Home(
        relationship.pk,
        to_read=bool(proposal and not proposal.client_signed_at),
        holds=version is not None,
        change_asked=_change_asked(relationship, by),
        review_due=reviewing.due_since(relationship, version),
        companions_asked=_asked(relationship, by),
    )


def _asked(relationship, by):
    named = list(
        Companion.objects.visible_to(by)
        .filter(relationship=relationship, session__ends_at__gt=timezone.now())
        .filter(session__state=Session.State.PLANNED)
        .select_related("session__relationship")
        .order_by("session__starts_at", "pk")
    )
    sessions = {}
    for one in named:
        sessions.setdefault(one.session, []).append(one)
    return [
        session
        for session, there in sessions.items()
        if companions.standing(session, there) == companions.UNANSWERED
    ]
