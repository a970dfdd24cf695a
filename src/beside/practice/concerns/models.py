from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beside.concerns import UnknownConcern, concern
from beside.practice.people.models import AboutRelationship, Member, PracticeRow, about
from beside.practice.vault import keyring
from beside.practice.vault.fields import PaddedField, Sealed


class Procedure(PracticeRow):
    """What a practice does with a complaint, as its owner wrote it. Clients read it before they send one."""

    class Pays(models.TextChoices):
        UNSAID = "", _("Not said")
        PRACTICE = "practice", _("The practice")
        SUPERVISED = "supervised", _("The therapist whom they supervise")
        NEITHER = "neither", _("Neither of the two")

    DAYS = 14

    words = models.TextField(blank=True, max_length=2000)
    days = models.PositiveSmallIntegerField(default=DAYS)
    outside = models.TextField(blank=True, max_length=600)
    pays_supervisors = models.CharField(max_length=10, choices=Pays, blank=True, default=Pays.UNSAID)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice"], name="one_procedure_a_practice")]


class Concern(Sealed, AboutRelationship):
    """Something that is not right, told to those whom the client chose, under a key of its own.

    It is its own loop and its own trail. Neither the table of loops nor the audit trail holds a line about it: both are read, or counted, by people
    whom the client did not choose. So it bears a seal of its own (whole.py).
    """

    class State(models.TextChoices):
        SENT = "sent", _("sent")
        HEARD = "heard", _("heard")
        ANSWERED = "answered", _("answered")
        DONE = "done", _("something was done")
        SETTLED = "settled", _("settled for you")

    WAITING = (State.SENT, State.HEARD)
    MOVES = {
        State.SENT: {State.HEARD, State.ANSWERED, State.DONE, State.SETTLED},
        State.HEARD: {State.ANSWERED, State.DONE, State.SETTLED},
        State.ANSWERED: {State.ANSWERED, State.DONE, State.SENT, State.SETTLED},
        State.DONE: {State.ANSWERED, State.DONE, State.SENT, State.SETTLED},
        State.SETTLED: {State.SENT},
    }

    sealed_kind = keyring.CONCERN

    # {"about": the file's name, "words": …}: what it is about is nobody's to read either.
    said = PaddedField()
    state = models.CharField(max_length=8, choices=State, default=State.SENT)
    sent_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    taken_back_at = models.DateTimeField(null=True)
    # {"digest": …, "whole": …}: over this row, its readers and its steps. See whole.py.
    whole = PaddedField()

    objects = about("concerns").as_manager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "sent_at"], name="concerns_of_a_pair")]

    def sealed_holder(self):
        return self.pk

    def get_absolute_url(self):
        return reverse("concern", args=[self.pk])

    @property
    def words(self):
        return self.said["words"]

    @property
    def title(self):
        """What it is about, in the words of whoever reads it now; "" where the file is gone."""
        try:
            return concern(self.said["about"], get_language() or "en").title
        except UnknownConcern:
            return ""

    @property
    def is_serious(self):
        """Never sent to the person it is about unless the client says so. Where the file is gone: as if it were."""
        try:
            return concern(self.said["about"]).serious
        except UnknownConcern:
            return True

    @property
    def step(self):
        """1 to 4: how many of the four dots are full."""
        return {"sent": 1, "heard": 2, "answered": 3, "done": 4, "settled": 4}[self.state]

    @property
    def is_waiting(self):
        return self.state in self.WAITING and self.taken_back_at is None

    @property
    def is_overdue(self):
        return self.is_waiting and self.due_on < timezone.localdate()

    @property
    def can_be_asked_again(self):
        return self.State.SENT in self.MOVES[self.State(self.state)]


class Reader(AboutRelationship):
    """One person whom the client chose, and when they first had it before their eyes."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="readers")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = about("concerns", chosen_in="concern__").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["concern", "member", "practice"], name="a_reader_is_named_once")
        ]
        indexes = [models.Index(fields=["member"], name="concerns_of_a_reader")]


class Step(Sealed, AboutRelationship):
    """One move of a concern: who, when, and what they wrote. Under the concern's own key."""

    sealed_kind = keyring.CONCERN

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=8, choices=Concern.State)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = PaddedField()

    objects = about("concerns", chosen_in="concern__").as_manager()

    class Meta:
        ordering = ["at"]

    def sealed_holder(self):
        return self.concern_id

    @property
    def words(self):
        return self.note or ""
