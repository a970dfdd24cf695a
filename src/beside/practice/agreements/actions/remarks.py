"""What either says to the text, and looking at it together again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.agreements import reviewing, terms
from beside.practice.agreements.actions.proposing import refuse_if_over
from beside.practice.agreements.models import Proposal, Remark, Review, Version
from beside.practice.audit import trail
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings.actions.schedule import locked as locked_pair
from beside.practice.meetings.words import tidy
from beside.practice.people import notices, submissions
from beside.practice.people.errors import Refused


@transaction.atomic
def remark(relationship, *, words, key, by, clause="", asks_for_change=False, now=None):
    """Say something to a clause, or ask for it to be changed. A loop: it waits until there is an answer."""
    relationship = locked_pair(relationship)
    words = tidy(words)
    made, _fresh = submissions.once(
        key,
        by=by,
        what="agreement-remark",
        words=[str(relationship.pk), clause, asks_for_change, words],
        make=lambda: _made(
            relationship, words=words, clause=clause, asks_for_change=asks_for_change, by=by, now=now
        ),
    )
    return Remark.objects.get(pk=made)


def _made(relationship, *, words, clause, asks_for_change, by, now):
    refuse_if_over(relationship)
    if not words:
        raise Refused(_("Nothing is written yet. A few words are enough."))
    text = text_before(relationship, by=by)
    if text is None:
        raise Refused(_("There is no agreement to say something to yet."))
    found = terms.clause_of(text.terms, clause) if clause else None
    if clause and found is None:
        raise Refused(_("This clause is not there any more. Say it to the agreement as a whole."))
    made = Remark.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        author=by,
        at=now or timezone.now(),
        clause=clause,
        asks_for_change=asks_for_change,
        number=text.number,
        words={
            "words": words,
            "title": found["title"] if found else "",
            "read": found["text"] if found else "",
        },
    )
    trail.write(
        "agreement: change asked" if asks_for_change else "agreement: remark",
        by=by,
        relationship=relationship,
        thing=made,
    )
    said = f"{found['title']}: {words}" if found and found["title"] else words
    loops.open_loop(
        relationship,
        kind=Loop.Kind.CHANGE if asks_for_change else Loop.Kind.WORDS,
        source=made,
        words=said,
        by=by,
        now=now,
    )
    other = relationship.clinician if by.is_client else relationship.client
    notices.tell(other, kind="agreement-remark", relationship=relationship, thing=relationship)
    return made


def text_before(relationship, *, by):
    """The text that stands before them: what is worked on, else what holds, or None."""
    return (
        Proposal.objects.visible_to(by).filter(relationship=relationship).first()
        or Version.objects.visible_to(by).filter(relationship=relationship).order_by("-number").first()
    )


@transaction.atomic
def answer(found, *, words, by, now=None):
    """What came of a remark, in words that its author reads; they can open it again."""
    loop = loop_of(found)
    if by.pk == found.author_id:
        raise Refused(_("The other answers this. You can say more in another remark."))
    return loops.what_changed(loop, by=by, note=words, now=now)


def loop_of(found):
    return (
        Loop.objects.select_related("relationship__client", "relationship__clinician")
        .filter(
            practice=found.practice_id,
            source_kind=Remark._meta.label_lower,
            source_id=found.pk,
        )
        .get()
    )


@transaction.atomic
def reviewed(relationship, *, by, note="", now=None):
    """The two looked at it together and it stays as it is."""
    relationship = locked_pair(relationship)
    refuse_if_over(relationship)
    if not by.is_clinician:
        raise Refused(_("Your therapist writes this down, when you have looked at it together."))
    if not reviewing.holds(relationship):
        raise Refused(_("Nothing is signed yet, so there is nothing to look at again."))
    made = Review.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        by=by,
        at=now or timezone.now(),
        note=tidy(note) or None,
    )
    trail.write("agreement looked at again", by=by, relationship=relationship, thing=made)
    return made
