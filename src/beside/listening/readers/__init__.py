"""What we can read, a file for each format. The folder is the registry.

A reader of text has `NAME`, `looks_like(head)` (how sure it is from the beginning of the text, 0 to 1) and `read(text)`;
a reader of JSON has `NAME`, `fits(value)` and `read(value)`. Both give `Pieces`; times in seconds, whatever the file has.

>>> [reader.NAME for reader in text_readers()]
['csv', 'otter', 'rev', 'sbv', 'srt', 'text', 'vtt']
>>> [reader.NAME for reader in json_readers()]
['assemblyai', 'aws', 'beside', 'deepgram', 'rev-ai', 'whisperx']
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import Protocol, cast

from beside.listening.pieces import Pieces


class TextReader(Protocol):
    NAME: str

    def looks_like(self, head: str) -> float: ...
    def read(self, text: str) -> Pieces: ...


class JsonReader(Protocol):
    NAME: str

    def fits(self, value: object) -> bool: ...
    def read(self, value: object) -> Pieces: ...


@functools.cache
def text_readers() -> tuple[TextReader, ...]:
    return tuple(cast(TextReader, module) for module in modules() if hasattr(module, "looks_like"))


@functools.cache
def json_readers() -> tuple[JsonReader, ...]:
    return tuple(cast(JsonReader, module) for module in modules() if hasattr(module, "fits"))


@functools.cache
def modules() -> tuple[object, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in names)
