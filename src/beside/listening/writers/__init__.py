"""What we can write, a file for each format: `NAME` and `written(session)`. The folder is the registry.

>>> names()
('csv', 'json', 'srt', 'text', 'vtt')
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import Protocol, cast

from beside.listening.session import Session


class Writer(Protocol):
    NAME: str

    def written(self, session: Session) -> str: ...


@functools.cache
def writers() -> dict[str, Writer]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = [cast(Writer, importlib.import_module(f"{__name__}.{name}")) for name in names]
    return {writer.NAME: writer for writer in found}


def names() -> tuple[str, ...]:
    return tuple(writers())
