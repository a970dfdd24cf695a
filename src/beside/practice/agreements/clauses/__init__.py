"""The clauses that an agreement begins with: a file a group, in each language. The folder is the registry.

>>> [group.key for group in groups("en")][:3]
['time', 'contact', 'confidentiality']
>>> groups("es")[0].clauses[0].title
'Principio y final'
"""

import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files

LANGUAGES = ("en", "es")
# Each group has one place for a clause of the practice's or the two's own, empty as shipped.
OWN = "own"


@dataclass(frozen=True)
class Clause:
    key: str
    title: str
    text: str
    why: str


@dataclass(frozen=True)
class Group:
    key: str
    title: str
    clauses: tuple[Clause, ...]


def spoken(language: str) -> str:
    """The language in which there are clauses: English where there are none in theirs."""
    base = (language or "").replace("_", "-").partition("-")[0].lower()
    return base if base in LANGUAGES else LANGUAGES[0]


@functools.cache
def groups(language: str) -> tuple[Group, ...]:
    """Every group as shipped, in order."""
    tables = {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
        for file in files(__name__).iterdir()
        if file.name.endswith(".toml")
    }
    return tuple(
        Group(
            key,
            table[language]["title"],
            (
                *(Clause(clause["key"], **clause[language]) for clause in table["clause"]),
                Clause(OWN, "", "", ""),
            ),
        )
        for key, table in sorted(tables.items(), key=lambda named: named[1]["order"])
    )
