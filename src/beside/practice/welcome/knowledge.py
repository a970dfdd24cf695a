"""What this room asks and offers, read from `words/`: see the README there. Read once, and kept."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

FOLDER = Path(__file__).with_name("words")
KINDS = ("text", "line", "barriers", "sliders")
LANGUAGES = ("en", "es")


def spoken() -> str:
    """The language of whoever reads, as far as the files have it."""
    language = (get_language() or "en").partition("-")[0]
    return language if language in LANGUAGES else "en"


def _said(key, **otherwise) -> property:
    """What the file says under this key to whoever reads; `none=` where it may say nothing."""
    return property(
        lambda self: (
            self.texts[spoken()].get(key, otherwise["none"]) if otherwise else self.texts[spoken()][key]
        )
    )


@dataclass(frozen=True)
class Question:
    """One thing that a page asks. `asks` is the kind of loop that an answer opens, `sets` what else it changes."""

    key: str
    kind: str
    texts: dict
    asks: str = ""
    sets: str = ""
    helps: dict = field(default_factory=dict)
    strength: dict = field(default_factory=dict)

    @property
    def words(self) -> str:
        return self.texts[spoken()]

    @property
    def help(self) -> str:
        return self.helps.get(spoken(), "")

    def strength_words(self):
        """(the question, low, high) of how strong a barrier is today."""
        language = spoken()
        return (
            self.strength[language],
            self.strength[f"low_{language}"],
            self.strength[f"high_{language}"],
        )


@dataclass(frozen=True)
class Page:
    """One page that a client may fill in, or leave."""

    id: str
    order: int
    texts: dict
    questions: tuple[Question, ...]

    title = _said("title")
    about = _said("about")
    way_out = _said("way_out", none="")

    def question(self, key) -> Question:
        return next(question for question in self.questions if question.key == key)

    def part(self, *keys) -> "Page":
        """The same page with some of its questions."""
        return Page(self.id, self.order, self.texts, tuple(self.question(key) for key in keys))


@dataclass(frozen=True)
class Slider:
    key: str
    texts: dict

    title = _said("title")
    low = _said("low")
    high = _said("high")

    def side(self, value: int) -> str:
        """The words of the end that a value leans to."""
        return self.high if value > 0 else self.low


@dataclass(frozen=True)
class Section:
    """A section of a therapist's own page."""

    key: str
    texts: dict

    title = _said("title")
    hint = _said("hint")
    example = _said("example")


@cache
def pages() -> dict[str, Page]:
    """Every page by its id, in order."""
    found = [_page(_read(file)) for file in (FOLDER / "pages").glob("*.toml")]
    return {page.id: page for page in sorted(found, key=lambda page: page.order)}


@cache
def sliders() -> tuple[Slider, ...]:
    rows = _read(FOLDER / "preferences.toml")["sliders"]
    return tuple(Slider(row["key"], _languages(row)) for row in rows)


@cache
def sections() -> tuple[Section, ...]:
    rows = _read(FOLDER / "therapist_page.toml")["sections"]
    return tuple(Section(row["key"], _languages(row)) for row in rows)


def starters() -> list[tuple[str, str]]:
    """(key, words) of the questions that are offered."""
    return [(key, texts[spoken()]) for key, texts in _starters()]


def is_a_starter(words) -> bool:
    """Whether these words are ours, in whatever language, and so nobody's own."""
    return any(words.strip() in texts.values() for _key, texts in _starters())


@cache
def _starters():
    return tuple((row["key"], _languages(row)) for row in _read(FOLDER / "starters.toml")["starters"])


def _page(table) -> Page:
    return Page(
        table["id"],
        table["order"],
        _languages(table),
        tuple(_question(row) for row in table["questions"]),
    )


def _question(row) -> Question:
    assert row["kind"] in KINDS, f"{row['key']}: a question is one of {KINDS}"
    return Question(
        row["key"],
        row["kind"],
        _languages(row),
        row.get("asks", ""),
        row.get("sets", ""),
        row.get("help", {}),
        row.get("strength", {}),
    )


def _languages(table) -> dict:
    return {language: table[language] for language in LANGUAGES}


def _read(file) -> dict:
    return tomllib.loads(file.read_text(encoding="utf-8"))
