"""Kept, bent, broken: what either notes of how it held."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.agreements import terms
from beside.practice.agreements.models import BoundaryNote, Version
from beside.practice.audit import trail
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings.actions.schedule import locked as locked_pair
from beside.practice.meetings.words import tidy
from beside.practice.people import notices, submissions
from beside.practice.people.errors import Refused
from beside.practice.repair import actions as repair


@transaction.atomic
def note_boundary(
    relationship, *, how, key, by, clause="", words="", whose="", session=None, off_between_us=False, now=None
):
    """Something held or slipped. What a client notes as slipped waits for an answer; `off_between_us` is theirs to say.

    `whose` part it was: "client", "clinician" or "".
    """
    relationship = locked_pair(relationship)
    words = tidy(words)
    said = [str(relationship.pk), how, clause, words, whose, str(getattr(session, "pk", "")), off_between_us]

    def made():
        return _made(
            relationship,
            how=how,
            clause=clause,
            words=words,
            whose=whose,
            session=session,
            off_between_us=off_between_us,
            by=by,
            now=now or timezone.now(),
        )

    found, _fresh = submissions.once(key, by=by, what="boundary", words=said, make=made)
    return BoundaryNote.objects.get(pk=found)


def _made(relationship, *, how, clause, words, whose, session, off_between_us, by, now):
    if by.pk != relationship.client_id and not by.is_clinician:
        raise Refused(_("Only the client or the therapist can note this."))
    if relationship.ended_on:
        raise Refused(_("This relationship has ended, so nothing can be sent in it any more."))
    title = _title(relationship, clause)
    if not words and not title:
        raise Refused(_("Say what it is about: choose a part of your agreement, or write a few words."))
    note = BoundaryNote.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        author=by,
        at=now,
        session=session,
        words={
            "how": how,
            "clause": clause if title else "",
            "whose": whose if whose in ("client", "clinician") else "",
            "words": words,
            "title": title,
        },
    )
    trail.write("boundary noted", by=by, relationship=relationship, thing=note)
    if by.is_client and note.slipped:
        loops.open_loop(
            relationship,
            kind=Loop.Kind.BOUNDARY,
            source=note,
            words=": ".join(part for part in (title, words) if part),
            by=by,
            now=now,
        )
        if off_between_us:
            repair.open_episode(relationship, by=by, session=session, now=now)
    other = relationship.clinician if by.is_client else relationship.client
    notices.tell(other, kind="boundary-noted", relationship=relationship, thing=note)
    return note


def _title(relationship, clause):
    """What the clause is called in the version that holds; "" where it is in nobody's agreement."""
    version = (
        Version.objects.filter(practice=relationship.practice_id, relationship=relationship)
        .order_by("-number")
        .first()
    )
    return dict(terms.names_of(version.terms)).get(clause, "") if version and clause else ""
