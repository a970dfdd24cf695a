"""A table with a header: speaker and text, and start, end and role where it has them. A row is a turn as given.

Neighbouring rows of one speaker stay apart, and an empty text is an empty turn, so that row 12 is always turn 12.

>>> read("speaker,start,text\\nAnn,0:15,Hi.\\nAnn,,\\n").pieces
[Piece(speaker='Ann', text='Hi.', start=15.0, end=None, role=''), Piece(speaker='Ann', text='', start=None, end=None, role='')]
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from beside.listening.errors import UnreadableTranscript
from beside.listening.pieces import Piece, Pieces, not_too_many, plain, seconds, spaced
from beside.listening.roles import role_by_name
from beside.listening.session import ROLES, Role

NAME = "csv"
DELIMITERS = (",", ";", "\t", "|")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "speaker": (
        "speaker",
        "speaker name",
        "speaker label",
        "interlocutor",
        "name",
        "who",
        "participant",
        "role",
    ),
    "text": (
        "text",
        "utterance text",
        "utterance",
        "transcript",
        "content",
        "sentence",
        "message",
        "words",
        "said",
    ),
    "start": ("start", "start time", "start s", "start seconds", "timestamp", "time", "begin", "from"),
    "end": ("end", "end time", "end s", "end seconds", "stop", "to"),
    "role": ("role",),
    "session": ("session", "session id", "transcript id"),
}
# Programs that cut a recording let a first word begin a little before it. More than a second before is a mistake.
EARLIEST, LATEST = -1.0, 1e9
LONGEST_NUMBER = 100
# As our own writer heads its tables. There a turn without a role has none, and it is not looked for.
OUR_COLUMNS = ("speaker", "start", "end", "text", "role")
UNKNOWN = ("", "-", "n/a", "na", "none", "null", "nan")


def looks_like(head: str) -> float:
    found = columns(header(first_line(head)))
    return 0.95 if "speaker" in found and "text" in found else 0.0


def read(text: str) -> Pieces:
    mark = delimiter(first_line(text))
    rows = table(text, mark)
    names = next(rows, (1, []))[1]
    found, width = columns(names), filled(names)
    refuse_without(found)
    pieces: list[Piece] = []
    session, ours = "", True
    for line, row in rows:
        not_too_many(len(pieces) + 1)
        row = within(row, width, found["text"], mark, line)
        pieces.append(piece_in(row, found, line))
        ours = ours and cell(row, found, "role") == pieces[-1].role
        if "session" in found:
            session = one_session(row, found, session, line)
    return Pieces(pieces, as_given=True, roles_given=ours and tuple(names) == OUR_COLUMNS)


def refuse_without(found: Mapping[str, int]) -> None:
    """A header may look right and be none: a quotation mark in it can swallow a column."""
    if "speaker" not in found or "text" not in found:
        raise UnreadableTranscript(
            "the header of this table has no columns for speaker and text.",
            "Name them speaker and text, and see whether a quotation mark in the header is not closed.",
            line=1,
        )


def first_line(head: str) -> str:
    return head.lstrip("\n").partition("\n")[0][:4000]


def delimiter(line: str) -> str:
    """The one that finds most of our columns."""
    return max(DELIMITERS, key=lambda mark: (len(columns(line.split(mark))), line.count(mark)))


def header(line: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(delimiter(line))]


def columns(names: Sequence[str]) -> dict[str, int]:
    """Where each of our columns stands, by any of the names that programs give it."""
    bare = [
        name.strip().strip('"').casefold().replace("_", " ").replace("(", "").replace(")", "")
        for name in names
    ]
    found = {}
    for column, known in COLUMNS.items():
        if name := next((name for name in known if name in bare), None):
            found[column] = bare.index(name)
    return found


def filled(cells: Sequence[str]) -> int:
    """How many cells there are up to the last that is not empty."""
    return next((at for at in range(len(cells), 0, -1) if cells[at - 1].strip()), 0)


def within(row: list[str], width: int, text: int, mark: str, line: int) -> list[str]:
    """The row with no more cells than the header. What a comma without quotation marks cut off belongs to the text before it."""
    last = filled(row)
    if last <= width:
        return row
    if text == width - 1:
        return [*row[:text], mark.join(row[text:last])]
    raise UnreadableTranscript(
        f"this row has {last} cells and the header {width}; mostly a text with “{plain(mark) or 'tab'}” in it has no quotation marks.",
        "Put such a text in quotation marks, or make text the last column.",
        line=line,
    )


def table(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """(number of its last line, its cells) for each row that is not empty, the header first."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    line = 1
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise unreadable(error, line) from error
        line = rows.line_num
        if any(cell.strip() for cell in row):
            yield line, row
        line += 1


def unreadable(error: csv.Error, line: int) -> UnreadableTranscript:
    return UnreadableTranscript(
        f"from this row on the table cannot be taken apart ({error}); mostly a quotation mark is not closed.",
        "A quotation mark within a cell is written twice. Mend the row, or save the table again as CSV.",
        line=line,
    )


def piece_in(row: list[str], found: Mapping[str, int], line: int) -> Piece:
    last = max(found["speaker"], found["text"])
    if len(row) <= last:
        raise UnreadableTranscript(
            f"this row has {len(row)} cells, and speaker and text need {last + 1}.",
            "See whether it was cut off, or has a line break outside of quotation marks.",
            line=line,
        )
    return Piece(
        spaced(row[found["speaker"]]),
        spaced(row[found["text"]]),
        time_in(row, found, "start", line),
        time_in(row, found, "end", line),
        role_of(row, found),
    )


def cell(row: list[str], found: Mapping[str, int], column: str) -> str:
    place = found.get(column)
    return row[place].strip() if place is not None and place < len(row) else ""


def time_in(row: list[str], found: Mapping[str, int], column: str, line: int) -> float | None:
    if column not in found:
        return None
    text = cell(row, found, column)
    if text.casefold() in UNKNOWN:
        return None
    time = number_in(text) if (known := seconds(text)) is None else known
    if time is None:
        raise UnreadableTranscript(
            f"“{plain(text)[:30]}” in the column {column} is no time.",
            "Write seconds (62.5) or 00:01:02.5, or leave the cell empty.",
            line=line,
        )
    return time


def number_in(text: str) -> float | None:
    """Seconds as programs write floats, to the millisecond; None where it is no time. Just before the beginning is the beginning.

    >>> number_in("1e-05"), number_in("-0.1"), number_in("-5"), number_in("nan"), number_in("1_0")
    (0.0, 0.0, None, None, None)
    """
    if not text.isascii() or "_" in text or len(text) > LONGEST_NUMBER:
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return max(0.0, round(value * 1000) / 1000) if EARLIEST <= value < LATEST else None


def role_of(row: list[str], found: Mapping[str, int]) -> Role:
    """Ours, or by any word that says it: Counselor, Patient, Interpreter."""
    if "role" not in found or found["role"] == found["speaker"]:
        return ""
    text = cell(row, found, "role").casefold()
    return text if text in ROLES else role_by_name(text)


def one_session(row: list[str], found: Mapping[str, int], before: str, line: int) -> str:
    now = cell(row, found, "session")
    if before and now and now != before:
        raise UnreadableTranscript(
            "here another session begins, and a transcript holds one.",
            "Save each session as a file of its own.",
            line=line,
        )
    return now or before
