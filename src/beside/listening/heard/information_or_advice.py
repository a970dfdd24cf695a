"""Information or advice.

Definition: the therapist's turn mainly tells something: information, advice, or a plan (options offered, a goal negotiated).
Whether it was asked for is heard apart from this, by rules (`advice_with_permission`, `advice_without_permission`).
Source: codes as in AnnoMI (Wu et al. 2022, doi:10.1109/ICASSP43922.2022.9746035; its *input*), after the MITI.
Does not mean: a fault. Much of it is asked for, and some ways of working rest on it.
Agreement of experts: kappa .64 on whether there is any (ten raters, AnnoMI). Learnt; how often this reading is right is in the
model card.

>>> from beside.listening import Session
>>> from beside.listening.model import Coded
>>> session = Session.of(("T", "Sleep gets shorter with age.", "therapist"))
>>> coded = (Coded(main="input", kind="information", probabilities={"input": 0.8, "information": 0.9}),)
>>> hear(session, Given(coded=coded)).moments[0].rule
'possibly information or advice, perhaps information'
"""

from __future__ import annotations

from beside.listening import learnt
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.said import said
from beside.listening.session import Session

NAME = "information_or_advice"


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each; `count`, of which `sure`, and of which `advice`, `information` and `plan`."""
    return learnt.hear(
        NAME, session, given, "input", a=said("information-or-advice", "information or advice"), kinds=True
    )
