"""A passage for one supervisor: the therapist asks, the client reads exactly these words and says yes or no, and either ends it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.learning.consent import listening_taken_back
from beside.practice.people import actions as people
from beside.practice.people import notices, submissions
from beside.practice.people.errors import Refused
from beside.practice.people.locking import locked, locked_going_on
from beside.practice.people.models import Supervision
from beside.practice.supervision import picking
from beside.practice.supervision.actions import points
from beside.practice.supervision.models import Passage, Point, Reply
from beside.practice.vault import keyring

PURPOSE = "supervision"
LONGEST = 1500


@transaction.atomic
def ask(supervision, *, relationship, text, key, by, kept=None, share=None):
    """These words, for this one person; perhaps cut from a kept moment or from what was shared. Sent twice it is one question."""
    relationship, text = locked_going_on(relationship), text.strip()[:LONGEST]
    if by.pk != supervision.clinician_id or by.pk != relationship.clinician_id or not goes_on(supervision):
        raise Refused(_("Only a client’s own therapist can ask this, for somebody who supervises them now."))
    if not text:
        raise Refused(_("Write the words that you would like to show."))
    source = kept or share
    if source is not None and source.relationship_id != relationship.pk:
        raise Refused(_("These words are somebody else’s."))

    def made():
        if source is not None and picking.asked_before(supervision, source):
            raise Refused(_("You asked for this already. Where it stands is on the agenda."))
        passage = Passage.objects.create(
            practice_id=by.practice_id,
            relationship=relationship,
            author=by,
            supervision=supervision,
            supervisor_id=supervision.supervisor_id,
            words=text,
            kept=kept,
            share=share,
        )
        trail.write(
            "asked to show a passage to a supervisor", by=by, relationship=relationship, thing=passage
        )
        notices.tell(relationship.client, kind="passage-asked", relationship=relationship, thing=passage)
        return passage

    said = [str(supervision.pk), str(relationship.pk), str(source.pk if source else ""), text]
    pk, _fresh = submissions.once(key, by=by, what="passage", words=said, make=made)
    return Passage.objects.select_related("relationship__client").get(pk=pk)


@transaction.atomic
def answer(passage, *, given, by):
    """Yes to these words and this one reader; or no, or a yes taken back: then the words are gone."""
    if given:
        locked(passage.relationship_id)
    passage = _locked(passage)
    if by.pk != passage.relationship.client_id:
        raise Refused(_("Only the client can say this."))
    if given and (passage.refused_at or passage.ended_at):
        raise Refused(_("This is over, and the words are gone. There is nothing left to say yes to."))
    if given and not goes_on(passage.supervision):
        raise Refused(_("They do not work together any more, so nobody would read it."))
    if passage.refused_at or (given and may_be_shown(passage)):
        return passage  # sent twice
    now = timezone.now()
    people.consent(passage.relationship, purpose=PURPOSE, given=given, by=by, about=passage)
    if given:
        passage.agreed_at = now
        passage.save(update_fields=["agreed_at"])
        points.open_point(
            passage.supervision,
            kind="passage",
            words={"text": ""},
            by=passage.author,
            passage=passage,
            relationship=passage.relationship,
        )
    else:
        _over(passage, refused_at=now)
    notices.tell(
        passage.author,
        kind="passage-answered",
        relationship=passage.relationship,
        thing=passage,
    )
    return passage


@transaction.atomic
def end(passage, *, by):
    """The therapist shows it no longer. What was read stays read."""
    passage = _locked(passage)
    if by.pk != passage.author_id:
        raise Refused(_("Only whoever asked can end this."))
    if passage.ended_at is None:
        _over(passage)
        trail.write("passage no longer shown", by=by, relationship=passage.relationship_id, thing=passage)
    return passage


def may_be_shown(passage) -> bool:
    return (
        passage.agreed_at is not None
        and passage.ended_at is None
        # Whoever begins anew with the same supervisor asks anew.
        and passage.supervision.ended_on is None
        and not passage.relationship.frozen
        and not (passage.kept_id and listening_taken_back([passage.kept_id]))
        and people.has_consent(
            passage.relationship, who=passage.relationship.client_id, purpose=PURPOSE, about=passage.pk
        )
    )


def goes_on(supervision) -> bool:
    """Fresh: it may have ended since the page was opened, or whoever supervises may be suspended."""
    return Supervision.objects.select_related("supervisor").get(pk=supervision.pk).goes_on


def _over(passage, **more):
    passage.words, passage.ended_at = None, timezone.now()
    for name, value in more.items():
        setattr(passage, name, value)
    passage.save(update_fields=["words", "ended_at", *more])
    # It stays on the agenda no longer either, and is not opened again.
    Point.objects.filter(passage=passage).update(state=Point.State.LEFT)
    Reply.objects.filter(point__passage=passage).update(words=None)
    keyring.destroy_on_commit(passage.key_name())


def _locked(passage):
    return (
        Passage.objects.select_for_update(of=("self",))
        .select_related(
            "relationship__client",
            "author",
            "supervisor",
            "supervision__supervisor",
            "supervision__clinician",
        )
        .get(pk=passage.pk)
    )
