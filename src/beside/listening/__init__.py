"""From a session's transcript to moments, each with its words.

A transcript is read into a `Session` of `Turn`s, whatever program wrote it, and moments are heard in it. What a transcript cannot
carry is refused with the reason. Nothing here scores a session, a therapist or a relationship.
"""

from beside.listening.errors import (
    CannotWrite,
    ListeningError,
    NoReading,
    UnknownSpeaker,
    UnreadableReport,
    UnreadableTranscript,
)
from beside.listening.finding import Moment, Refusal
from beside.listening.reading import read
from beside.listening.report import Report, listen
from beside.listening.session import Role, Session, Source, Turn
from beside.listening.writing import write

__all__ = [
    "CannotWrite",
    "ListeningError",
    "Moment",
    "NoReading",
    "Refusal",
    "Report",
    "Role",
    "Session",
    "Source",
    "Turn",
    "UnknownSpeaker",
    "UnreadableReport",
    "UnreadableTranscript",
    "listen",
    "read",
    "write",
]
