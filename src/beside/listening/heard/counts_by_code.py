"""How many turns of each kind.

Definition: the turns of each code that a trained reading gave: question, reflection, input, other for the therapist.
Source: codes as in AnnoMI (Wu et al. 2022).
Does not mean: quality. The ratio of reflections to questions from such counts falls into the right band of the MITI in
71 % of sessions (measured), so no band is shown and no ratio is judged.
Agreement of experts: kappa .737 on the therapist's four codes, .467 on the client's talk.

>>> from beside.listening import Session
>>> session = Session.of(("T", "How so?", "therapist"), ("C", "It hurts.", "client"), ("T", "It hurts.", "therapist"))
>>> hear(session, Given(codes=("question", "", "reflection"))).numbers
{'therapist': {'question': 1, 'reflection': 1}}
"""

from __future__ import annotations

from collections import Counter

from beside.listening.finding import Refusal
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.language import not_read
from beside.listening.said import said
from beside.listening.session import Session

NAME = "counts_by_code"


def hear(session: Session, given: Given = ALONE) -> Heard:
    """Turns of each code, by role."""
    if refused := not_read(NAME, session):
        return Heard(refusals=refused)
    if not any(given.codes):
        return Heard(
            refusals=(Refusal(NAME, said("no-codes", "No trained reading gave codes to these turns.")),)
        )
    assert len(given.codes) == len(session.turns), "one code a turn, empty where there is none"
    coded = [(turn.role, code) for turn, code in zip(session.turns, given.codes, strict=True) if code]
    roles = dict.fromkeys(role for role, _ in coded)
    return Heard(
        numbers={
            role: dict(sorted(Counter(code for who, code in coded if who == role).items())) for role in roles
        }
    )
