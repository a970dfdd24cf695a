from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beside.practice.people.models import AboutRelationship, Member, about
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField


class Goal(Sealed, AboutRelationship):
    """Something a client wants, in their words, and how they will notice. Changed or let go without blame."""

    class State(models.TextChoices):
        OPEN = "open", _("we are on it")
        REACHED = "reached", _("reached")
        LET_GO = "let-go", _("let go")

    sealed_kind = keyring.WORDS

    # {"goal": "...", "notice": "..."}: what it is, and how I will notice.
    words = SealedField()
    # The same of earlier wordings, each with its day: {"goal", "notice", "until": "2026-11-22"}.
    earlier = SealedField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = about("goals").as_manager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "made_at"], name="goals_of_a_pair")]

    def get_absolute_url(self):
        return reverse("goal", args=[self.pk])

    @property
    def is_open(self):
        return self.state == self.State.OPEN


class GoalStep(Sealed, AboutRelationship):
    """One small step on the way. Done, or taken off; never overdue."""

    sealed_kind = keyring.WORDS

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="steps")
    words = SealedField()
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    objects = about("goals").as_manager()


class Rating(Sealed, AboutRelationship):
    """How near it feels to one of the two, from 0 to 10, on one day. Never an average of them."""

    sealed_kind = keyring.WORDS

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="ratings")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    near = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("goals").as_manager()

    class Meta:
        indexes = [models.Index(fields=["goal", "at"], name="ratings_of_a_goal")]


class Win(Sealed, AboutRelationship):
    """Something that went well, however tiny, written down by either of the two."""

    sealed_kind = keyring.WORDS

    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("goals").as_manager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "at"], name="wins_of_a_pair")]


class KindWord(Sealed, AboutRelationship):
    """What a client wants to read when something did not work out, written by them beforehand. Theirs alone."""

    sealed_kind = keyring.OWN

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("kind-words").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "relationship", "practice"], name="one_kind_word")
        ]

    def sealed_holder(self):
        return self.member_id
