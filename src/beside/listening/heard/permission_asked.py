"""Permission asked, and the window that it opens.

Definition: the therapist asks whether they may say, ask, show or suggest something. A yes from the client opens a window of 3
minutes (without times, of 4 therapist turns): advice in it counts as given with permission. The client's own question
for advice opens one too. The phrases are in `signs/permission.toml`, `agreeing.toml`, `declining.toml`, `asking-advice.toml`.
Source: Moyers, Manuel & Ernst 2014, MITI 4.2.1 (Seeking Collaboration; a condition of permission may last minutes).
Does not mean: that permission was given: the client's next words say that. The length of the window is our choice.
Agreement of experts: none known for this label by itself. Found by rules, not learnt.

>>> from beside.listening import Session
>>> asked = ("T", "Would it be okay if I shared a thought?", "therapist"), ("C", "Sure, go ahead.", "client")
>>> hear(Session.of(*asked)).moments[0].words
'Would it be okay if I shared a thought?'
>>> hear(Session.of(asked[0], ("C", "No, not now.", "client"))).moments[0].against
('The client said no: “No, not now.”',)
"""

from __future__ import annotations

from dataclasses import dataclass

from beside.listening.by_rule import found, moment, next_turn, refusals
from beside.listening.finding import Moment
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.said import said
from beside.listening.session import Session
from beside.signs import Found

NAME = "permission_asked"
SECONDS, TURNS = 180.0, 4


@dataclass(frozen=True)
class Window:
    """From the turn that opened it to the last turn in it; `why` for the reader."""

    opened: int
    last: int
    why: str


def hear(session: Session, given: Given = ALONE) -> Heard:
    """A moment for each asking; `windows`, each from turn to turn, with why."""
    if refused := refusals(NAME, session, "therapist"):
        return Heard(refusals=refused)
    open_ = windows(session)
    moments = tuple(_moment(session, index, fired) for index, fired in askings(session))
    numbers = {
        "asked": len(moments),
        "windows": [{"from": one.opened, "to": one.last, "why": one.why} for one in open_],
    }
    return Heard(moments, numbers)


def askings(session: Session) -> list[tuple[int, Found]]:
    """Each therapist turn that asks permission, with what fired."""
    return [
        (index, fired)
        for index, turn in enumerate(session.turns)
        if turn.role == "therapist"
        for fired in found(turn, "permission")[:1]
    ]


def windows(session: Session) -> tuple[Window, ...]:
    """When advice is with permission: after a yes to an asking, and after the client asks for advice."""
    opened = [
        Window(
            answer, _last(session, answer), said("said-yes-to-asking", "the client said yes to being asked")
        )
        for index, _ in askings(session)
        if (answer := next_turn(session, index, "client")) is not None and agreed(session, answer)
    ]
    asked = [
        Window(index, _last(session, index), said("client-asked", "the client asked"))
        for index, turn in enumerate(session.turns)
        if turn.role == "client" and found(turn, "asking-advice")
    ]
    return tuple(sorted([*opened, *asked], key=lambda window: window.opened))


def agreed(session: Session, answer: int) -> bool:
    """Whether a client's turn says yes, and not no."""
    turn = session.turns[answer]
    return bool(found(turn, "agreeing")) and not found(turn, "declining")


def _last(session: Session, opened: int) -> int:
    start = session.turns[opened].start
    later = [i for i in range(opened + 1, len(session.turns)) if session.turns[i].role == "therapist"]
    if start is None:
        return later[:TURNS][-1] if later else opened
    starts = [(i, session.turns[i].start) for i in later]
    return max((i for i, at in starts if at is not None and at <= start + SECONDS), default=opened)


def _moment(session: Session, index: int, fired: Found) -> Moment:
    answer = next_turn(session, index, "client")
    if answer is None:
        return moment(NAME, session, index, fired, more=said("no-answer", "no answer followed"))
    words = session.turns[answer].text
    short = words if len(words) <= 80 else words[:80].rsplit(" ", 1)[0] + " …"
    if agreed(session, answer):
        return moment(
            NAME,
            session,
            index,
            fired,
            more=said("said-yes", "the client said yes: “{answer}”", answer=short),
        )
    said_no = found(session.turns[answer], "declining")
    against = (
        said("said-no", "The client said no: “{answer}”", answer=short)
        if said_no
        else said("no-clear-yes", "No clear yes followed: “{answer}”", answer=short)
    )
    return moment(NAME, session, index, fired, against=(against,))
