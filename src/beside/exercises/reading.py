"""What is heard in one typed answer: by the trained reading, and by the rules of `beside.listening`. Never a mark.

>>> read("I cannot sleep.", "What keeps you awake?").names
('question', 'open')

Both read sentences out of context less well than in it, so each reading says how sure it is. A Spanish answer is read by rules of its
own (`spanish/`), which nobody has measured: none of those readings is sure. In any other language words are counted and not read.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from beside.exercises import spanish
from beside.exercises.language import spoken
from beside.listening import ListeningError, Session, Source
from beside.listening.heard import ALONE, Heard, hearing
from beside.listening.language import looks_english, why_no_readings
from beside.listening.model import Reader, reader

SILENCE = "silence"
# What a rule hears, by the file under listening/heard/ that hears it.
BY_RULE = (
    "permission_asked",
    "advice_without_permission",
    "advice_with_permission",
    "owning_a_mistake",
    "not_knowing",
    "self_disclosure",
    "validation",
)
LEARNT = (
    "question",
    "open",
    "closed",
    "reflection",
    "simple",
    "complex",
    "input",
    "information",
    "advice",
    "plan",
    "other",
)
NAMES = frozenset((*LEARNT, *BY_RULE, SILENCE))
LONGEST = 2_000
# A model that is being loaded is waited for, not loaded a second time.
_LOADING = threading.Lock()


@dataclass(frozen=True)
class Reading:
    """One thing heard. `probability` is calibrated, from 0 to 1, and None for a rule; `sure`: right .85 of the time where it was measured.

    A rule is sure of the words it saw, and not of what they were for.
    """

    name: str
    sure: bool
    probability: float | None = None
    rule: str = ""


@dataclass(frozen=True)
class Read:
    """What was heard in an answer, or why nothing was. `questions` counts question marks: in any language they can be seen."""

    readings: tuple[Reading, ...]
    words: int
    questions: int
    model: str = ""
    why_not: str = ""
    by_rules_alone: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(reading.name for reading in self.readings)

    def of(self, name: str) -> Reading | None:
        return next((reading for reading in self.readings if reading.name == name), None)


def read(moment: str, answer: str, *, language: str = "", otherwise: str = "", light: bool = False) -> Read:
    """What is heard in the therapist's `answer` to what the client says in `moment`.

    `language` of the answer, where it is known ("en", "es"); else its most common words tell it, or those of the moment: the two speak
    one language. Where neither tells it, it is read as `otherwise` or English, and nothing in it is sure. With no answer: the silence.
    """
    answer = answer.strip()[:LONGEST]
    if not answer:
        return Read((Reading(SILENCE, sure=True),), words=0, questions=0)
    session = Session.of(
        ("client", moment, "client"),
        ("therapist", answer, "therapist"),
        source=Source("typed", language=language),
    )
    words, questions = len(session.turns[-1].words), answer.count("?")
    told = spoken(language) if language else _told(answer, moment)
    if (told or (otherwise and spoken(otherwise))) == "es":
        return Read(_in_spanish(answer), words, questions, by_rules_alone=True)
    if why := why_no_readings(session):
        return Read((), words, questions, why_not=str(why))
    learnt, model = _learnt(session, light)
    found = (*learnt, *_by_rule(session))
    return Read(found if told else tuple(replace(one, sure=False) for one in found), words, questions, model)


def warm() -> str:
    """Load the model now rather than with the first answer; its name, or nothing where none can be loaded."""
    return read("Hello.", "Hello.", language="en").model


def _told(answer: str, moment: str) -> str:
    """The language that the most common words of the two are of, or nothing."""
    if spanish.looks_spanish(answer) or spanish.looks_spanish(moment):
        return "es"
    return "en" if looks_english(answer) or looks_english(moment) else ""


def _in_spanish(answer: str) -> tuple[Reading, ...]:
    """Never sure: nobody has measured these rules."""
    return tuple(
        Reading(one.name, sure=False, rule=f"{one.why}: «{one.words}»") for one in spanish.heard_in(answer)
    )


def _learnt(session: Session, light: bool) -> tuple[tuple[Reading, ...], str]:
    with _LOADING:
        chosen = _reader(light)
    if chosen is None:
        return (), ""
    coded = chosen.codes(session)[-1]
    found = [
        Reading(code, chosen.is_sure(code, probability), probability)
        for code in (coded.main, coded.kind)
        if code and (probability := coded.probabilities.get(code, 0.0))
    ]
    return tuple(found), chosen.name


@functools.cache
def _reader(light: bool) -> Reader | None:
    """The larger model, else the light one, else none: then the rules read alone. Looked for once a process."""
    for smaller in (light, True):
        try:
            return reader(light=smaller)
        except ListeningError:
            continue
    return None


def _by_rule(session: Session) -> tuple[Reading, ...]:
    last = len(session.turns) - 1
    found = []
    for name in BY_RULE:
        hear: Callable[..., Heard] = hearing(name)
        moment = next((one for one in hear(session, ALONE).moments if one.turn == last), None)
        if moment is not None:
            found.append(Reading(name, sure=True, rule=moment.rule))
    return tuple(found)
