"""What was said and heard goes for good: the rows, and the keys under which an old backup still holds them."""

import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.people import access
from beside.practice.people.models import Practice
from beside.practice.people.tenancy import inside, on_its_days
from beside.practice.recordings.locking import locked
from beside.practice.recordings.models import (
    Correction,
    KeptMoment,
    Recording,
    Report,
    Showing,
    Transcript,
)
from beside.practice.vault import keyring
from beside.practice.vault.models import DataKey

# A key is made before the row that it seals is committed; younger ones may be waiting for theirs.
KEYS_WAIT = datetime.timedelta(hours=6)


def go(recording, *, why, by, kept_too, now=None):
    """Inside the transaction of whoever holds the recording: the rows now, their keys as soon as that is committed.

    Where the law holds the record nobody reads it any more from now on, and it goes when the hold ends.
    """
    if not recording.relationship.on_hold:
        _rows_and_keys(recording, kept_too=kept_too)
    recording.state, recording.gone_why = Recording.State.GONE, why
    recording.gone_at = now or timezone.now()
    recording.save(update_fields=["state", "gone_why", "gone_at"])
    Showing.objects.filter(recording=recording, ended_at=None).update(ended_at=recording.gone_at)
    if why == Recording.Gone.WITHDRAWN and not recording.relationship.frozen:
        _nobody_waits_to_see_it(recording, by)
    trail.write(f"transcript gone: {why}", by=by, relationship=recording.relationship_id, thing=recording)


def _nobody_waits_to_see_it(recording, by):
    """What the client asked to see is not there any more: the therapist is not left with a request that nothing can answer."""
    asked = Loop.objects.waiting().filter(
        practice=recording.practice_id, kind=Loop.Kind.REPORT, source_id=recording.pk
    )
    for loop in asked.select_related("relationship"):
        loops.what_changed(
            loop, by=by, note=_("The yes was taken back, so there is nothing to see any more.")
        )


def _rows_and_keys(recording, *, kept_too):
    transcripts = list(Transcript.objects.filter(recording=recording).values_list("pk", flat=True))
    remove_rows(transcripts)
    _destroyed_afterwards(recording, transcripts, keyring.TRANSCRIPT)
    if kept_too:
        kept = KeptMoment.objects.filter(recording=recording)
        _destroyed_afterwards(recording, set(kept.values_list("transcript_id", flat=True)), keyring.KEPT)
        kept.delete()


def remove_rows(transcripts):
    """Transcripts with what was heard in them and what was corrected."""
    Correction.objects.filter(transcript__in=transcripts).delete()
    Report.objects.filter(transcript__in=transcripts).delete()
    Transcript.objects.filter(pk__in=transcripts).delete()


def those_whose_time_is_over(today=None) -> int:
    """Delete every transcript whose day has come, in every practice. What was kept of it stays. Safe to repeat."""
    count = 0
    for practice in Practice.objects.order_by("pk"):
        by = access.Named(practice.pk)
        with on_its_days(practice):
            day = today or timezone.localdate()
            over = Q(until__lt=day) | Q(state=Recording.State.GONE)
            there = Q(transcript__isnull=False) | Q(kept__isnull=False, gone_why=Recording.Gone.WITHDRAWN)
            due = list(Recording.objects.visible_to(by).filter(over & there).distinct())
        for recording in due:
            with inside(practice.pk), transaction.atomic():
                # Held again: it may have been deleted, or asked for anew, since the list was made.
                count += _is_over(locked(recording, frozen_too=True), by, day)
    return count


def _is_over(recording, by, today) -> bool:
    if recording.state == Recording.State.GONE:
        if not recording.relationship.on_hold:
            _rows_and_keys(recording, kept_too=recording.was_withdrawn)
        return not recording.relationship.on_hold
    if recording.until >= today or not Transcript.objects.filter(recording=recording).exists():
        return False
    go(recording, why=Recording.Gone.TIME, by=by, kept_too=False)
    return True


def destroy_keys_left_over(now=None) -> int:
    """Destroy the keys that seal nothing any more: the process ended between the rows and their keys, or a backup came back."""
    now, count = now or timezone.now(), 0
    for kind in (keyring.TRANSCRIPT, keyring.KEPT):
        old = DataKey.objects.filter(
            kind=kind, wrapped__isnull=False, holder__isnull=False, made_at__lt=now - KEYS_WAIT
        )
        for key in list(old):
            with inside(key.practice):
                needed = _is_needed(kind, key.holder)
            if not needed:
                count += keyring.destroy_of(
                    key.practice, relationship=key.relationship, holder=key.holder, kinds=[kind]
                )
    return count


def _is_needed(kind, transcript) -> bool:
    """While the transcript is there, a moment of it can be kept yet: a key that was destroyed is never made again."""
    return Transcript.objects.filter(pk=transcript).exists() or (
        kind == keyring.KEPT and KeptMoment.objects.filter(transcript_id=transcript).exists()
    )


def _destroyed_afterwards(recording, holders, kind):
    for holder in holders:
        # Not before the rows are gone for certain: a row whose key is gone cannot be read, nor the page that shows it.
        transaction.on_commit(
            partial(
                keyring.destroy_of,
                recording.practice_id,
                relationship=recording.relationship_id,
                holder=holder,
                kinds=[kind],
            ),
            robust=True,
        )
