"""Owning a mistake.

Definition: the therapist says that they did or said something wrong, or takes their share of what went wrong. The phrases are in `signs/owning.toml`.
Source: Eubanks, Muran & Safran 2015, Rupture Resolution Rating System (acknowledging one's contribution).
Does not mean: that it was a mistake. Sorrow for a loss or an illness is not meant.
Agreement of experts: none known. Found by rules, not learnt, and not tested on sessions.

>>> from beside.listening import Session
>>> session = Session.of(("T", "I got that wrong, I am afraid.", "therapist"))
>>> hear(session).moments[0].words
'I got that wrong, I am afraid.'
"""

from __future__ import annotations

from beside.listening.by_rule import moments, refusals
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.said import said
from beside.listening.session import Session
from beside.signs import Found, sentences

NAME = "owning_a_mistake"


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each sentence in which a rule fires, with what speaks against it; `count` of them."""
    if refused := refusals(NAME, session, "therapist"):
        return Heard(refusals=refused)
    heard = moments(NAME, session, "therapist", "owning", against)
    return Heard(heard, {"count": len(heard)})


def against(session: Session, index: int, fired: Found) -> tuple[str, ...]:
    """It may be about an appointment or a slip, or somebody else's words."""
    words = {"late", "time", "appointment", "room", "sound", "phone", "connection", "camera", "name"}
    if words & set(sentences(fired.sentence)[0].words):
        return (said("arrangements", "It may be about the arrangements and not about what was said."),)
    return ()
