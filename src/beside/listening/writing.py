"""A session into a file that reads as the same session.

>>> from beside.listening.reading import read
>>> session = read(b"Therapist: How was it?\\nClient: Hard.\\n")
>>> read(write(session, "csv")) == session
True
>>> write(session, "vtt")
Traceback (most recent call last):
beside.listening.errors.CannotWrite: VTT and SRT need to know when every turn begins and ends. Write CSV, text or JSON.
"""

from __future__ import annotations

from beside.listening.errors import CannotWrite, ListeningError
from beside.listening.reading import read
from beside.listening.session import Session
from beside.listening.writers import names, writers


def write(session: Session, format: str = "json") -> bytes:
    """The session in that format, as UTF-8. Raises CannotWrite where it would not read as the same turns again.

    Times in VTT, SRT, CSV and text have milliseconds; JSON keeps any.
    """
    if format not in names():
        raise CannotWrite(f"There is no format {format}. There are: {', '.join(names())}.")
    try:
        data = writers()[format].written(session).encode()
        same = read(data) == session
    except CannotWrite:
        raise
    except (ListeningError, UnicodeEncodeError, ValueError) as error:
        raise lossy(format) from error
    if not same:
        raise lossy(format)
    return data


def lossy(format: str) -> CannotWrite:
    advice = "Write JSON, which carries any session that was read." if format != "json" else "Mend its turns."
    return CannotWrite(
        f"As {format} this session would not read as it is (names, roles, times or white space). {advice}"
    )
