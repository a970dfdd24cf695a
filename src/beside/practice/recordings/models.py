"""A session that is listened to: who was asked, what was said, what was heard, what was kept of it.

What says that it happened (`Recording`) is apart from what was said (`Transcript`, `Report`, `Correction`), because the
one stays for the client to read when the other is gone. A transcript has a key of its own, and what was kept of it another.
"""

import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beside.practice.meetings.models import Session
from beside.practice.people.models import AboutRelationship, Member, about
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField

# Nothing moved for so long: the worker that had it is gone, or there is none.
SILENT = datetime.timedelta(minutes=3)


class Recording(Sealed, AboutRelationship):
    """One session that somebody asked to listen to. Who said what about it stands in the consent ledger."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        WAITING = "waiting", _("waiting for its turn")
        LISTENING = "listening", _("being listened to")
        HEARD = "heard", _("listened to")
        FAILED = "failed", _("did not work")
        GONE = "gone", _("deleted")

    class Gone(models.TextChoices):
        TIME = "time", _("its time was over")
        THERAPIST = "therapist", _("the therapist deleted it")
        WITHDRAWN = "withdrawn", _("somebody took back their yes")

    sealed_kind = keyring.WORDS

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="recording")
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    # A yes from before this moment was a yes to something else.
    asked_at = models.DateTimeField(default=timezone.now)
    # {"others": [{"name": "...", "as": "interpreter"}], "services": "..."}: who was in the room, who else holds it
    room = SealedField()
    # Everybody in the room said yes there, the therapist notes. The client still says so themself.
    noted_at = models.DateTimeField(null=True)
    # The day until which the yes holds: then the transcript and what was heard in it are deleted.
    until = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    # In hundredths; `moved_at` is when it last moved.
    progress = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(null=True)
    heard_by = models.CharField(max_length=60, blank=True)
    gone_at = models.DateTimeField(null=True)
    gone_why = models.CharField(max_length=10, choices=Gone, blank=True)

    objects = about("recordings").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(gone_at=None, gone_why="") | (Q(gone_at__isnull=False) & ~Q(gone_why="")),
                name="recording_gone_when_and_why_together",
            )
        ]
        indexes = [models.Index(fields=["state", "until"], name="recordings_by_time")]

    def get_absolute_url(self):
        return reverse("listening", args=[self.session_id])

    @property
    def question(self):
        """Which question stands now, for a page to send back with the answer: it is another one when it was asked anew."""
        return self.asked_at.astimezone(datetime.UTC).isoformat()

    @property
    def others(self):
        return (self.room or {}).get("others", [])

    @property
    def services(self):
        return (self.room or {}).get("services", "")

    @property
    def was_withdrawn(self):
        return self.state == self.State.GONE and self.gone_why == self.Gone.WITHDRAWN

    @property
    def something_is_there(self):
        """Whether anything of what was said is left. Read again each time: it goes while others look."""
        return self.transcript_is_there or KeptMoment.objects.filter(recording=self).exists()

    @property
    def transcript_is_there(self):
        return Transcript.objects.filter(recording=self).exists()

    @property
    def is_held(self):
        """It is gone for everybody, and the law keeps it for a time yet."""
        if self.state != self.State.GONE or not self.relationship.on_hold:
            return False
        # What was kept stays its author's, unless somebody took back their yes.
        return self.something_is_there if self.was_withdrawn else self.transcript_is_there

    @property
    def is_under_way(self):
        return self.state in (self.State.WAITING, self.State.LISTENING)

    @property
    def is_stuck(self):
        return self.is_under_way and self.moved_at < timezone.now() - SILENT

    @property
    def has_lapsed(self):
        return self.until < timezone.localdate()


class Transcript(Sealed, AboutRelationship):
    """What was said in a session, as the file had it: turns, and who of them is the therapist. The file itself is not kept."""

    sealed_kind = keyring.TRANSCRIPT

    recording = models.OneToOneField(Recording, on_delete=models.PROTECT, related_name="transcript")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    # As `plain.as_plain` makes it.
    words = SealedField()
    # Which attempt to listen counts: a worker that was thought dead writes nothing.
    attempt = models.PositiveSmallIntegerField(default=0)
    # A sentence for whoever added it, where listening did not work.
    trouble = SealedField(blank=True)

    objects = about("transcripts").as_manager()

    def sealed_holder(self):
        return self.pk


class Report(Sealed, AboutRelationship):
    """What was heard in a transcript. Its author's, until they share it with the client."""

    sealed_kind = keyring.TRANSCRIPT

    transcript = models.OneToOneField(Transcript, on_delete=models.PROTECT, related_name="report")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    heard = SealedField()
    read_at = models.DateTimeField(null=True)
    shared_at = models.DateTimeField(null=True)

    objects = about("listening-reports").as_manager()

    def sealed_holder(self):
        return self.transcript_id


class Correction(Sealed, AboutRelationship):
    """What a reading really was, as the therapist says; the machine's reading stays beside it."""

    sealed_kind = keyring.TRANSCRIPT

    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="corrections")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveIntegerField()
    # {"reading": "confronting", "was": "" for "not that", else what it was, "note": "..."}
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("transcripts").as_manager()

    def sealed_holder(self):
        return self.transcript_id


class KeptMoment(Sealed, AboutRelationship):
    """A moment that the therapist kept, one by one: it stays when the transcript goes, and goes when the yes is taken back."""

    sealed_kind = keyring.KEPT

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="kept")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    # The transcript it is from. No foreign key: the transcript goes first.
    transcript_id = models.UUIDField()
    turn = models.PositiveIntegerField()
    # {"reading": ..., "quote": ..., "speaker": "client", "start": 61.0, "sure": true, "rule": ..., "against": [...], "corrected": ...}
    words = SealedField()
    kept_at = models.DateTimeField(default=timezone.now)
    shared_at = models.DateTimeField(null=True)

    objects = about("kept-moments").as_manager()

    def sealed_holder(self):
        return self.transcript_id


class Showing(AboutRelationship):
    """What was heard, to be shown to one supervisor of the therapist's by name. They read it from the client's yes until either ends it.

    What the client said stands in the consent ledger, about this row. It stays when the report is gone: the client reads who saw it.
    """

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="showings")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = about("showings").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "supervisor", "practice"],
                condition=Q(ended_at=None),
                name="shown_to_each_supervisor_once",
            )
        ]

    @property
    def waits(self):
        return self.agreed_at is None and self.refused_at is None and self.ended_at is None

    @property
    def is_open(self):
        return self.agreed_at is not None and self.ended_at is None
