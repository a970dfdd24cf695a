"""What one transcript gave, kept apart until all are done: so a run that was stopped goes on where it was.

A part is a file of three lines of JSON: a row for the session, columns of its turns, columns of its findings. Its name is a digest of the
transcript's bytes and of all that would make another report of them. Beside the parts stands, for each page (HTML, JSON, CSV), which part it is of.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from beside import __version__
from beside.listening.keeping import keep
from beside.listening.model import HEADS
from beside.listening.report import Report
from beside.listening.reports.plain import VERSION, as_plain

Columns = dict[str, list[Any]]

CODES = tuple(code for codes in HEADS.values() for code in codes)
SESSION_COLUMNS = {
    "file": str,
    "error": str,
    "format": str,
    "language": str,
    "turns": int,
    "words": int,
    "model": str,
    "why_no_readings": str,
    "roles_because": str,
    "roles_guessed": bool,
    "summary": str,
    "refusals": str,
}
TURN_COLUMNS = {
    "file": str,
    "index": int,
    "speaker": str,
    "role": str,
    "start": float,
    "end": float,
    "text": str,
    "main": str,
    "kind": str,
    "talk": str,
    "sure": bool,
    **{f"p_{code}": float for code in CODES},
}
FINDING_COLUMNS = {
    "file": str,
    "turn": int,
    "heard": str,
    "words": str,
    "start": float,
    "end": float,
    "probability": float,
    "possible": bool,
    "kind": str,
    "rule": str,
    "against": str,
}


def name_of(data: bytes, model: str, therapist: str | None) -> str:
    """The name of the part of this transcript, heard in this way."""
    how = json.dumps([__version__, VERSION, model, therapist]).encode()
    return digest(how + b"\0" + data)


def keep_part(path: Path, report: Report) -> None:
    plain = as_plain(report)
    lines = (session_row(report, plain), turn_columns(plain), finding_columns(plain))
    keep(path, "".join(f"{json.dumps(line)}\n" for line in lines))


def remember(part: Path, page: Path) -> None:
    """Keep beside the parts which of them this page is of, and a digest of what it says."""
    keep(note_of(part, page), f"{part.stem} {digest(page.read_bytes())}")


def wrote(part: Path, page: Path) -> bool:
    """Whether the page is as it was written with this part: another run, with other options, may have written over it."""
    try:
        return note_of(part, page).read_text() == f"{part.stem} {digest(page.read_bytes())}"
    except OSError:
        return False


def note_of(part: Path, page: Path) -> Path:
    return part.with_name(f"{digest(os.fsencode(os.path.abspath(page)))}.page")


def digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=20).hexdigest()


def line_of(path: Path, number: int) -> Any:
    """One of the three."""
    with path.open(encoding="utf-8") as file:
        for _ in range(number):
            file.readline()
        return json.loads(file.readline())


def session_row(report: Report, plain: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "error": None,
        "format": report.session.source.format,
        "language": report.session.source.language,
        "turns": len(report.session.turns),
        "words": report.session.word_count,
        "model": report.model,
        "why_no_readings": report.why_no_readings,
        "roles_because": report.session.roles_because,
        "roles_guessed": report.session.roles_guessed,
        "summary": json.dumps(plain["summary"], ensure_ascii=False),
        "refusals": json.dumps(plain["refusals"], ensure_ascii=False),
    }


def turn_columns(plain: Mapping[str, Any]) -> Columns:
    rows = plain["turns"]
    same = ("index", "speaker", "role", "start", "end", "text", "main", "kind", "talk")
    columns: Columns = {name: [row[name] for row in rows] for name in same}
    columns["sure"] = [(row["main"] or row["talk"]) in row["sure"] for row in rows]
    for code in CODES:
        columns[f"p_{code}"] = [row["probabilities"].get(code) for row in rows]
    return columns


def finding_columns(plain: Mapping[str, Any]) -> Columns:
    columns: Columns = {
        name: [row[name] for row in plain["findings"]]
        for name in FINDING_COLUMNS
        if name not in ("file", "against")
    }
    columns["against"] = ["\n".join(row["against"]) for row in plain["findings"]]
    return columns
