"""A transcript comes in, is listened to, and can be taken away."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beside.listening import ListeningError, UnreadableTranscript, read
from beside.listening.said import as_message
from beside.practice.audit import trail
from beside.practice.people import submissions
from beside.practice.people.errors import Refused
from beside.practice.recordings import consent, plain, saying, tasks
from beside.practice.recordings.actions.going import go
from beside.practice.recordings.locking import locked, refuse_others, refuse_what_is_held
from beside.practice.recordings.models import Recording, Report, Transcript
from beside.practice.recordings.uploading import MOST_BYTES

NOBODY = ("", "Unknown speaker")


def add_transcript(recording, *, file, by, key, therapist="", two_names=False):
    """Read a file and keep its words, if everybody in the room said yes; the worker listens to them.

    `therapist` is the name that the file gives to the therapist; without it, that is found out, and the page says how. `two_names`: more
    people seem to speak than were in the room, because one of them appears under two names. What cannot be read is not kept.
    """
    # Before anything else: of a session that may not be listened to, not even the file is looked at.
    consent.refuse_unless_agreed(recording)
    session = _read(file, therapist.strip())
    _refuse_strangers(session, recording, two_names)
    with transaction.atomic():
        recording = locked(recording)
        refuse_others(recording.relationship, by)
        consent.refuse_unless_agreed(recording)

        def added():
            refuse_what_is_held(recording)
            if Transcript.objects.filter(recording=recording).exists():
                raise Refused(_("There is a transcript of this session already. Delete it first."))
            transcript = Transcript.objects.create(
                practice_id=recording.practice_id,
                relationship=recording.relationship,
                recording=recording,
                author=by,
                words=plain.as_plain(session),
            )
            trail.write("transcript added", by=by, relationship=recording.relationship, thing=transcript)
            _listens(recording, transcript)
            return transcript

        digest = hashlib.sha256(file).hexdigest()
        submissions.once(
            key, by=by, what="transcript", words=[str(recording.pk), digest, therapist, two_names], make=added
        )
    return recording


@transaction.atomic
def say_who(recording, *, roles, by):
    """The therapist says who is who, and it is listened to anew."""
    recording = locked(recording)
    transcript = _of_its_author(recording, by)
    # It is listened to anew: without a yes that would only take away what was heard.
    consent.refuse_unless_agreed(recording)
    known = plain.speakers(transcript.words)
    roles = {speaker: roles.get(speaker, role) for speaker, role in known.items()}
    if "therapist" not in roles.values():
        raise Refused(_("Say which of them is the therapist."))
    if roles == known and Report.objects.filter(transcript=transcript).exists():
        return recording
    transcript.words = plain.with_roles(transcript.words, roles)
    trail.write(
        "said who is who in a transcript", by=by, relationship=recording.relationship, thing=transcript
    )
    Report.objects.filter(transcript=transcript).delete()
    _listens(recording, transcript)
    return recording


@transaction.atomic
def try_again(recording, *, by):
    """Listening did not work, or nothing moves."""
    recording = locked(recording)
    transcript = _of_its_author(recording, by)
    consent.refuse_unless_agreed(recording)
    if recording.state == Recording.State.FAILED or recording.is_stuck:
        _listens(recording, transcript)
    return recording


@transaction.atomic
def delete(recording, *, by):
    """The therapist deletes the transcript and what was heard in it, before its time. What they kept stays."""
    recording = locked(recording)
    _of_its_author(recording, by, under_way_too=True)
    go(recording, why=Recording.Gone.THERAPIST, by=by, kept_too=False)
    return recording


def _read(file, therapist):
    if len(file) > MOST_BYTES:
        raise Refused(too_big())
    try:
        return read(file, therapist=therapist or None)
    except UnreadableTranscript as error:
        place = _("In line %(line)d:") % {"line": error.line} if error.line is not None else ""
        if not place and error.byte is not None:
            place = _("At byte %(byte)d:") % {"byte": error.byte}
        # What is wrong is said by the reader, in English, as transcripts that can be read are.
        wrong = saying.in_english(f"{error.what} {error.todo}")
        raise Refused(format_html("{} {} {}", _("This file cannot be read."), place, wrong)) from None
    except ListeningError as error:
        why = error.args[0]
        raise Refused(saying.sentence(why, as_message(why))) from None


def too_big():
    return _(
        "This file is larger than %(most)d MB, and a transcript of one session is not. See that it is the transcript and not the recording."
    ) % {"most": MOST_BYTES // 1024 // 1024}


def _refuse_strangers(session, recording, two_names):
    """More voices than people who were asked: somebody was in the room whom nobody asked."""
    voices = [speaker for speaker in session.speakers if speaker not in NOBODY]
    known = 2 + len(recording.others)
    if len(voices) > known and not two_names:
        raise Refused(
            ngettext(
                "%(voices)d people speak in this transcript, and %(known)d was asked. If somebody else was in the room, name them and ask everybody again. If one of you appears under two names, say so below and choose the file again.",
                "%(voices)d people speak in this transcript, and %(known)d were asked. If somebody else was in the room, name them and ask everybody again. If one of you appears under two names, say so below and choose the file again.",
                known,
            )
            % {"voices": len(voices), "known": known}
        )


def _of_its_author(recording, by, *, under_way_too=False):
    transcript = Transcript.objects.visible_to(by).filter(recording=recording).first()
    if transcript is None or recording.state == Recording.State.GONE:
        raise Refused(_("There is no transcript here any more."))
    if recording.is_under_way and not recording.is_stuck and not under_way_too:
        raise Refused(_("It is being listened to now. Wait until that is done."))
    return transcript


def _listens(recording, transcript):
    """A job of its own for each attempt: what an earlier one says later changes nothing."""
    transcript.attempt += 1
    transcript.trouble = None
    transcript.save()
    recording.state, recording.progress = Recording.State.WAITING, 0
    recording.moved_at, recording.gone_at, recording.gone_why = timezone.now(), None, ""
    recording.save()
    tasks.listen_to.enqueue(
        practice=str(recording.practice_id), transcript=str(transcript.pk), attempt=transcript.attempt
    )
