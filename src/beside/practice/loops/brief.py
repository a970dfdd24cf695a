"""What waits for an answer, for the pages that read everyone."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from beside.practice.loops import actions, wording
from beside.practice.loops.models import Loop
from beside.practice.loops.wording import Line
from beside.practice.people.models import Member, Relationship

AT_MOST = 3
# These come before others of any age: a person may not be safe, or something is off between the two.
FIRST = (Loop.Kind.SAFETY, Loop.Kind.STRAIN)
IN_THE_CHECK_IN = (Loop.Kind.WISH, Loop.Kind.HESITATION)


@dataclass(frozen=True)
class Somebody:
    """One client of whom something waits, with what comes first of it."""

    client: Member
    relationship: Relationship
    first: Line
    more: int


@dataclass(frozen=True)
class Waiting:
    """What leads a brief: the oldest few, how many more there are, and those whose words stand above already."""

    lines: list[Line]
    more: int
    above: list[Line]


def waiting(relationship, *, by, said_above=(), at_most=AT_MOST) -> Waiting:
    """What waits in one relationship, oldest first. Promises have a place of their own. One query."""
    lines = _lines(_asking(by).filter(relationship=relationship), relationship, by)
    above = [line for line in lines if line.loop.kind in IN_THE_CHECK_IN and line.words in said_above]
    rest = [line for line in lines if line not in above]
    return Waiting(rest[:at_most], len(rest[at_most:]), above)


def shown_to(waiting: Waiting, *, by, now=None):
    """These words stood before the therapist's eyes: they are seen from now on."""
    fresh = [line.loop for line in waiting.lines + waiting.above if line.loop.state == Loop.State.GIVEN]
    # Most pages show nothing new, and then wait for no writer.
    return actions.mark_seen(fresh, by=by, now=now) if fresh else 0


def promises(relationship, *, by):
    """Promises that are still to be kept, the earliest due first. One query."""
    found = Loop.objects.visible_to(by).waiting().filter(relationship=relationship, kind=Loop.Kind.PROMISE)
    return _lines(found.order_by("due_on", "opened_at"), relationship, by)


def latest_given(client, relationship, *, limit=3):
    """The newest that this client gave, for their home: newest first. One query."""
    found = Loop.objects.visible_to(client).filter(relationship=relationship, given_by=client)
    return _lines(
        found.exclude(kind=Loop.Kind.PROMISE).order_by("-opened_at", "-pk")[:limit], relationship, client
    )


def waiting_across(who) -> list[Somebody]:
    """Everybody of whom something waits: who cannot wait first, then whoever has waited longest. One query, no word opened.

    The therapist's own promises count from the day they are due.
    """
    due = Q(kind=Loop.Kind.PROMISE, given_by=who.pk, due_on__lte=timezone.localdate())
    loops = (
        Loop.objects.visible_to(who)
        .waiting()
        .filter(~Q(kind=Loop.Kind.PROMISE) | due, relationship__ended_on=None)
        .select_related("given_by", "relationship__client", "relationship__clinician")
        # A page over everybody needs no keys then, and marks nothing as seen.
        .defer("words")
        .oldest_first()
    )
    by_pair: dict = {}
    for loop in loops:
        by_pair.setdefault(loop.relationship_id, []).append(loop)
    rows = [sorted(found, key=_pressing) for found in by_pair.values()]
    return [
        Somebody(
            found[0].relationship.client,
            found[0].relationship,
            wording.line(found[0], viewer=who),
            len(found) - 1,
        )
        for found in sorted(rows, key=lambda found: _pressing(found[0]))
    ]


def _pressing(loop):
    return (loop.kind not in FIRST, loop.opened_at, Loop.Kind.values.index(loop.kind))


def counts(who, relationships):
    """{relationship id: how much waits}, the therapist's own promises that are due included. One query."""
    due = Q(kind=Loop.Kind.PROMISE, given_by=who.pk, due_on__lte=timezone.localdate())
    rows = (
        Loop.objects.visible_to(who)
        .waiting()
        .filter(~Q(kind=Loop.Kind.PROMISE) | due, relationship__in=relationships)
        .values("relationship")
        .annotate(n=Count("pk"))
    )
    return {row["relationship"]: row["n"] for row in rows}


def _asking(who):
    return Loop.objects.visible_to(who).waiting().exclude(kind=Loop.Kind.PROMISE).oldest_first()


def _lines(loops, relationship, who):
    lines = []
    for loop in loops.select_related("given_by"):
        loop.relationship = relationship
        lines.append(wording.line(loop, viewer=who))
    return lines
