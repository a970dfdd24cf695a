"""A moment worth a look: a minimal answer.

Definition: the therapist asks an open question, and the client answers in 3 words or fewer and says nothing else before the
therapist speaks again.
Source: Eubanks, Muran & Safran 2015, Rupture Resolution Rating System (withdrawal: minimal response); revised 2022,
doi:10.13140/RG.2.2.29780.17282.
Does not mean: withdrawal. A short answer, a silence or sadness is none by itself; some people answer shortly.
Agreement of experts: for whole minutes, two trained raters agreed on withdrawal in 70.6 % (ICC .40). Found by a rule, not
learnt, and not tested on sessions: a moment worth a look, nothing more.

>>> from beside.listening import Session
>>> session = Session.of(("T", "What was that like for you?", "therapist"), ("C", "Fine.", "client"))
>>> hear(session).moments[0].rule
'an answer of 1 word to an open question: “What was that like for you?”'
"""

from __future__ import annotations

from beside.listening.by_rule import next_turn, refusals, sentences_of
from beside.listening.finding import Moment
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.heard.going_along import next_is_long
from beside.listening.heard.latency import quantile
from beside.listening.said import said
from beside.listening.session import Session, Turn

NAME = "minimal_answer"
WORDS, LONG = 3, 20
OPEN = {"what", "what's", "how", "how's", "why", "tell", "describe", "which"}
# What begins like an open question and asks for a number or a name.
CLOSED = {"many", "much", "long", "old", "often", "far", "time", "day", "date", "name", "year", "number", "month", "kind"}  # fmt: skip


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each; `count`, and of how many open questions (`open questions`)."""
    if refused := refusals(NAME, session, "client"):
        return Heard(refusals=refused)
    usual = quantile([len(turn.words) for turn in session.client_turns], 0.5)
    asked = [
        (index, question)
        for index in range(1, len(session.turns))
        if session.turns[index].role == "client" and session.turns[index - 1].role == "therapist"
        if (question := open_question(session.turns[index - 1]))
    ]
    moments = tuple(
        _moment(session, index, question, usual)
        for index, question in asked
        if 0 < len(session.turns[index].words) <= WORDS and not goes_on(session, index)
    )
    return Heard(moments, {"count": len(moments), "open questions": len(asked)})


def open_question(turn: Turn) -> str:
    """The open question with which a turn ends, or nothing."""
    last = sentences_of(turn)[-1:]
    if not last or not last[0].asks:
        return ""
    words = [word for word in last[0].words if word not in {"and", "so", "but", "well", "um", "okay", "then"}]
    is_open = words[:1] and words[0] in OPEN and not set(words[1:3]) & CLOSED
    return last[0].text if is_open else ""


def goes_on(session: Session, index: int) -> bool:
    """Whether the client's next row is theirs too."""
    return index + 1 < len(session.turns) and session.turns[index + 1].role == "client"


def _moment(session: Session, index: int, question: str, usual: float) -> Moment:
    turn = session.turns[index]
    after = next_turn(session, index, "client")
    against: list[str] = []
    if usual <= WORDS:
        against.append(
            said(
                "short-all-through",
                "This client's turns are short all through (median {median:g} words).",
                median=usual,
            )
        )
    if after is not None and len(session.turns[after].words) >= LONG:
        against.append(next_is_long(len(session.turns[after].words)))
    if any(sentence.asks for sentence in sentences_of(turn)):
        against.append(said("asked-back", "The client asked back."))
    number = "1 word" if len(turn.words) == 1 else "{n} words"
    rule = said(
        "short-answer",
        f"an answer of {number} to an open question: “{{question}}”",
        n=len(turn.words),
        question=question,
    )
    return Moment(NAME, index, turn.text, turn.start, turn.end, None, rule, tuple(against))
