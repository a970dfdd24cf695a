"""After a restore: what was deleted for good since the backup is deleted from it again. Called by desk/erase.py."""

from django.db import transaction
from django.utils import timezone

from beside.practice.people.tenancy import inside
from beside.practice.recordings.actions.going import remove_rows
from beside.practice.recordings.models import KeptMoment, Recording, Transcript
from beside.practice.vault import keyring


def clear_destroyed() -> int:
    """Remove every row whose key was destroyed. Returns of how many transcripts there was anything left."""
    taken_back = set(keyring.destroyed_holders(keyring.KEPT))
    count = 0
    for practice, transcript in [*taken_back, *keyring.destroyed_holders(keyring.TRANSCRIPT)]:
        with inside(practice), transaction.atomic():
            count += _clear(practice, transcript, withdrawn=(practice, transcript) in taken_back)
    return count


def _clear(practice, transcript, *, withdrawn) -> bool:
    there = Transcript.objects.filter(practice=practice, pk=transcript)
    kept = (
        KeptMoment.objects.filter(practice=practice, transcript_id=transcript)
        if withdrawn
        else KeptMoment.objects.none()
    )
    recordings = Recording.objects.filter(
        pk__in=[*there.values_list("recording", flat=True), *kept.values_list("recording", flat=True)]
    )
    found = list(recordings)
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
    remove_rows([transcript])
    kept.delete()
    return bool(found)
