"""A strain between two people: said, asked about twice at most, and ended by the client alone. No score ends it."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.people import notices, submissions
from beside.practice.people.errors import Refused
from beside.practice.people.locking import locked
from beside.practice.repair import path
from beside.practice.repair.models import Account, Episode, Rehearsal

# How many sessions lie between the first time that the client is asked and the second.
LATER = 4


@transaction.atomic
def open_episode(relationship, *, by, session=None, strength="", now=None):
    """Open an episode, or say it again in the one that is open. Either of the two may."""
    if by.pk not in (relationship.client_id, relationship.clinician_id) and not by.is_clinician:
        raise Refused(_("Only the client or the therapist can say that something is off between them."))
    locked(relationship.pk)
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


@transaction.atomic
def tell(episode, *, of, words, shown, key, by, now=None):
    """What happened, or what was learnt, in one's own words. Told again it takes the place of what was there.

    `shown`: the other of the two sees it from now on; without it, it is hidden from them again. Empty words take it away.
    """
    relationship = _of(episode)
    _refuse_others(relationship, by)
    words, now = words.strip(), now or timezone.now()
    told, _fresh = submissions.once(
        key,
        by=by,
        what="account",
        words=[str(episode.pk), of, words, shown],
        make=lambda: _told(episode, relationship, of=of, words=words, shown=shown, by=by, now=now),
    )
    return Account.objects.filter(pk=told).first()


def _told(episode, relationship, *, of, words, shown, by, now):
    account = Account.objects.filter(episode=episode, author=by, of=of).first() or Account(
        practice_id=episode.practice_id, relationship=relationship, episode=episode, author=by, of=of
    )
    shown_before = account.shown_at is not None
    account.words, account.at = words, now
    account.shown_at = (account.shown_at or now) if shown and words else None
    account.save()
    trail.write(
        f"account of a strain: {of}{', shown' if account.shown_at else ''}",
        by=by,
        relationship=relationship,
        thing=account,
    )
    if account.shown_at and not shown_before:
        other = relationship.clinician if by.is_client else relationship.client
        notices.tell(other, kind="account", relationship=relationship, thing=episode)
    return account


@transaction.atomic
def about_who_they_are(episode, *, so, by):
    """Either may say that it was about who the client is; only the client takes that back."""
    relationship = _of(episode)
    _refuse_others(relationship, by)
    if not so and not by.is_client:
        raise Refused(
            _("Your client said that it was about who they are. Only they can say that it was not.")
        )
    _change(episode, by=by, about_who_they_are=so)


@transaction.atomic
def read_as(episode, *, reading, by):
    """The therapist's reading of it: drawing back, speaking up, or both. Empty says nothing."""
    _refuse_others(_of(episode), by, only_therapist=True)
    _change(episode, by=by, reading=reading)


@transaction.atomic
def rehearse(episode, *, step, words, taken, by, now=None):
    """What the therapist wants to say at this step, for themself; and whether the two have been through it."""
    relationship = _of(episode)
    _refuse_others(relationship, by, only_therapist=True)
    if step not in path.EVERY_STEP:
        raise Refused(_("There is no such step. Open the page again."))
    words = words.strip()
    said = Rehearsal.objects.filter(episode=episode, author=by, step=step).first()
    if words and (said is None or said.words != words):
        said = said or Rehearsal(
            practice_id=episode.practice_id, relationship=relationship, episode=episode, author=by, step=step
        )
        said.words, said.at = words, now or timezone.now()
        said.save()
    elif not words and said is not None:
        said.delete()
    walked = [one for one in path.EVERY_STEP if one in episode.walked and one != step]
    _change(
        episode, by=by, walked=[one for one in path.EVERY_STEP if one in walked or (taken and one == step)]
    )


def _change(episode, *, by, **changes):
    if all(getattr(episode, name) == value for name, value in changes.items()):
        return
    for name, value in changes.items():
        setattr(episode, name, value)
    episode.save(update_fields=list(changes))
    trail.write(f"episode: {', '.join(changes)}", by=by, relationship=episode.relationship_id, thing=episode)


def _of(episode):
    """Its relationship, held until the end of the transaction; what the page showed may have moved on meanwhile."""
    relationship = locked(episode.relationship_id)
    episode.refresh_from_db()
    return relationship


def _refuse_others(relationship, by, *, only_therapist=False):
    """It is between the two: neither a deputy nor a supervisor writes for them."""
    two = (
        (relationship.clinician_id,)
        if only_therapist
        else (relationship.client_id, relationship.clinician_id)
    )
    if by.pk not in two:
        raise Refused(
            _("This is between %(client)s and %(therapist)s.")
            % {"client": relationship.client.short_name, "therapist": relationship.clinician.short_name}
        )


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
    locked(episode.relationship_id)
    ended = Episode.objects.filter(pk=episode.pk, state=Episode.State.OPEN).update(
        state=state, ended_at=now or timezone.now(), ended_in=session
    )
    if not ended:
        raise Refused(_("This was ended before. If something is off again, say so after your next session."))
    episode.refresh_from_db()
    trail.write(f"episode: {state}", by=by, relationship=episode.relationship_id, thing=episode)
    return episode
