"""How much of the talk each person did.

Definition: each person's part of all words, and, where every turn has an end, of all seconds in which somebody
spoke. Silence belongs to nobody, and talk at the same time counts for both, so the parts add up to 1.
Source: counting; ConvoKit's TalkTimeSharing counts the same.
Does not mean: that one of the two talked too much. No clinical norm is known.
Agreement of experts: none needed, it is a count.

>>> from beside.listening import Session
>>> session = Session.of(("Thea", "And then? " * 30, "therapist"), ("Chris", "I went home. " * 60, "client"))
>>> hear(session).numbers["words"]
{'therapist': 0.25, 'client': 0.75}
"""

from __future__ import annotations

from collections.abc import Sequence

from beside.listening.finding import Refusal
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.said import said
from beside.listening.session import Session

NAME = "talk_share"
# Under this a share says more about where the transcript was cut than about the talk.
WORDS = 200


def hear(session: Session, given: Given = ALONE) -> Heard:
    """`words`: share of the words by role (by speaker where the role is not known); `seconds`: of the time, where known."""
    if session.word_count < WORDS:
        why = said(
            "few-words-share",
            "There are {n} words; a share of the talk is counted from {least} on.",
            n=session.word_count,
            least=WORDS,
        )
        return Heard(refusals=(Refusal(NAME, why),))
    numbers: dict[str, object] = {"words": shares(session, [len(turn.words) for turn in session.turns])}
    seconds = [length for turn in session.turns if (length := turn.seconds) is not None]
    if len(seconds) == len(session.turns):
        numbers["seconds"] = shares(session, seconds)
        return Heard(numbers=numbers)
    why = said("no-ends-share", "Not every turn has an end, so time is not counted.")
    return Heard(numbers=numbers, refusals=(Refusal(NAME, why),))


def shares(session: Session, sizes: Sequence[float]) -> dict[str, float]:
    """Each person's part of the whole, from the size of each turn; nothing where the whole is nothing."""
    sums: dict[str, float] = {}
    for turn, size in zip(session.turns, sizes, strict=True):
        who = turn.role or turn.speaker
        sums[who] = sums.get(who, 0.0) + size
    whole = sum(sums.values())
    return {who: part / whole for who, part in sums.items()} if whole else {}
