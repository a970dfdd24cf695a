"""How long it takes until the other answers.

Definition: start of a turn less the end of the one before it, where the speaker changes between therapist and
client; below 0 they spoke at the same time. Median and quartiles for each direction, in seconds.
Source: Levinson & Torreira 2015, doi:10.3389/fpsyg.2015.00731 (floor transfer offset).
Does not mean: that a slow answer is a bad one. In therapy a delayed answer is often the one wanted, and pairs
differ more than people do: so it is compared with this pair's own earlier sessions, and with nothing else.
Agreement of experts: none needed, it is a count.

>>> from beside.listening import Session, Turn
>>> turns = (Turn("T", "Well?", 0.0, 2.0, "therapist"), Turn("C", "Yes.", 2.5, 4.0, "client"), Turn("T", "Ah.", 5.0, 6.0, "therapist"))
>>> hear(Session(turns)).numbers["client after therapist"]
{'n': 1, 'median': 0.5, 'lower': 0.5, 'upper': 0.5}
"""

from __future__ import annotations

from collections.abc import Sequence

from beside.listening.finding import Refusal
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.said import said
from beside.listening.session import Session

NAME = "latency"
DIRECTIONS = {
    "client after therapist": ("therapist", "client"),
    "therapist after client": ("client", "therapist"),
}


def hear(session: Session, given: Given = ALONE) -> Heard:
    """For each direction n, median and quartiles; `earlier` has the medians of earlier sessions that carry them."""
    if why := why_not(session):
        return Heard(refusals=(Refusal(NAME, why),))
    able = [one for one in given.earlier if not why_not(one)]
    numbers: dict[str, object] = {}
    for name, (first, then) in DIRECTIONS.items():
        if gaps := latencies(session, first, then):
            numbers[name] = spread(gaps)
            before = [latencies(one, first, then) for one in able]
            if medians := [round(quantile(one, 0.5), 6) for one in before if one]:
                numbers[f"{name}, earlier"] = medians
    return Heard(numbers=numbers)


def why_not(session: Session) -> str:
    """Why this transcript cannot carry latencies, or nothing."""
    if not session.has_ends:
        return said(
            "no-ends-latency",
            "Latency needs the start and the end of every turn, and this transcript does not have them.",
        )
    if session.source.whole_seconds:
        return said(
            "whole-seconds-latency", "The times are whole seconds, and answers come within fractions of one."
        )
    pairs = zip(session.turns, session.turns[1:], strict=False)
    if len(session.turns) > 2 and all(after.start == before.end for before, after in pairs):
        return said(
            "ends-not-measured",
            "Every turn starts where the one before it ends: the program that wrote this did not measure ends.",
        )
    return ""


def latencies(session: Session, first: str, then: str) -> list[float]:
    """Seconds between the end of a turn and the start of the next, where the roles are these."""
    pairs = zip(session.turns, session.turns[1:], strict=False)
    return [
        after.start - before.end
        for before, after in pairs
        if before.role == first and after.role == then and after.start is not None and before.end is not None
    ]


def spread(values: list[float]) -> dict[str, float]:
    lower, median, upper = (round(quantile(values, part), 6) for part in (0.25, 0.5, 0.75))
    return {"n": len(values), "median": median, "lower": lower, "upper": upper}


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which that part of them lies, between two of them on the line. Of one or more values.

    >>> quantile([4.0, 1.0], 0.5), quantile([3.0], 0.25)
    (2.5, 3.0)
    """
    ordered = sorted(values)
    below, rest = divmod(part * (len(ordered) - 1), 1)
    low, high = ordered[int(below)], ordered[min(int(below) + 1, len(ordered) - 1)]
    return float(low + (high - low) * rest)
