from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beside.practice.people.models import AboutRelationship, Member, about
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField


class Cairn(AboutRelationship):
    """That a client wants a cairn with this therapist, and whether they show it. Without a row, or switched off, there is none."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.BooleanField(default=True)
    began_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True)

    objects = about("cairn").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["relationship", "member"], name="one_cairn_a_pair"),
            models.CheckConstraint(
                condition=Q(on=True) | Q(shown_at=None), name="no_cairn_is_shown_that_is_off"
            ),
        ]


class Stone(Sealed, AboutRelationship):
    """Something that a client wants to keep, in words of theirs. Its picture comes from its id, which tells nothing."""

    class Of(models.TextChoices):
        SIGN = "sign", _("something that happened")
        WIN = "win", _("a small win")
        OWN = "own", _("my own words")

    sealed_kind = keyring.OWN

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    of = models.CharField(max_length=4, choices=Of, default=Of.OWN)
    words = SealedField()
    # What it is of, so that nobody else sees a stone of something that was taken back.
    source_id = models.UUIDField(null=True)
    # So that nothing is offered twice (offering.mark); empty for one's own words.
    mark = models.CharField(max_length=43, blank=True)
    on_day = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    # As its cairn's: everybody's eyes hang on the row itself.
    shown_at = models.DateTimeField(null=True)

    objects = about("cairn", taken_back_by=("source_id",)).as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "mark", "practice"], condition=~Q(mark=""), name="one_stone_an_offer"
            )
        ]
        indexes = [models.Index(fields=["relationship", "at"], name="stones_of_a_pair")]

    def sealed_holder(self):
        return self.member_id


class LetBe(AboutRelationship):
    """Somebody said of a sign that for them it is none. Which one, nobody reads out of the row: it holds a keyed digest."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=43)
    at = models.DateTimeField(default=timezone.now)

    objects = about("signs-let-be").as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "mark", "practice"], name="let_be_once")]
