"""Self-disclosure by the therapist.

Definition: a sentence of the therapist that tells something of their own life: words for oneself are left in it after what
only takes a stand in the conversation (`signs/stance.toml`: *I wonder*, *I'm sorry*, *let me*) is taken out, and they are at least as many as those
for the client. Questions, quoted words and what the therapist owns as a mistake do not count. The lists are in `signs/self-disclosure.toml`.
Source: Hill, Knox & Pinto-Coelho 2018, doi:10.1037/pst0000182.
Does not mean: a fault or a merit; it is never marked as either. What the therapist feels about this session is not meant.
Agreement of experts: none known for sessions. Found by a rule, not learnt: on sentences from peer support F1 is in
docs/evidence/miti15.md.

>>> from beside.listening import Session
>>> session = Session.of(("T", "I see. My mother was ill too, that year.", "therapist"), ("C", "Oh.", "client"))
>>> hear(session).moments[0].words
'My mother was ill too, that year.'
"""

from __future__ import annotations

from beside.listening.by_rule import refusals, sentences_of
from beside.listening.finding import Moment
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.said import said
from beside.listening.session import Session
from beside.signs import Sentence, sentences, sign, without

NAME = "self_disclosure"
# Fewer words than this, once the stand is taken out, tell nothing: a sentence broken off.
TELLING = 3


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each such sentence; `count` of them."""
    if refused := refusals(NAME, session, "therapist"):
        return Heard(refusals=refused)
    moments = tuple(
        Moment(NAME, index, one.text, turn.start, turn.end, None, rule, against(one))
        for index, turn in enumerate(session.turns)
        if turn.role == "therapist"
        for one in sentences_of(turn)
        if (rule := of_oneself(one))
    )
    return Heard(moments, {"count": len(moments)})


def of_oneself(sentence: Sentence) -> str:
    """The rule in words, where a sentence tells of the speaker; nothing where it does not.

    >>> [of_oneself(one) for one in sentences("I wonder how you slept. I slept badly myself.")]
    ['', 'speaks of the therapist: “I”, “myself” (self-disclosure)']
    """
    told = sign("self-disclosure")
    if sentence.asks or told.lists["first"].isdisjoint(sentence.words):
        return ""
    if sign("owning").found_in((sentence,)):
        return ""
    left = sentences(without(sign("stance"), sentence.plain))
    words = [word for part in left for word in part.words]
    mine = [word for word in words if word in told.lists["first"]]
    yours = [word for word in words if word in told.lists["second"]]
    if not mine or len(mine) < len(yours) or len(words) < TELLING:
        return ""
    named = ", ".join(
        f"“{word.replace('i', 'I', 1) if word[0] == 'i' else word}”" for word in dict.fromkeys(mine)
    )
    return said("of-oneself", "speaks of the therapist: {words} (self-disclosure)", words=named)


def against(sentence: Sentence) -> tuple[str, ...]:
    """It speaks of the client too, or of the work of today."""
    told = sign("self-disclosure")
    if not told.lists["second"].isdisjoint(sentence.words):
        return (said("of-the-client-too", "The sentence speaks of the client too."),)
    return ()
