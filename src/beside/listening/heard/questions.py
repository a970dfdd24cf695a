"""Questions, open or closed.

Definition: the therapist's turn is mainly a question. Open: it leaves the answer to the client; closed: a yes, a no, a number
or a fact would do. One turn has one main code, so a reflection that ends in a question is one of the two.
Source: codes as in AnnoMI (Wu et al. 2022, doi:10.1109/ICASSP43922.2022.9746035), after the MITI.
Does not mean: that the question was good, or one too many. Open ones are no better by themselves.
Agreement of experts: kappa .87 on whether there is a question, .52 on open or closed (ten raters, AnnoMI). Learnt; how
often this reading is right is in the model card.

>>> from beside.listening import Session
>>> from beside.listening.model import Coded
>>> session = Session.of(("T", "How was that?", "therapist"))
>>> coded = (Coded(main="question", kind="open", probabilities={"question": 0.9, "open": 0.5}),)
>>> hear(session, Given(coded=coded, is_sure=lambda code, probability: probability > 0.8)).moments[0].rule
'read as a question, perhaps open'
"""

from __future__ import annotations

from beside.listening import learnt
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.said import said
from beside.listening.session import Session

NAME = "questions"


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each; `count`, of which `sure`, and of which `open` and `closed`."""
    return learnt.hear(NAME, session, given, "question", a=said("a-question", "a question"), kinds=True)
