"""A row for each turn: speaker, start, end, text, role. Times in seconds, to the millisecond."""

from __future__ import annotations

import csv
import io

from beside.listening.session import Session

NAME = "csv"


def written(session: Session) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("speaker", "start", "end", "text", "role"))
    for turn in session.turns:
        rows.writerow((turn.speaker, time(turn.start), time(turn.end), turn.text, turn.role))
    return out.getvalue()


def time(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
