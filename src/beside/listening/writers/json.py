"""Every turn as it is. This one carries any session."""

from __future__ import annotations

import json

from beside.listening.readers.beside import FORMAT, VERSION
from beside.listening.session import Session, Turn

NAME = "json"


def written(session: Session) -> str:
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "language": session.source.language,
        "tracks": session.source.tracks,
        "turns": [fields(turn) for turn in session.turns],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def fields(turn: Turn) -> dict[str, object]:
    return {
        "speaker": turn.speaker,
        "role": turn.role,
        "start": turn.start,
        "end": turn.end,
        "text": turn.text,
    }
