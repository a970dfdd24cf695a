"""Open a loop and move it on. The rooms where things are given open them; either person moves them."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.loops.models import Loop, Step
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.people.taking_back import came_from


@transaction.atomic
def open_loop(
    relationship, *, kind, source, words, by, due_on=None, given_by=None, shown_from=None, now=None
):
    """Open a loop for what `source` (any row with an id) gave. The same source and kind gives the loop that is there.

    `given_by` where somebody else wrote it down for them; `now` where it happened earlier.
    """
    now = now or timezone.now()
    loop, fresh = Loop.objects.get_or_create(
        practice_id=relationship.practice_id,
        source_kind=source._meta.label_lower,
        source_id=source.pk,
        kind=kind,
        defaults={
            "relationship": relationship,
            "given_by": given_by or by,
            "words": words,
            "due_on": due_on,
            "shown_from": shown_from,
            "opened_at": now,
            "changed_at": now,
        },
    )
    if fresh:
        _step(loop, Loop.State.GIVEN, by=given_by or by, now=now)
        trail.write(f"loop opened: {kind}", by=by, relationship=relationship, thing=loop)
    return loop


@transaction.atomic
def reword(loop, *, words, by, now=None):
    """The same wish in other words. Nobody has seen these yet, so it stands at given again."""
    assert loop.is_waiting, "what is closed is not reworded: open a new loop"
    loop.words, loop.state, loop.changed_at = words, Loop.State.GIVEN, now or timezone.now()
    loop.save(update_fields=["words", "state", "changed_at"])
    _step(loop, Loop.State.GIVEN, by=by, now=now)
    trail.write("loop reworded", by=by, relationship=loop.relationship_id, thing=loop)
    return loop


@transaction.atomic
def mark_seen(loops, *, by, now=None):
    """The therapist has the words before their eyes: a fact, not a promise. Nobody else's look changes anything."""
    if not by.is_clinician:
        return 0
    given = [
        loop
        for loop in loops
        if loop.state == Loop.State.GIVEN and loop.given_by_id != by.pk and not loop.relationship.frozen
    ]
    # Two pages may open at once (the day and its brief do): whoever comes second finds them seen already.
    still = set(
        Loop.objects.select_for_update()
        .filter(pk__in=[loop.pk for loop in given], state=Loop.State.GIVEN)
        .values_list("pk", flat=True)
    )
    fresh = [loop for loop in given if loop.pk in still]
    for loop in fresh:
        _move(loop, Loop.State.SEEN, by=by, now=now)
    return len(fresh)


@transaction.atomic
def talked_about(loop, *, by, note="", now=None):
    return _move(loop, Loop.State.TALKED, by=by, note=note, now=now)


@transaction.atomic
def what_changed(loop, *, by, note, now=None):
    """Close a loop with what came of it, in words that the other reads. What came of a question is its answer."""
    is_question = loop.kind in Loop.ANSWERED
    if not note.strip():
        raise Refused(
            _("Write your answer in a few words. That you do not know yet is an answer too.")
            if is_question
            else _("Write a few words on what changed, so that the other can see it.")
        )
    moved = _move(loop, Loop.State.CHANGED, by=by, note=note, now=now)
    if is_question and by.pk != loop.given_by_id:
        notices.tell(loop.given_by, kind="answered", relationship=loop.relationship, thing=loop)
    return moved


@transaction.atomic
def leave_be(loop, *, by, now=None):
    """We agreed to leave it. It is not asked about again."""
    return _move(loop, Loop.State.LEFT, by=by, now=now)


@transaction.atomic
def not_answered_for_me(loop, *, by, note="", now=None):
    """The client opens it again. It goes back among the oldest, because it is.

    Where its room has hours (messages do), it waits for them as a new one does.
    """
    if not by.is_client:
        raise Refused(_("Only the client can say that it is not answered for them."))
    now = now or timezone.now()
    moved = _move(loop, Loop.State.GIVEN, by=by, note=note, reopened=True, now=now)
    source = came_from(loop.source_kind, loop.source_id)
    shown_from = source.asked_again_is_shown_from(now) if source else None
    if shown_from and shown_from > now:
        moved.shown_from = shown_from
        moved.save(update_fields=["shown_from"])
    return moved


def _move(loop, state, *, by, note="", reopened=False, now=None):
    if loop.relationship.frozen:
        raise Refused(_("This record is frozen: it can be read, and nothing in it is changed any more."))
    before, now = loop.state, now or timezone.now()
    # Of two who move it at once, the second is told; what the page showed is what was moved.
    moved = state in Loop.MOVES[before] and Loop.objects.filter(pk=loop.pk, state=before).update(
        state=state, changed_at=now, reopened=loop.reopened + reopened
    )
    if not moved:
        raise Refused(
            _("This has moved on since the page was opened. Look at where it stands now, then choose again.")
        )
    loop.state, loop.changed_at, loop.reopened = state, now, loop.reopened + reopened
    _step(loop, state, by=by, note=note, reopened=reopened, now=now)
    trail.write(f"loop: {state}", by=by, relationship=loop.relationship_id, thing=loop)
    return loop


def _step(loop, state, *, by, note="", reopened=False, now=None):
    return Step.objects.create(
        practice_id=loop.practice_id,
        relationship_id=loop.relationship_id,
        loop=loop,
        state=state,
        by=by,
        at=now or timezone.now(),
        note=note.strip() or None,
        reopened=reopened,
    )
