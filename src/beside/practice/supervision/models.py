"""What a therapist and whoever supervises them bring, answer and agree; passages with a client's yes; and a clinic's terms.

A room of its own for each pair of supervisor and supervisee: nobody else reads it, the owner neither. What is about nobody's relationship is
sealed under a key of the supervisee's; what is about one, under that relationship's: it goes when that is erased.
"""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beside.measures import load_form
from beside.practice.journal.models import Share
from beside.practice.learning.models import ShownFigure
from beside.practice.people import access
from beside.practice.people.models import (
    AboutRelationship,
    Member,
    PracticeRow,
    Relationship,
    Supervision,
    about,
)
from beside.practice.recordings.models import KeptMoment
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField


class OfTheTwoQuerySet(models.QuerySet):
    def visible_to(self, who):
        return access.visible_supervision(self, who)


class OfTheTwo(Sealed, PracticeRow):
    """A row between supervisor and supervisee. `relationship` where it is about one."""

    sealed_kind = keyring.PROCESS

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="+")
    supervisee = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, null=True, related_name="+")
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = OfTheTwoQuerySet.as_manager()

    class Meta:
        abstract = True

    def sealed_holder(self):
        return self.supervisee_id

    def key_name(self):
        whose = self.relationship_id or self.supervisee_id
        return keyring.Name(self.practice_id, whose, self.sealed_kind, self.sealed_holder())


class CheckIn(OfTheTwo):
    """What a supervisee says before they meet. {"arrive", "wish", "hesitation", "not_today"}"""


class Sheet(OfTheTwo):
    """How supervision was for the supervisee. `words` are the answers to the form of this version."""

    version = models.PositiveSmallIntegerField()

    @property
    def form(self):
        return load_form("supervision", self.version)


class Passage(Sealed, AboutRelationship):
    """A few words of a session for one supervisor, in the words that the client read and said yes to.

    What the client said stands in the consent ledger (purpose "supervision", about this row). After a no the words are gone, with
    what was written back to them, and then their key: an old copy of the rows opens no more.
    """

    sealed_kind = keyring.PROCESS

    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    words = SealedField()
    # What it is cut from, if it is: it goes with a kept moment, and is hidden while what was shared is taken back.
    kept = models.ForeignKey(KeptMoment, on_delete=models.CASCADE, null=True, related_name="+")
    share = models.ForeignKey(Share, on_delete=models.CASCADE, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = about("passages", taken_back_by=("share",)).as_manager()

    def sealed_holder(self):
        return self.pk

    def get_absolute_url(self):
        return reverse("supervision-passage", args=[self.pk])


class Point(OfTheTwo):
    """Something that one of the two brought, asked or promised: given, seen, talked about, what came of it. {"text", "label"}"""

    class Kind(models.TextChoices):
        QUESTION = "question", _("a question")
        FIGURE = "figure", _("a figure of the mirror")
        REFLECTION = "reflection", _("looking back at a session")
        PASSAGE = "passage", _("a passage, with the client’s yes")
        WISH = "wish", _("wants to talk about")
        HESITATION = "hesitation", _("is hesitant about")
        FORM = "form", _("how supervision was")
        PROMISE = "promise", _("promised")

    class State(models.TextChoices):
        GIVEN = "given", _("given")
        SEEN = "seen", _("seen")
        TALKED = "talked", _("talked about")
        CHANGED = "changed", _("answered")
        LEFT = "left", _("left be")

    WAITING = (State.GIVEN, State.SEEN, State.TALKED)

    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.GIVEN)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    figure = models.ForeignKey(ShownFigure, on_delete=models.SET_NULL, null=True, related_name="+")
    # What was written back to it lies under its key, and goes with it.
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, null=True, related_name="+")
    due_on = models.DateField(null=True)
    # How often whoever gave it said that it was not answered for them.
    reopened = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["supervision", "at"], name="points_of_a_supervision")]

    def get_absolute_url(self):
        return reverse("supervision-point", args=[self.pk])

    @property
    def waits(self):
        return self.state in self.WAITING

    @property
    def text(self):
        return (self.words or {}).get("text", "")

    @property
    def label(self):
        """How the supervisee calls the client here: never a name for whoever advises."""
        return (self.words or {}).get("label", "")


class Reply(OfTheTwo):
    """One move of a point: who, when, and what they wrote. `words` is a text."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="replies")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=Point.State)
    reopened = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "pk"]

    def sealed_holder(self):
        # What is written back to a passage may repeat it: both go together.
        return self.point.passage_id or self.supervisee_id


class Cohort(PracticeRow):
    """One term of a training clinic. No client's row."""

    name = models.CharField(max_length=80)
    first_day = models.DateField()
    last_day = models.DateField()
    # The one table of counts, as it was published: see figures.py.
    published_at = models.DateTimeField(null=True)
    figures = models.JSONField(null=True)

    def get_absolute_url(self):
        return reverse("cohort", args=[self.pk])


class Place(PracticeRow):
    """Somebody in a cohort: a trainee, or one of its supervisors. What they see of whom, Supervision says."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="places")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "member", "practice"], name="one_place_in_a_cohort")
        ]


class TermEnd(Sealed, AboutRelationship):
    """A client is asked how they want to go on when their therapist's term ends. `said` is a word of SAYS.

    Somebody may be offered then; the client says yes or no to this person. Without a yes only a stated reason moves them (`reason`).
    """

    SAYS = {
        "another": _("I want to go on with somebody else here"),
        "end": _("I want to end with this therapist"),
        "talk": _("I want to talk about it first"),
    }

    sealed_kind = keyring.WORDS

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="ends")
    asked_at = models.DateTimeField(default=timezone.now)
    said = SealedField()
    said_at = models.DateTimeField(null=True)
    offered = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    offered_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    offered_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    # {id: name} of those to whom they said no before somebody else was offered. A no stays until they take it back.
    declined_before = models.JSONField(default=dict)
    reason = SealedField()
    moved_at = models.DateTimeField(null=True)

    objects = about("term-ends").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "relationship", "practice"], name="asked_once_a_term")
        ]

    def get_absolute_url(self):
        return reverse("term-end", args=[self.pk])

    @property
    def declined(self):
        """{id: name} of all to whom the client says no here."""
        now = {str(self.offered_id): self.offered.name} if self.declined_at else {}
        return self.declined_before | now
