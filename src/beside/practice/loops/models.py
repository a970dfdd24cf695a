from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from beside.guidance import guidance
from beside.measures import load_form
from beside.practice.people.models import AboutRelationship, Member, Row, about
from beside.practice.people.taking_back import CanBeTakenBack, came_from, is_hidden
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField


class LoopQuerySet(about("loops", taken_back_by=("pk", "source_id"), held_until="shown_from")):
    def visible_to(self, who):
        found = super().visible_to(who)
        # What is shared from a journal is for the therapist: no supervisor learns even that something was.
        if who is not None and who.role == "supervisor":
            found = found.exclude(kind=Loop.Kind.SHARE)
        return found

    def waiting(self):
        """Those that still ask for something: not yet changed anything, not left be."""
        return self.filter(state__in=Loop.WAITING)

    def oldest_first(self):
        return self.order_by("opened_at", "pk")


class Loop(CanBeTakenBack, Sealed, AboutRelationship):
    """Something a person gave that asks for an answer: given, seen, talked about, what changed.

    It carries the words that opened it, so that a page over many loops reads one table; where they came
    from is a kind and an id, because the rooms that open loops come after this one.
    """

    class State(models.TextChoices):
        GIVEN = "given", _("given")
        SEEN = "seen", _("seen")
        TALKED = "talked", _("talked about")
        CHANGED = "changed", _("changed")
        LEFT = "left", _("left be")

    WAITING = (State.GIVEN, State.SEEN, State.TALKED)
    # What has a place of its own, and is not among what waits for an answer.
    ASIDE = ("promise", "news")
    # What comes of these is an answer.
    ANSWERED = ("question", "message")
    # What may follow what. A client may open any loop again but one that was left be.
    MOVES = {
        State.GIVEN: {State.SEEN, State.TALKED, State.CHANGED, State.LEFT},
        State.SEEN: {State.TALKED, State.CHANGED, State.LEFT},
        State.TALKED: {State.CHANGED, State.LEFT, State.GIVEN},
        State.CHANGED: {State.GIVEN},
        State.LEFT: set(),
    }

    class Kind(models.TextChoices):
        WISH = "wish", _("wants to talk about")
        HESITATION = "hesitation", _("is hesitant about")
        HELD_BACK = "held-back", _("asked for help to raise something")
        STRAIN = "strain", _("felt something off between you")
        PROMISE = "promise", _("was promised")
        WORDS = "words", _("wrote")
        PACE = "pace", _("found the pace not right")
        SAFETY = "safety", _("could not easily say no")
        QUESTION = "question", _("asked")
        REPORT = "report", _("asked to see what was heard in a session")
        BARRIER = "barrier", _("said what makes it hard to come")
        CHANGE = "change", _("asked for a change in how you work together")
        BOUNDARY = "boundary", _("noted that a boundary slipped")
        MESSAGE = "message", _("sent a message")
        REVIEW = "review", _("wrote for the review of your work together")
        NEWS = "news", _("told of a change on their side")
        SHARE = "share", _("shared something from their journal")

    sealed_kind = keyring.WORDS

    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.GIVEN)
    source_kind = models.CharField(max_length=30)
    source_id = models.UUIDField()
    given_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    words = SealedField()
    opened_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(null=True)
    # Nobody but the client sees it before: a message sent outside the agreed hours. Empty: seen at once.
    shown_from = models.DateTimeField(null=True)
    # How often the client said that it was not answered for them.
    reopened = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = LoopQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_id", "source_kind", "kind", "practice"], name="one_loop_a_source"
            )
        ]
        indexes = [
            models.Index(
                fields=["relationship", "opened_at"],
                condition=Q(state__in=("given", "seen", "talked")),
                name="loops_waiting",
            )
        ]

    def get_absolute_url(self):
        return reverse("loop-detail", args=[self.pk])

    @property
    def given_at(self):
        return self.opened_at

    def called(self):
        return gettext("something you gave that asks for an answer")

    def was_given_by(self, member):
        return self.given_by_id == member.pk

    def taken_back_through(self):
        """What it came from, where a client can take that back: its words stand there too.

        One answer of many is hidden alone, unless all of them are hidden.
        """
        source = came_from(self.source_kind, self.source_id)
        alone = source is not None and source.its_loops_go_alone and not is_hidden(source)
        return None if alone else source

    def why_it_stays(self):
        if self.kind == Loop.Kind.PROMISE:
            return gettext(
                "A promise was made to somebody. It is not hidden: let it go together, on its page."
            )
        return ""

    @property
    def said(self):
        """The giver's own words, or the answer they tapped in the words of whoever reads it now; "" where there are none."""
        if isinstance(self.words, dict) and "barriers" in self.words:
            return _barriers(**self.words)
        if isinstance(self.words, dict):
            return _answer(**self.words, therapist=self.relationship.clinician.short_name)
        return self.words if isinstance(self.words, str) else ""

    @property
    def step(self):
        """1 to 4: how many of the four dots are full."""
        return {"given": 1, "seen": 2, "talked": 3, "changed": 4, "left": 4}[self.state]

    @property
    def is_waiting(self):
        return self.state in self.WAITING

    @property
    def is_overdue(self):
        return self.is_waiting and self.due_on is not None and self.due_on < timezone.localdate()


def tapped(sheet, item):
    """An answer that was tapped, as a loop keeps it: two people may read it in two languages."""
    return {"form": sheet.form, "version": sheet.version, "item": item, "answer": sheet.answers[item]}


def _barriers(*, barriers, words):
    """What was tapped of what makes it hard to come, and then the client's own words."""
    titles = [guidance(f"barrier-{barrier}", get_language() or "en").title for barrier in barriers]
    return ". ".join(part for part in (", ".join(titles), words) if part)


def _answer(*, form, version, item, answer, therapist):
    question = load_form(form, version).text(get_language() or "en", therapist=therapist).question(item)
    if question.options and question.item.kind == "choice":
        return next((option.words for option in question.options if option.value == answer), str(answer))
    if question.item.lowest < 0:
        return f"{question.low if answer < 0 else question.high} ({abs(answer)}/{question.item.highest})"
    return f"{question.words} {answer}/{question.item.highest}"


class Step(Sealed, Row):
    """One move of a loop: who, when, and what they wrote about it."""

    sealed_kind = keyring.WORDS

    practice = models.ForeignKey(
        "people.Practice", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    relationship = models.ForeignKey("people.Relationship", on_delete=models.PROTECT, related_name="+")
    loop = models.ForeignKey(Loop, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=8, choices=Loop.State)
    reopened = models.BooleanField(default=False)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = SealedField()

    objects = about(
        "loops", taken_back_by=("loop", "loop__source_id"), held_until="loop__shown_from"
    ).as_manager()

    class Meta:
        ordering = ["at"]
