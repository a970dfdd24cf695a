"""What our own writer keeps as JSON: every turn as it is, with its role. It loses nothing.

>>> read({"format": "beside-transcript", "version": 1, "turns": [{"speaker": "Ann", "text": "Hi."}]}).pieces
[Piece(speaker='Ann', text='Hi.', start=None, end=None, role='')]
"""

from __future__ import annotations

from beside.listening.errors import UnreadableTranscript
from beside.listening.jsons import items, kind, text_at
from beside.listening.pieces import Piece, Pieces, plain
from beside.listening.session import ROLES, Role

NAME = "beside"
FORMAT, VERSION = "beside-transcript", 1


def fits(value: object) -> bool:
    return isinstance(value, dict) and value.get("format") == FORMAT


def read(value: object) -> Pieces:
    whole = kind(value, dict, "all of it")
    if whole.get("version") != VERSION:
        raise UnreadableTranscript(
            f"it was written by another version of Beside (we read version {VERSION}).",
            "Update Beside.",
            line=1,
        )
    pieces = [
        Piece(
            plain(text_at(turn, "speaker", place)),
            plain(text_at(turn, "text", place)),
            exact(turn, "start", place),
            exact(turn, "end", place),
            role_at(turn, place),
        )
        for place, turn in items(whole, "turns")
    ]
    tracks = whole.get("tracks")
    return Pieces(
        pieces,
        text_at(whole, "language", "it"),
        tracks if isinstance(tracks, int) and 1 <= tracks < 100 else 1,
        as_given=True,
        roles_given=True,
    )


def exact(turn: dict[str, object], key: str, place: str) -> float | None:
    """The time as it was written: here nothing is rounded."""
    value = turn.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e9:
        raise UnreadableTranscript(f"`{place}.{key}` is no time in seconds.", "Put back what was there.")
    return float(value)


def role_at(turn: dict[str, object], place: str) -> Role:
    role = text_at(turn, "role", place)
    if role not in (*ROLES, ""):
        raise UnreadableTranscript(
            f"`{place}.role` is “{plain(role)[:30]}”.", f"It is one of {', '.join(ROLES)}, or empty."
        )
    return role
