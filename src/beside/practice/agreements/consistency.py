"""How reliable a therapist was, counted for themself: their last 90 days beside the 90 before. Nobody else sees it, and nothing of it is kept.

Each count says of how many, and between what it may truly lie: with ten sessions much is chance.
"""

import datetime
import math
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.agreements.models import BoundaryNote
from beside.practice.loops.models import Loop, Step
from beside.practice.meetings.models import Session
from beside.practice.vault import keyring

WINDOW = datetime.timedelta(days=90)
ON_TIME = datetime.timedelta(minutes=5)
REMEMBERING = "behaviour.remembering"
ANSWERED = (Loop.State.TALKED, Loop.State.CHANGED, Loop.State.LEFT)


@dataclass(frozen=True)
class Count:
    """How often of how many, and between what the true share may lie (Wilson's interval, 95 %)."""

    kept: int
    of: int
    # From how many clients.
    clients: int = field(default=0, compare=False)

    @property
    def between(self):
        return wilson(self.kept, self.of)


@dataclass(frozen=True)
class Line:
    """One thing that is counted: now and before, and what the number rests on."""

    title: str
    now: Count
    before: Count
    basis: str

    @property
    def clear(self):
        """Whether the two windows differ by more than chance would make likely: their intervals do not meet."""
        if not self.now.of or not self.before.of:
            return False
        (low, high), (low_before, high_before) = self.now.between, self.before.between
        return high < low_before or high_before < low

    @property
    def more(self):
        return self.now.kept * self.before.of > self.before.kept * self.now.of


def wilson(kept, of, z=1.96):
    """(low, high) in whole hundredths; 0 to 100 of nothing.

    >>> wilson(9, 10), wilson(0, 0)
    ((60, 98), (0, 100))
    """
    if not of:
        return 0, 100
    share, square = kept / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return math.floor(100 * max(0, middle - half) + 0.5), math.floor(100 * min(1, middle + half) + 0.5)


@dataclass(frozen=True)
class Counted:
    """One thing that is counted: (when, whether, of which relationship) of every time, and what it rests on."""

    title: str
    outcomes: list[tuple[datetime.datetime, bool, object]]
    basis: str


def lines(member, *, now=None) -> list[Line]:
    """Everything that is counted for this therapist. The same number of queries whatever there is."""
    now = now or timezone.now()
    return [
        Line(
            one.title,
            _count(one.outcomes, now - WINDOW, now),
            _count(one.outcomes, now - 2 * WINDOW, now - WINDOW),
            one.basis,
        )
        for one in counted(member, since=now - 2 * WINDOW, now=now)
    ]


def counted(member, *, since, now) -> list[Counted]:
    """What `lines` counts, each time by itself, from a day on. The same number of queries whatever there is."""
    sessions = list(
        Session.objects.visible_to(member)
        .filter(relationship__clinician=member.pk, starts_at__gte=since - WINDOW, starts_at__lt=now)
        .order_by("starts_at")
    )
    recent = [session for session in sessions if session.starts_at >= since]
    notes = _notes_of_their_part(member, since)
    return [
        Counted(
            _("Started on time"),
            _on_time(recent),
            _("Sessions whose times were put down; up to five minutes late counts as on time."),
        ),
        Counted(
            _("Cancelled by you"),
            [(one.starts_at, one.cancelled_by_id == member.pk, one.relationship_id) for one in recent],
            _("All sessions that were planned for these days."),
        ),
        Counted(
            _("Promises kept by their day"),
            _promises(member, since, now),
            _("What you promised in a closing step and was due; what was let go together is left out."),
        ),
        Counted(
            _("Answered by the next session"),
            _answers(member, sessions, since, now),
            _("What clients gave that asked for an answer, where a session has come since."),
        ),
        Counted(
            _("Remembered"),
            [
                (note.at, not note.slipped, note.relationship_id)
                for note in notes
                if note.clause == REMEMBERING
            ],
            _("Notes, by a client or by you, on whether you remembered what had been said."),
        ),
        Counted(
            _("Boundaries that held"),
            [(note.at, not note.slipped, note.relationship_id) for note in notes],
            _(
                "Notes of either of you on what was your part. People note what slipped more often than what held."
            ),
        ),
    ]


def _notes_of_their_part(member, since):
    found = list(
        BoundaryNote.objects.visible_to(member)
        .filter(relationship__clinician=member.pk, at__gte=since)
        .select_related("relationship__clinician", "relationship__client")
    )
    keyring.warm(member.practice_id, list({note.relationship_id for note in found}))
    return [note for note in found if note.whose == member]


def _count(outcomes, begins, ends):
    inside = [(kept, whose) for at, kept, whose in outcomes if begins <= at < ends]
    return Count(sum(kept for kept, _whose in inside), len(inside), len({whose for _kept, whose in inside}))


def _on_time(sessions):
    return [
        (one.starts_at, one.began_at - one.starts_at <= ON_TIME, one.relationship_id)
        for one in sessions
        if one.began_at and one.state == Session.State.HELD
    ]


def _promises(member, since, now):
    today = timezone.localdate(now)
    made = Loop.objects.visible_to(member).filter(
        relationship__clinician=member.pk, kind=Loop.Kind.PROMISE, given_by=member.pk, opened_at__gte=since
    )
    return [
        (loop.opened_at, loop.state == Loop.State.CHANGED and _by_its_day(loop), loop.relationship_id)
        for loop in made.defer("words")
        if loop.state == Loop.State.CHANGED
        or (loop.is_waiting and loop.due_on is not None and loop.due_on < today)
    ]


def _by_its_day(loop):
    return loop.due_on is None or timezone.localdate(loop.changed_at) <= loop.due_on


def _answers(member, sessions, since, now):
    """For each thing given: whether something was done about it by the end of the day of the next session."""
    given = list(
        Loop.objects.visible_to(member)
        .filter(relationship__clinician=member.pk, opened_at__gte=since)
        .exclude(kind=Loop.Kind.PROMISE)
        .exclude(given_by=member.pk)
        .defer("words")
    )
    answered = {}
    steps = Step.objects.visible_to(member).filter(loop__in=[loop.pk for loop in given], state__in=ANSWERED)
    for loop, at in steps.order_by("-at").values_list("loop", "at"):
        answered[loop] = at
    standing: dict = {}
    for one in sessions:
        if one.state in (Session.State.PLANNED, Session.State.HELD):
            standing.setdefault(one.relationship_id, []).append(one)
    outcomes = []
    for loop in given:
        following = next(
            (
                one
                for one in standing.get(loop.relationship_id, ())
                if one.starts_at > loop.opened_at and one.ends_at <= now
            ),
            None,
        )
        if following is not None:
            day = timezone.localdate(following.ends_at)
            first = answered.get(loop.pk)
            in_time = first is not None and timezone.localdate(first) <= day
            outcomes.append((loop.opened_at, in_time, loop.relationship_id))
    return outcomes
