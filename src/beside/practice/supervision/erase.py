"""After a restore: the passages whose yes was taken back lose their words again. Called by desk/erase.py."""

from django.db import transaction
from django.utils import timezone

from beside.practice.people.tenancy import inside
from beside.practice.supervision.models import Passage, Point, Reply
from beside.practice.vault import keyring


def clear_destroyed() -> int:
    """Every passage whose key was destroyed loses its words, and what was written back to them. Returns how many had any."""
    count = 0
    for practice, holder in keyring.destroyed_holders(keyring.PROCESS):
        with inside(practice), transaction.atomic():
            back = Passage.objects.filter(practice=practice, pk=holder, ended_at=None)
            Point.objects.filter(practice=practice, passage=holder).update(state=Point.State.LEFT)
            Reply.objects.filter(practice=practice, point__passage=holder).update(words=None)
            count += back.update(words=None, ended_at=timezone.now())
    return count
