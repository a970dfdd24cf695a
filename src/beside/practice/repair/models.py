from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beside.practice.people.models import AboutRelationship, Member, about


class EpisodeQuerySet(about("episodes")):
    def going_on(self):
        return self.filter(state=Episode.State.OPEN)


class Episode(AboutRelationship):
    """A strain, from when somebody said so until the client says *mended* or *leave it*. Scores never end it.

    It holds no words: what was said about it lies in the answers and loops that opened it.
    """

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

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relationship", "practice"],
                condition=models.Q(state="open"),
                name="one_open_episode_a_pair",
            )
        ]

    @property
    def is_open(self):
        return self.state == self.State.OPEN
