import uuid

from django.db import models


class Entry(models.Model):
    """One read or write, chained to the one before it. Ids and kinds only: never a name, never a word.

    There are no foreign keys: the trail outlives what it speaks of.
    """

    READ, WROTE, REFUSED, BREAK = "read", "wrote", "refused", "break"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    practice_id = models.UUIDField()
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=8)
    # What was done or which page was read: "check-in sent", "brief".
    what = models.CharField(max_length=60)
    # Kinds of data on a page that was read, as DESIGN names them.
    kinds = models.CharField(max_length=200, blank=True)
    who_id = models.UUIDField(null=True)
    role = models.CharField(max_length=12, blank=True)
    relationship_id = models.UUIDField(null=True)
    object_id = models.UUIDField(null=True)
    mac = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id", "number"], name="one_entry_a_number")]
        indexes = [
            models.Index(
                fields=["practice_id", "relationship_id", "verb", "number"], name="audit_by_relationship"
            )
        ]


class Head(models.Model):
    """The newest link of one practice's chain; locked while the next is added."""

    practice_id = models.UUIDField(primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    mac = models.CharField(max_length=64, blank=True)
