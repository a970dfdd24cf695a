"""Quiet signs of trust: what may be noticed from what happened, a file for each. The folder is the registry.

>>> day = datetime.datetime(2026, 5, 3, tzinfo=datetime.UTC)
>>> [found.sign for found in noticed([Event("topic-closed", day, "1"), Event("topic-closed", day, "2")])]
['said-no']
>>> trust_sign("said-no").stone("topic-closed", day="3 May")
'You said no on 3 May.'

Nothing here is counted, and nothing is compared: each is one thing that happened, on its day. Which events there are is the business of
whoever hands them in; no word that somebody wrote comes here. `README.md` beside the files says how one is written.
"""

from __future__ import annotations

import datetime
import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal, TypeAlias

from beside.sources import Source

LANGUAGES = ("en", "es")
# How a sign follows from its events: each of them; the first of its kind only; or the first that comes after another.
Rule: TypeAlias = Literal["each", "first", "after"]


class UnknownTrustSign(Exception):
    """There is no sign of trust of that id."""


@dataclass(frozen=True)
class Event:
    """Something that happened between two people: its kind, when, and the id of what it was. Never its words."""

    kind: str
    at: datetime.datetime
    thing: str
    seconds: float = 0.0


@dataclass(frozen=True)
class Noticed:
    """A sign, and the event that it was noticed from."""

    sign: str
    event: Event


@dataclass(frozen=True)
class Floor:
    """What has to be there at least: so long a silence; and so many days before the same sign is named again."""

    days_apart: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class TrustSign:
    """One sign: from which events, how it is named, and what it does not mean."""

    id: str
    rule: Rule
    events: tuple[str, ...]
    after: tuple[str, ...]
    floor: Floor
    place: int
    name: str
    why: str
    not_meant: str
    basis: str
    language: str
    named: Mapping[str, str]
    stones: Mapping[str, str]
    sources: tuple[Source, ...]

    def said(self, event: str, *, client: str) -> str:
        """The line for the therapist; `{client}` in the file stands for who it is about."""
        return self.named[event].replace("{client}", client)

    def stone(self, event: str, *, day: str) -> str:
        """The line for the client, who may keep it or not; `{day}` in the file stands for its day."""
        return self.stones[event].replace("{day}", day)


def trust_signs() -> tuple[str, ...]:
    """Every sign there is, in the order in which a page explains them.

    >>> trust_signs()[0]
    'came-back'
    """
    names = [path.name for path in files(__name__).iterdir()]
    ids = (name.removesuffix(".toml") for name in names if name.endswith(".toml") and name != "never.toml")
    return tuple(sorted(ids, key=lambda one: (_table(one)["place"], one)))


@functools.lru_cache(maxsize=64)
def trust_sign(sign_id: str, language: str = "en") -> TrustSign:
    """The sign of that id, in English where it lacks the language.

    >>> trust_sign("luck")
    Traceback (most recent call last):
    beside.signs.trust.UnknownTrustSign: There is no sign called luck. Add a file luck.toml to the folder signs/trust.
    """
    table = _table(sign_id)
    base = language.replace("_", "-").partition("-")[0].lower()
    spoken = base if base in LANGUAGES and base in table else LANGUAGES[0]
    words = table[spoken]
    return TrustSign(
        id=table["id"],
        rule=table["rule"],
        events=tuple(table["events"]),
        after=tuple(table.get("after", ())),
        floor=Floor(**table.get("floor", {})),
        place=table["place"],
        name=words["name"],
        why=words["why"],
        not_meant=words["not_meant"],
        basis=words["basis"],
        language=spoken,
        named=words["named"],
        stones=words["stone"],
        sources=tuple(Source(**source) for source in table.get("sources", [])),
    )


@functools.lru_cache(maxsize=4)
def never(language: str) -> tuple[str, ...]:
    """Words that no sign and no page of a cairn says: praise for staying, for telling much, and whatever counts or compares.

    >>> "proud" in never("en")
    True
    """
    table = tomllib.loads((files(__name__) / "never.toml").read_text(encoding="utf-8"))
    return tuple(table[language])


def noticed(events: Iterable[Event]) -> list[Noticed]:
    """What these events show, newest first. The same events give the same signs, in whatever order they come."""
    order = sorted(events, key=lambda event: (event.at, event.kind, event.thing, event.seconds))
    found = [Noticed(one, event) for one in trust_signs() for event in _of(trust_sign(one), order)]
    return sorted(
        found, key=lambda one: (one.event.at, one.sign, one.event.thing, one.event.seconds), reverse=True
    )


def _of(sign: TrustSign, order: list[Event]) -> list[Event]:
    fitting = [event for event in order if event.kind in sign.events and event.seconds >= sign.floor.seconds]
    if sign.rule == "first":
        fitting = _firsts(fitting)
    elif sign.rule == "after":
        fitting = _next_after(fitting, [event for event in order if event.kind in sign.after])
    return _apart(fitting, datetime.timedelta(days=sign.floor.days_apart))


def _firsts(events: list[Event]) -> list[Event]:
    known: dict[str, Event] = {}
    for event in events:
        known.setdefault(event.kind, event)
    return list(known.values())


def _next_after(events: list[Event], before: list[Event]) -> list[Event]:
    """Of each earlier event the next one, once."""
    found: list[Event] = []
    for earlier in before:
        later = next((event for event in events if event.at > earlier.at), None)
        if later is not None and later not in found:
            found.append(later)
    return found


def _apart(events: list[Event], apart: datetime.timedelta) -> list[Event]:
    """Without those that come too soon after one that is named."""
    kept: list[Event] = []
    for event in events:
        if not kept or event.at - kept[-1].at >= apart:
            kept.append(event)
    return kept


@functools.lru_cache(maxsize=64)
def _table(sign_id: str) -> dict[str, Any]:
    file = files(__name__) / f"{sign_id}.toml"
    if not sign_id.replace("-", "").isalnum() or sign_id == "never" or not file.is_file():
        raise UnknownTrustSign(
            f"There is no sign called {sign_id}. Add a file {sign_id}.toml to the folder signs/trust."
        )
    return tomllib.loads(file.read_text(encoding="utf-8"))
