"""A report as a page, as plain values, as a table, and in the terminal. What is not asked for is not loaded."""

from __future__ import annotations

import json
from collections.abc import Callable

from beside.listening.report import Report


def as_text(kind: str, report: Report, name: str) -> str:
    """The report as `html`, `json` or `csv`; `name` is what the transcript is called."""
    return KINDS[kind](report, name)


def _html(report: Report, name: str) -> str:
    from beside.listening.reports.html import page

    return page(report, name)


def _csv(report: Report, name: str) -> str:
    from beside.listening.reports.table import table

    return table(report)


def _json(report: Report, name: str) -> str:
    """With a line for each turn and each finding, so that two reports can be compared line by line."""
    whole = {"file": name, **report.as_json()}
    return "{\n" + ",\n".join(f"{text(key)}: {lines(value)}" for key, value in whole.items()) + "\n}\n"


def lines(value: object) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(text, value)) + "\n]"
    return text(value)


def text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


KINDS: dict[str, Callable[[Report, str], str]] = {"html": _html, "json": _json, "csv": _csv}
