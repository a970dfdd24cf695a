"""A strain between two people: said, asked about twice at most, and ended by the client alone. No score ends it."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.people.errors import Refused
from beside.practice.repair.models import Episode

# How many sessions lie between the first time that the client is asked and the second.
LATER = 4


@transaction.atomic
def open_episode(relationship, *, by, session=None, strength="", now=None):
    """Open an episode, or say it again in the one that is open. Either of the two may."""
    if by.pk not in (relationship.client_id, relationship.clinician_id) and not by.is_clinician:
        raise Refused(_("Only the client or the therapist can say that something is off between them."))
    episode, fresh = Episode.objects.get_or_create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        state=Episode.State.OPEN,
        defaults={
            "opened_by": by,
            "opened_at": now or timezone.now(),
            "session": session,
            "strength": strength,
        },
    )
    if not fresh and strength:
        episode.strength = strength
        episode.save(update_fields=["strength"])
    trail.write(
        "episode opened" if fresh else "episode: said again", by=by, relationship=relationship, thing=episode
    )
    return episode


@transaction.atomic
def mended(episode, *, by, session=None, now=None):
    return _end(episode, Episode.State.MENDED, by=by, session=session, now=now)


@transaction.atomic
def leave_it(episode, *, by, now=None):
    """The client wants it left, and not to be asked about it again."""
    return _end(episode, Episode.State.LEFT, by=by, now=now)


@transaction.atomic
def asked(episode, *, by):
    """The question stood before the client once more, whatever they said."""
    Episode.objects.filter(pk=episode.pk).update(asked=F("asked") + 1)
    trail.write("episode: asked about", by=by, relationship=episode.relationship_id, thing=episode)


def is_asked_about(episode, session):
    """Once after the next session, and once later; never in the session in which it was said."""
    if episode is None or not episode.is_open:
        return False
    since = session.number - episode.session.number if episode.session else None
    if since is None:
        # Opened outside a session: any session after it is the next one.
        return episode.asked == 0 and session.starts_at > episode.opened_at
    return since > 0 and (episode.asked == 0 or (episode.asked == 1 and since > LATER))


def _end(episode, state, *, by, session=None, now=None):
    if by.pk != episode.relationship.client_id:
        raise Refused(_("Only the client can say that it is mended, or that it is to be left. Ask them."))
    ended = Episode.objects.filter(pk=episode.pk, state=Episode.State.OPEN).update(
        state=state, ended_at=now or timezone.now(), ended_in=session
    )
    if not ended:
        raise Refused(_("This was ended before. If something is off again, say so after your next session."))
    episode.refresh_from_db()
    trail.write(f"episode: {state}", by=by, relationship=episode.relationship_id, thing=episode)
    return episode
