"""SubRip with a cue for each turn, `Name (role): ` before its text. Needs every turn's start and end."""

from __future__ import annotations

from beside.listening.clock import clock, escaped, times_of
from beside.listening.session import Session, Turn

NAME = "srt"


def written(session: Session) -> str:
    return "\n".join(cue(number, turn) for number, turn in enumerate(session.turns, start=1))


def cue(number: int, turn: Turn) -> str:
    start, end = (clock(time).replace(".", ",") for time in times_of(turn))
    role = f" ({turn.role})" if turn.role else ""
    return f"{number}\n{start} --> {end}\n{escaped(turn.speaker)}{role}: {escaped(turn.text)}\n"
