"""A moment worth a look: the client goes along.

Definition: the client gives in or defers to the therapist in words (*whatever you think*, *I guess you're right*). The phrases are in `signs/going-along.toml`.
Source: Eubanks, Muran & Safran 2015, Rupture Resolution Rating System (withdrawal: deferential and appeasing); revised 2022,
doi:10.13140/RG.2.2.29780.17282.
Does not mean: that the client is not sincere, nor a rupture. People who agree use the same words.
Agreement of experts: none known for transcripts; for whole minutes, two trained raters agreed on withdrawal in 70.6 % (ICC .40). Found by
rules, not learnt, and not tested on sessions: a moment worth a look, nothing more.

>>> from beside.listening import Session
>>> session = Session.of(("T", "Shall we try the diary?", "therapist"), ("C", "Whatever you think.", "client"))
>>> hear(session).moments[0].words
'Whatever you think.'
"""

from __future__ import annotations

from beside.listening.by_rule import moments, next_turn, refusals
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.said import said
from beside.listening.session import Session
from beside.signs import Found

NAME = "going_along"
# From so many words on a client says something of their own.
OWN = 20


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each sentence in which a rule fires, with what speaks against it; `count` of them."""
    if refused := refusals(NAME, session, "client"):
        return Heard(refusals=refused)
    heard = moments(NAME, session, "client", "going-along", against)
    return Heard(heard, {"count": len(heard)})


def against(session: Session, index: int, fired: Found) -> tuple[str, ...]:
    """The client says more of their own, in this turn or the next."""
    after = next_turn(session, index, "client")
    reasons: list[str] = []
    if len(session.turns[index].words) >= OWN:
        reasons.append(
            said(
                "goes-on",
                "The same turn goes on with words of the client's own ({n}).",
                n=len(session.turns[index].words),
            )
        )
    if after is not None and len(session.turns[after].words) >= OWN:
        reasons.append(next_is_long(len(session.turns[after].words)))
    return tuple(reasons)


def next_is_long(words: int) -> str:
    return said("next-is-long", "The client's next turn is long ({n} words).", n=words)
