"""Silences of 3 seconds or more.

Definition: nobody speaks for 3 seconds or more between two turns. Said are its length, who spoke before, who ended
it and with what. With times in whole seconds, from 4 on: only then was it surely 3.
Source: Frankel, Levitt, Murray, Greenberg & Angus 2006 (the 3 seconds).
Does not mean: anything by itself. Studies tell seven kinds of silence apart, from what comes before and after and
from asking the client; a person may name the kind here, the machine does not. Total silence has no consistent relation to
outcome. A silence inside one person's turn cannot be seen, and where a program lets the last word of a turn lie over the
silence after it, neither can that one.
Agreement of experts: none needed for length and order; the kinds are for a person.

>>> from beside.listening import Session, Turn
>>> turns = (Turn("T", "Well?", 0.0, 2.0, "therapist"), Turn("C", "Mm.", 7.5, 8.0, "client"))
>>> hear(Session(turns)).moments[0].rule
'5.5 seconds after the therapist; ended by the client with a sound of listening'
"""

from __future__ import annotations

from beside.listening.by_rule import found, sentences_of
from beside.listening.finding import Moment, Refusal
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.language import is_english
from beside.listening.said import said
from beside.listening.session import Session, Turn
from beside.signs import sign

NAME = "silences"
SECONDS = 3.0
WHOLE_SECONDS = 4.0


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each silence, at the turn that ended it; `count`, `seconds` in all, and counts by who ended it."""
    if not session.has_ends:
        why = said(
            "no-ends-silences",
            "Silences need the start and the end of every turn, and this transcript does not have them.",
        )
        return Heard(refusals=(Refusal(NAME, why),))
    least = WHOLE_SECONDS if session.source.whole_seconds else SECONDS
    moments, seconds, ended = [], 0.0, dict[str, int]()
    for before, index, start, end in gaps(session):
        if (
            round(end - start, 3) >= least
        ):  # to the millisecond, as transcripts are written: 4.1 - 1.1 is a little under 3
            moments.append(_moment(session, given, before, index, start, end))
            seconds += end - start
            who = name(session.turns[index])
            ended[who] = ended.get(who, 0) + 1
    numbers = {"count": len(moments), "seconds": round(seconds, 3), "ended by": ended, "from": least}
    return Heard(tuple(moments), numbers)


def gaps(session: Session) -> list[tuple[int, int, float, float]]:
    """Each stretch between turns in which nobody speaks: who was last (index), who is next (index), from, to."""
    found_: list[tuple[int, int, float, float]] = []
    order = sorted(range(len(session.turns)), key=lambda i: (session.turns[i].start or 0.0, i))
    last, silent_from = -1, 0.0
    for index in order:
        turn = session.turns[index]
        assert turn.start is not None, "asked only where every turn has both"
        assert turn.end is not None, "asked only where every turn has both"
        if last >= 0 and turn.start > silent_from:
            found_.append((last, index, silent_from, turn.start))
        if last < 0 or turn.end >= silent_from:
            last, silent_from = index, max(silent_from, turn.end, turn.start)
    return found_


def _moment(session: Session, given: Given, before: int, index: int, start: float, end: float) -> Moment:
    turn = session.turns[index]
    who, then = name(session.turns[before]), name(turn)
    rule = said(
        "silence",
        "{seconds:.1f} seconds after {who}; ended by {then} with {what}",
        seconds=round(end - start, 3),
        who=who,
        then=then,
        what=with_what(session, given, index),
    )
    return Moment(NAME, index, " ".join(turn.text.split()[:12]), start, end, None, rule)


def name(turn: Turn) -> str:
    return (
        said(f"the-{turn.role}", f"the {turn.role}") if turn.role in ("therapist", "client") else turn.speaker
    )


CODES = {
    "question": said("a-question", "a question"),
    "reflection": said("a-reflection", "a reflection"),
    "input": said("information-or-advice", "information or advice"),
}


def with_what(session: Session, given: Given, index: int) -> str:
    """What ended it, as far as it can be told."""
    turn = session.turns[index]
    if given.codes and given.codes[index] in CODES:
        return CODES[given.codes[index]]
    words = [word.lower() for word in turn.words]
    if words and len(words) <= 3 and all(word in sign("backchannel").lists["word"] for word in words):
        return said("a-sound", "a sound of listening")
    if any(sentence.asks for sentence in sentences_of(turn)):
        return CODES["question"]
    if is_english(session) and found(turn, "topic-shift"):
        return said("another-topic", "a change of topic")
    return said("other-words", "other words")
