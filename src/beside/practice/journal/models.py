from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.practice.people.models import AboutRelationship, Member, PracticeRow, about
from beside.practice.people.taking_back import CanBeTakenBack
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField

# -- Sealed in the browser: the server keeps these, and cannot open them. ----------------------------------------


class Lock(PracticeRow):
    """How a client's own device opens their journal: its key, wrapped by a passphrase and by a recovery code.

    Neither of those ever comes here, so that nobody who holds this row, and every other one, can open a page.
    """

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="+")
    wrapped = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)

    objects = about("journal").as_manager()


class Leaf(PracticeRow):
    """One thing that a client keeps for themself: a page of the journal, or a concern that was not sent. All look alike.

    No audit entry, no notice, no kind: nothing here tells what it is, and its length is rounded up before it is sealed.
    """

    id = models.UUIDField(primary_key=True, editable=False)  # made on the device: it is sealed to it
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)

    objects = about("journal").as_manager()

    class Meta:
        indexes = [models.Index(fields=["member", "at"], name="leaves_of_a_member")]


class Torn(PracticeRow):
    """That a page of this name was torn out. A device that comes back with it later does not bring it back."""

    id = models.UUIDField(primary_key=True, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = about("journal").as_manager()


# -- Shared: sealed for the relationship, as everything that two people read. --------------------------------------


class Share(CanBeTakenBack, Sealed, AboutRelationship):
    """An entry, a passage or a summary that a client let their therapist read. It can be taken back."""

    class How(models.TextChoices):
        WHOLE = "whole", gettext_lazy("a whole entry")
        PASSAGE = "passage", gettext_lazy("a passage")
        SUMMARY = "summary", gettext_lazy("a summary in my own words")

    sealed_kind = keyring.WORDS

    how = models.CharField(max_length=8, choices=How)
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)
    # When the therapist, or whoever stood in for them, first had it before their eyes.
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    objects = about("shares", taken_back_by=("pk",)).as_manager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "at"], name="shares_of_a_pair")]

    def get_absolute_url(self):
        return reverse("share", args=[self.pk])

    @property
    def given_at(self):
        return self.at

    def called(self):
        return _("what you shared from your journal")


class Received(Sealed, AboutRelationship):
    """How it felt to the client that they shared it. Theirs alone, until they let the therapist know."""

    class Felt(models.TextChoices):
        WELL = "well", gettext_lazy("received well")
        UNSURE = "unsure", gettext_lazy("unsure")
        NOT_WELL = "not-well", gettext_lazy("not well")

    sealed_kind = keyring.OWN

    share = models.OneToOneField(Share, on_delete=models.PROTECT, related_name="received")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    felt = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("received").as_manager()

    def sealed_holder(self):
        return self.member_id
