"""A report as CSV for a spreadsheet: a row for each turn.

A cell that a spreadsheet would take for a formula begins with an apostrophe. A client's talk is left out, as on pages.
"""

from __future__ import annotations

import csv
import io

from beside.listening.report import Report

COLUMNS = (
    "index",
    "speaker",
    "role",
    "start",
    "end",
    "text",
    "main",
    "kind",
    "probability",
    "sure",
    "heard",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(report: Report) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    heard: dict[int, list[str]] = {}
    for moment in report.moments:
        heard.setdefault(moment.turn, []).append(moment.heard)
    for index in range(len(report.session.turns)):
        rows.writerow(row(report, index, heard.get(index, [])))
    return out.getvalue()


def row(report: Report, index: int, heard: list[str]) -> tuple[object, ...]:
    turn, coded = report.session.turns[index], report.coded[index]
    return (
        index,
        inert(turn.speaker),
        turn.role,
        turn.start,
        turn.end,
        inert(turn.text),
        coded.main,
        coded.kind,
        coded.probability if coded.main else "",
        ("yes" if report.sure(index) else "possible") if coded.main else "",
        " ".join(dict.fromkeys(heard)),
    )


def inert(text: str) -> str:
    """The text so that no spreadsheet works it out.

    >>> inert("=1+1"), inert("So, 1+1?")
    ("'=1+1", 'So, 1+1?')
    """
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text
