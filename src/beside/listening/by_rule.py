"""What all things heard by rule share: sentences of a turn, moments from a sign, reasons to refuse."""

from __future__ import annotations

from collections.abc import Callable

from beside.listening.finding import Moment, Refusal
from beside.listening.language import not_read
from beside.listening.said import said
from beside.listening.session import Role, Session, Turn
from beside.signs import Found, Sentence, sentences, sign

Against = Callable[[Session, int, Found], tuple[str, ...]]


def sentences_of(turn: Turn) -> tuple[Sentence, ...]:
    """The sentences of a turn, split once for all rules. They are gone with the turn: nothing said outlives its session here."""
    split: tuple[Sentence, ...] | None = turn.__dict__.get("_sentences")
    if split is None:
        split = turn.__dict__["_sentences"] = sentences(turn.text)
    return split


def found(turn: Turn, sign_id: str) -> tuple[Found, ...]:
    """Where a sign's rules fire in a turn, looked for once."""
    known: dict[str, tuple[Found, ...]] = turn.__dict__.setdefault("_found", {})
    if sign_id not in known:
        known[sign_id] = sign(sign_id).found_in(sentences_of(turn))
    return known[sign_id]


def refusals(heard: str, session: Session, role: Role) -> tuple[Refusal, ...]:
    """Why this cannot be heard here: nobody in that role, or not in English."""
    if not any(turn.role == role for turn in session.turns):
        return (
            Refusal(
                heard,
                said(
                    f"no-{role}",
                    f"Nobody in this transcript is marked as the {role}. Say who the therapist is.",
                ),
            ),
        )
    return not_read(heard, session)


def because(fired: Found, more: str = "") -> str:
    """The rule in words: what it looks for, the words that it saw, and what else counts."""
    sign_id, _, name = fired.rule.partition("/")
    why = next(rule.why for rule in sign(sign_id).rules if rule.name == name)
    seen = {"why": why, "words": fired.words, "rule": fired.rule}
    if more:
        return said("by-sign-and", "{why}: “{words}” ({rule}); {more}", **seen, more=more)
    return said("by-sign", "{why}: “{words}” ({rule})", **seen)


def moment(
    heard: str, session: Session, turn: int, fired: Found, *, against: tuple[str, ...] = (), more: str = ""
) -> Moment:
    """A moment from a rule that fired. It has no probability: nothing was learnt."""
    at = session.turns[turn]
    return Moment(heard, turn, fired.sentence, at.start, at.end, None, because(fired, more), against)


def moments(heard: str, session: Session, role: Role, sign_id: str, against: Against) -> tuple[Moment, ...]:
    """A moment for each sentence of that role in which the sign's rules fire."""
    return tuple(
        moment(heard, session, index, fired, against=against(session, index, fired))
        for index, turn in enumerate(session.turns)
        if turn.role == role
        for fired in found(turn, sign_id)
    )


def next_turn(session: Session, index: int, role: Role) -> int | None:
    """The next turn in that role, or None."""
    later = range(index + 1, len(session.turns))
    return next((i for i in later if session.turns[i].role == role), None)


def last_turn(session: Session, index: int, role: Role) -> int | None:
    """The last turn before this one in that role, or None."""
    return next((i for i in range(index - 1, -1, -1) if session.turns[i].role == role), None)
