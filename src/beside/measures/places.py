"""Where things stand in a TOML file: Python's reader gives values, and no lines.

A small walk over the text, for files of the plain shape that questionnaires have. It is for pointing at
faults only: what a file means is always what `tomllib` says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_PART = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*""")


class Places:
    """Line numbers by path: ("items", 2, "scale") is the third item's scale.

    >>> places = Places('id = "x"\\n[[items]]\\nkey = "a"\\n[[items]]\\nkey = "b"\\n')
    >>> places.line(("items", 1, "key")), places.line(("items", 1, "colour")), places.line(("licence",))
    (5, 4, None)
    """

    def __init__(self, source: str) -> None:
        self.lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._walk(source.splitlines())

    def line(self, path: Path) -> int | None:
        """The line of that path, or of the nearest table around it; None at the top of the file."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return None

    def _walk(self, lines: Sequence[str]) -> None:
        table: Path = ()
        closing = ""
        depth = 0
        for number, text in enumerate(lines, 1):
            if closing:
                # Inside a text of several lines nothing is a key.
                closing = "" if closing in text else closing
                continue
            if depth > 0:
                depth += _opened(text)
                continue
            if header := _HEADER.match(text):
                table = self._header(header[1], _parts(header[2]), number)
                continue
            keys, rest = _key(text)
            if keys:
                path = (*table, *keys)
                self._note(path, number)
                closing = next((mark for mark in ('"""', "'''") if rest.count(mark) == 1), "")
                depth = 0 if closing else _opened(rest)
                self._inline(path, rest, number)

    def _header(self, brackets: str, keys: Sequence[str], number: int) -> Path:
        path = self._numbered(keys if brackets == "[" else keys[:-1])
        if brackets == "[[":
            path = (*path, keys[-1])
            self._note(path, number)
            self._counts[path] = self._counts.get(path, -1) + 1
            path = (*path, self._counts[path])
        self._note(path, number)
        return path

    def _numbered(self, keys: Sequence[str]) -> Path:
        """A header below a list speaks of the list's last member."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._counts:
                path = (*path, self._counts[path])
        return path

    def _inline(self, path: Path, rest: str, number: int) -> None:
        """The keys of `{ low = "no", high = "yes" }`, all on one line."""
        if rest.lstrip().startswith("{"):
            for key in re.findall(r"""[{,]\s*("[^"]*"|[A-Za-z0-9_-]+)\s*=""", rest):
                self._note((*path, key.strip('"')), number)

    def _note(self, path: Path, number: int) -> None:
        self.lines.setdefault(path, number)


def _key(text: str) -> tuple[list[str], str]:
    """The key before the first `=`, in its parts, and what follows it."""
    position, keys = 0, []
    while part := _PART.match(text, position):
        keys.append(_bare(part[1]))
        position = part.end()
        if text[position : position + 1] == "=":
            return keys, text[position + 1 :]
        if text[position : position + 1] != ".":
            break
        position += 1
    return [], ""


def _parts(header: str) -> list[str]:
    return [_bare(part) for part in _PART.findall(header)]


def _bare(part: str) -> str:
    return part[1:-1] if part[:1] in "\"'" else part


def _opened(text: str) -> int:
    """How many brackets this line opens more than it closes, outside of quotes and comments."""
    outside = re.sub(r"""("(?:[^"\\]|\\.)*"|'[^']*')""", "", text).partition("#")[0]
    return sum(outside.count(mark) for mark in "[{") - sum(outside.count(mark) for mark in "]}")
