"""Everything a client may see, as one file to take along: docs/archive.md says what is in it."""

from beside.practice.endings.archive.packing import stream

__all__ = ["stream"]
