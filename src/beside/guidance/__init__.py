"""What to do next: suggestions that come with every prompt, a file for each. The folder is the registry.

>>> strain = guidance("open-strain")
>>> strain.do
'Ask about it before anything else today. Listen, say your own part in it, and explain only if you are asked.'
>>> strain.sources[0].url
'https://doi.org/10.1037/pst0000185'

A prompt without a next step helps little, so nothing is pointed out that has no file here.
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


class UnknownGuidance(Exception):
    """There is no suggestion of that id."""


@dataclass(frozen=True)
class Guidance:
    """One next step, and two ways to say it.

    `say` and `do` are for the therapist; `raise_it` are words a client may take, where there are
    any; `also` is more to do, where one thing is not enough; `avoid` is what not to do. `evidence` is "practice" where no study is
    named, and the page says which it is.
    """

    id: str
    title: str
    say: tuple[str, ...]
    do: str
    why: str
    evidence: Evidence
    sources: tuple[Source, ...]
    language: str
    raise_it: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    avoid: str = ""


def guidance_ids() -> tuple[str, ...]:
    """Every suggestion there is.

    >>> "first-session" in guidance_ids()
    True
    """
    names = (path.name for path in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def barriers() -> tuple[str, ...]:
    """What can make it hard to come, each with a file of its own; what fits none of them stands last.

    >>> barriers()[-1]
    'other'
    """
    found = (name.removeprefix("barrier-") for name in guidance_ids() if name.startswith("barrier-"))
    return tuple(sorted(found, key=lambda barrier: (barrier == "other", barrier)))


@functools.lru_cache(maxsize=128)
def guidance(guidance_id: str, language: str = "en") -> Guidance:
    """The suggestion of that id, in English where it lacks the language.

    >>> guidance("all-tens", "es").do
    'No hace falta hacer nada. Pregunte una vez, si viene al caso, y déjelo ahí.'
    """
    if guidance_id not in guidance_ids():
        raise UnknownGuidance(
            f"There is no guidance called {guidance_id}. There is: {', '.join(guidance_ids())}."
        )
    base = language.replace("_", "-").partition("-")[0].lower()
    spoken = base if base in LANGUAGES else LANGUAGES[0]
    table = tomllib.loads((files(__name__) / f"{guidance_id}.toml").read_text(encoding="utf-8"))
    words = table[spoken]
    return Guidance(
        id=table["id"],
        title=words["title"],
        say=tuple(words["say"]),
        do=words["do"],
        why=words["why"],
        raise_it=tuple(words.get("raise_it", ())),
        avoid=words.get("avoid", ""),
        also=tuple(words.get("also", ())),
        evidence=table["evidence"],
        sources=tuple(Source(**source) for source in table.get("sources", [])),
        language=spoken,
    )
