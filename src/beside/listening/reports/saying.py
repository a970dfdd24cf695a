"""What was heard, in short sentences that a page and a terminal share.

>>> numbers_said("talk_share", {"words": {"therapist": 0.25, "client": 0.75}})
['of the words: therapist 25 %, client 75 %']
>>> clock(3725.4), clock(65), clock(None)
('1:02:05', '1:05', '')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from beside.listening.finding import Moment
from beside.listening.heard import names
from beside.listening.report import Report

Numbers = Mapping[str, Any]

# In which order a reader meets what is heard. What stands in no group comes last, so that a new file shows by itself.
GROUPS: dict[str, tuple[str, ...]] = {
    "Talk and time": ("talk_share", "silences", "latency", "overlaps", "hesitations"),
    "What the therapist did": (
        "counts_by_code",
        "questions",
        "reflections",
        "information_or_advice",
        "permission_asked",
        "advice_with_permission",
        "advice_without_permission",
        "validation",
        "self_disclosure",
        "confronting",
        "owning_a_mistake",
        "not_knowing",
        "repair_attempts",
    ),
    "Moments worth a look": (
        "minimal_answer",
        "topic_shift",
        "going_along",
        "complaint",
        "rejecting",
        "pushing_back",
    ),
    "Words that come back": ("uptake", "style_matching"),
}
SHORT = {
    "talk_share": "share of the talk",
    "latency": "time until the other answers",
    "overlaps": "speaking at the same time",
    "counts_by_code": "turns of each kind",
    "advice_without_permission": "advice nobody asked for",
    "not_knowing": "owning not to know",
    "rejecting": "turning something down",
}
PARTS = {"input": "information or advice", "came in": "came in before the other ended"}
# What a terminal would take as an order: escapes, and the marks that turn the direction of writing.
ORDERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CANNOT_HEAR = "Posture, tone of voice and faces cannot be heard in a transcript."
NO_SCORE = (
    "Nothing here scores a session, a therapist, a client or a relationship. It points at words to look at; "
    "machine readings are often wrong."
)


def plain(text: str) -> str:
    """Words of a transcript without anything that a terminal would obey.

    >>> plain("a\\x1b[31mb")
    'a [31mb'
    """
    return ORDERS.sub(" ", text)


def groups() -> dict[str, tuple[str, ...]]:
    """Everything that is heard, by group."""
    placed = {name for group in GROUPS.values() for name in group}
    rest = tuple(name for name in names() if name not in placed)
    return {**GROUPS, "Also heard": rest} if rest else dict(GROUPS)


def short(name: str) -> str:
    """What it is called in a list.

    >>> short("silences"), short("talk_share")
    ('silences', 'share of the talk')
    """
    return SHORT.get(name, name.replace("_", " "))


def clock(seconds: float | None) -> str:
    """A time in the session, as minutes and seconds."""
    if seconds is None:
        return ""
    whole = max(0, int(seconds))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def how_sure(moment: Moment) -> str:
    """The probability of a trained reading; nothing for what was counted or found by a rule."""
    return "" if moment.probability is None else f"probability {moment.probability:.2f}"


def plural(number: object, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def numbers_said(name: str, numbers: Numbers) -> list[str]:
    """The numbers of one thing heard, in sentences without a capital; none where there are none."""
    if not numbers:
        return []
    if name in SAYING:
        return SAYING[name](numbers)
    return [plural(numbers["count"], "time")] if "count" in numbers else []


def _talk_share(numbers: Numbers) -> list[str]:
    named = {"words": "of the words", "seconds": "of the time in which somebody spoke"}
    return [
        f"{what}: " + ", ".join(f"{who} {percent(share)}" for who, share in numbers[key].items())
        for key, what in named.items()
        if key in numbers
    ]


def _latency(numbers: Numbers) -> list[str]:
    said = []
    for way in ("client after therapist", "therapist after client"):
        if way in numbers:
            one = numbers[way]
            line = f"{way}: {one['median']:.1f} s (middle half {one['lower']:.1f} to {one['upper']:.1f}), {one['n']} times"
            if before := numbers.get(f"{way}, earlier"):
                line += "; in earlier sessions " + ", ".join(f"{value:.1f}" for value in before)
            said.append(line)
    return said


def _silences(numbers: Numbers) -> list[str]:
    if not numbers["count"]:
        return [f"none of {numbers['from']:g} s or more"]
    ended = ", ".join(f"{who} {n}" for who, n in numbers["ended by"].items())
    return [
        f"{numbers['count']} of {numbers['from']:g} s or more, {numbers['seconds']:.0f} s in all; ended by {ended}"
    ]


def _overlaps(numbers: Numbers) -> list[str]:
    return [
        f"{who}: " + ", ".join(f"{PARTS.get(kind, kind)} {n}" for kind, n in kinds.items())
        for who, kinds in numbers["by"].items()
    ] or ["none"]


def _hesitations(numbers: Numbers) -> list[str]:
    return [
        f"{who}: {one['fillers per 100']:.1f} sounds that fill a pause and {one['repeated per 100']:.1f} words said twice in 100 words"
        for who, one in numbers.items()
    ]


def _uptake(numbers: Numbers) -> list[str]:
    return [f"{numbers['taken up']} of {plural(numbers['answers'], 'answer')} took up words of the client's"]


def _style(numbers: Numbers) -> list[str]:
    inside = numbers["lower"] <= numbers["matched"] <= numbers["upper"]
    tells = "within what chance gives, so it says nothing" if inside else "outside of what chance gives"
    return [
        f"{numbers['matched']:.2f}; pairing the same turns by chance gives {numbers['lower']:.2f} to {numbers['upper']:.2f}: {tells}"
    ]


def _codes(numbers: Numbers) -> list[str]:
    return [
        f"{role}: " + ", ".join(f"{PARTS.get(code, code)} {n}" for code, n in codes.items())
        for role, codes in numbers.items()
    ]


def _learnt(numbers: Numbers) -> list[str]:
    line = f"{plural(numbers['count'], 'turn')}, {numbers['sure']} of them sure enough to quote"
    kinds = [f"{n} {kind}" for kind, n in numbers.items() if kind not in ("count", "sure")]
    return [line + (f"; perhaps {', '.join(kinds)}" if kinds else "")]


def _permission(numbers: Numbers) -> list[str]:
    opened = plural(len(numbers["windows"]), "time")
    return [f"asked {plural(numbers['asked'], 'time')}; advice was invited {opened}"]


def _minimal(numbers: Numbers) -> list[str]:
    return [f"{plural(numbers['count'], 'time')}, of {plural(numbers['open questions'], 'open question')}"]


SAYING: dict[str, Callable[[Numbers], list[str]]] = {
    "talk_share": _talk_share,
    "latency": _latency,
    "silences": _silences,
    "overlaps": _overlaps,
    "hesitations": _hesitations,
    "uptake": _uptake,
    "style_matching": _style,
    "counts_by_code": _codes,
    "questions": _learnt,
    "reflections": _learnt,
    "information_or_advice": _learnt,
    "permission_asked": _permission,
    "minimal_answer": _minimal,
}


def refusals_said(report: Report) -> dict[str, list[str]]:
    """Each reason why something was not heard, with what was not heard for it."""
    reasons: dict[str, list[str]] = {}
    for refusal in report.refusals:
        reasons.setdefault(refusal.why, []).append(short(refusal.heard))
    return reasons


def not_found(report: Report) -> list[str]:
    """What was looked for and not found. That it is not there is not sure: rules miss much."""
    return [
        short(name)
        for name, heard in report.heard.items()
        if heard.numbers.get("count") == 0 and not heard.moments
    ]


def model_said(report: Report) -> str:
    """Who read the words, in a sentence."""
    if report.why_no_readings:
        return report.why_no_readings
    return f"Words read by the model “{report.model}”, offline; its model card says how often it is right, and whom it was not tested on."
