"""Validation: a strength named, a reaction that makes sense, standing by, the choice left to the client.

Definition: the therapist names a strength or an effort, says that a reaction makes sense, stands by the client, or says that the
choice is theirs. The phrases are in `signs/validation.toml`.
Source: Moyers, Manuel & Ernst 2014, MITI 4.2.1 (Affirm, Emphasize Autonomy); Welivita & Pu 2023 (Support).
Does not mean: that the client felt it so. Sorrow in a turn in which the therapist owns a mistake is an apology, and not heard here. A polite formula at the end of a session reads the same.
Agreement of experts: none known for the three together. Found by rules, not learnt: on sentences from peer support F1 is in
docs/evidence/miti15.md.

>>> from beside.listening import Session
>>> session = Session.of(("T", "It makes sense that you are angry.", "therapist"))
>>> hear(session).moments[0].rule
'says that a reaction makes sense or is shared by others: “makes sense” (validation/makes-sense)'
"""

from __future__ import annotations

from beside.listening.by_rule import found, moments, refusals
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.said import said
from beside.listening.session import Session
from beside.signs import Found, sentences

NAME = "validation"
# So many turns from either end of a session hold its greetings.
GREETINGS = 3


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each sentence in which a rule fires, with what speaks against it; `count` of them."""
    if refused := refusals(NAME, session, "therapist"):
        return Heard(refusals=refused)
    heard = tuple(
        each
        for each in moments(NAME, session, "therapist", "validation", against)
        if not ("sorry-for" in each.rule and found(session.turns[each.turn], "owning"))
    )
    return Heard(heard, {"count": len(heard)})


def against(session: Session, index: int, fired: Found) -> tuple[str, ...]:
    """It stands where people greet and part, or speaks of somebody else."""
    reasons = []
    if fired.rule.endswith("/standing-by") and min(index, len(session.turns) - 1 - index) < GREETINGS:
        reasons.append(said("greet-and-part", "It stands where people greet and part."))
    if not {"you", "your", "you're", "you've", "yourself"} & set(sentences(fired.sentence)[0].words):
        reasons.append(said("no-word-of-the-client", "It does not speak of the client by a word."))
    return tuple(reasons)
