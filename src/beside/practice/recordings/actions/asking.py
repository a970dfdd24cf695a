"""Asking everybody who was in the room, and what they answer."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.meetings.actions.schedule import locked as locked_pair
from beside.practice.people import actions as people
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.recordings import consent
from beside.practice.recordings.actions.going import go
from beside.practice.recordings.locking import locked, refuse_others, refuse_what_is_held
from beside.practice.recordings.models import Recording, Transcript

AS = ("interpreter", "companion", "guardian", "another")


@transaction.atomic
def ask(session, *, by, others=(), services="", noted=False, now=None):
    """Ask the client whether this session may be listened to. Asked again with something changed, an earlier yes says nothing more.

    `others` are (name, as what, whether they said yes) of whoever else was in the room; `services` names who else holds a
    recording; `noted`: everybody said yes in the room. The client's own answer is asked for all the same.
    """
    relationship = locked_pair(session.relationship)
    # Not before the lock: what was said while it was waited for was said to the question before.
    now = now or timezone.now()
    refuse_others(relationship, by)
    consent.refuse_what_was_not(session)
    room = {
        "others": [
            {"name": name.strip(), "as": what, "agreed": bool(yes)}
            for name, what, yes in others
            if name.strip()
        ],
        "services": services.strip(),
    }
    recording = Recording.objects.filter(session=session).first()
    if recording is None:
        recording = Recording(practice_id=session.practice_id, relationship=relationship, session=session)
    elif not _is_another_question(locked(recording), room):
        return recording
    recording.asked_by, recording.asked_at, recording.room = by, now, room
    recording.noted_at = now if noted else None
    recording.until = _until(session, relationship.practice, now)
    recording.state = Recording.State.ASKED
    recording.save()
    people.consent(relationship, purpose=consent.PURPOSE, given=True, by=by, about=session)
    trail.write("asked to listen to a session", by=by, relationship=relationship, thing=recording)
    notices.tell(relationship.client, kind="listening-asked", relationship=relationship, thing=session)
    return recording


@transaction.atomic
def answer(recording, *, given, by, question=None):
    """The client says yes, or no, or takes a yes back: then all that was made of the session is gone at once.

    A no that they say in the room or by phone their therapist writes down for them, and it counts the same; a yes is theirs alone.
    `question` is the one that they read (`Recording.question`); without it, the one that `recording` holds. A no counts whatever they read.
    """
    question = recording.question if question is None else question
    recording = locked(recording, frozen_too=not given)
    client, therapist = recording.relationship.client, recording.relationship.clinician
    if by.pk != client.pk and (given or by.pk != therapist.pk):
        raise Refused(_("Only the client can say this. What you write down for them is no yes of theirs."))
    if given and question != recording.question:
        raise Refused(_("What you are asked has changed. Read it again, then answer."))
    before = consent.of_the_client(recording)
    if given and recording.has_lapsed:
        raise Refused(
            _("The time for this is over, so nothing is added. %(name)s would have to ask you again.")
            % {"name": recording.relationship.clinician.short_name}
        )
    if before == (consent.YES if given else consent.NO):
        return recording  # sent twice, or said already
    people.consent(
        recording.relationship, purpose=consent.PURPOSE, given=given, by=by, about=recording.session_id
    )
    if not given and recording.something_is_there:
        go(recording, why=Recording.Gone.WITHDRAWN, by=by, kept_too=True)
        kind = "listening-gone"
    else:
        kind = "listening-yes" if given else "listening-no"
    notices.tell(
        therapist if by.pk == client.pk else client,
        kind=kind if by.pk == client.pk else "listening-written-down",
        relationship=recording.relationship,
        thing=recording.session_id,
    )
    return recording


@transaction.atomic
def take_back_for_another(recording, *, by):
    """Somebody else who was in the room has taken back their yes, and has no page of their own here to say it on."""
    recording = locked(recording, frozen_too=True)
    refuse_others(recording.relationship, by)
    if not recording.others:
        raise Refused(_("You named nobody else in the room."))
    recording.room = recording.room | {"others": [other | {"agreed": False} for other in recording.others]}
    recording.save(update_fields=["room"])
    if recording.something_is_there:
        go(recording, why=Recording.Gone.WITHDRAWN, by=by, kept_too=True)
    trail.write("another took back their yes", by=by, relationship=recording.relationship, thing=recording)
    return recording


def _until(session, practice, now):
    """The day on which it is deleted at the latest: said before anybody says yes, and kept to."""
    asked, held = timezone.localdate(now), timezone.localdate(session.starts_at)
    return max(asked, held) + datetime.timedelta(days=practice.transcript_days)


def _is_another_question(recording, room):
    refuse_what_is_held(recording)
    if Transcript.objects.filter(recording=recording).exists():
        raise Refused(
            _(
                "There is a transcript already. Delete it first; then change what you ask, and the client says yes anew."
            )
        )
    if consent.of_the_client(recording) == consent.NO:
        raise Refused(
            _("%(name)s said no. They can change that on their own page; they are not asked again.")
            % {"name": recording.relationship.client.short_name}
        )
    lapsed = recording.has_lapsed or recording.state == Recording.State.GONE
    return lapsed or recording.room != room
