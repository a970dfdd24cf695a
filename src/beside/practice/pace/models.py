from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beside.practice.people.models import AboutRelationship, Member, about
from beside.practice.people.taking_back import CanBeTakenBack
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField
from beside.topics import UnknownTopic, offered_topic


class Topic(CanBeTakenBack, Sealed, AboutRelationship):
    """Something that may or may not be talked about, on a map that the client owns: in their words, or one that is offered."""

    class Wish(models.TextChoices):
        OPEN = "open", pgettext_lazy("a topic", "open")
        ASK = "ask", _("ask me first")
        NOT_NOW = "not-now", _("not now")

    sealed_kind = keyring.WORDS

    # {"own": "..."} or {"offered": "money"}: which of the offered ones somebody touched tells as much as words do.
    words = SealedField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = about("topics", taken_back_by=("pk",)).as_manager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "made_at"], name="topics_of_a_pair")]

    def get_absolute_url(self):
        return reverse("topic-detail", args=[self.pk])

    @property
    def offered(self):
        """The id in the folder of topics, or "" for one in the client's own words."""
        return self.words.get("offered", "")

    @property
    def said(self):
        if not self.offered:
            return self.words["own"]
        try:
            return offered_topic(self.offered, get_language() or "en").words
        except UnknownTopic:
            # A practice took the file away after somebody had chosen it.
            return self.offered.replace("-", " ")

    @property
    def given_at(self):
        return self.made_at

    def called(self):
        return gettext("a topic on your map")


class Mark(Sealed, AboutRelationship):
    """Open, ask me first, or not now: from this moment on. All are kept, the newest counts."""

    sealed_kind = keyring.WORDS

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="marks")
    wish = SealedField()
    at = models.DateTimeField(default=timezone.now)
    # Written down by the therapist with the client in the room.
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    objects = about("topics", taken_back_by=("topic",)).as_manager()

    class Meta:
        indexes = [models.Index(fields=["topic", "at"], name="marks_of_a_topic")]

    @property
    def words(self):
        return str(Topic.Wish(self.wish).label)


class Asking(Sealed, AboutRelationship):
    """Whether somebody asked first about a topic in a session: the therapist says it, and only the client can confirm it."""

    class Said(models.TextChoices):
        YES = "yes", _("I was asked")
        NO = "no", _("I was not asked")
        UNSURE = "unsure", _("I do not remember")

    sealed_kind = keyring.WORDS

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="askings")
    session = models.ForeignKey("meetings.Session", on_delete=models.CASCADE, related_name="+")
    claimed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(default=timezone.now)
    # The client's answer, and theirs alone to give.
    answer = SealedField()
    answered_at = models.DateTimeField(null=True)

    objects = about("topics", taken_back_by=("topic",)).as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "session"], name="one_asking_a_session")]

    @property
    def words(self):
        return str(Asking.Said(self.answer).label) if self.answer else ""


class Pace(CanBeTakenBack, Sealed, AboutRelationship):
    """How fast the client wants to go, with a reason if they like. All are kept, the newest counts."""

    class Wish(models.TextChoices):
        SLOWER = "slower", _("slower")
        AS_IT_IS = "as-it-is", _("as it is")
        FASTER = "faster", _("faster")

    sealed_kind = keyring.WORDS

    wish = SealedField()
    reason = SealedField()
    at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    objects = about("topics", taken_back_by=("pk",)).as_manager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "at"], name="pace_of_a_pair")]

    def get_absolute_url(self):
        return reverse("topics", args=[self.relationship_id])

    @property
    def words(self):
        return str(Pace.Wish(self.wish).label)

    @property
    def given_at(self):
        return self.at

    def called(self):
        return gettext("the pace you asked for")
