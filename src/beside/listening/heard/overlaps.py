"""Both speaking at the same time.

Definition: one begins while the other still speaks, for .2 seconds or more. Told apart: both began together (within
.2 seconds), a sound of listening (.6 seconds or less, or only such sounds), came in (3 words or more while the other
had not ended), and short.
Source: Lunsford, Heeman & Rennie 2016 (tell these apart before counting); thresholds as in use elsewhere.
Does not mean: interrupting. Much of it is a sign of listening, and who had the right to speak cannot be heard.
Agreement of experts: none needed where each person has a track of their own, and not to be had otherwise.

>>> from beside.listening import Session, Source, Turn
>>> turns = (Turn("C", "So I went there and", 0.0, 4.0, "client"), Turn("T", "Where did you go?", 3.0, 5.0, "therapist"))
>>> hear(Session(turns, Source(tracks=2))).moments[0].rule
'the therapist came in 1.0 seconds before the client ended'
>>> hear(Session(turns, Source(tracks=1))).refusals[0].why
'Everybody is on one track, and overlaps cannot be heard there. Record each person on a track of their own.'
"""

from __future__ import annotations

from beside.listening.finding import Moment, Refusal
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.heard.silences import name
from beside.listening.said import said
from beside.listening.session import Session, Turn
from beside.signs import sign

NAME = "overlaps"
LEAST, SHORT, WORDS = 0.2, 0.6, 3


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each time somebody came in; counts of each kind by who came in."""
    if why := why_not(session):
        return Heard(refusals=(Refusal(NAME, why),))
    counts: dict[str, dict[str, int]] = {}
    moments = []
    for first, second, seconds in overlaps(session):
        what = kind(session.turns[first], session.turns[second], seconds)
        who = name(session.turns[second])
        counts.setdefault(who, {})[what] = counts.get(who, {}).get(what, 0) + 1
        if what == "came in":
            moments.append(_moment(session, first, second, seconds))
    return Heard(tuple(moments), {"by": counts})


def why_not(session: Session) -> str:
    """Why this transcript cannot show overlaps, or nothing."""
    if session.source.tracks < 2:
        return said(
            "one-track",
            "Everybody is on one track, and overlaps cannot be heard there. Record each person on a track of their own.",
        )
    if not session.has_ends:
        return said(
            "no-ends-overlaps",
            "Overlaps need the start and the end of every turn, and this transcript does not have them.",
        )
    if session.source.whole_seconds:
        return said(
            "whole-seconds-overlaps", "The times are whole seconds, and overlaps last fractions of one."
        )
    return ""


def overlaps(session: Session) -> list[tuple[int, int, float]]:
    """Pairs of turns of two people that share .2 seconds or more: who spoke, who came in, how long both spoke.

    Against each turn stands, of each other person, the turn that lasts longest among those begun before it.
    """
    turns = session.turns
    order = sorted(range(len(turns)), key=lambda i: (turns[i].start or 0.0, i))
    longest: dict[str, int] = {}
    pairs = []
    for index in order:
        turn = turns[index]
        others = [other for speaker, other in longest.items() if speaker != turn.speaker]
        pairs += [(other, index, both) for other in others if (both := shared(turns[other], turn)) >= LEAST]
        before = longest.get(turn.speaker)
        if before is None or (turn.end or 0.0) > (turns[before].end or 0.0):
            longest[turn.speaker] = index
    return pairs


def shared(one: Turn, other: Turn) -> float:
    """Seconds in which both speak, rounded to thousandths."""
    starts = [turn.start for turn in (one, other) if turn.start is not None]
    ends = [turn.end for turn in (one, other) if turn.end is not None]
    assert len(starts) == len(ends) == 2, "asked only where every turn has both"
    return round(min(ends) - max(starts), 3)


def kind(first: Turn, second: Turn, seconds: float) -> str:
    if (second.start or 0.0) - (first.start or 0.0) < LEAST:
        return "began together"
    words = [word.lower() for word in second.words]
    if (second.seconds or 0.0) <= SHORT or all(word in sign("backchannel").lists["word"] for word in words):
        return "listening"
    return "came in" if len(words) >= WORDS else "short"


def _moment(session: Session, first: int, second: int, seconds: float) -> Moment:
    turn, other = session.turns[second], session.turns[first]
    rule = said(
        "came-in",
        "{who} came in {seconds:.1f} seconds before {other} ended",
        who=name(turn),
        seconds=seconds,
        other=name(other),
    )
    return Moment(NAME, second, " ".join(turn.text.split()[:12]), turn.start, other.end, None, rule)
