"""A report as a page that can be kept or printed, and as a part of a notebook."""

from __future__ import annotations

from html import escape

from beside.listening.report import Report


def fragment(report: Report) -> str:
    """What a notebook shows."""
    return f"<p>{escape(report.model)}</p>"
