"""What this room gives to the brief and to a client's home."""

from dataclasses import dataclass
from datetime import date

from beside.practice.endings.models import AnotherAsked, Break, Ending, HandedOn

# So long without a session, and the next one begins with what lies between, break or not.
LONG = 42


@dataclass(frozen=True)
class Back:
    """They meet again after a break: since when, what the client said as they came back, and what still waits."""

    last_met: date
    days: int
    made: Break | None
    came_back: Ending | None


@dataclass(frozen=True)
class Standing:
    """Each may be missing: a break that stands, an end that is planned, lines from the time before."""

    on_a_break: bool
    ending: Ending | None
    handed_on: bool


def back(session, *, by, last_session) -> Back | None:
    """For the first session after a break, or after a long time. Two queries."""
    if last_session is None:
        return None
    made = (
        Break.objects.visible_to(by)
        .filter(
            relationship=session.relationship_id,
            made_at__gt=last_session.starts_at,
            first_day__lte=session.local_start.date(),
        )
        .order_by("-made_at")
        .first()
    )
    again = (
        Ending.objects.visible_to(by)
        .filter(relationship=session.relationship_id, back_at__gt=last_session.starts_at)
        .order_by("-back_at")
        .first()
    )
    days = (session.local_start.date() - last_session.local_start.date()).days
    if not (made or again or days >= LONG):
        return None
    return Back(last_session.local_start.date(), days, made, again)


def standing(relationship, *, by) -> Standing:
    """Two queries."""
    planned = (
        Ending.objects.visible_to(by).filter(relationship=relationship, state=Ending.State.PLANNED).first()
    )
    if planned:
        planned.relationship = relationship
    return Standing(
        relationship.is_on_a_break(),
        planned,
        HandedOn.objects.visible_to(by).filter(relationship=relationship).exists(),
    )


def told_of_asking(relationship, *, by):
    """Whether the client has let their therapist know that they ask for another. One query."""
    return (
        AnotherAsked.objects.visible_to(by)
        .filter(relationship=relationship, state__in=AnotherAsked.OPEN)
        .exists()
    )
