"""What all things heard by trained readings share: a moment for each turn with that code, and how sure it is."""

from __future__ import annotations

from collections import Counter

from beside.listening.finding import Moment, Refusal
from beside.listening.heard import Given, Heard
from beside.listening.language import not_read
from beside.listening.model.codes import Coded
from beside.listening.said import said
from beside.listening.session import Session


def hear(name: str, session: Session, given: Given, code: str, *, a: str, kinds: bool) -> Heard:
    """A moment for each turn that was read as `code` (in words: `a`). `count` of them, `sure` of so many; with `kinds`, each kind's count."""
    if why := not_read(name, session):
        return Heard(refusals=why)
    if not given.coded:
        return Heard(
            refusals=(Refusal(name, said("no-codes", "No trained reading gave codes to these turns.")),)
        )
    assert len(given.coded) == len(session.turns), "one reading a turn, an empty one where there is none"
    moments = tuple(
        moment(name, session, index, coded, given, a)
        for index, coded in enumerate(given.coded)
        if coded.main == code
    )
    numbers: dict[str, object] = {
        "count": len(moments),
        "sure": sum(not moment.possible for moment in moments),
    }
    if kinds:
        counted = Counter(coded.kind for coded in given.coded if coded.main == code and coded.kind)
        numbers |= dict(sorted(counted.items()))
    return Heard(moments, numbers)


def moment(name: str, session: Session, index: int, coded: Coded, given: Given, a: str) -> Moment:
    """One turn, with its probability. Below what was measured as sure it is *possible*, and so is its kind."""
    turn = session.turns[index]
    possible = not given.is_sure(coded.main, coded.probability)
    kind_sure = bool(coded.kind) and given.is_sure(coded.kind, coded.probabilities.get(coded.kind, 0.0))
    rule = in_words(a, coded.kind, possible, kind_sure)
    kind = coded.kind if kind_sure and not possible else ""
    return Moment(
        name, index, turn.text, turn.start, turn.end, coded.probability, rule, kind=kind, possible=possible
    )


def in_words(a: str, kind: str, possible: bool, kind_sure: bool) -> str:
    """What was read, and how sure that is, without the number."""
    if not kind:
        return said("possibly", "possibly {a}", a=a) if possible else said("read-as", "read as {a}", a=a)
    of_kind = said(f"kind-{kind}", kind)
    if possible:
        return said("possibly-perhaps", "possibly {a}, perhaps {kind}", a=a, kind=of_kind)
    if kind_sure:
        return said("read-as-kind", "read as {a}, {kind}", a=a, kind=of_kind)
    return said("read-as-perhaps", "read as {a}, perhaps {kind}", a=a, kind=of_kind)
