"""Files of numbers: read without ever opening a pickle."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from beside.listening.errors import NoReading

Arrays = dict[str, NDArray[np.generic]]
DAMAGE = (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile, zlib.error)


def damaged(path: Path) -> NoReading:
    return NoReading(
        f"The model {path.name} is not there or is damaged. Install Beside again, then try again."
    )


def arrays_in(path: Path) -> Arrays:
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as file:
            found = dict(file)
    except DAMAGE as error:
        raise damaged(path) from error
    # What is no array at all comes out as bare bytes.
    if not all(isinstance(each, np.ndarray) for each in found.values()):
        raise damaged(path)
    return found


def as_bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def as_text(array: NDArray[np.generic]) -> str:
    return array.tobytes().decode()
