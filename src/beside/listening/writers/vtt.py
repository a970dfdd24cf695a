"""WebVTT with a cue for each turn, its speaker as `<v>` and the role as its class. Needs every turn's start and end."""

from __future__ import annotations

from beside.listening.clock import clock, escaped, times_of
from beside.listening.readers.vtt import OURS
from beside.listening.session import Session, Turn

NAME = "vtt"


def written(session: Session) -> str:
    head = [OURS, *([f"Language: {session.source.language}"] if session.source.language else [])]
    cues = [cue(number, turn) for number, turn in enumerate(session.turns, start=1)]
    return "\n".join(head) + "\n\n" + "\n".join(cues)


def cue(number: int, turn: Turn) -> str:
    start, end = times_of(turn)
    role = f".{turn.role}" if turn.role else ""
    voice = f"<v{role} {escaped(turn.speaker)}>{escaped(turn.text)}</v>"
    return f"{number}\n{clock(start)} --> {clock(end)}\n{voice}\n"
