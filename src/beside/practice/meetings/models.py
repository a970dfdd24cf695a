from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beside.practice.people.models import AboutRelationship, Member, about
from beside.practice.people.taking_back import CanBeTakenBack
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField, SealedInTheRecord


class Series(AboutRelationship):
    """The same weekday and wall-clock time each week, in the zone it was meant in: 14:00 stays 14:00 across a clock change."""

    first_day = models.DateField()
    at = models.TimeField()
    zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField(default=50)
    ended_on = models.DateField(null=True)

    objects = about("appointments").as_manager()

    def get_absolute_url(self):
        return reverse("series-detail", args=[self.pk])


class SessionQuerySet(about("appointments")):
    def standing(self):
        return self.filter(state__in=(Session.State.PLANNED, Session.State.HELD))

    def in_order(self):
        return self.order_by("starts_at", "pk")


class Session(AboutRelationship):
    """One appointment. Times in UTC, with the zone they were meant in; what really happened beside what was planned."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")
        MISSED = "missed", _("missed")

    class Place(models.TextChoices):
        ROOM = "room", _("in the room")
        ONLINE = "online", _("online")

    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="sessions")
    # 1 for the pair's first; counts sessions that were not cancelled, in order of time. Kept by the actions.
    number = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    place = models.CharField(max_length=8, choices=Place, default=Place.ROOM)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    began_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_late = models.BooleanField(default=False)
    moved_from = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_by=None, cancelled_at=None)
                | Q(cancelled_by__isnull=False, cancelled_at__isnull=False),
                name="cancelled_by_and_when_together",
            ),
        ]
        indexes = [
            models.Index(fields=["relationship", "starts_at"], name="sessions_of_a_pair"),
            models.Index(fields=["starts_at", "practice"], name="sessions_of_a_day"),
        ]

    def get_absolute_url(self):
        return reverse("session-detail", args=[self.pk])

    @property
    def is_first(self):
        return self.number == 1

    @property
    def local_start(self):
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def has_begun(self):
        return (self.began_at or self.starts_at) <= timezone.now()

    @property
    def is_over(self):
        return (self.finished_at or self.ends_at) <= timezone.now()


class CheckIn(CanBeTakenBack, Sealed, AboutRelationship):
    """What a client wants their therapist to know before the door opens. Each part may be left out."""

    sealed_kind = keyring.WORDS

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="check_ins")
    # {"arrive": ["tired", ...], "arrive_words": "...", "wish": "...", "not_today": "...", "hesitation": "...", "life_change": "..."}
    words = SealedField()
    sent_at = models.DateTimeField(default=timezone.now)
    # Typed by the therapist with the client in the room, or from paper.
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    # A later version; both are kept, the newest counts.
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")

    objects = about("check-ins", taken_back_by=("pk",)).as_manager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "sent_at"], name="check_ins_of_a_pair")]

    def get_absolute_url(self):
        return self.session.get_absolute_url()

    @property
    def given_at(self):
        """When its first version was sent."""
        return CheckIn.objects.filter(session=self.session_id).aggregate(models.Min("sent_at"))[
            "sent_at__min"
        ]

    def called(self):
        return gettext("your check-in")

    def goes_together(self):
        """All its versions: the words of one often stand in the others."""
        return list(CheckIn.objects.filter(session=self.session_id).values_list("pk", flat=True))

    def notices(self):
        return [("check-in", self.session_id, lambda _notice: CheckIn.objects.none())]


class Promise(Sealed, AboutRelationship):
    """Something one of the two said they would do, by a day or by next time."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        KEPT = "kept", _("kept")
        LET_GO = "let-go", _("let go together")

    sealed_kind = keyring.WORDS

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="promises")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    words = SealedField()
    # Without a day: by the next session.
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    objects = about("promises").as_manager()


class Moment(SealedInTheRecord, AboutRelationship):
    """A moment worth keeping, in the therapist's words. Part of the record."""

    record_kind = "moments"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="moments")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("moments").as_manager()


class ProgressNote(SealedInTheRecord, AboutRelationship):
    """The record of a session. A new version never overwrites an old one."""

    record_kind = "progress-notes"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="progress_notes")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    words = SealedField()
    # "Last time in three lines of my own": what the next brief shows.
    last_time = SealedField()
    at = models.DateTimeField(default=timezone.now)
    cosigned_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    cosigned_at = models.DateTimeField(null=True)

    objects = about("progress-notes").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "version"], name="one_progress_note_a_version")
        ]


class ProcessNote(Sealed, AboutRelationship):
    """The author's own notes on what happened between the two (45 CFR 164.501), under a key of the author's."""

    sealed_kind = keyring.PROCESS

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="process_notes")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("process-notes").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "author"], name="one_process_note_an_author")
        ]

    def sealed_holder(self):
        return self.author_id


class Custody(AboutRelationship):
    """Process notes whose author died or left, opened by recorded authority and two people. Never otherwise."""

    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(max_length=300)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=models.F("agreed_by")), name="custody_takes_two_people"
            )
        ]
