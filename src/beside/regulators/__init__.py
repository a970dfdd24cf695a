"""Whom to turn to outside a practice, a file for each country: who licenses therapists, who hears complaints, what the law asks of whom.

>>> gb = regulators("GB")
>>> gb.bodies[0].name
'Health and Care Professions Council (HCPC)'
>>> regulators("XX").fallback
True

The folder is the registry. Crisis lines stand apart, in `beside.helplines`. Nothing here asks the network.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files

LANGUAGES = ("en", "es")
ELSEWHERE = "INT"
# Who may have to act by law when they read something.
ROLES = ("therapist", "supervisor", "owner")


@dataclass(frozen=True)
class Body:
    """Somebody outside who hears a complaint: what they do, and where."""

    id: str
    name: str
    what: str
    # "regulator" (may take a licence away), "association" (its own members only), "ombuds" (looks into how a complaint was handled), "privacy".
    kind: str
    web: str = ""


@dataclass(frozen=True)
class Regulators:
    """A country's bodies in one language, and what its law may ask of whoever reads a concern.

    `as_of` is the year in which names and addresses were publicly known to be right; `from_memory` says that nobody looked
    them up for us. A practice looks at each once a year.
    """

    country: str
    name: str
    bodies: tuple[Body, ...]
    law: dict[str, str]
    # In which language the bodies' names are.
    speaks: str
    as_of: str
    from_memory: bool
    language: str

    @property
    def fallback(self) -> bool:
        """Is this the page for countries that have no file?"""
        return self.country == ELSEWHERE


def countries() -> tuple[str, ...]:
    """The countries that have a file, by their two letters."""
    names = (path.name for path in files(__name__).iterdir())
    codes = sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))
    return tuple(code for code in codes if code != ELSEWHERE)


@functools.lru_cache(maxsize=64)
def regulators(country: str | None, language: str = "en") -> Regulators:
    """The country's bodies, or plain words where we have none. Never nothing.

    >>> regulators("es", "es").name
    'España'
    """
    code = (country or "").upper()
    code = code if code in countries() else ELSEWHERE
    base = language.replace("_", "-").partition("-")[0].lower()
    spoken = base if base in LANGUAGES else LANGUAGES[0]
    table = tomllib.loads((files(__name__) / f"{code}.toml").read_text(encoding="utf-8"))
    return Regulators(
        country=table["country"],
        name=table["name"][spoken],
        bodies=tuple(
            Body(**{key: value[spoken] if isinstance(value, dict) else value for key, value in body.items()})
            for body in table.get("bodies", [])
        ),
        law={role: table["law"][role][spoken] for role in ROLES},
        speaks=table["speaks"],
        as_of=table["as_of"],
        from_memory=table["from_memory"],
        language=spoken,
    )
