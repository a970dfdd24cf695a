"""Whether a moment of a session may be practised with: its client's own yes, to these words, and no longer than it stands."""

from beside.practice.people import actions as people
from beside.practice.people.models import Consent
from beside.practice.recordings.models import Recording

PURPOSE = "learning"


def may_be_practised(material) -> bool:
    """The client said yes to these words, has not taken it back, and nothing was restored since."""
    return (
        material.agreed_at is not None
        and not material.relationship.frozen
        and people.has_consent(
            material.relationship, who=material.relationship.client_id, purpose=PURPOSE, about=material.pk
        )
    )


def practised(materials) -> list:
    """Those of many that may be practised with. One query."""
    lines: dict = {}
    for line in Consent.objects.filter(purpose=PURPOSE, about_id__in=[one.pk for one in materials]).order_by(
        "at", "pk"
    ):
        lines[line.about_id] = line
    return [
        one
        for one in materials
        if one.agreed_at
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
