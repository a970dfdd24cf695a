"""Advice that nobody asked for.

Definition: the therapist says what the client should, could or had better do, outside a window of permission
(`permission_asked`), and without leaving the choice open in the same sentence. The phrases are in `signs/advice.toml`.
Source: Moyers, Manuel & Ernst 2014, MITI 4.2.1 (Persuade); Welivita & Pu 2023 (Advise without Permission, Direct, Warn).
Does not mean: a fault. Some clients want it and some ways of working rest on it. Homework that both agreed on reads the same.
Agreement of experts: kappa .64 on whether a turn holds advice or information at all. Found by rules, not learnt:
on sentences from peer support F1 is in docs/evidence/miti15.md.

>>> from beside.listening import Session
>>> session = Session.of(("T", "It is late. You should sleep more.", "therapist"), ("C", "Hm.", "client"))
>>> hear(session).moments[0].rule
'says what the client should, must or needs to do: “You should” (advice/should)'
"""

from __future__ import annotations

from dataclasses import dataclass

from beside.listening.by_rule import moment, refusals, sentences_of
from beside.listening.finding import Moment
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.heard.permission_asked import Window, windows
from beside.listening.said import said
from beside.listening.session import Session, Turn
from beside.signs import Found, Sentence, sentences, sign

NAME = "advice_without_permission"
# How long after a window a permission is still worth naming.
LATELY = 12


@dataclass(frozen=True)
class Advice:
    """A sentence of advice, and whether its own words leave the choice open."""

    found: Found
    open: bool


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each such sentence; `count` of them."""
    if refused := refusals(NAME, session, "therapist"):
        return Heard(refusals=refused)
    moments = tuple(
        moment(NAME, session, index, advice.found, against=_against(index, lately))
        for index, advice, window, lately in given_advice(session)
        if not window and not advice.open
    )
    return Heard(moments, {"count": len(moments)})


def advice_in(text: str | tuple[Sentence, ...]) -> tuple[Advice, ...]:
    """Each sentence that advises.

    >>> [advice.open for advice in advice_in("You should rest. If you like, we could look at sleep.")]
    [False, True]
    """
    split = sentences(text) if isinstance(text, str) else text
    offered = {fired.sentence: fired for fired in sign("advice-offered").found_in(split)}
    plain = {fired.sentence: fired for fired in sign("advice").found_in(split)}
    both = (offered.get(one.text) or plain.get(one.text) for one in split)
    return tuple(Advice(fired, fired.sentence in offered) for fired in both if fired)


def advice_of(turn: Turn) -> tuple[Advice, ...]:
    """The same in a turn, looked for once for the two that ask."""
    known: tuple[Advice, ...] | None = turn.__dict__.get("_advice")
    if known is None:
        known = turn.__dict__["_advice"] = advice_in(sentences_of(turn))
    return known


def given_advice(session: Session) -> list[tuple[int, Advice, Window | None, Window | None]]:
    """Each sentence of advice by the therapist, with the window it falls in and the last one closed not long before."""
    open_ = windows(session)
    return [
        (
            index,
            advice,
            next((one for one in open_ if one.opened < index <= one.last), None),
            next((one for one in reversed(open_) if one.last < index <= one.last + LATELY), None),
        )
        for index, turn in enumerate(session.turns)
        if turn.role == "therapist"
        for advice in advice_of(turn)
    ]


def _against(index: int, lately: Window | None) -> tuple[str, ...]:
    if lately is None:
        return ()
    return (
        said(
            "window-lately",
            "Not long before ({n} turns), {why}; it may still hold.",
            n=index - lately.opened,
            why=lately.why,
        ),
    )


def with_permission(session: Session, heard: str) -> tuple[Moment, ...]:
    """The other half: advice in a window, or put so that it can be turned down."""
    return tuple(
        moment(
            heard,
            session,
            index,
            advice.found,
            more=window.why if window else said("leaves-open", "it leaves the choice open"),
        )
        for index, advice, window, _ in given_advice(session)
        if window or advice.open
    )
