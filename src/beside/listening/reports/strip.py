"""Who spoke when, in equal steps: what the timeline in the terminal and on the page is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from beside.listening.report import Report
from beside.listening.session import Session, Turn

LANES = ("therapist", "client", "other")


@dataclass(frozen=True)
class Span:
    """A stretch of the session: from and to as parts of the whole, 0 to 1."""

    start: float
    end: float


@dataclass(frozen=True)
class Strip:
    """By lane the stretches in which somebody in it spoke; silences of 3 seconds or more; `seconds` in all, None where it is
    drawn by words because not every turn has its times."""

    lanes: dict[str, tuple[Span, ...]]
    silences: tuple[Span, ...]
    seconds: float | None


def strip(report: Report) -> Strip:
    session = report.session
    spans, seconds = by_time(session) if session.has_ends else (by_words(session), None)
    lanes: dict[str, list[Span]] = {}
    for turn, span in zip(session.turns, spans, strict=True):
        lanes.setdefault(lane(turn), []).append(span)
    ordered = sorted(lanes, key=lambda name: (LANES.index(name) if name in LANES else len(LANES), name))
    silences = tuple(
        Span(moment.start / seconds, moment.end / seconds)
        for moment in report.moments
        if seconds and moment.heard == "silences" and moment.start is not None and moment.end is not None
    )
    return Strip({name: tuple(lanes[name]) for name in ordered}, silences, seconds)


def lane(turn: Turn) -> str:
    """Therapist, client, other, or the speaker's name where no role is known."""
    return turn.role or turn.speaker


def by_time(session: Session) -> tuple[list[Span], float]:
    whole = max(max(turn.start or 0.0, turn.end or 0.0) for turn in session.turns) or 1.0
    return [span(turn, whole) for turn in session.turns], whole


def span(turn: Turn, whole: float) -> Span:
    start = min(max((turn.start or 0.0) / whole, 0.0), 1.0)
    return Span(start, min(max((turn.end or 0.0) / whole, start), 1.0))


def by_words(session: Session) -> list[Span]:
    """As long as its words: where times are missing, this is the shape of the talk and not its time."""
    whole, at, spans = max(session.word_count, 1), 0, []
    for turn in session.turns:
        spans.append(Span(at / whole, (at + len(turn.words)) / whole))
        at += len(turn.words)
    return spans


def steps(spans: tuple[Span, ...], number: int) -> list[float]:
    """For each of so many equal steps, which part of it is filled.

    >>> steps((Span(0.0, 0.5),), 4)
    [1.0, 1.0, 0.0, 0.0]
    """
    filled = [0.0] * number
    for one in spans:
        first, last = one.start * number, one.end * number
        for step in range(int(first), min(number, int(last) + 1)):
            filled[step] += max(0.0, min(last, step + 1) - max(first, step))
    return [min(1.0, part) for part in filled]
