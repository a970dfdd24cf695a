"""What waits for an answer, for the pages that read everyone."""

from dataclasses import dataclass

from django.db.models import Count, F, Q
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
    # Of several messages the first leads; the others stand with it on their own page.
    messages = [line for line in rest if line.loop.kind == Loop.Kind.MESSAGE]
    rest.sort(key=lambda line: line in messages[1:])
    return Waiting(rest[:at_most], len(rest[at_most:]), above)


def shown_to(waiting: Waiting, *, by, now=None):
    """These words stood before the therapist's eyes: they are seen from now on."""
    fresh = [line.loop for line in waiting.lines + waiting.above if line.loop.state == Loop.State.GIVEN]
    # Most pages show nothing new, and then wait for no writer.
    return actions.mark_seen(fresh, by=by, now=now) if fresh else 0


def promises(relationship, *, by):
    """Promises that are still to be kept, the earliest due first. One query."""
    found = Loop.objects.visible_to(by).waiting().filter(relationship=relationship, kind=Loop.Kind.PROMISE)
    # The two databases put what has no day at different ends.
    return _lines(found.order_by(F("due_on").asc(nulls_last=True), "opened_at"), relationship, by)


def latest_given(client, relationship, *, limit=3):
    """The newest that this client gave, for their home: newest first. One query."""
    found = (
        Loop.objects.visible_to(client).not_taken_back().filter(relationship=relationship, given_by=client)
    )
    return _lines(
        found.exclude(kind=Loop.Kind.PROMISE).order_by("-opened_at", "-pk")[:limit], relationship, client
    )


def waiting_across(who) -> list[Somebody]:
    """Everybody of whom something waits: who cannot wait first, then whoever has waited longest. Two queries, no word opened.

    The therapist's own promises count from the day they are due.
    """
    due = Q(kind=Loop.Kind.PROMISE, given_by=who.pk, due_on__lte=timezone.localdate())
    rows = (
        Loop.objects.visible_to(who)
        .waiting()
        .filter(~Q(kind__in=Loop.ASIDE) | due, relationship__ended_on=None)
        .values_list("relationship", "kind", "opened_at", "pk")
    )
    by_pair: dict = {}
    for relationship, *loop in rows:
        by_pair.setdefault(relationship, []).append(loop)
    firsts = [(min(found, key=_pressing), len(found) - 1) for found in by_pair.values()]
    # Only what stands on the page is fetched whole, and without its words: a page over everybody needs no keys then.
    whole = _whole([loop[-1] for loop, _more in firsts], who)
    return [
        Somebody(
            whole[pk].relationship.client,
            whole[pk].relationship,
            wording.line(whole[pk], viewer=who),
            more,
        )
        for (*_rest, pk), more in sorted(firsts, key=lambda first: _pressing(first[0]))
    ]


def _whole(pks, who):
    found = Loop.objects.visible_to(who).filter(pk__in=pks)
    found = found.select_related("given_by", "relationship__client", "relationship__clinician").defer("words")
    return {loop.pk: loop for loop in found}


def _pressing(loop):
    kind, opened_at, _pk = loop
    return (kind not in FIRST, opened_at, Loop.Kind.values.index(kind))


def counts(who, relationships):
    """{relationship id: how much waits}, the therapist's own promises that are due included. One query."""
    due = Q(kind=Loop.Kind.PROMISE, given_by=who.pk, due_on__lte=timezone.localdate())
    rows = (
        Loop.objects.visible_to(who)
        .waiting()
        .filter(~Q(kind__in=Loop.ASIDE) | due, relationship__in=relationships)
        .values("relationship")
        .annotate(n=Count("pk"))
    )
    return {row["relationship"]: row["n"] for row in rows}


def _asking(who):
    return Loop.objects.visible_to(who).waiting().exclude(kind__in=Loop.ASIDE).oldest_first()


def _lines(loops, relationship, who):
    lines = []
    for loop in loops.select_related("given_by"):
        loop.relationship = relationship
        lines.append(wording.line(loop, viewer=who))
    return lines
