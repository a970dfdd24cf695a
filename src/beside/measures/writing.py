"""A questionnaire's table written as TOML: Python reads TOML and does not write it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any


def toml_of(table: Mapping[str, Any]) -> str:
    """The table as TOML that reads back as the same table.

    >>> print(toml_of({"id": "x", "items": [{"key": "a", "any_of": [1, 2]}], "text": {"en": {"0": "No"}}}))
    id = "x"
    <BLANKLINE>
    [[items]]
    key = "a"
    any_of = [1, 2]
    <BLANKLINE>
    [text.en]
    0 = "No"
    <BLANKLINE>
    """
    return "\n".join(_lines(table, ())).lstrip("\n") + "\n"


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    plain = {key: value for key, value in table.items() if not _is_table(value) and not _are_tables(value)}
    lines = [f"{_key(key)} = {_value(value)}" for key, value in plain.items()]
    for key, value in table.items():
        here = (*path, key)
        if _are_tables(value):
            for member in value:
                lines += ["", f"[[{'.'.join(map(_key, here))}]]", *_lines(member, here)]
        elif _is_table(value):
            # A table that holds nothing but tables needs no line of its own, unless it is empty.
            needs_name = not value or not all(_is_table(inner) for inner in value.values())
            lines += ["", f"[{'.'.join(map(_key, here))}]"] if needs_name else []
            lines += _lines(value, here)
    return lines


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # What JSON escapes, TOML escapes alike; it also wants the one control sign that JSON leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    return repr(value)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _value(key)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_table(member) for member in value)
