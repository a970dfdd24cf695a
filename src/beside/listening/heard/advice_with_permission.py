"""Advice with permission.

Definition: the therapist advises in a window of permission (`permission_asked`), after the client asked, or in words that
leave the choice open in the same sentence. The phrases are in `signs/advice.toml` and `signs/advice-offered.toml`.
Source: Moyers, Manuel & Ernst 2014, MITI 4.2.1 (Persuade with Permission).
Does not mean: that the client wanted it, or that it was good advice.
Agreement of experts: kappa .64 on whether a turn holds advice or information at all. Found by rules, not learnt:
on sentences from peer support F1 is in docs/evidence/miti15.md.

>>> from beside.listening import Session
>>> session = Session.of(("C", "What should I do?", "client"), ("T", "You could call her.", "therapist"))
>>> hear(session).moments[0].rule
'says what the client could do: “You could call” (advice/could); the client asked'
"""

from __future__ import annotations

from beside.listening.by_rule import refusals
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.heard.advice_without_permission import with_permission
from beside.listening.session import Session

NAME = "advice_with_permission"


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each such sentence; `count` of them."""
    if refused := refusals(NAME, session, "therapist"):
        return Heard(refusals=refused)
    moments = with_permission(session, NAME)
    return Heard(moments, {"count": len(moments)})
