"""
ListeningError            anything this library tells its caller on purpose
├── UnreadableTranscript  a file is no transcript that can be read: where, what is wrong, what to do
├── UnknownSpeaker        the therapist was named, and nobody of that name speaks
├── CannotWrite           a format cannot carry this session, and which one can
├── NoReading             a trained reading was asked for, and its model is not there or does not fit
├── UnreadableReport      a kept report is none, or was written by another version
└── CannotKeep            a file could not be written; what was there before is as it was

Their texts can be shown to the person who chose the file. They may repeat a few of its characters, so they are never logged.
A plain AssertionError is a bug: please report it.
"""

from __future__ import annotations


class ListeningError(Exception):
    """Anything that beside.listening refuses on purpose."""


class UnreadableTranscript(ListeningError):
    """A transcript that cannot be read. `line` counts from 1, `byte` from 0; whichever is known is set."""

    def __init__(
        self, what: str, todo: str, *, file: str = "", line: int | None = None, byte: int | None = None
    ) -> None:
        self.what, self.todo = what, todo
        self.file, self.line, self.byte = file, line, byte
        super().__init__(what)

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line is not None else ""
        if not place and self.byte is not None:
            place = f"byte {self.byte}"
        where = ", ".join(part for part in (self.file or "this transcript", place) if part)
        return f"{where}: {self.what} {self.todo}"


class UnknownSpeaker(ListeningError):
    """The therapist was named, and nobody of that name speaks here."""


class CannotWrite(ListeningError):
    """This format cannot carry this session without loss. Nothing was written."""


class NoReading(ListeningError):
    """A trained reading was asked for, and its model is not there or does not fit."""


class UnreadableReport(ListeningError):
    """What should be a kept report is none, or was written by another version."""


class CannotKeep(ListeningError):
    """A file could not be written. What was there before is as it was."""
