"""Breaks, ends and what goes along: each a path with a way back."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beside.practice.people.models import AboutRelationship, Member, PracticeRow, about
from beside.practice.people.taking_back import CanBeTakenBack
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField, SealedInTheRecord


class Break(Sealed, AboutRelationship):
    """The two make a break. Since when and until when stands in the relationship too, so that every room can ask."""

    sealed_kind = keyring.WORDS

    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    first_day = models.DateField()
    # Empty: until one of the two ends it.
    last_day = models.DateField(null=True)
    # Somebody stopped coming: the therapist keeps the place open, and nobody is chased.
    quiet = models.BooleanField(default=False)
    # A word for the other, if there is one; and what the client says as they come back.
    words = SealedField()
    back_words = SealedField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    objects = about("breaks").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relationship", "practice"],
                condition=Q(ended_at=None),
                name="one_break_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=models.F("first_day")),
                name="break_ends_after_it_begins",
            ),
        ]

    def get_absolute_url(self):
        return reverse("pause", args=[self.relationship_id])


class Ending(Sealed, AboutRelationship):
    """The work of two people comes to its end: planned, with a look back and a last word of each, or at once."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        DONE = "done", _("ended")
        DROPPED = "dropped", _("not now after all")

    sealed_kind = keyring.WORDS

    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    # When it is to end: on a day, or after so many more sessions.
    on_day = models.DateField(null=True)
    after_sessions = models.PositiveSmallIntegerField(null=True)
    # A word for the other with it, if there is one.
    words = SealedField()
    # When each can read the other's last word: both had written, or their last session began.
    shown_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    # The way back: the client asks, the therapist opens it again.
    back_asked_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)

    objects = about("endings").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relationship", "practice"],
                condition=Q(state="planned"),
                name="one_ending_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(on_day=None) | Q(after_sessions=None), name="a_day_or_a_number_of_sessions"
            ),
        ]

    def get_absolute_url(self):
        return reverse("ending", args=[self.relationship_id])


class LastWordQuerySet(about("endings", taken_back_by=("pk",))):
    def visible_to(self, who):
        """One's own at once, the other's when it is shown: nobody writes towards what the other said."""
        seen = super().visible_to(who)
        return (
            seen.none() if who is None else seen.filter(Q(author=who.pk) | Q(ending__shown_at__isnull=False))
        )


class LastWord(CanBeTakenBack, Sealed, AboutRelationship):
    """What one of the two says last."""

    sealed_kind = keyring.WORDS

    ending = models.ForeignKey(Ending, on_delete=models.PROTECT, related_name="last_words")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = LastWordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ending", "author"], name="one_last_word_a_person")]

    def get_absolute_url(self):
        return reverse("ending", args=[self.relationship_id])

    @property
    def given_at(self):
        return self.at

    def called(self):
        return gettext("your last word")

    def was_given_by(self, member):
        return self.author_id == member.pk


# -- Another therapist ---------------------------------------------------------------------------------------------


class AskedQuerySet(about("another-therapist")):
    def visible_to(self, who):
        """The client, and those who decide. Never whom it is about, whatever role they sit in, before the client says so."""
        seen = super().visible_to(who)
        if who is not None and who.role == "clinician":
            return self.filter(
                practice=who.practice_id, relationship__clinician=who.pk, told_at__isnull=False
            )
        if who is not None and who.role == "owner":
            # A therapist who owns the practice has one account in two roles.
            return seen.exclude(
                relationship__clinician__account__isnull=False,
                relationship__clinician__account=who.account_id,
            )
        return seen


class AnotherAsked(Sealed, AboutRelationship):
    """A client asks for another therapist, without having to say why."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        OFFERED = "offered", _("somebody is offered")
        ANSWERED = "answered", _("answered")
        DONE = "done", _("you go on with somebody else")
        WITHDRAWN = "withdrawn", _("taken back")

    OPEN = ("asked", "offered", "answered")

    # A key that no therapist's page uses; its holder is the client.
    sealed_kind = keyring.OWN

    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    words = SealedField()
    seen_at = models.DateTimeField(null=True)
    offered = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    answer = SealedField()
    answered_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    # Since when the present therapist may know.
    told_at = models.DateTimeField(null=True)

    objects = AskedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relationship", "practice"],
                condition=Q(state__in=("asked", "offered", "answered")),
                name="asked_for_another_once",
            )
        ]

    def sealed_holder(self):
        return self.relationship.client_id

    @property
    def is_open(self):
        return self.state in self.OPEN


class ForNext(Sealed, AboutRelationship):
    """One line that a client wants their next therapist to know. Theirs alone until they give it."""

    sealed_kind = keyring.OWN

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    # Which line of which room it is, so that a tick finds it again; "" for their own words.
    source = models.CharField(max_length=80, blank=True)
    # {"title": "...", "words": "..."}
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("for-next").as_manager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "at"], name="for_next_of_a_pair")]

    def sealed_holder(self):
        return self.member_id


class HandedOn(CanBeTakenBack, Sealed, AboutRelationship):
    """A line that the client gave their next therapist: all that this one reads of the work before."""

    sealed_kind = keyring.WORDS

    words = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("handed-on", taken_back_by=("pk",)).as_manager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "at"], name="handed_on_of_a_pair")]

    def get_absolute_url(self):
        return reverse("handed-on", args=[self.relationship_id])

    @property
    def given_at(self):
        return self.at

    def called(self):
        return gettext("what you gave your next therapist to read")


# -- What the law keeps --------------------------------------------------------------------------------------------


class KeepingRule(PracticeRow):
    """For how many years this practice must keep one kind of record after an end. 0: not at all."""

    kind = models.SlugField(max_length=30)
    years = models.PositiveSmallIntegerField(validators=[MaxValueValidator(40)])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "practice"], name="one_rule_a_kind_of_record")]


class KeptByLaw(SealedInTheRecord, AboutRelationship):
    """A copy of something a client gave that the law makes the practice keep, sealed under its kind's key. No page shows it."""

    kind = models.SlugField(max_length=30)
    row = models.UUIDField()
    # {"model": "...", "fields": {...}}
    content = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("kept-by-law").as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "kind", "practice"], name="one_copy_a_row")]

    @property
    def record_kind(self):
        return self.kind
