import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from beside.practice.loops.models import Loop
from beside.practice.people import access
from beside.practice.people.models import AboutRelationship, Member, PracticeRow, about
from beside.practice.people.taking_back import CanBeTakenBack, since
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField
from beside.practice.welcome import knowledge

# -- What a client tells -------------------------------------------------------------------------------------------


class ClientPage(CanBeTakenBack, Sealed, AboutRelationship):
    """One page that a client filled in, in one version. Versions are kept; the newest counts. Each part may be left out."""

    sealed_kind = keyring.WORDS

    page = models.SlugField(max_length=30, db_index=False)
    version = models.PositiveSmallIntegerField(default=1)
    # By the key of the question: {"hope": "...", "barriers": {"judged": 3, "practical": None}, "sliders": {"lead": -2}}
    words = SealedField()
    sent_at = models.DateTimeField(default=timezone.now)
    # The client, or the therapist who typed it with the client in the room.
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    objects = about("client-pages", taken_back_by=("pk",)).as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relationship", "page", "version", "practice"], name="one_client_page_a_version"
            )
        ]

    @property
    def definition(self) -> knowledge.Page:
        return knowledge.pages()[self.page]

    def get_absolute_url(self):
        return reverse("client-page", args=[self.relationship_id, self.page])

    @property
    def given_at(self):
        return self._versions().aggregate(models.Min("sent_at"))["sent_at__min"]

    def called(self):
        return gettext("a page that you wrote")

    def goes_together(self):
        """All its versions: the words of one often stand in the others."""
        return list(self._versions().values_list("pk", flat=True))

    def notices(self):
        others = ClientPage.objects.filter(
            relationship=self.relationship_id, entered_by=self.relationship.client_id
        )
        return [("told", self.relationship_id, lambda notice: others.filter(sent_at__gte=since(notice)))]

    def _versions(self):
        return ClientPage.objects.filter(relationship=self.relationship_id, page=self.page)


class Question(CanBeTakenBack, Sealed, AboutRelationship):
    """Something a client asks their therapist. Where it stands is its loop's to say."""

    sealed_kind = keyring.WORDS

    words = SealedField()
    asked_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    objects = about("client-pages", taken_back_by=("pk",)).as_manager()

    def get_absolute_url(self):
        return reverse("ask", args=[self.relationship_id])

    @property
    def given_at(self):
        return self.asked_at

    def called(self):
        return gettext("a question that you asked")

    def notices(self):
        asked = Loop.objects.filter(source_kind=self._meta.label_lower, source_id=self.pk)
        return [
            ("question", loop, lambda _notice: Question.objects.none())
            for loop in asked.values_list("pk", flat=True)
        ]


# -- What a therapist says of themself, and a practice of what helps: nothing here is about a client ---------------


class TherapistPageQuerySet(models.QuerySet):
    def visible_to(self, who):
        return access.visible_therapist_pages(self, who)


class TherapistPage(PracticeRow):
    """What a therapist tells their own clients before they come. The draft is theirs; the clients see what was published."""

    clinician = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="page")
    # {"words": {section: text}, "style": {slider: -2..2}}
    draft = models.JSONField(default=dict)
    published = models.JSONField(null=True)
    published_at = models.DateTimeField(null=True)
    # One up with each save, and the window that saved last: two windows do not write over each other.
    saves = models.PositiveIntegerField(default=0)
    window = models.UUIDField(default=uuid.uuid4)

    objects = TherapistPageQuerySet.as_manager()

    @property
    def has_news(self):
        """Whether the draft says something else than what clients see."""
        return self.draft != self.published

    @property
    def style(self) -> dict:
        return (self.published or {}).get("style", {})


class KeptAnswer(PracticeRow):
    """An answer that a therapist keeps for their page. The question is in their own words, never in a client's."""

    clinician = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="kept_answers")
    question = models.CharField(max_length=300)
    answer = models.TextField(max_length=4000)
    kept_at = models.DateTimeField(default=timezone.now)

    objects = TherapistPageQuerySet.as_manager()


class OwnGuidanceQuerySet(models.QuerySet):
    def visible_to(self, who):
        return access.visible_own_guidance(self, who)


class OwnGuidance(PracticeRow):
    """What an owner, for the whole practice, or a therapist, for themself, lays over the file of a barrier."""

    barrier = models.SlugField(max_length=30, db_index=False)
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=2000)
    # The owner's words stand alone, without those that Beside ships.
    instead = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    objects = OwnGuidanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "barrier", "practice"], name="one_own_guidance_a_barrier"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="own_guidance_has_words"),
        ]
