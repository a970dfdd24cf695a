"""Sessions and what hangs on them, as pages read them: a constant number of queries, whatever the data."""

from dataclasses import dataclass

from beside.practice.loops.models import Loop
from beside.practice.meetings import walltime
from beside.practice.meetings.models import ProgressNote, Promise, Session


def sessions_between(member, begins, ends, *, relationship=None):
    """What this member may see of these days, in order; also what was cancelled."""
    found = Session.objects.visible_to(member).filter(starts_at__gte=begins, starts_at__lt=ends)
    if relationship is not None:
        found = found.filter(relationship=relationship)
    return found.select_related(
        "relationship__client", "relationship__clinician", "relationship__practice"
    ).in_order()


def sessions_of_day(member, day):
    """The sessions of that day, in the practice's zone, that take or took place."""
    begins, ends = walltime.day_of(day, member.practice.time_zone)
    return sessions_between(member, begins, ends).standing()


@dataclass(frozen=True)
class Promised:
    """A promise and the loop that says where it stands."""

    promise: Promise
    loop: Loop | None

    @property
    def due_on(self):
        return self.loop.due_on if self.loop else self.promise.due_on

    @property
    def is_waiting(self):
        return self.loop is not None and self.loop.is_waiting


def with_loops(promises) -> list[Promised]:
    """Each promise beside its loop, in two queries."""
    promises = list(promises.select_related("by"))
    if not promises:
        return []
    loops = {
        loop.source_id: loop
        for loop in Loop.objects.filter(
            practice=promises[0].practice_id,
            kind=Loop.Kind.PROMISE,
            source_id__in=[promise.pk for promise in promises],
        )
    }
    return [Promised(promise, loops.get(promise.pk)) for promise in promises]


def last_time(session) -> ProgressNote | None:
    """The newest version of the note of the last session that left lines for next time."""
    notes = (
        ProgressNote.objects.filter(
            practice=session.practice_id,
            relationship=session.relationship_id,
            session__starts_at__lt=session.starts_at,
        )
        .select_related("session", "author")
        .order_by("-session__starts_at", "-version")[:6]
    )
    seen = set()
    for note in notes:
        # An older version does not speak for a newer one that left the lines out.
        if note.session_id not in seen and note.last_time:
            return note
        seen.add(note.session_id)
    return None
