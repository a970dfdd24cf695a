"""Repair attempts.

Definition: the therapist turns to what goes on between the two: asks about it, clears up a misunderstanding, changes the task,
invites thoughts about the therapist or the therapy. The phrases are in `signs/repair.toml`.
Source: Eubanks, Muran & Safran 2015, Rupture Resolution Rating System; Eubanks, Muran & Safran 2018, doi:10.1037/pst0000185.
Does not mean: that something was broken, nor that it was mended: what the client says next tells more.
Agreement of experts: none known for transcripts; for whole minutes, two trained raters agreed on withdrawal in 70.6 % (ICC .40). Found by
rules, not learnt, and not tested on sessions: a moment worth a look, nothing more.

>>> from beside.listening import Session
>>> session = Session.of(("T", "Did I say something that hurt?", "therapist"))
>>> hear(session).moments[0].rule
'asks how it is between the two, or here: “Did I say” (repair/asks-about-us)'
"""

from __future__ import annotations

from beside.listening.by_rule import found, moments, refusals
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.said import said
from beside.listening.session import Session
from beside.signs import Found

NAME = "repair_attempts"
# How far back a strain may lie that this answers.
BACK = 6


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each sentence in which a rule fires, with what speaks against it; `count` of them."""
    if refused := refusals(NAME, session, "therapist"):
        return Heard(refusals=refused)
    heard = moments(NAME, session, "therapist", "repair", against)
    return Heard(heard, {"count": len(heard)})


def against(session: Session, index: int, fired: Found) -> tuple[str, ...]:
    """Nothing before it that this would mend."""
    before = session.turns[max(0, index - BACK) : index]
    signs = ("complaint", "rejecting", "pushing-back", "going-along", "topic-shift")
    if any(found(turn, sign) for turn in before if turn.role == "client" for sign in signs):
        return ()
    return (
        said(
            "nothing-to-mend",
            "In the {n} turns before it nothing was found that it would mend.",
            n=len(before),
        ),
    )
