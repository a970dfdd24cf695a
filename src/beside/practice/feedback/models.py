from django.db import models
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beside.measures import load_form
from beside.practice.meetings.models import Session
from beside.practice.people.models import AboutRelationship, Member, PracticeRow, about
from beside.practice.people.taking_back import CanBeTakenBack
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField


class SheetQuerySet(about("answers", taken_back_by=("pk",))):
    def current(self):
        """Without those that a later sheet corrects."""
        return self.filter(corrected_by=None)

    def standing(self):
        """What counts: neither corrected nor taken back."""
        return self.current().not_taken_back()

    def with_versions(self):
        """The sheets as a list, each with its `versions`. Two queries, however many there are."""
        sheets = list(self)
        same: dict = {}
        for each in Sheet.objects.filter(session__in={sheet.session_id for sheet in sheets}):
            same.setdefault((each.session_id, each.form), []).append(each)
        for sheet in sheets:
            if sheet.session_id:
                sheet.versions = same[sheet.session_id, sheet.form]
        return sheets


class Sheet(CanBeTakenBack, Sealed, AboutRelationship):
    """One questionnaire answered once, as sent. A correction is a new sheet; both are kept.

    What the client kept for themself is not in it: see Kept.
    """

    class Way(models.TextChoices):
        SCREEN = "screen", _("on a screen")
        PAPER = "paper", _("from paper")
        ALOUD = "aloud", _("asked aloud")

    sealed_kind = keyring.WORDS
    its_loops_go_alone = True

    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="sheets")
    form = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=6, choices=Way, default=Way.SCREEN)
    answers = SealedField()
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [
            # Whatever comes after it corrects it, or corrects what corrected it.
            models.UniqueConstraint(
                fields=["session", "form", "practice"],
                condition=Q(corrects=None),
                name="one_first_sheet_a_session",
            )
        ]
        indexes = [models.Index(fields=["relationship", "form", "sent_at"], name="sheets_of_a_pair")]

    def get_absolute_url(self):
        """Where its client reads it, with all that they ever sent."""
        return reverse("course")

    @property
    def given_at(self):
        """When its first version was sent."""
        return min(sheet.sent_at for sheet in self.versions)

    def called(self):
        return gettext("your answers")

    def goes_together(self):
        """What it corrects, and what corrects it: an answer of one often stands in the others."""
        return [sheet.pk for sheet in self.versions]

    def why_it_stays(self):
        if any(load_form(each.form, each.version).positive(each.answers) for each in self.versions):
            return gettext(
                "One of these answers says that you may not be safe, and somebody may be acting on it already. So they stay where they are read. You can correct them."
            )
        return ""

    def notices(self):
        others = Sheet.objects.current().filter(practice=self.practice_id, session=self.session_id)
        return [("answers", self.session_id or self.pk, lambda _notice: others)]

    @cached_property
    def versions(self):
        """This sheet, what it corrects and what corrects it."""
        if self.session_id:
            return list(
                Sheet.objects.filter(practice=self.practice_id, session=self.session_id, form=self.form)
            )
        found, before = [self], self
        while before := before.corrects:
            found.append(before)
        while after := Sheet.objects.filter(corrects=found[0]).first():
            found.insert(0, after)
        return found


class Kept(Sealed, AboutRelationship):
    """What a client answered *only me* or *just for me*: theirs alone, starts nothing, is never audited."""

    sealed_kind = keyring.OWN

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="+")
    form = models.SlugField(max_length=40)
    answers = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("only-me").as_manager()

    def sealed_holder(self):
        return self.member_id


class Guess(Sealed, AboutRelationship):
    """How the therapist thought the client would answer, written before seeing the answers; or that they passed."""

    sealed_kind = keyring.PROCESS

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="guesses")
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    form = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    answers = SealedField()
    passed = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    objects = about("guesses").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "author", "form"], name="one_guess_a_session")
        ]

    def sealed_holder(self):
        return self.author_id


class Standing(Sealed, AboutRelationship):
    """Where a course stands: a few numbers with which the next answer is compared, and what was noticed so far.

    All of it can be worked out again from the sheets (following.py); no page has to read every sheet for it.
    """

    sealed_kind = keyring.WORDS

    # {"followed": numbers of alliance.Followed, "points": [[session, its id, score, version]], "noticed": [...],
    #  "gaps": [[session, gap, author]], "totals": {form: [[session, total, version]]}}
    numbers = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("course").as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["relationship"], name="one_standing_a_relationship")]


class PracticeNumbers(PracticeRow):
    """What the answers of a whole practice are like, worked out from enough of its people: nobody's own numbers are in it."""

    form = models.SlugField(max_length=40)
    numbers = models.JSONField()
    clients = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "form"], name="one_set_of_numbers_a_form")]


class Due(AboutRelationship):
    """A questionnaire that this client is asked for, every so many sessions."""

    form = models.SlugField(max_length=40)
    every = models.PositiveSmallIntegerField(default=4)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = about("answers").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relationship", "form"], condition=Q(ended_at=None), name="one_plan_a_form"
            )
        ]


class Responder(PracticeRow):
    """Who answers when a risk item is positive. Until all of it is named, risk items stay off."""

    responder = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    # In plain words, as the client reads them before answering.
    hours = models.CharField(max_length=120)
    answer_time = models.CharField(max_length=120)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice"], condition=Q(ended_at=None), name="one_responder_a_practice"
            ),
            models.CheckConstraint(
                condition=~Q(responder=models.F("deputy")), name="deputy_is_somebody_else"
            ),
        ]


class UrgentQuerySet(about("urgent")):
    def visible_to(self, who):
        """Also to who answers for the practice, and who stands in: the client read their names before answering."""
        seen = super().visible_to(who)
        if who is None or who.role in ("client", "named"):
            return seen
        answers = Responder.objects.filter(practice=who.practice_id, ended_at=None).filter(
            Q(responder=who.pk) | Q(deputy=who.pk)
        )
        return self.filter(practice=who.practice_id).filter(Q(pk__in=seen.values("pk")) | Exists(answers))


class Urgent(AboutRelationship):
    """A risk item answered above nothing for the first time, or higher than before. Open until somebody has seen it."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="urgent")
    raised_at = models.DateTimeField(default=timezone.now)
    seen_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    objects = UrgentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_by=None, seen_at=None) | Q(seen_by__isnull=False, seen_at__isnull=False),
                name="urgent_seen_by_and_when_together",
            )
        ]
