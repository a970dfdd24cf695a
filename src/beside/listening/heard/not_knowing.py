"""Owning not to know.

Definition: the therapist says that they do not know, are not sure, or might be wrong. The phrases are in `signs/not-knowing.toml`.
Source: Nissen-Lie et al. 2017, doi:10.1002/cpp.1977 (doubting oneself as a therapist).
Does not mean: a lack of skill. A soft start of a question ("I don't know if ...") is not meant, and can still be caught.
Agreement of experts: none known. Found by rules, not learnt, and not tested on sessions.

>>> from beside.listening import Session
>>> session = Session.of(("T", "I might be wrong about that.", "therapist"))
>>> hear(session).moments[0].rule
'says that they do not know or may be wrong: “I might be wrong” (not-knowing/does-not-know)'
"""

from __future__ import annotations

from beside.listening.by_rule import moments, refusals
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.said import said
from beside.listening.session import Session
from beside.signs import Found

NAME = "not_knowing"


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each sentence in which a rule fires, with what speaks against it; `count` of them."""
    if refused := refusals(NAME, session, "therapist"):
        return Heard(refusals=refused)
    heard = moments(NAME, session, "therapist", "not-knowing", against)
    return Heard(heard, {"count": len(heard)})


def against(session: Session, index: int, fired: Found) -> tuple[str, ...]:
    """It may only make a question or a suggestion softer."""
    if fired.sentence.rstrip().endswith("?") or " if " in fired.sentence:
        return (said("only-softer", "It may only make a question softer."),)
    return ()
