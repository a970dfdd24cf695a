"""A line for each turn: `[0:00:01.000 - 0:00:02.000] Thea (therapist): How was it?`, without times where there are none."""

from __future__ import annotations

from beside.listening.clock import clock
from beside.listening.readers.text import OURS
from beside.listening.session import Session, Turn

NAME = "text"


def written(session: Session) -> str:
    return "\n".join([OURS, *map(line, session.turns)]) + "\n"


def line(turn: Turn) -> str:
    role = f" ({turn.role})" if turn.role else ""
    return f"{span(turn)}{turn.speaker}{role}: {turn.text}"


def span(turn: Turn) -> str:
    if turn.start is None:
        return ""
    return f"[{clock(turn.start)}{'' if turn.end is None else f' - {clock(turn.end)}'}] "
