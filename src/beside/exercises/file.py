"""One exercise's file, looked over before anybody meets it. Every fault names the file, the line, and what to do."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from beside.exercises.errors import BrokenExercise
from beside.exercises.language import LANGUAGES
from beside.exercises.reading import NAMES

LEVELS = (1, 2, 3)
# Made-up moments at each difficulty: with fewer, the same ones come back before they are forgotten.
AT_EACH_LEVEL = 5
OTHERS = (2, 3)
TEXTS = ("title", "goal", "ask")
LISTS = ("wanted", "unwanted")
KNOWN = {*TEXTS, *LISTS, "order", "silence", "sources", "why", "moments"}
AT = re.compile(r" \(at line (\d+), column \d+\)$")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def checked(content: bytes, file: str) -> dict[str, Any]:
    """The table of the file, whole and in order. Raises BrokenExercise at the first fault.

    >>> checked(b'order = 1\\ntitle = "Only English"', "mine.toml")
    Traceback (most recent call last):
    beside.exercises.errors.BrokenExercise: mine.toml, line 2: title has to be said in en and es: write title.en = "..." and title.es = "...".
    """
    return _Look(content, file).table()


class _Look:
    """One look over one file."""

    def __init__(self, content: bytes, file: str):
        self.file = file
        try:
            self.text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise self.broken(line, "this is not UTF-8. Save the file as UTF-8.") from error
        self.lines = self.text.splitlines()

    def table(self) -> dict[str, Any]:
        try:
            table = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            # The end of the document has no line of its own.
            place = AT.search(str(error))
            line = int(place[1]) if place else len(self.lines)
            what = AT.sub("", str(error)).removesuffix(" (at end of document)")
            raise self.broken(
                line, f"this is not TOML ({what}). Look for a missing quote or bracket."
            ) from error
        for key in table:
            if key not in KNOWN:
                raise self.broken(
                    self.line_of(key), f"{key} is nothing that an exercise has. Take the line out."
                )
        for key in TEXTS:
            self.in_both(table.get(key), key, self.line_of(key))
        for key in LISTS:
            self.readings(table, key)
        self.numbers(table)
        self.sources(table)
        self.reasons(table)
        self.moments(table)
        return table

    def broken(self, line: int, what: str) -> BrokenExercise:
        return BrokenExercise(self.file, line, what)

    def line_of(self, key: str) -> int:
        """Where a key of the whole file first stands, or line 1 where it is missing."""
        begins = re.compile(rf"\[*\s*{re.escape(key)}\b")
        return next((at for at, line in enumerate(self.lines, 1) if begins.match(line)), 1)

    def in_both(self, value: object, name: str, line: int) -> None:
        if not isinstance(value, dict) or any(not self.is_text(value.get(one)) for one in LANGUAGES):
            raise self.broken(
                line, f'{name} has to be said in en and es: write {name}.en = "..." and {name}.es = "...".'
            )

    @staticmethod
    def is_text(value: object) -> bool:
        return isinstance(value, str) and bool(value.strip())

    def readings(self, table: dict[str, Any], key: str) -> None:
        named = table.setdefault(key, [])
        if not isinstance(named, list):
            raise self.broken(self.line_of(key), f'{key} is a list: write {key} = ["open"].')
        for one in named:
            if one not in NAMES:
                raise self.broken(
                    self.line_of(key), f"{one} is no reading. There is: {', '.join(sorted(NAMES))}."
                )

    def numbers(self, table: dict[str, Any]) -> None:
        if not isinstance(table.setdefault("order", 100), int):
            raise self.broken(self.line_of("order"), "order is a whole number: lower comes first.")
        if not isinstance(table.setdefault("silence", False), bool):
            raise self.broken(self.line_of("silence"), "silence is true or false.")

    def sources(self, table: dict[str, Any]) -> None:
        line = self.line_of("sources")
        found = table.get("sources")
        if not isinstance(found, list) or not found:
            raise self.broken(
                line, 'an exercise names at least one source: write [[sources]] and text = "...".'
            )
        for source in found:
            if (
                not isinstance(source, dict)
                or not self.is_text(source.get("text"))
                or set(source) - {"text", "doi"}
            ):
                raise self.broken(line, "a source has text, and a doi if there is one, and nothing else.")

    def reasons(self, table: dict[str, Any]) -> None:
        reasons = table.get("why")
        if not isinstance(reasons, dict) or not reasons:
            raise self.broken(
                self.line_of("why"),
                'say why an answer works: write [why.a-name] with en = "..." and es = "...".',
            )
        for name, words in reasons.items():
            self.in_both(words, f"why.{name}", self.line_of(f"why.{name}"))

    def moments(self, table: dict[str, Any]) -> None:
        places = [at for at, line in enumerate(self.lines, 1) if line.strip() == "[[moments]]"]
        found = table.get("moments")
        if not isinstance(found, list) or not found:
            raise self.broken(len(self.lines) or 1, "there is no moment. Each begins with [[moments]].")
        seen: set[str] = set()
        for number, moment in enumerate(found):
            # A list written in one line has no line for each.
            self.moment(
                moment, places[number] if number < len(places) else self.line_of("moments"), table, seen
            )
        for level in LEVELS:
            if (count := sum(moment["level"] == level for moment in found)) < AT_EACH_LEVEL:
                raise self.broken(
                    self.line_of("moments"),
                    f"there are {count} moments of level {level}, and {AT_EACH_LEVEL} are needed. Add some.",
                )

    def moment(self, moment: dict[str, Any], line: int, table: dict[str, Any], seen: set[str]) -> None:
        name = moment.get("id")
        if not isinstance(name, str) or not SLUG.fullmatch(name):
            raise self.broken(line, 'a moment needs a short id in small letters: id = "cannot-sleep".')
        if name in seen:
            raise self.broken(line, f"there are two moments called {name}. Give one another id.")
        seen.add(name)
        if moment.get("level") not in LEVELS:
            raise self.broken(line, f"the level of {name} is 1, 2 or 3.")
        if any(not self.is_text(moment.get(one)) for one in LANGUAGES):
            raise self.broken(line, f'{name} has to be said in both: en = "..." and es = "...".')
        others = moment.get("others")
        if not isinstance(others, list) or not OTHERS[0] <= len(others) <= OTHERS[1]:
            raise self.broken(line, f"{name} needs two or three other answers, in others = [ ... ].")
        for other in others:
            if not isinstance(other, dict) or any(not self.is_text(other.get(one)) for one in LANGUAGES):
                raise self.broken(line, f"each other answer of {name} has en and es.")
            if other.get("why") not in table["why"]:
                raise self.broken(
                    line,
                    f"an answer of {name} says why = {other.get('why')}, and there is no [why.{other.get('why')}]. "
                    f"There is: {', '.join(table['why'])}.",
                )
