"""What a practice, or one therapist, lays over the shipped guidance on what makes it hard to come."""

from django.db import transaction
from django.utils import timezone

from beside.practice.audit import trail
from beside.practice.welcome.models import OwnGuidance


@transaction.atomic
def lay_over(barrier, *, words, by, instead=False):
    """Own words beside what ships, or, an owner's, in its place. No words take them away again."""
    words = words.strip()
    own = OwnGuidance.objects.filter(practice=by.practice_id, author=by, barrier=barrier).first()
    if own is None and not words:
        return None
    own = own or OwnGuidance(practice_id=by.practice_id, author=by, barrier=barrier)
    trail.write("own guidance written" if words else "own guidance taken away", by=by, thing=own)
    if not words:
        own.delete()
        return None
    own.words, own.instead, own.at = words, instead and by.is_owner, timezone.now()
    own.save()
    return own
