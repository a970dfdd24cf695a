"""What a therapist does with what was heard: reads it, keeps a moment, corrects a reading, shares. And the client asks to see it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.recordings import consent, plain
from beside.practice.recordings.locking import locked
from beside.practice.recordings.models import Correction, KeptMoment, Recording, Report

MOST_WORDS = 1_000
MADE_OF = (
    "heard",
    "words",
    "start",
    "probability",
    "possible",
    "kind",
    "rule",
    "rule_message",
    "against",
    "against_messages",
)


@transaction.atomic
def mark_read(report, *, by):
    """Its author has it before their eyes for the first time."""
    if report.author_id == by.pk and report.read_at is None:
        Report.objects.filter(pk=report.pk, read_at=None).update(read_at=timezone.now())
        notices.seen_about(by, report.transcript.recording.session)


@transaction.atomic
def keep(recording, *, turn, reading, by):
    """Keep one moment, with its words: it stays when the transcript is deleted. Kept twice it is one."""
    report = _report(locked(recording), by)
    finding = finding_in(report.heard, turn, reading)
    known = _kept(report, turn, reading, by)
    if known:
        return known
    corrected = correction_of(report.transcript, turn, reading)
    row = report.heard["turns"][turn]
    kept = KeptMoment.objects.create(
        practice_id=report.practice_id,
        relationship_id=report.relationship_id,
        recording=recording,
        author=by,
        transcript_id=report.transcript_id,
        turn=turn,
        words={
            **{key: finding[key] for key in MADE_OF},
            "role": row["role"],
            "speaker": row["speaker"],
            "corrected": _without_note(corrected),
        },
    )
    trail.write("moment of a transcript kept", by=by, relationship=report.relationship_id, thing=kept)
    return kept


@transaction.atomic
def let_go(kept, *, by):
    """A kept moment is deleted: it is its author's to keep, or not."""
    _refuse_what_was_taken_back(locked(kept.recording))
    trail.write("kept moment let go", by=by, relationship=kept.relationship_id, thing=kept)
    kept.delete()


@transaction.atomic
def share_moment(kept, *, shared, by):
    """The client may read this one moment, or may not any more: what was read stays read."""
    recording = locked(kept.recording)
    _refuse_what_was_taken_back(recording)
    if bool(kept.shared_at) == shared:
        return kept
    kept.shared_at = timezone.now() if shared else None
    kept.save(update_fields=["shared_at"])
    _say_so(recording, shared, "moment of a transcript", kept, by)
    return kept


@transaction.atomic
def share_report(recording, *, shared, by):
    """The client may read all that was heard, in the same words, or may not any more. Whoever asked for it is answered."""
    recording = locked(recording)
    report = _report(recording, by)
    if bool(report.shared_at) == shared:
        return report
    report.shared_at = timezone.now() if shared else None
    report.save(update_fields=["shared_at"])
    _say_so(recording, shared, "listening report", report, by)
    if shared:
        asked = Loop.objects.visible_to(by).waiting().filter(kind=Loop.Kind.REPORT, source_id=recording.pk)
        for loop in asked.select_related("relationship"):
            loops.what_changed(loop, by=by, note=_("It is open for you now, on the page of that session."))
    return report


@transaction.atomic
def correct(recording, *, turn, reading, was, note="", by):
    """What a reading really was: another reading's name, "" for nothing of the kind, or the reading itself where it was right after all."""
    recording = locked(recording)
    report = _report(recording, by)
    finding_in(report.heard, turn, reading)
    known = correction_of(report.transcript, turn, reading)
    if was == reading:
        if known:
            known.delete()
            _correct_what_was_kept(report, turn, reading, None, by)
            trail.write("correction taken back", by=by, relationship=recording.relationship_id, thing=report)
        return None
    correction = known or Correction(
        practice_id=report.practice_id,
        relationship_id=report.relationship_id,
        transcript_id=report.transcript_id,
        author=by,
        turn=turn,
    )
    correction.words = {"reading": reading, "was": was, "note": note.strip()[:MOST_WORDS]}
    correction.at = timezone.now()
    correction.save()
    _correct_what_was_kept(report, turn, reading, correction, by)
    trail.write("reading corrected", by=by, relationship=recording.relationship_id, thing=correction)
    return correction


@transaction.atomic
def ask_to_see(recording, *, by):
    """The client asks to see what was heard in their words. Asked twice it is one request; the therapist answers it."""
    recording = locked(recording)
    if by.pk != recording.relationship.client_id or recording.state != Recording.State.HEARD:
        raise Refused(_("There is nothing to see at the moment."))
    loop = Loop.objects.filter(
        practice=recording.practice_id, kind=Loop.Kind.REPORT, source_id=recording.pk
    ).first()
    if loop and not loop.is_waiting and loop.state == Loop.State.CHANGED:
        return loops.not_answered_for_me(loop, by=by)
    return loop or loops.open_loop(
        recording.relationship, kind=Loop.Kind.REPORT, source=recording, words="", by=by
    )


def finding_in(heard, turn, reading):
    """The finding of that reading at that turn. Raises Refused where there is none."""
    for finding in plain.findings_at(heard, turn):
        if finding["heard"] == reading:
            return finding
    raise Refused(_("That reading is not there any more. Open the page again."))


def correction_of(transcript, turn, reading):
    return next(
        (
            one
            for one in Correction.objects.filter(transcript=transcript, turn=turn)
            if one.words["reading"] == reading
        ),
        None,
    )


def _report(recording, by):
    found = (
        Report.objects.visible_to(by)
        .select_related("transcript__recording")
        .filter(transcript__recording=recording, author=by)
        .first()
    )
    if found is None or not consent.may_be_read(recording):
        raise Refused(_("What was heard is not here any more."))
    return found


def _refuse_what_was_taken_back(recording):
    if recording.was_withdrawn:
        raise Refused(_("This moment is not here any more."))


def _kept(report, turn, reading, by):
    there = KeptMoment.objects.visible_to(by).filter(transcript_id=report.transcript_id, turn=turn)
    return next((one for one in there if one.words["heard"] == reading), None)


def _correct_what_was_kept(report, turn, reading, correction, by):
    kept = _kept(report, turn, reading, by)
    if kept:
        kept.words = kept.words | {"corrected": _without_note(correction)}
        kept.save(update_fields=["words"])


def _without_note(correction):
    """What of a correction stays with a kept moment: the note goes with the transcript."""
    return {key: correction.words[key] for key in ("reading", "was")} if correction else None


def _say_so(recording, shared, what, thing, by):
    verb = "shared" if shared else "no longer shared"
    trail.write(f"{what} {verb}", by=by, relationship=recording.relationship_id, thing=thing)
    if shared:
        notices.tell(
            recording.relationship.client,
            kind="listening-shared",
            relationship=recording.relationship,
            thing=recording.session_id,
        )
