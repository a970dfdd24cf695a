"""A moment worth a look: a complaint.

Definition: the client says that something about the therapist, the work or the arrangements is not right for them. The phrases are in `signs/complaint.toml`.
Source: Eubanks, Muran & Safran 2015, Rupture Resolution Rating System (confrontation:
complaints about therapist, activities, parameters, progress); Eubanks et al. 2019, doi:10.1080/10503307.2018.1552034.
Does not mean: hostility, resistance or a rupture. To put the therapist right is often good work between two people.
Agreement of experts: none known for transcripts; for whole minutes, two trained raters agreed on withdrawal in 70.6 % (ICC .40). Found by
rules, not learnt, and not tested on sessions: a moment worth a look, nothing more.

>>> from beside.listening import Session
>>> session = Session.of(("T", "Shall we go on?", "therapist"), ("C", "This is not helping.", "client"))
>>> hear(session).moments[0].words
'This is not helping.'
"""

from __future__ import annotations

from beside.listening.by_rule import moments, refusals
from beside.listening.collaborating import collaborating
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.session import Session
from beside.signs import Found

NAME = "complaint"


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each sentence in which a rule fires, with what speaks against it; `count` of them."""
    if refused := refusals(NAME, session, "client"):
        return Heard(refusals=refused)
    heard = moments(NAME, session, "client", "complaint", against)
    return Heard(heard, {"count": len(heard)})


def against(session: Session, index: int, fired: Found) -> tuple[str, ...]:
    """It gives a reason or another way, speaks of somebody else, or thanks in the same turn."""
    return collaborating(session.turns[index], fired)
