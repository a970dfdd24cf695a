"""After a restore: the words that a client took back are taken away again. Called by desk/erase.py."""

from django.db import transaction
from django.utils import timezone

from beside.practice.learning.models import Attempt, Card, Material
from beside.practice.people.tenancy import inside
from beside.practice.vault import keyring


def clear_destroyed() -> int:
    """Every moment whose key was destroyed loses its words and answers. Returns how many had any."""
    count = 0
    for practice, holder in keyring.destroyed_holders(keyring.PROCESS):
        with inside(practice), transaction.atomic():
            back = Material.objects.filter(practice=practice, pk=holder, refused_at=None)
            Attempt.objects.filter(practice=practice, material=holder).delete()
            Card.objects.filter(practice=practice, material=holder).delete()
            count += back.update(words=None, agreed_at=None, refused_at=timezone.now())
    return count
