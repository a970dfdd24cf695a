from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beside.measures import load_form
from beside.practice.people.models import AboutRelationship, Member, Row, about
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField


class LoopQuerySet(about("loops")):
    def waiting(self):
        """Those that still ask for something: not yet changed anything, not left be."""
        return self.filter(state__in=Loop.WAITING)

    def oldest_first(self):
        return self.order_by("opened_at", "pk")


class Loop(Sealed, AboutRelationship):
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

    sealed_kind = keyring.WORDS

    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.GIVEN)
    source_kind = models.CharField(max_length=30)
    source_id = models.UUIDField()
    given_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    words = SealedField()
    opened_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(null=True)
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

    @property
    def said(self):
        """The giver's own words, or the answer they tapped in the words of whoever reads it now; "" where there are none."""
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

    objects = about("loops").as_manager()

    class Meta:
        ordering = ["at"]
