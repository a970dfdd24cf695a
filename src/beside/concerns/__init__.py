"""What a client can find not right, in plain words: a file for each. The folder is the registry.

>>> judged = concern("judged")
>>> judged.title
'I felt judged'
>>> [each.id for each in concerns()]
['judged', 'dismissed', 'misunderstood', 'unsafe', 'crossed', 'stop']

A file says whether it is common, what often helps, and words to say it with. Its number stands in addresses, so that none of them says what it is about.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, TypeAlias

from beside.sources import Source

LANGUAGES = ("en", "es")

Evidence: TypeAlias = Literal["research", "practice"]


class UnknownConcern(Exception):
    """There is no file of that name or number."""


@dataclass(frozen=True)
class Concern:
    """One thing that can be not right, in one language.

    `serious`: never sent to the person it is about unless the client says so, and help outside is named first. `evidence` is "practice"
    where no study is named, and the page says which it is.
    """

    id: str
    number: int
    serious: bool
    title: str
    common: str
    helps: tuple[str, ...]
    words: tuple[str, ...]
    evidence: Evidence
    sources: tuple[Source, ...]
    language: str


def concern_ids() -> tuple[str, ...]:
    """Every one there is, by the number in its file."""
    found = [
        path.name.removesuffix(".toml") for path in files(__name__).iterdir() if path.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda name: (_table(name)["number"], name)))


def concerns(language: str = "en") -> tuple[Concern, ...]:
    """Every one there is, in the order in which a page shows them."""
    return tuple(concern(name, language) for name in concern_ids())


def numbered(number: int, language: str = "en") -> Concern:
    """The one of this number.

    >>> numbered(5).serious
    True
    """
    for name in concern_ids():
        if _table(name)["number"] == number:
            return concern(name, language)
    raise UnknownConcern(f"No file has the number {number}.")


@functools.lru_cache(maxsize=64)
def concern(concern_id: str, language: str = "en") -> Concern:
    """The one of that name, in English where it lacks the language.

    >>> concern("judged", "es-MX").title
    'Sentí que me juzgaban'
    """
    if concern_id not in concern_ids():
        raise UnknownConcern(f"There is no file called {concern_id}. There is: {', '.join(concern_ids())}.")
    base = language.replace("_", "-").partition("-")[0].lower()
    spoken = base if base in LANGUAGES else LANGUAGES[0]
    table = _table(concern_id)
    said = table[spoken]
    return Concern(
        id=table["id"],
        number=table["number"],
        serious=table["serious"],
        title=said["title"],
        common=said["common"],
        helps=tuple(said["helps"]),
        words=tuple(said["words"]),
        evidence=table["evidence"],
        sources=tuple(Source(**source) for source in table.get("sources", [])),
        language=spoken,
    )


@functools.cache
def _table(name: str):
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
