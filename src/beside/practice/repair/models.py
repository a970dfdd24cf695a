from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beside.practice.people.models import AboutRelationship, Member, about
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField


class EpisodeQuerySet(about("episodes")):
    def going_on(self):
        return self.filter(state=Episode.State.OPEN)


class Episode(AboutRelationship):
    """A strain, from when somebody said so until the client says *mended* or *leave it*. Scores never end it.

    It holds no words: what was said about it lies in the answers and loops that opened it, and in each one's account.
    """

    class Reading(models.TextChoices):
        WITHDRAWAL = "withdrawal", _("drawing back")
        CONFRONTATION = "confrontation", _("speaking up against it")
        BOTH = "both", _("both")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        MENDED = "mended", _("mended")
        LEFT = "left", _("left, and not asked about again")

    opened_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    # The session in which it was felt; an id, so that this room does not lean on how sessions are kept.
    session = models.ForeignKey(
        "meetings.Session", on_delete=models.PROTECT, null=True, related_name="episodes"
    )
    # As the client said it: a_little, clearly, strongly.
    strength = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    ended_at = models.DateTimeField(null=True)
    ended_in = models.ForeignKey("meetings.Session", on_delete=models.PROTECT, null=True, related_name="+")
    # The client is asked once after the next session, and once later.
    asked = models.PositiveSmallIntegerField(default=0)
    # How the therapist reads it, if they want to say.
    reading = models.CharField(max_length=13, choices=Reading, blank=True)
    # It was about who the client is. Then it starts with apology and change, and nobody explores anything.
    about_who_they_are = models.BooleanField(default=False)
    # The steps of the path that the therapist says they took (path.py).
    walked = models.JSONField(default=list)

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relationship", "practice"],
                condition=models.Q(state="open"),
                name="one_open_episode_a_pair",
            )
        ]

    def get_absolute_url(self):
        return reverse("strain", args=[self.pk])

    @property
    def is_open(self):
        return self.state == self.State.OPEN


class Account(Sealed, AboutRelationship):
    """What happened, or what was learnt, in the words of one of the two. The other sees it once its author shows it."""

    class Of(models.TextChoices):
        HAPPENED = "happened", _("what happened")
        LEARNT = "learnt", _("what we learnt")

    sealed_kind = keyring.WORDS

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="accounts")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    of = models.CharField(max_length=8, choices=Of)
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True)

    objects = about("accounts").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "author", "of", "practice"], name="one_account_each")
        ]


class Rehearsal(Sealed, AboutRelationship):
    """What a therapist wants to say at one step of the path, in their own words: theirs alone, and never sent."""

    sealed_kind = keyring.PROCESS

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="rehearsals")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=12)
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("rehearsals").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "author", "step", "practice"], name="one_rehearsal_a_step"
            )
        ]

    def sealed_holder(self):
        return self.author_id
