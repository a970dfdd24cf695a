"""Bytes into text, whatever program saved them, or a refusal with the byte.

>>> decoded("Día".encode("cp1252"))
'Día'
>>> decoded(b"%PDF-1.7 ...")
Traceback (most recent call last):
beside.listening.errors.UnreadableTranscript: this transcript, byte 0: this is a PDF, not a transcript as text. ...
"""

from __future__ import annotations

import codecs

from beside.listening.errors import UnreadableTranscript
from beside.listening.pieces import visible

MOST_BYTES = 64 * 1024 * 1024
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
KINDS = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word document, a spreadsheet or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"RIFF", "a sound or film file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"\x1aE\xdf\xa3", "a film file"),
)
AS_TEXT = "Open it in the program that made it and save or export it as plain text, VTT, SRT, CSV or JSON."


def decoded(data: bytes) -> str:
    """The text of these bytes, with line ends as \\n and without what cannot be seen."""
    not_too_big(len(data))
    refuse_other_kinds(data)
    text = visible(as_text(data)).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableTranscript(
            "it is empty.", "See that the export was finished, and take it again.", line=1
        )
    return text


def not_too_big(size: int) -> None:
    if size > MOST_BYTES:
        raise UnreadableTranscript(
            f"it has {size / 1024 / 1024:,.0f} MB, and a transcript of one session stays far under {MOST_BYTES // 1024 // 1024} MB.",
            "See that this is a transcript and not a recording, and of one session only.",
            byte=MOST_BYTES,
        )


def refuse_other_kinds(data: bytes) -> None:
    kind = next((kind for mark, kind in KINDS if data.startswith(mark)), None)
    if data[4:8] == b"ftyp":
        kind = "a film or sound file"
    if data[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        kind = "a web page"
    if kind:
        raise UnreadableTranscript(f"this is {kind}, not a transcript as text.", AS_TEXT, byte=0)


def as_text(data: bytes) -> str:
    for mark, name in MARKS:
        if data.startswith(mark):
            return strictly(data[len(mark) :], name, offset=len(mark))
    if guess := without_a_mark(data[:4096]):
        return strictly(data, guess)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return older(data, error)


def without_a_mark(head: bytes) -> str | None:
    """UTF-16 of mostly Latin text shows as a NUL in every other byte."""
    zeros = (head[0::2].count(0), head[1::2].count(0))
    half = max(1, len(head) // 2)
    if zeros[1] > 0.4 * half and zeros[0] < 0.1 * half:
        return "utf-16-le"
    if zeros[0] > 0.4 * half and zeros[1] < 0.1 * half:
        return "utf-16-be"
    return None


def strictly(data: bytes, name: str, offset: int = 0) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise damaged(name.upper(), error.start + offset) from error


def older(data: bytes, error: UnicodeDecodeError) -> str:
    """Text from before Unicode (Windows-1252), unless it is clearly damaged UTF-8 or no text at all."""
    if sum(byte < 9 or 13 < byte < 32 for byte in data[:65536]) > len(data[:65536]) / 50:
        raise UnreadableTranscript("this is no text.", AS_TEXT, byte=error.start) from error
    mended = data.decode("utf-8", errors="replace")
    wrong = mended.count("�")
    right = len(data) - len(mended) - wrong
    if right > 4 * wrong:
        raise damaged("UTF-8", error.start) from error
    return data.decode("cp1252", errors="replace") if not has_undefined(data) else data.decode("latin-1")


def has_undefined(data: bytes) -> bool:
    return any(byte in data for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D))


def damaged(name: str, byte: int) -> UnreadableTranscript:
    return UnreadableTranscript(
        f"it is saved as {name}, and the character here is damaged.",
        "Take the export again, or open it in an editor, mend that place and save it as UTF-8.",
        byte=byte,
    )
