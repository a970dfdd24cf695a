"""Whether a session is in English and without an interpreter: only then is anything read out of its words."""

from __future__ import annotations

import re

from beside.listening.finding import Refusal
from beside.listening.roles import speaks_for_others
from beside.listening.said import said
from beside.listening.session import Session
from beside.signs import sign

# In AnnoMI these words are 0.35 to 0.54 of a session; in our own Spanish texts 0.00. Other languages were not tried.
ENOUGH = 0.25
# With fewer words than this nobody can tell, and the readings are not refused.
WORDS = 20
_WORD = re.compile(r"[\w']+")


def is_english(session: Session) -> bool:
    """What the file says, and where it says nothing, what its most common words say.

    >>> is_english(Session.of(("Ana", "Bueno, no sé qué decir de eso, la verdad. " * 4, "client")))
    False
    """
    known: bool | None = session.__dict__.get("_is_english")
    if known is None:
        known = session.__dict__["_is_english"] = seems_english(session)
    return known


def seems_english(session: Session) -> bool:
    language = session.source.language
    if language:
        return language.lower().replace("_", "-").split("-")[0] in {"en", "eng", "english"}
    common = sign("everyday-words").lists["english"]
    known = sum(sum(map(common.__contains__, turn.plain_words)) for turn in session.turns)
    return session.word_count < WORDS or known / session.word_count >= ENOUGH


def looks_english(text: str) -> bool:
    """Whether its most common words are English ones. Of one or two words nobody can tell.

    >>> looks_english("What is it like for you?"), looks_english("Vale."), looks_english("No idea, no plan.")
    (True, False, False)
    """
    words = _WORD.findall(text.lower().replace("’", "'"))
    common = sign("everyday-words").lists["english"]
    return bool(words) and sum(word in common for word in words) / len(words) >= ENOUGH


def why_no_readings(session: Session) -> str:
    """Why this session gets counts only, in a sentence, or nothing. Worked out once, and gone with the session."""
    known: str | None = session.__dict__.get("_why_no_readings")
    if known is None:
        known = session.__dict__["_why_no_readings"] = worked_out(session)
    return known


def worked_out(session: Session) -> str:
    if not is_english(session):
        if language := session.source.language:
            return said(
                "not-english-it-says",
                "This session is not in English (the file says {language}). It was tried on English only, so other sessions get counts.",
                language=language,
            )
        return said(
            "not-english",
            "This session is not in English. It was tried on English only, so other sessions get counts.",
        )
    interpreters = [turn.speaker for turn in session.turns if speaks_for_others(turn)]
    if interpreters:
        return said(
            "interpreted",
            "{name} interprets here, so the words are not the speakers' own. Interpreted sessions get counts.",
            name=interpreters[0],
        )
    return ""


def not_read(heard: str, session: Session) -> tuple[Refusal, ...]:
    """The refusal of anything that reads English words, or nothing."""
    why = why_no_readings(session)
    return (Refusal(heard, why),) if why else ()
