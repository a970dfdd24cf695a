"""What this room says in a brief and on a client's home."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language

from beside.guidance import Guidance, guidance
from beside.practice.loops.models import Loop
from beside.practice.meetings.models import Session
from beside.practice.welcome import preferences, shown
from beside.practice.welcome.models import ClientPage, TherapistPage

# Read before a first session, and left closed in it.
FOR_LATER = ("earlier-therapy", "trust")
# Their words stand in the first brief itself, so they are not said twice.
IN_THE_FIRST = (Loop.Kind.QUESTION, Loop.Kind.BARRIER)


@dataclass(frozen=True)
class First:
    """What leads the brief of a first session: what they asked and fear, how to open, what to leave for later."""

    opening: Guidance
    later: Guidance
    asked: list
    pages: dict[str, ClientPage]
    barriers: list[shown.Barrier]
    differences: list[preferences.Difference]

    def _said(self, page, key):
        return self.pages[page].words.get(key, "") if page in self.pages else ""

    @property
    def fear(self):
        return self._said("fears", "fear")

    @property
    def easier(self):
        return self._said("fears", "easier")

    @property
    def hope(self):
        return self._said("hopes", "hope")

    @property
    def access(self):
        return self._said("about-me", "access")

    @property
    def barrier_words(self):
        return self._said("barriers", "barrier_words")

    @property
    def must_not(self):
        return self._said("preferences", "must_not")

    @property
    def for_later(self) -> list[ClientPage]:
        return [self.pages[page] for page in FOR_LATER if page in self.pages]


def first(relationship, *, by) -> First:
    """Four queries, however much was told."""
    pages, language = shown.told(relationship, by=by), get_language() or "en"
    words = pages["barriers"].words if "barriers" in pages else {}
    return First(
        opening=guidance("first-session", language),
        later=guidance("leave-for-later", language),
        asked=shown.questions(relationship, by=by),
        pages=pages,
        barriers=shown.barriers(words, shown.own_guidance(by)),
        differences=shown.differences(relationship, pages),
    )


@dataclass(frozen=True)
class Offer:
    """What a client's home offers quietly: to meet the therapist, the first three things, and later the rest."""

    page: TherapistPage | None
    before_the_first: bool

    @property
    def more(self):
        return not self.before_the_first


def offer(relationship, *, by) -> Offer:
    """Two queries."""
    page = TherapistPage.objects.visible_to(by).filter(clinician=relationship.clinician_id).first()
    begun = Session.objects.visible_to(by).standing()
    return Offer(
        page,
        not begun.filter(relationship=relationship, starts_at__lte=timezone.now()).exists(),
    )
