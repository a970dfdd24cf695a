"""A report as plain values that JSON can carry, and back. `report.schema.json` beside this file is its schema.

The version grows when a key changes its meaning or goes; new keys may come without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from beside.listening.errors import UnreadableReport
from beside.listening.finding import Moment, Refusal
from beside.listening.heard import Heard
from beside.listening.model import Coded
from beside.listening.report import Report
from beside.listening.said import as_message, as_said
from beside.listening.session import ROLES, Role, Session, Source, Turn

FORMAT, VERSION = "beside-report", 1

Plain = Mapping[str, Any]


def as_plain(report: Report) -> dict[str, object]:
    session = report.session
    return {
        "format": FORMAT,
        "version": VERSION,
        "model": report.model,
        "why_no_readings": report.why_no_readings,
        "why_no_readings_message": as_message(report.why_no_readings),
        "roles": {
            "because": session.roles_because,
            "because_message": as_message(session.roles_because),
            "guessed": session.roles_guessed,
        },
        "source": vars(session.source).copy(),
        "turns": [turn_row(report, index) for index in range(len(session.turns))],
        "findings": [finding(moment) for moment in report.moments],
        "summary": {name: dict(heard.numbers) for name, heard in report.heard.items()},
        "refusals": [
            {"heard": refusal.heard, "why": refusal.why, "why_message": as_message(refusal.why)}
            for refusal in report.refusals
        ],
    }


def turn_row(report: Report, index: int) -> dict[str, object]:
    """A turn with its reading; `main`, `kind` and `talk` are null where there is none."""
    turn, coded = report.session.turns[index], report.coded[index]
    return {
        "index": index,
        "speaker": turn.speaker,
        "role": turn.role,
        "start": turn.start,
        "end": turn.end,
        "text": turn.text,
        "main": coded.main or None,
        "kind": coded.kind or None,
        "talk": coded.talk or None,
        "probabilities": dict(coded.probabilities),
        "sure": sorted(report.sure_codes[index]) if report.sure_codes else [],
    }


def finding(moment: Moment) -> dict[str, object]:
    return {
        "heard": moment.heard,
        "turn": moment.turn,
        "words": moment.words,
        "start": moment.start,
        "end": moment.end,
        "probability": moment.probability,
        "possible": moment.possible,
        "kind": moment.kind or None,
        "rule": moment.rule,
        "rule_message": as_message(moment.rule),
        "against": list(moment.against),
        "against_messages": [as_message(reason) for reason in moment.against],
    }


def report_in(value: Mapping[str, object]) -> Report:
    if not isinstance(value, Mapping) or value.get("format") != FORMAT:
        raise UnreadableReport("This is no report that `beside listen --json` wrote.")
    if value.get("version") != VERSION:
        raise UnreadableReport(
            f"This report was written by another version of Beside (this one reads version {VERSION}). Update Beside."
        )
    try:
        return rebuilt(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableReport(
            "This report was changed or cut off. Listen to the transcript again."
        ) from error


def rebuilt(value: Plain) -> Report:
    rows: Sequence[Plain] = value["turns"]
    session = Session(
        tuple(turn_in(row) for row in rows),
        Source(**value["source"]),
        as_said(value["roles"]["because"], value["roles"].get("because_message")),
        value["roles"]["guessed"],
    )
    return Report(
        session,
        tuple(coded_in(row) for row in rows),
        heard_in(value),
        value["model"],
        tuple(frozenset(row["sure"]) for row in rows),
    )


def turn_in(row: Plain) -> Turn:
    if row["role"] not in (*ROLES, ""):
        raise ValueError(row["role"])
    return Turn(row["speaker"], row["text"], row["start"], row["end"], cast(Role, row["role"]))


def coded_in(row: Plain) -> Coded:
    return Coded(row["main"] or "", row["kind"] or "", row["talk"] or "", dict(row["probabilities"]))


def heard_in(value: Plain) -> dict[str, Heard]:
    moments: dict[str, list[Moment]] = {name: [] for name in value["summary"]}
    refusals: dict[str, list[Refusal]] = {name: [] for name in value["summary"]}
    for row in value["findings"]:
        moments[row["heard"]].append(moment_in(row))
    for row in value["refusals"]:
        refusals[row["heard"]].append(Refusal(row["heard"], as_said(row["why"], row.get("why_message"))))
    return {
        name: Heard(tuple(moments[name]), dict(numbers), tuple(refusals[name]))
        for name, numbers in value["summary"].items()
    }


def against_in(row: Plain) -> tuple[str, ...]:
    messages = row.get("against_messages") or [None] * len(row["against"])
    return tuple(as_said(text, message) for text, message in zip(row["against"], messages, strict=True))


def moment_in(row: Plain) -> Moment:
    return Moment(
        row["heard"],
        row["turn"],
        row["words"],
        row["start"],
        row["end"],
        row["probability"],
        as_said(row["rule"], row.get("rule_message")),
        against_in(row),
        row["kind"] or "",
        row["possible"],
    )
