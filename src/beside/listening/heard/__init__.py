"""What is heard in a session, a file for each thing. The folder is the list.

>>> "talk_share" in names()
True

Each file has `NAME`, and `hear(session, given)`, which answers `Heard`: moments with their words, numbers, and what
this transcript cannot carry. Adding a thing means adding a file.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from beside.listening.finding import Moment, Refusal
from beside.listening.session import Session


@dataclass(frozen=True)
class Given:
    """What is known besides the session itself; each may be missing.

    `codes`: the code of each turn, where a trained reading gave one (question, reflection, input, other; change,
    neutral, sustain), else "". `earlier`: earlier sessions of the same two people. `seed`: for shuffled baselines.
    """

    codes: tuple[str, ...] = ()
    earlier: tuple[Session, ...] = ()
    seed: int = 4


ALONE = Given()


@dataclass(frozen=True)
class Heard:
    """What one file heard: moments, numbers (plain values that JSON can carry), refusals."""

    moments: tuple[Moment, ...] = ()
    numbers: Mapping[str, object] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()


Hearing = Callable[[Session, Given], Heard]


@functools.cache
def names() -> tuple[str, ...]:
    """Everything that is heard, in the order of the alphabet."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def hearing(name: str) -> Hearing:
    """The function that hears the thing of that name."""
    hear: Hearing = importlib.import_module(f"{__name__}.{name}").hear
    return hear


def hear_all(session: Session, given: Given = ALONE) -> dict[str, Heard]:
    """Everything heard, by name."""
    return {name: hearing(name)(session, given) for name in names()}
