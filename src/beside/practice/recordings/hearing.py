"""Listening to one transcript, as the worker does it: begin, hear, write it down. Each step is one short transaction.

Whether everybody agrees is asked as it begins, and again before anything is written.
"""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from beside.listening import ListeningError
from beside.practice.audit import trail
from beside.practice.people import access, notices
from beside.practice.people.errors import Refused
from beside.practice.people.tenancy import inside
from beside.practice.recordings import consent, plain
from beside.practice.recordings.locking import locked
from beside.practice.recordings.models import Recording, Report, Transcript
from beside.practice.work.worker import Stopped, TookTooLong

# A line on a page that somebody looks at: oftener would only be work.
A_STEP = 5
# The words were read already, so all that is refused now is the model.
NO_READING = gettext_noop(
    "The program that reads the words is not in order on this computer. Ask whoever runs the server, and try again then."
)


def hear(practice, transcript_id, attempt, *, light=False):
    """Do it once. A second attempt finds what the first one did; one that was overtaken, or has no yes any more, does nothing."""
    practice, transcript_id = uuid.UUID(str(practice)), uuid.UUID(str(transcript_id))
    here = (practice, transcript_id, attempt)
    words = _begin(*here)
    if words is None:
        return
    # What it needs to hear with is loaded by the worker alone.
    from beside.listening import listen

    try:
        report = listen(plain.session_of(words), light=light, progress=_Progress(*here))
    except ListeningError:
        _failed(*here, NO_READING)
    except Stopped:
        raise
    except (Exception, TookTooLong):
        # The queue tries again by itself; meanwhile whoever waits is told.
        _failed(*here, "")
        raise
    else:
        _write(*here, report)


def _begin(practice, transcript_id, attempt):
    """The words, if they may be listened to now."""
    with inside(practice), transaction.atomic():
        transcript = _mine(practice, transcript_id, attempt)
        if transcript is None or Report.objects.filter(transcript=transcript).exists():
            return None
        recording = transcript.recording
        if not _may(recording, transcript):
            return None
        recording.state, recording.progress = Recording.State.LISTENING, 0
        recording.moved_at = timezone.now()
        recording.save(update_fields=["state", "progress", "moved_at"])
        return transcript.words


def _write(practice, transcript_id, attempt, report):
    with inside(practice), transaction.atomic():
        transcript = _mine(practice, transcript_id, attempt)
        if transcript is None or not _may(transcript.recording, transcript):
            return
        recording, by = transcript.recording, access.Named(practice)
        made, fresh = Report.objects.get_or_create(
            transcript=transcript,
            defaults={
                "practice_id": practice,
                "relationship_id": transcript.relationship_id,
                "author_id": transcript.author_id,
                "heard": plain.report_without_talk(report),
            },
        )
        if not fresh:
            return
        recording.state, recording.progress = Recording.State.HEARD, 100
        recording.heard_at = recording.moved_at = timezone.now()
        recording.heard_by = report.model[:60]
        recording.save(update_fields=["state", "progress", "heard_at", "moved_at", "heard_by"])
        trail.write("session listened to", by=by, relationship=recording.relationship, thing=made)
        notices.tell(
            transcript.author,
            kind="listening-ready",
            relationship=recording.relationship,
            thing=recording.session_id,
        )


def _failed(practice, transcript_id, attempt, why):
    """A sentence for whoever added it, or nothing where it is tried again by itself."""
    with inside(practice), transaction.atomic():
        transcript = _mine(practice, transcript_id, attempt)
        # Another one of the same job may have written it meanwhile: that it did not work is not so.
        if transcript and not Report.objects.filter(transcript=transcript).exists():
            with _in_their_language(transcript.recording):
                _say(transcript.recording, transcript, _(why) if why else "")


def _may(recording, transcript):
    try:
        with _in_their_language(recording):
            consent.refuse_unless_agreed(recording)
    except Refused as refused:
        _say(recording, transcript, str(refused))
        return False
    return True


def _in_their_language(recording):
    return override(recording.relationship.clinician.language or recording.relationship.practice.language)


def _say(recording, transcript, why):
    transcript.trouble = why
    transcript.save(update_fields=["trouble"])
    recording.state, recording.moved_at = Recording.State.FAILED, timezone.now()
    recording.save(update_fields=["state", "moved_at"])


def _mine(practice, transcript_id, attempt):
    """The transcript with its recording, both held, if this attempt is still the one that counts."""
    found = (
        Transcript.objects.visible_to(access.Named(practice))
        .select_related("recording", "author")
        .filter(pk=transcript_id, attempt=attempt)
        .first()
    )
    if found is None:
        return None
    found.recording = locked(found.recording, frozen_too=True)
    if found.recording.state == Recording.State.GONE:
        return None  # the law still holds the row; nobody listens to it
    # It may have gone while the row was waited for.
    return found if Transcript.objects.filter(pk=transcript_id, attempt=attempt).exists() else None


class _Progress:
    def __init__(self, practice, transcript_id, attempt):
        self.practice, self.transcript_id, self.attempt, self.said = practice, transcript_id, attempt, 0

    def __call__(self, part):
        at = int(part * 100)
        if at < self.said + A_STEP:
            return
        self.said = at
        with inside(self.practice):
            Recording.objects.filter(
                transcript=self.transcript_id,
                transcript__attempt=self.attempt,
                state=Recording.State.LISTENING,
            ).update(progress=min(at, 99), moved_at=timezone.now())
