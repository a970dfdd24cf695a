"""Reflections: the client's words or meaning, given back.

Definition: the therapist's turn is mainly a statement of what the client said, meant or may feel. Simple: it stays near the words;
complex: it adds meaning. Whether simple or complex is said as a guess only, and counted nowhere.
Source: codes as in AnnoMI (Wu et al. 2022, doi:10.1109/ICASSP43922.2022.9746035), after the MITI.
Does not mean: that the client felt understood; their next words may tell. The ratio of reflections to questions from such readings falls
into the right band of the MITI in 71 % of sessions (measured), so no ratio is judged.
Agreement of experts: kappa .66 on whether there is a reflection, .21 on simple or complex (ten raters, AnnoMI). Learnt; how often this
reading is right is in the model card.

>>> from beside.listening import Session
>>> from beside.listening.model import Coded
>>> session = Session.of(("T", "You were worn out.", "therapist"))
>>> coded = (Coded(main="reflection", kind="complex", probabilities={"reflection": 0.5, "complex": 0.7}),)
>>> hear(session, Given(coded=coded)).moments[0].rule
'possibly a reflection, perhaps complex'
"""

from __future__ import annotations

from beside.listening import learnt
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.said import said
from beside.listening.session import Session

NAME = "reflections"


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each; `count`, of which `sure`."""
    return learnt.hear(
        NAME, session, given, "reflection", a=said("a-reflection", "a reflection"), kinds=False
    )
