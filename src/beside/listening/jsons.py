"""JSON, taken in with care: how deep and how much is bounded, and a value of another kind is refused with its place."""

from __future__ import annotations

import json
from typing import TypeVar

from beside.listening.errors import UnreadableTranscript

# Some 75 times what an hour with the time of every word has.
MOST_VALUES = 3_000_000
T = TypeVar("T")


def value_of(text: str) -> object:
    """What the JSON says. NaN and numbers of hundreds of digits are refused: no transcript has them."""
    if text.count(",") + text.count("[") + text.count("{") > MOST_VALUES:
        raise UnreadableTranscript(
            f"it has over {MOST_VALUES:,} values.", "See that it is the transcript of one session.", byte=0
        )
    try:
        return json.loads(text, parse_constant=no_number, parse_int=whole)
    except json.JSONDecodeError as error:
        raise UnreadableTranscript(
            f"here the JSON breaks off or is wrong ({error.msg}, column {error.colno}).",
            "Take the export again, or see whether the file was cut off.",
            line=error.lineno,
        ) from error
    except RecursionError as error:
        raise UnreadableTranscript(
            "its JSON is nested deeper than any transcript.", "See that this is a transcript.", line=1
        ) from error


def no_number(name: str) -> object:
    raise UnreadableTranscript(
        f"its JSON holds {name}, which is no number.", "Take the export again.", line=None, byte=None
    )


def whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 20 else float(digits)


def kind(value: object, wanted: type[T], place: str) -> T:
    """The value, if it is of that kind."""
    if isinstance(value, wanted):
        return value
    raise UnreadableTranscript(
        f"{place} should be {KINDS[wanted]}, and is {KINDS.get(type(value), 'something else')}.",
        "Take the export again; if it was changed by hand, put that back.",
    )


KINDS: dict[type, str] = {
    dict: "an object",
    list: "a list",
    str: "text",
    float: "a number",
    int: "a number",
    bool: "true or false",
    type(None): "nothing",
}


def items(value: object, key: str) -> list[tuple[str, dict[str, object]]]:
    """(place, object) for each object in the list under that key."""
    found = kind(kind(value, dict, "all of it").get(key), list, f"`{key}`")
    return [(f"{key}[{number}]", kind(each, dict, f"`{key}[{number}]`")) for number, each in enumerate(found)]


def text_at(value: dict[str, object], key: str, place: str) -> str:
    """The text under that key, empty where there is none. A number is taken as it is written: speakers often are."""
    found = value.get(key)
    if found is None:
        return ""
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return str(found)
    return kind(found, str, f"`{place}.{key}`")


def time_at(value: dict[str, object], key: str, place: str, per_second: int = 1) -> float | None:
    """Seconds under that key, None where there are none. AWS writes numbers as text."""
    found = value.get(key)
    if isinstance(found, str):
        found = number_in(found)
    if found is None or found == "":
        return None
    if isinstance(found, bool) or not isinstance(found, (int, float)) or not -1e9 < found < 1e9:
        raise UnreadableTranscript(
            f"`{place}.{key}` is no time in seconds.",
            "Take the export again; if it was changed by hand, put that back.",
        )
    return round(found * 1000 / per_second) / 1000


def number_in(text: str) -> float | str:
    try:
        return float(text) if len(text) < 30 else text
    except ValueError:
        return text


def speaker_name(label: str) -> str:
    """Programs number people: `0` is Speaker 0."""
    return f"Speaker {label}" if label.isdigit() or (len(label) == 1 and label.isalpha()) else label
