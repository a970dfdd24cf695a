"""Open a loop and move it on. The rooms where things are given open them; either person moves them."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.loops.models import Loop, Step
from beside.practice.people.errors import Refused


@transaction.atomic
def open_loop(relationship, *, kind, source, words, by, due_on=None):
    """Open a loop for what `source` (any row with an id) gave. The same source and kind gives the loop that is there."""
    loop, fresh = Loop.objects.get_or_create(
        practice_id=relationship.practice_id,
        source_kind=source._meta.label_lower,
        source_id=source.pk,
        kind=kind,
        defaults={"relationship": relationship, "given_by": by, "words": words, "due_on": due_on},
    )
    if fresh:
        _step(loop, Loop.State.GIVEN, by=by)
        trail.write(f"loop opened: {kind}", by=by, relationship=relationship, thing=loop)
    return loop


@transaction.atomic
def mark_seen(loops, *, by):
    """The therapist has the words before their eyes: a fact, not a promise. Clients' own looks change nothing."""
    if by.is_client:
        return 0
    fresh = [loop for loop in loops if loop.state == Loop.State.GIVEN and loop.given_by_id != by.pk]
    for loop in fresh:
        _move(loop, Loop.State.SEEN, by=by)
    return len(fresh)


@transaction.atomic
def talked_about(loop, *, by, note=""):
    return _move(loop, Loop.State.TALKED, by=by, note=note)


@transaction.atomic
def what_changed(loop, *, by, note):
    """Close a loop with what came of it, in words that the other reads."""
    if not note.strip():
        raise Refused(_("Write a few words on what changed, so that the other can see it."))
    return _move(loop, Loop.State.CHANGED, by=by, note=note)


@transaction.atomic
def leave_be(loop, *, by):
    """We agreed to leave it. It is not asked about again."""
    return _move(loop, Loop.State.LEFT, by=by)


@transaction.atomic
def not_answered_for_me(loop, *, by, note=""):
    """The client opens it again. It goes back among the oldest, because it is."""
    if not by.is_client:
        raise Refused(_("Only the client can say that it is not answered for them."))
    loop.reopened += 1
    return _move(loop, Loop.State.GIVEN, by=by, note=note, reopened=True)


def _move(loop, state, *, by, note="", reopened=False):
    if state not in Loop.MOVES[loop.state]:
        raise Refused(_("This has moved on since the page was opened. Look at where it stands now, then choose again."))
    loop.state, loop.changed_at = state, timezone.now()
    loop.save(update_fields=["state", "changed_at", "reopened"])
    _step(loop, state, by=by, note=note, reopened=reopened)
    trail.write(f"loop: {state}", by=by, relationship=loop.relationship_id, thing=loop)
    return loop


def _step(loop, state, *, by, note="", reopened=False):
    return Step.objects.create(
        practice_id=loop.practice_id,
        relationship_id=loop.relationship_id,
        loop=loop,
        state=state,
        by=by,
        note=note.strip() or None,
        reopened=reopened,
    )
