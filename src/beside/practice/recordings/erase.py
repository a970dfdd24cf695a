"""After a restore: what was deleted for good since the backup is deleted from it again. Called by desk/erase.py."""

from django.db import transaction
from django.utils import timezone

from beside.practice.people.tenancy import inside
from beside.practice.recordings.actions.going import remove_rows
from beside.practice.recordings.models import KeptMoment, Recording, Showing, Transcript
from beside.practice.vault import keyring


def clear_destroyed() -> int:
    """Remove every row whose key was destroyed. Returns of how many transcripts there was anything left."""
    kept = set(keyring.destroyed_holders(keyring.KEPT))
    transcripts = keyring.destroyed_holders(keyring.TRANSCRIPT)
    count = 0
    for practice, transcript in transcripts:
        with inside(practice), transaction.atomic():
            count += _clear(practice, transcript, withdrawn=(practice, transcript) in kept)
    for practice, transcript in kept:
        # What cannot be opened any more goes. Of the transcript that says nothing: each moment may have been let go.
        with inside(practice), transaction.atomic():
            _kept(practice, transcript).delete()
    return count


def _clear(practice, transcript, *, withdrawn) -> bool:
    there = Transcript.objects.filter(practice=practice, pk=transcript)
    recordings = set(there.values_list("recording", flat=True))
    if withdrawn:
        recordings |= set(_kept(practice, transcript).values_list("recording", flat=True))
    found = list(Recording.objects.filter(pk__in=recordings))
    for recording in found:
        why = (
            Recording.Gone.WITHDRAWN
            if withdrawn
            else Recording.Gone.TIME
            if recording.has_lapsed
            else Recording.Gone.THERAPIST
        )
        recording.state, recording.gone_why = Recording.State.GONE, why
        recording.gone_at = timezone.now()
        recording.save(update_fields=["state", "gone_why", "gone_at"])
        Showing.objects.filter(recording=recording, ended_at=None).update(ended_at=recording.gone_at)
    remove_rows([transcript])
    return bool(found)


def _kept(practice, transcript):
    return KeptMoment.objects.filter(practice=practice, transcript_id=transcript)
