from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beside.practice.people.models import AboutRelationship, Member, PracticeRow, Relationship, about
from beside.practice.people.taking_back import CanBeTakenBack, since
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField

EVERY = 6


class Rhythm(PracticeRow):
    """After how many sessions two people look back: of one pair, or without a pair the practice's own."""

    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, null=True, related_name="+")
    # 0: never by itself.
    every = models.PositiveSmallIntegerField(
        default=EVERY, validators=[MinValueValidator(0), MaxValueValidator(52)]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relationship", "practice"],
                condition=Q(relationship__isnull=False),
                name="one_rhythm_a_pair",
            ),
            models.UniqueConstraint(
                fields=["practice"], condition=Q(relationship=None), name="one_rhythm_a_practice"
            ),
        ]


class Review(Sealed, AboutRelationship):
    """A look back at the work together: each writes a part, then they read both, and write what they agreed."""

    sealed_kind = keyring.WORDS

    asked_at = models.DateTimeField(default=timezone.now)
    # Empty: it came due by itself.
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    # How many sessions there had been: from here the next is counted.
    after_sessions = models.PositiveIntegerField(default=0)
    # When each could read the other's: both had sent, or they sat together.
    shown_at = models.DateTimeField(null=True)
    agreed = SealedField()
    agreed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    objects = about("reviews").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relationship", "practice"],
                condition=Q(agreed_at=None),
                name="one_review_at_a_time",
            )
        ]

    def get_absolute_url(self):
        return reverse("review-detail", args=[self.pk])


class PartQuerySet(about("reviews", taken_back_by=("pk",))):
    def visible_to(self, who):
        """One's own at once, the other's when it is shown: nobody writes towards what the other said."""
        return super().visible_to(who).filter(Q(author=who.pk) | Q(review__shown_at__isnull=False))


class Part(CanBeTakenBack, Sealed, AboutRelationship):
    """What one of the two wrote: what helps, what to change, what changed in their life."""

    sealed_kind = keyring.WORDS

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="parts")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    # {"helps": "...", "change": "...", "life": "..."}
    words = SealedField()
    sent_at = models.DateTimeField(default=timezone.now)

    objects = PartQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "author"], name="one_part_a_person")]

    def get_absolute_url(self):
        return reverse("review-detail", args=[self.review_id])

    @property
    def given_at(self):
        return self.sent_at

    def called(self):
        return gettext("what you wrote when you looked back")

    def was_given_by(self, member):
        return self.author_id == member.pk

    def notices(self):
        return [("review-shown", self.review_id, lambda _notice: Part.objects.none())]


class News(Sealed, AboutRelationship):
    """A change on the therapist's side, told in good time. It stands in each brief until it was talked about."""

    class What(models.TextChoices):
        HOLIDAY = "holiday", _("I will be away")
        MOVE = "move", _("the place or the time changes")
        ILLNESS = "illness", _("I am ill, or was")
        APPROACH = "approach", _("I will work in another way")
        OTHER = "other", _("something else")

    sealed_kind = keyring.WORDS

    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    # {"what": "holiday", "text": "..."}
    words = SealedField()
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    told_at = models.DateTimeField(default=timezone.now)

    objects = about("news").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=models.F("first_day")),
                name="news_ends_after_it_begins",
            )
        ]
        indexes = [models.Index(fields=["relationship", "told_at"], name="news_of_a_pair")]

    def get_absolute_url(self):
        return reverse("news-detail", args=[self.pk])

    @property
    def what(self):
        return str(News.What(self.words["what"]).label)

    @property
    def text(self):
        return self.words["text"]


class Reaction(CanBeTakenBack, Sealed, AboutRelationship):
    """How a change on the therapist's side is for the client, in their words."""

    sealed_kind = keyring.WORDS

    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="reactions")
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("news", taken_back_by=("pk",)).as_manager()

    def get_absolute_url(self):
        return reverse("news-detail", args=[self.news_id])

    @property
    def given_at(self):
        return self.at

    def called(self):
        return gettext("what you said about a change")

    def notices(self):
        others = Reaction.objects.filter(news=self.news_id)
        return [("news-answer", self.news_id, lambda notice: others.filter(at__gte=since(notice)))]
