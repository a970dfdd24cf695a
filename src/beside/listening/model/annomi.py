"""AnnoMI's files (Wu et al. 2022, 2023): sessions with the code that experts gave each turn.

`AnnoMI-simple.csv` has main codes and client talk, `AnnoMI-full.csv` the kinds as well. Where several raters coded a turn, the
code that most gave is taken, the earlier in the list of codes when as many gave another.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from io import StringIO
from pathlib import Path

from beside.listening.errors import UnreadableTranscript
from beside.listening.model.codes import HEADS
from beside.listening.session import Role, Session, Source, Turn

NEEDED = ("transcript_id", "utterance_id", "interlocutor", "utterance_text")
# What our heads are called in the file, and what its codes are called here.
COLUMNS = {
    "main": "main_therapist_behaviour",
    "question": "question_subtype",
    "reflection": "reflection_subtype",
    "input": "therapist_input_subtype",
    "talk": "client_talk_type",
}
NAMES = {"therapist_input": "input", "options": "plan", "negotiation": "plan"}
ROLES: dict[str, Role] = {"therapist": "therapist", "client": "client"}


@dataclass(frozen=True)
class Coded:
    """A session and its gold codes: for each turn, by head, the experts' code. A head with no code is not there.

    `origin` is the same for sessions of one source video.
    """

    number: int
    origin: str
    session: Session
    gold: tuple[dict[str, str], ...]


def sessions_of(path: Path) -> list[Coded]:
    """Every session of an AnnoMI file, in the order of their numbers."""
    try:
        rows = list(csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    missing = [name for name in NEEDED if not rows or name not in rows[0]]
    if missing:
        raise UnreadableTranscript(
            f"it has no column {', '.join(missing)}.",
            "Give AnnoMI-simple.csv or AnnoMI-full.csv.",
            file=path.name,
        )
    numbers = sorted({int(row["transcript_id"]) for row in rows})
    by_number: dict[int, list[dict[str, str]]] = {number: [] for number in numbers}
    for row in rows:
        by_number[int(row["transcript_id"])].append(row)
    return [coded(number, by_number[number]) for number in numbers]


def unreadable(path: Path, error: Exception) -> UnreadableTranscript:
    why = (error.strerror if isinstance(error, OSError) else "") or "is not UTF-8 text"
    return UnreadableTranscript(f"it cannot be read ({why}).", "See that the path is right.", file=path.name)


def coded(number: int, rows: list[dict[str, str]]) -> Coded:
    by_turn: dict[int, list[dict[str, str]]] = {}
    for row in sorted(rows, key=lambda row: int(row["utterance_id"])):
        by_turn.setdefault(int(row["utterance_id"]), []).append(row)
    first = [raters[0] for raters in by_turn.values()]
    turns = tuple(turn_of(row) for row in first)
    gold = tuple(gold_of(raters) for raters in by_turn.values())
    return Coded(number, first[0].get("video_url") or str(number), Session(turns, Source("annomi")), gold)


def turn_of(row: dict[str, str]) -> Turn:
    who = row["interlocutor"].strip()
    return Turn(who, " ".join(row["utterance_text"].split()), role=ROLES.get(who, "other"))


def gold_of(raters: list[dict[str, str]]) -> dict[str, str]:
    given = {
        head: plurality((row.get(name, "") for row in raters), HEADS[head]) for head, name in COLUMNS.items()
    }
    return {head: code for head, code in given.items() if code}


def plurality(values: Iterable[str], codes: tuple[str, ...]) -> str:
    counts = Counter(NAMES.get(value, value) for value in values)
    best = max(codes, key=lambda code: counts[code])
    # Most raters may have found no question, so no kind of one.
    return best if counts[best] and counts[best] >= counts["n/a"] else ""


def folds_of(path: Path) -> list[frozenset[int]]:
    """The session numbers of each test fold: `{"test_transcript_ids": [[1, 2], [3]]}`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    try:
        return [frozenset(fold) for fold in json.loads(text)["test_transcript_ids"]]
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableTranscript(
            "it does not list test folds.",
            'It should read {"test_transcript_ids": [[1, 2], [3]]}.',
            file=path.name,
        ) from error


def fingerprint(session: Session) -> str:
    """The same for the same words by the same roles, so that a model can say which sessions it was trained on."""
    said = "\n".join(f"{turn.role}:{' '.join(turn.text.split())}" for turn in session.turns)
    return blake2b(said.encode(), digest_size=6).hexdigest()
