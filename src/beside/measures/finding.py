"""What is wrong with a file, noted at its place while it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from beside.measures.errors import Fault
from beside.measures.places import Path, Places

NAMES = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "words in quotes",
    list: "a list",
    dict: "a table",
}


class FaultFinder:
    """Keeps the faults of one file."""

    def __init__(self, source: str, file: str) -> None:
        self.places = Places(source)
        self.file = file
        self.faults: list[Fault] = []
        # The key of each item by its number, so that a fault names the item as its file does.
        self.item_keys: dict[int, str] = {}
        self.scale_names: set[str] = set()

    def fault(self, path: Path, problem: str) -> None:
        """Note a fault at the line of its path, or of the nearest thing around it."""
        self.faults.append(Fault(self.file, self.name(path), problem, self.places.line(path) or 1))

    def name(self, path: Path) -> str:
        """The path as a person says it: items by their key, the rest by its number from 1."""
        said = []
        for n, part in enumerate(path):
            if n == 1 and path[0] == "items" and isinstance(part, int):
                said.append(self.item_keys.get(part, str(part + 1)))
            else:
                said.append(str(part + 1 if isinstance(part, int) else part))
        return ".".join(said)

    def keys(self, table: Any, must: Mapping[str, type], may: Mapping[str, type], path: Path) -> bool:
        """Is it a table that holds what it must, of the right types, and nothing else?"""
        before = len(self.faults)
        if not isinstance(table, dict):
            self.fault(path, "should be a table. Write its name in [brackets], and its lines below.")
            return False
        known = {**must, **may}
        for key, kind in known.items():
            if key not in table:
                if key in must:
                    self.fault((*path, key), f"is missing. Add it: {NAMES[kind]}.")
            elif not _is(table[key], kind):
                self.fault((*path, key), f"should be {NAMES[kind]}.")
        for key in table.keys() - known.keys():
            names = ", ".join(known)
            self.fault((*path, key), f"is not a name that belongs here. Names here are: {names}.")
        return len(self.faults) == before

    def one_of(self, value: object, values: Sequence[str], path: Path) -> bool:
        if value in values:
            return True
        self.fault(path, f"is {value!r}; it is one of {', '.join(values)}.")
        return False

    def strings(self, table: Any, path: Path) -> dict[str, str]:
        """The words in a table of words, blank ones and other things left out and noted."""
        if not isinstance(table, dict):
            self.fault(path, "should be a table. Write its name in [brackets], and its lines below.")
            return {}
        words = {key: text for key, text in table.items() if isinstance(text, str) and text.strip()}
        for key in table.keys() - words.keys():
            self.once((*path, key), "has no words. Add them.")
        return words

    def same_keys(self, words: Mapping[str, str], expected: Sequence[str], path: Path) -> None:
        for key in expected:
            if key not in words:
                self.once((*path, key), "has no words. Add them.")
        for key in words.keys() - set(expected):
            self.once((*path, key), "is not a name that belongs here.")

    def once(self, path: Path, problem: str) -> None:
        """Items share their scale's words, and one fault in them is one fault."""
        name = self.name(path)
        if all((fault.key, fault.problem) != (name, problem) for fault in self.faults):
            self.fault(path, problem)


def _is(value: object, kind: type) -> bool:
    # Python takes true for 1. A number may be whole.
    return type(value) in (int, float) if kind is float else type(value) is kind
