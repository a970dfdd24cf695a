"""Sentences of this package, each with the id of its message and what was filled in: a page in another language words it anew.

>>> why = said("few-words", "There are {n} words, and {least} are needed.", n=12, least=200)
>>> why, why.id, why.values["n"]
('There are 12 words, and 200 are needed.', 'few-words', 12)
>>> as_said(str(why), as_message(why)) == why
True
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PLACE = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


class Said(str):
    """The sentence in English. `values` may hold other sentences."""

    __slots__ = ("id", "values")
    id: str
    values: Mapping[str, object]

    def __reduce__(self) -> tuple[Any, ...]:
        return filled, (str(self), self.id, dict(self.values))


def said(message: str, english: str, **values: object) -> Said:
    """The English with its values filled in: `{name}` or `{seconds:.1f}`, and nothing of a value but itself."""
    text = _PLACE.sub(lambda place: format(values[place[1]], place[2] or ""), english)
    return filled(text, message, values)


def filled(text: str, message: str, values: Mapping[str, object]) -> Said:
    made = Said(text)
    made.id, made.values = message, values
    return made


def as_message(text: str) -> dict[str, object] | None:
    """What JSON keeps of it beside its English; None for a sentence that is only text."""
    if not isinstance(text, Said):
        return None
    inner = {
        name: {"text": str(value), **(as_message(value) or {})} if isinstance(value, Said) else value
        for name, value in text.values.items()
    }
    return {"id": text.id, "values": inner}


def as_said(text: str, message: Mapping[str, Any] | None) -> str:
    """The sentence that `as_message` was made of."""
    if message is None:
        return text
    values = {
        name: as_said(value["text"], value) if isinstance(value, Mapping) else value
        for name, value in message["values"].items()
    }
    return filled(text, message["id"], values)
