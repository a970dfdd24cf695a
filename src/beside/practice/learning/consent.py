"""Whether a moment of a session may be practised with: its client's own yes, to these words, and no longer than it stands."""

from beside.practice.people import actions as people
from beside.practice.people.models import Consent
from beside.practice.recordings.models import KeptMoment, Recording

PURPOSE = "learning"


def may_be_practised(material) -> bool:
    """The client said yes to these words, has not taken it back, and nothing was restored since."""
    return (
        material.agreed_at is not None
        and not material.relationship.frozen
        and not listening_taken_back([material.kept_id])
        and people.has_consent(
            material.relationship, who=material.relationship.client_id, purpose=PURPOSE, about=material.pk
        )
    )


def practised(materials) -> list:
    """Those of many that may be practised with. Two queries."""
    gone = listening_taken_back([one.kept_id for one in materials])
    lines: dict = {}
    for line in Consent.objects.filter(purpose=PURPOSE, about_id__in=[one.pk for one in materials]).order_by(
        "at", "pk"
    ):
        lines[line.about_id] = line
    return [
        one
        for one in materials
        if one.agreed_at
        and one.kept_id not in gone
        and not one.relationship.frozen
        and (line := lines.get(one.pk))
        and line.given
        and not line.to_confirm
    ]


def may_be_asked(kept) -> bool:
    """A moment of a session whose yes to listening was not taken back, in a relationship that goes on."""
    return (
        not kept.relationship.frozen
        and kept.relationship.ended_on is None
        and not kept.recording.was_withdrawn
        and kept.recording.state != Recording.State.ASKED
    )


def listening_taken_back(kept) -> set:
    """Which of these kept moments are of a session whose yes to listening was taken back: under a legal hold their rows stay, unread."""
    return set(
        KeptMoment.objects.filter(
            pk__in=kept, recording__state=Recording.State.GONE, recording__gone_why=Recording.Gone.WITHDRAWN
        ).values_list("pk", flat=True)
    )


def unless_taken_back(rows):
    """The rows without those cut from such a moment."""
    return rows.exclude(
        kept__recording__state=Recording.State.GONE, kept__recording__gone_why=Recording.Gone.WITHDRAWN
    )
