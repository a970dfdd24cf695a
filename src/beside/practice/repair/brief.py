"""What the brief and the client's home say of a strain that is open."""

from django.utils.translation import get_language

from beside.guidance import guidance
from beside.practice.repair import path
from beside.practice.repair.models import Episode


def open_strain(relationship, *, by):
    """Context of repair/_episode.html, as `strain`; None where nothing is open. One query."""
    episode = (
        Episode.objects.visible_to(by)
        .going_on()
        .filter(relationship=relationship)
        .select_related("session", "opened_by")
        .first()
    )
    if episode is None:
        return None
    episode.relationship = relationship
    return {
        "episode": episode,
        "by_client": episode.opened_by.is_client,
        "for_client": by.is_client,
        "step": _step(episode, by),
    }


def _step(episode, by):
    """To begin with, what helps with any strain; once the therapist is on the path, its next step."""
    if not by.is_client and (episode.walked or episode.about_who_they_are):
        return path.guide(path.next_step(episode))
    return guidance("open-strain", get_language() or "en")
