"""Files are written whole or not at all, and for nobody else's eyes: under another name first, then renamed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from beside.listening.errors import CannotKeep


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to. It becomes `path` when all went well, and is gone when not. Raises CannotKeep."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise cannot_keep(path, error) from error
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise cannot_keep(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def keep(path: Path, text: str) -> None:
    """The text in that file, as UTF-8. What no text can hold (half of a pair, from broken JSON) becomes a question mark."""
    with written_whole(path) as part:
        part.write_bytes(text.encode("utf-8", "replace"))


def cannot_keep(path: Path, error: OSError) -> CannotKeep:
    return CannotKeep(
        f"{path} cannot be written ({error.strerror or error}). Nothing was changed there. "
        "See that the folder is there, that you may write to it and that there is room, or name another place."
    )
