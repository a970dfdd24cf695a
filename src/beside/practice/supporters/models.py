from django.db import models
from django.urls import reverse
from django.utils import timezone

from beside.practice.people.models import AboutRelationship, Member, about
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField


class Supporter(Sealed, AboutRelationship):
    """Somebody who supports a client, what they may know, and until when. They have no account: a link and a code open one page."""

    sealed_kind = keyring.OWN

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    # {"name": "...", "as": "my sister"}
    who = SealedField()
    # {"next": true, "help": true, "words": "...", "goals": ["id", ...]}: item by item, and nothing that is not there.
    may_know = SealedField()
    until = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    # The therapist knows that there is somebody, and who.
    shown_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # The digest of the link in people.Link, and a slow hash of the code. Without a link the page does not open.
    link = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=200, blank=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    # When the page was opened, newest last: only the latest are kept.
    opened = SealedField()

    objects = about("supporters").as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["relationship", "made_at"], name="supporters_of_a_pair"),
            models.Index(fields=["link"], name="supporters_by_link"),
        ]

    def sealed_holder(self):
        return self.member_id

    def get_absolute_url(self):
        return reverse("supporter", args=[self.pk])
