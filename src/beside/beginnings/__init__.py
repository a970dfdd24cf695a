"""Gentle ways to begin writing, a file for each occasion. The folder is the registry.

>>> [one.title for one in beginnings("es")][0]
'Antes de una sesión'

They are offered and never asked: nothing is noted of whether somebody used one.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files

LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Beginnings:
    """An occasion to write, with a few sentences to begin with."""

    id: str
    place: int
    title: str
    lines: tuple[str, ...]
    language: str


@functools.lru_cache(maxsize=8)
def beginnings(language: str = "en") -> tuple[Beginnings, ...]:
    """All occasions in one language, in the order of the page; in English where one lacks it.

    >>> len(beginnings("es-MX")) == len(beginnings())
    True
    """
    spoken = language.split("-")[0]
    found = []
    for path in files(__name__).iterdir():
        if not path.name.endswith(".toml"):
            continue
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        there = spoken if spoken in told else "en"
        words = told[there]
        found.append(Beginnings(told["id"], told["place"], words["title"], tuple(words["lines"]), there))
    return tuple(sorted(found, key=lambda one: (one.place, one.id)))
