"""The keyring: a database of its own, so that an old backup of the data brings back no destroyed key."""

import uuid

from django.db import models
from django.db.models.functions import Coalesce


class PracticeKey(models.Model):
    """One practice's key, wrapped by the master key."""

    practice = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)


class DataKey(models.Model):
    """The key of one class of one relationship's words, wrapped by its practice's key.

    `holder` is the one member whose key this is (a process note's author, the owner of what stays *only me*),
    or the transcript or share that it belongs to; nobody's otherwise.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    practice = models.UUIDField()
    relationship = models.UUIDField()
    kind = models.CharField(max_length=20)
    holder = models.UUIDField(null=True)
    # Empty once destroyed: the row stays, so that nobody makes a new key under an erased name.
    wrapped = models.BinaryField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.F("practice"),
                models.F("relationship"),
                models.F("kind"),
                Coalesce("holder", "relationship"),
                name="one_key_a_class",
            ),
        ]


class Erasure(models.Model):
    """The ledger of what was erased for good: replayed over a restored backup before it is served."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    practice = models.UUIDField()
    relationship = models.UUIDField()
    client = models.UUIDField(null=True)
    kinds = models.JSONField(default=list)
    erased_at = models.DateTimeField(auto_now_add=True)


class Generation(models.Model):
    """One row: a number that goes up whenever a key is destroyed or re-wrapped, so that caches die everywhere."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=1)
