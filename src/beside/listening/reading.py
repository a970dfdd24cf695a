"""A file into a session, whatever program wrote it.

>>> session = read(b"Therapist: How was it?\\nClient: Hard.\\n")
>>> [(turn.role, turn.text) for turn in session.turns]
[('therapist', 'How was it?'), ('client', 'Hard.')]
>>> session.roles_because
'The transcript itself calls them Therapist.'
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

from beside.listening.encoding import MOST_BYTES, decoded, not_too_big
from beside.listening.errors import UnreadableTranscript
from beside.listening.jsons import value_of
from beside.listening.pieces import NOBODY, Pieces, cleaned, joined, not_too_many, whole_seconds
from beside.listening.readers import json_readers, text_readers
from beside.listening.roles import with_roles
from beside.listening.said import said
from beside.listening.session import Role, Session, Source, Turn

HEAD = 65_536
# A text that begins with a bracket is tried as JSON, unless a reader of text is at least this sure.
SURE_ENOUGH = 0.3
LANGUAGE = re.compile(r"[A-Za-z]{2,20}(?:[-_][A-Za-z0-9]{1,8})*")
LONGEST_TAG = 35


def read(transcript: str | os.PathLike[str] | bytes, *, therapist: str | None = None) -> Session:
    """The session in a file (its path) or in bytes. `therapist` names who that is; else it is found or guessed, with the reason.

    Raises UnreadableTranscript with the line or the byte, what is wrong there and what to do; UnknownSpeaker where nobody
    is called as the therapist was.
    """
    if isinstance(transcript, bytes):
        return session_in(transcript, therapist)
    path = Path(transcript)
    try:
        return session_in(contents(path), therapist)
    except UnreadableTranscript as error:
        error.file = path.name
        raise


def contents(path: Path) -> bytes:
    """The bytes of the file, after a look at its size. One that grows or has no end is not read past what we take."""
    try:
        not_too_big(path.stat().st_size)
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableTranscript(
            f"it cannot be opened ({error.strerror}).", "See that the file is there and that you may read it."
        ) from error


def session_in(data: bytes, therapist: str | None) -> Session:
    name, pieces = chosen(decoded(data))
    not_too_many(len(pieces.pieces))
    refuse_nobody(pieces)
    session = as_turns(pieces if pieces.roles_given else with_role_of_each(pieces))
    source = Source(
        name,
        whole_seconds(session.turns),
        cleaned(session.turns),
        pieces.tracks,
        language_tag(pieces.language),
    )
    session = replace(session, source=source)
    if therapist is None and pieces.roles_given:
        return replace(session, roles_because=said("file-says", "The file says who is who."))
    return with_roles(session, therapist)


def language_tag(said: str) -> str:
    """The language as the file says it, where that can be one (`en`, `es-ES`, `zh_Hant_TW`); else nothing.

    >>> language_tag(" en-US "), language_tag("English!"), language_tag("e[00")
    ('en-US', '', '')
    """
    tag = said.strip()
    return tag if len(tag) <= LONGEST_TAG and LANGUAGE.fullmatch(tag) else ""


def chosen(text: str) -> tuple[str, Pieces]:
    """(name of the format, its pieces), by what the text looks like."""
    head = text.lstrip("\n")[:HEAD]
    sure, number = max((reader.looks_like(head), -at) for at, reader in enumerate(text_readers()))
    if text.lstrip()[:1] in ("{", "[") and sure < SURE_ENOUGH:
        try:
            value = value_of(text)
        except UnreadableTranscript:
            # A text may begin so too, as [Recording begins] does, with few of its lines naming anybody.
            if not sure:
                raise
        else:
            return from_json(value)
    if not sure:
        raise UnreadableTranscript(
            "nothing in it says who speaks.",
            "Export it with the names of the speakers (some programs leave them out of plain text: take VTT), "
            "or write Therapist: and Client: before what each says.",
            line=1,
        )
    reader = text_readers()[-number]
    return reader.NAME, reader.read(text)


def from_json(value: object) -> tuple[str, Pieces]:
    for reader in json_readers():
        if reader.fits(value):
            return reader.NAME, reader.read(value)
    known = ", ".join(reader.NAME for reader in json_readers())
    raise UnreadableTranscript(
        f"it is JSON, but of none of the kinds that we know ({known}).",
        "Export it with speakers told apart, or as VTT or SRT.",
        line=1,
    )


def refuse_nobody(pieces: Pieces) -> None:
    if not pieces.pieces:
        raise UnreadableTranscript(
            "nobody says anything in it.", "See that the export was finished, and take it again.", line=1
        )
    if not pieces.roles_given and all(
        piece.speaker in ("", NOBODY) and not piece.role for piece in pieces.pieces
    ):
        raise UnreadableTranscript(
            "it does not say who speaks.",
            "Export it with the names of the speakers, or have the speakers told apart.",
            line=1,
        )


def with_role_of_each(pieces: Pieces) -> Pieces:
    """A role that stands with one thing somebody says goes for all that they say, unless they have several."""
    roles: dict[str, set[Role]] = {}
    for piece in pieces.pieces:
        if piece.role and piece.speaker not in ("", NOBODY):
            roles.setdefault(piece.speaker, set()).add(piece.role)
    one = {name: next(iter(found)) for name, found in roles.items() if len(found) == 1}
    return pieces._replace(
        pieces=[piece._replace(role=piece.role or one.get(piece.speaker, "")) for piece in pieces.pieces]
        if one
        else pieces.pieces
    )


def as_turns(pieces: Pieces) -> Session:
    if pieces.as_given:
        return Session(tuple(Turn(*piece) for piece in pieces.pieces))
    return joined(pieces.pieces, Source())
