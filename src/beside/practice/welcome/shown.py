"""What a client told, as a page shows it, and what helps with it. The brief and the pages of this room read it here."""

from dataclasses import dataclass

from django.utils.translation import get_language

from beside.guidance import Guidance, guidance
from beside.practice.loops import wording
from beside.practice.loops.models import Loop
from beside.practice.people import taking_back
from beside.practice.welcome import knowledge, preferences
from beside.practice.welcome.actions.telling import named_barriers
from beside.practice.welcome.models import ClientPage, OwnGuidance, TherapistPage


@dataclass(frozen=True)
class Barrier:
    """What makes it hard to come, how strong it is today if they said so, and what to do and to say."""

    id: str
    strength: int | None
    guidance: Guidance
    own: list[OwnGuidance]

    @property
    def shipped(self) -> bool:
        """Whether what Beside brings is shown: the practice may have put its own words in its place."""
        return not any(own.instead for own in self.own)


@dataclass(frozen=True)
class Answer:
    """One question of a page with what was said: a text, or barriers, or leans."""

    question: knowledge.Question
    text: str = ""
    barriers: tuple[Barrier, ...] = ()
    leans: tuple[preferences.Lean, ...] = ()


def told(relationship, *, by) -> dict[str, ClientPage]:
    """The version that counts of every page that was told. One query, a client's two; nothing is opened yet."""
    found = ClientPage.objects.visible_to(by).filter(relationship=relationship)
    pages = {
        page.page: page
        for page in found.select_related("entered_by", "relationship__client").order_by("page", "version")
    }
    if by.is_client:
        taking_back.marked(list(pages.values()))
    return pages


def answers(page, own=None) -> list[Answer]:
    """What stands on one page, in its order."""
    return [
        _answer(question, page.words, own or {})
        for question in page.definition.questions
        if question.key in page.words
    ]


def _answer(question, words, own) -> Answer:
    if question.kind == "barriers":
        return Answer(question, barriers=tuple(barriers(words, own)))
    if question.kind == "sliders":
        return Answer(question, leans=tuple(preferences.leans(words[question.key])))
    return Answer(question, text=words[question.key])


def barriers(words, own) -> list[Barrier]:
    """The strongest first; of those without a strength, as the folder has them."""
    language = get_language() or "en"
    strengths = words.get("barriers", {})
    found = [
        Barrier(name, strengths[name], guidance(f"barrier-{name}", language), own.get(name, []))
        for name in named_barriers(words)
    ]
    return sorted(found, key=lambda barrier: -(barrier.strength or 0))


def own_guidance(who) -> dict[str, list[OwnGuidance]]:
    """What is laid over the shipped guidance for this reader, by barrier: the practice's before one's own. One query."""
    found: dict[str, list[OwnGuidance]] = {}
    rows = OwnGuidance.objects.visible_to(who).select_related("author").order_by("at", "pk")
    for row in sorted(rows, key=lambda row: not row.author.is_owner):
        found.setdefault(row.barrier, []).append(row)
    return found


def differences(relationship, pages) -> list[preferences.Difference]:
    """Where the two lean far apart, as far as both said so and the therapist's page is published. At most one query."""
    if "preferences" not in pages:
        return []
    # What is published is for both of them; a deputy or a supervisor reads the same.
    page = TherapistPage.objects.filter(
        practice=relationship.practice_id, clinician=relationship.clinician_id, published__isnull=False
    ).first()
    leans = pages["preferences"].words.get("sliders", {})
    return preferences.differences(leans, page.style if page else {})


def questions(relationship, *, by):
    """What was asked, the unanswered first, then the newest. One query."""
    loops = Loop.objects.visible_to(by).filter(relationship=relationship, kind=Loop.Kind.QUESTION)
    lines = []
    for loop in loops.select_related("given_by").order_by("-opened_at", "-pk"):
        loop.relationship = relationship
        lines.append(wording.line(loop, viewer=by))
    return sorted(lines, key=lambda line: not line.loop.is_waiting)
