"""A moment worth a look: the client turns to something else.

Definition: the client says that they turn to something else, or would rather not go on. The phrases are in `signs/topic-shift.toml`.
Source: Eubanks, Muran & Safran 2015, Rupture Resolution Rating System (withdrawal: shifting topic); revised 2022,
doi:10.13140/RG.2.2.29780.17282.
Does not mean: avoiding, nor a rupture. People change the topic because they are done with one, or another matters more.
Agreement of experts: none known for transcripts; for whole minutes, two trained raters agreed on withdrawal in 70.6 % (ICC .40). Found by
rules, not learnt, and not tested on sessions: a moment worth a look, nothing more.

>>> from beside.listening import Session
>>> session = Session.of(("T", "And your father?", "therapist"), ("C", "Can we talk about something else?", "client"))
>>> hear(session).moments[0].words
'Can we talk about something else?'
"""

from __future__ import annotations

from beside.listening.by_rule import last_turn, moments, next_turn, refusals
from beside.listening.content import content
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.said import said
from beside.listening.session import Session
from beside.signs import Found

NAME = "topic_shift"


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each sentence in which a rule fires, with what speaks against it; `count` of them."""
    if refused := refusals(NAME, session, "client"):
        return Heard(refusals=refused)
    heard = moments(NAME, session, "client", "topic-shift", against)
    return Heard(heard, {"count": len(heard)})


def against(session: Session, index: int, fired: Found) -> tuple[str, ...]:
    """The same words are still there, or come back in the client's next turn."""
    asked, after = last_turn(session, index, "therapist"), next_turn(session, index, "client")
    if asked is None:
        return (said("nothing-before", "The therapist had said nothing before it."),)
    before = content(session.turns[asked])
    reasons = []
    if still := before.keys() & content(session.turns[index]).keys():
        reasons.append(said("stays-with", "It stays with “{word}”.", word=before[min(still)]))
    if after is not None and (back := before.keys() & content(session.turns[after]).keys()):
        reasons.append(
            said("comes-back", "The client's next turn comes back to “{word}”.", word=before[min(back)])
        )
    return tuple(reasons)
