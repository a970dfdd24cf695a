"""Readings that were learnt from sessions that experts had coded: what a therapist's turn does, how a client talks.

Whoever needs codes asks for a `Reader` and knows nothing of how it reads. The light one is there wherever Beside is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from beside.listening.model.codes import HEADS, HEADS_OF, Coded
from beside.listening.session import Session

__all__ = ["HEADS", "HEADS_OF", "Coded", "Progress", "Reader", "reader"]

# Called with the part that is done, from 0 to 1.
Progress = Callable[[float], None]


class Reader(Protocol):
    """`codes` gives one `Coded` for each turn, in order, and tells `progress` as it goes; `is_sure` whether a code with this probability may be shown as evidence."""

    @property
    def name(self) -> str: ...

    @property
    def trained_on(self) -> frozenset[str]:
        """Fingerprints of the sessions that it was trained on (`annomi.fingerprint`)."""
        ...

    def codes(self, session: Session, progress: Progress | None = None) -> list[Coded]: ...

    def is_sure(self, code: str, probability: float) -> bool: ...


def reader(*, light: bool = False) -> Reader:
    """The small model where its file and onnxruntime are, else the light one; or the light one where that is wanted."""
    from beside.listening.model import small
    from beside.listening.model.light import light as light_model

    return light_model() if light or not small.is_there() else small.small()
