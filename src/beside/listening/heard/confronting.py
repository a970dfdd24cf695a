"""Confronting.

Definition: the therapist contradicts, blames, shames, questions the client's honesty or argues against them. The phrases are in `signs/confronting.toml`.
Source: Moyers, Manuel & Ernst 2014, MITI 4.2.1 (Confront).
Does not mean: harm. Said with warmth and at its time it can help, and tone cannot be heard in a transcript.
Agreement of experts: none known; experts code it rarely. Found by rules, not learnt: on sentences from peer support F1 is in
docs/evidence/miti15.md.

>>> from beside.listening import Session
>>> session = Session.of(("T", "You say you want to stop, but you never do.", "therapist"))
>>> hear(session).moments[0].words
'You say you want to stop, but you never do.'
"""

from __future__ import annotations

from beside.listening.by_rule import found, moments, refusals
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.said import said
from beside.listening.session import Session
from beside.signs import Found

NAME = "confronting"


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each sentence in which a rule fires, with what speaks against it; `count` of them."""
    if refused := refusals(NAME, session, "therapist"):
        return Heard(refusals=refused)
    heard = moments(NAME, session, "therapist", "confronting", against)
    return Heard(heard, {"count": len(heard)})


def against(session: Session, index: int, fired: Found) -> tuple[str, ...]:
    """It is put as a question, or stands beside validation."""
    reasons = []
    if fired.sentence.rstrip().endswith("?"):
        reasons.append(said("put-as-question", "It is put as a question."))
    if found(session.turns[index], "validation"):
        reasons.append(said("also-validates", "The same turn also validates."))
    return tuple(reasons)
