from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from beside.practice.people.models import AboutRelationship, Member, about
from beside.practice.people.taking_back import CanBeTakenBack
from beside.practice.thread import hours
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField

EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]


class Terms(AboutRelationship):
    """When messages are read, how soon they are answered. All are kept, the newest counts; without any, messages are off."""

    on = models.BooleanField(default=True)
    # Monday is 0.
    days = models.JSONField(default=list)
    from_hour = models.PositiveSmallIntegerField(default=9, validators=[MaxValueValidator(23)])
    until_hour = models.PositiveSmallIntegerField(
        default=18, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    answer_within_hours = models.PositiveSmallIntegerField(default=24)
    # Otherwise nobody but the client sees a message before the hours begin.
    show_outside_hours = models.BooleanField(default=False)
    # They stand in an agreement that both signed: only another agreement changes them.
    agreed = models.BooleanField(default=False)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = about("messages").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_hour__gt=models.F("from_hour")), name="hours_end_after_they_begin"
            )
        ]
        indexes = [models.Index(fields=["relationship", "at"], name="terms_of_a_pair")]


class Message(CanBeTakenBack, Sealed, AboutRelationship):
    """One message. It is never changed after it was sent; its client may take it back."""

    sealed_kind = keyring.WORDS

    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    words = SealedField()
    sent_at = models.DateTimeField(default=timezone.now)
    # Nobody but the client sees it before.
    shown_from = models.DateTimeField(default=timezone.now)
    # By the other of the two; whoever stands in is the other too.
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    objects = about("messages", taken_back_by=("pk",), held_until="shown_from").as_manager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "sent_at"], name="messages_of_a_pair")]

    def get_absolute_url(self):
        return reverse("thread", args=[self.relationship_id])

    @property
    def given_at(self):
        return self.sent_at

    @property
    def is_held(self):
        return self.shown_from > timezone.now()

    def called(self):
        return gettext("a message you sent")

    def was_given_by(self, member):
        return self.author_id == member.pk

    def notices(self):
        waiting = Message.objects.filter(
            relationship=self.relationship_id, author=self.author_id, read_at=None
        )
        return [("message", self.relationship_id, lambda _notice: waiting)]

    def asked_again_is_shown_from(self, now):
        terms = Terms.objects.filter(relationship=self.relationship_id).order_by("-at", "-pk").first()
        if terms is None or not terms.on or terms.show_outside_hours:
            return None
        return hours.begin_at(terms, now)
