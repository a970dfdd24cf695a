"""A therapist's own learning: what they practised, what they wonder about, the hours of it. Theirs alone.

What is about nobody is sealed under a key of the therapist's own; what is about a client under the relationship's, so that
it goes when that is erased. A client's words that may be practised with have a key by themselves: it goes with their yes.
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beside.practice.people import access
from beside.practice.people.models import AboutRelationship, Member, PracticeRow, Relationship, about
from beside.practice.recordings.models import KeptMoment
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField


class Own(Sealed, PracticeRow):
    """A row of one therapist's. `relationship` where it is about one."""

    sealed_kind = keyring.PROCESS

    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    def sealed_holder(self):
        return self.author_id

    def key_name(self):
        # About nobody: the author's own, as a safe-contact record is its client's.
        whose = self.relationship_id or self.author_id
        return keyring.Name(self.practice_id, whose, self.sealed_kind, self.sealed_holder())


class Material(Sealed, AboutRelationship):
    """A moment of a session that its therapist would like to practise with, in the words that the client may change first.

    What the client said stands in the consent ledger (purpose "learning", about this row). Without their yes it is no material; when they
    take it back the row goes, with every answer to it, and then its key.
    """

    sealed_kind = keyring.PROCESS

    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    # Goes when the kept moment goes: let go by the therapist, or because the yes to listening was taken back.
    kept = models.OneToOneField(KeptMoment, on_delete=models.CASCADE, related_name="material")
    # {"words": "..."}: what is practised with, and no more of the session than that.
    words = SealedField()
    exercise = models.SlugField(max_length=40)
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    # The client put it in other words, or cut it.
    changed = models.BooleanField(default=False)

    objects = about("learning-moments").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(refused_at=None), name="material_yes_or_no"
            )
        ]

    def sealed_holder(self):
        return self.pk

    def get_absolute_url(self):
        return reverse("learning-moment", args=[self.pk])

    @property
    def waits(self):
        return self.agreed_at is None and self.refused_at is None


class Card(PracticeRow):
    """When a moment comes back: which box of five it lies in, and from which day on. See boxes.py."""

    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    exercise = models.SlugField(max_length=40)
    # The id of a made-up moment, or nothing where it is one's own.
    moment = models.SlugField(max_length=60, blank=True)
    material = models.OneToOneField(Material, on_delete=models.CASCADE, null=True, related_name="card")
    box = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField()
    changed_at = models.DateTimeField(default=timezone.now)

    objects = about("learning").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "exercise", "moment", "practice"],
                condition=Q(material=None),
                name="one_card_a_moment",
            ),
            models.CheckConstraint(condition=Q(box__gte=1, box__lte=5), name="five_boxes"),
        ]


class Attempt(Own):
    """One answer, with what was read in it, and what the therapist says of that reading."""

    exercise = models.SlugField(max_length=40)
    moment = models.SlugField(max_length=60, blank=True)
    material = models.ForeignKey(Material, on_delete=models.CASCADE, null=True, related_name="attempts")
    level = models.PositiveSmallIntegerField(default=1)
    # {"said": "...", "read": {...}, "language": "en", "mine": ["open"] or None}
    words = SealedField()
    seconds = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    # "again" or "sat", once the therapist has said when it should come back.
    went = models.CharField(max_length=5, blank=True)

    objects = about("learning").as_manager()

    class Meta:
        indexes = [models.Index(fields=["author", "at"], name="attempts_by_author")]

    def sealed_holder(self):
        # With the moment's own key: both go together.
        return self.material_id or self.author_id

    def get_absolute_url(self):
        return reverse("practice-answer", args=[self.pk])


class Reflection(Own):
    """A session that did not land: five small questions, answered by a therapist for themself."""

    # {"felt": [...], "when": "...", "mine": [...], "client": "...", "next": "..."}
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = about("learning").as_manager()

    class Meta:
        indexes = [models.Index(fields=["author", "at"], name="reflections_by_author")]

    def get_absolute_url(self):
        return reverse("reflection", args=[self.pk])


class LogEntry(Own):
    """Something learnt elsewhere, written down by hand for the record of continuing education."""

    class Way(models.TextChoices):
        COURSE = "course", _("a course or a talk")
        READING = "reading", _("reading")
        SUPERVISION = "supervision", _("supervision or intervision")
        OTHER = "other", _("something else")

    way = models.CharField(max_length=12, choices=Way, default=Way.COURSE)
    on = models.DateField()
    minutes = models.PositiveIntegerField()
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("learning").as_manager()

    class Meta:
        indexes = [models.Index(fields=["author", "on"], name="log_by_author")]


class ShownQuerySet(models.QuerySet):
    def visible_to(self, who):
        return access.visible_shown_figures(self, who)


class ShownFigure(Own):
    """One figure of the mirror, as it stood on a day, that its therapist shows to one supervisor until a day."""

    supervisor = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40)
    # {"value", "low", "high", "n", "sessions", "clients"}
    words = SealedField()
    shown_at = models.DateTimeField(default=timezone.now)
    until = models.DateField()
    ended_at = models.DateTimeField(null=True)

    objects = ShownQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "supervisor", "key", "practice"],
                condition=Q(ended_at=None),
                name="one_shown_figure_each",
            )
        ]
