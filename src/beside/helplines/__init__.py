"""Lines to call in a crisis, a file for each country. The folder is the registry.

>>> us = helplines("US")
>>> us.statement
'If you or someone you know is struggling or in crisis, help is available. Call or text 988 or chat 988lifeline.org.'
>>> us.lines[0].tel, us.lines[0].sms
('tel:988', 'sms:988')

Nothing here asks the network: the page must work on a phone without a connection.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "es")
ELSEWHERE = "INT"


@dataclass(frozen=True)
class Line:
    """Somebody who answers. `tel`, `sms` and `chat` are addresses for a link, empty where there is none."""

    id: str
    name: str
    number: str = ""
    what: str = ""
    # "violence": for violence or fear at home; shown apart.
    kind: str = ""
    tel: str = ""
    sms: str = ""
    sms_words: str = ""
    chat: str = ""
    web: str = ""
    hours: str = ""
    languages: tuple[str, ...] = ()
    source: str = ""
    # When and how we looked at the number.
    checked: str = ""


@dataclass(frozen=True)
class HelpLines:
    """A country's lines in one language, the emergency number apart.

    `as_of` is the year that the numbers were publicly known to be right. Nobody has called them for
    us, so a practice calls them once before it relies on them.
    """

    country: str
    name: str
    statement: str
    emergency: Line
    lines: tuple[Line, ...]
    as_of: str
    language: str

    @property
    def fallback(self) -> bool:
        """Is this the page for countries that have no file?"""
        return self.country == ELSEWHERE


def countries() -> tuple[str, ...]:
    """The countries that have a file, by their two letters.

    >>> "US" in countries(), "INT" in countries()
    (True, False)
    """
    names = (path.name for path in files(__name__).iterdir())
    codes = sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))
    return tuple(code for code in codes if code != ELSEWHERE)


@functools.lru_cache(maxsize=64)
def helplines(country: str | None, language: str = "en") -> HelpLines:
    """The country's lines, or the international page where we have none. Never nothing.

    >>> helplines("XX").emergency.number
    '112'
    >>> helplines("gb", "es-MX").emergency.name
    'Servicios de emergencia'
    """
    code = (country or "").upper()
    code = code if code in countries() else ELSEWHERE
    base = language.replace("_", "-").partition("-")[0].lower()
    spoken = base if base in LANGUAGES else LANGUAGES[0]
    table = tomllib.loads((files(__name__) / f"{code}.toml").read_text(encoding="utf-8"))
    return HelpLines(
        country=table["country"],
        name=table["name"][spoken],
        statement=table["statement"][spoken],
        emergency=_line({"id": "emergency", **table["emergency"]}, spoken),
        lines=tuple(_line(line, spoken) for line in table.get("lines", [])),
        as_of=table["as_of"],
        language=spoken,
    )


def _line(table: dict[str, Any], language: str) -> Line:
    said: dict[str, Any] = {
        key: value[language] if isinstance(value, dict) else value for key, value in table.items()
    }
    said |= {key: f"{key}:{said[key]}" for key in ("tel", "sms") if key in said}
    said["languages"] = tuple(said.get("languages", ()))
    return Line(**said)
