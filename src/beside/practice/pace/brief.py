"""What leads the brief after the check-in: not now, ask first, the pace."""

from dataclasses import dataclass

from beside.practice.meetings.models import Session
from beside.practice.pace import queries
from beside.practice.pace.models import Asking, Pace, Topic
from beside.practice.people import taking_back

CONFIRMED_AT_ONCE = 3
SLOW_OR_FAST = (Pace.Wish.SLOWER, Pace.Wish.FASTER)


@dataclass(frozen=True)
class Brief:
    """Each may be empty."""

    not_now: list[str]
    ask_first: list[str]
    pace: Pace | None
    # Of the last session: topics of which the client says that they were not asked first.
    not_asked: list[str]

    @property
    def wants_another_pace(self):
        return self.pace is not None and self.pace.wish in SLOW_OR_FAST


def brief(relationship, *, by, last_session=None) -> Brief:
    """Four queries at most."""
    found = queries.topics_of(relationship, by=by)
    return Brief(
        not_now=[one.topic.said for one in found if one.wish == Topic.Wish.NOT_NOW],
        ask_first=[one.topic.said for one in found if one.wish == Topic.Wish.ASK],
        pace=queries.newest_pace(Pace.objects.visible_to(by), relationship),
        not_asked=_not_asked(last_session, by) if last_session else [],
    )


def _not_asked(session, by):
    return [
        asking.topic.said for asking in queries.askings_of(session, by=by) if asking.answer == Asking.Said.NO
    ]


def to_confirm(relationship, *, by):
    """The sessions of which the client has not said yet whether they were asked first. One query."""
    waiting = Asking.objects.visible_to(by).filter(relationship=relationship, answered_at=None)
    return list(
        Session.objects.visible_to(by)
        .filter(pk__in=waiting.not_taken_back().values("session"))
        .order_by("-starts_at")[:CONFIRMED_AT_ONCE]
    )


def current_pace(relationship, *, by):
    """The newest that stands, marked where it can be taken back."""
    pace = queries.newest_pace(Pace.objects.visible_to(by), relationship)
    return taking_back.marked([pace])[0] if pace else None
