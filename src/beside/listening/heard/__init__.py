"""What is heard in a session, a file for each thing. The folder is the list.

>>> "talk_share" in names()
True

Each file has `NAME`, and `hear(session, given)`, which answers `Heard`: moments with their words, numbers, and what
this transcript cannot carry. Its docstring begins with what it is, then says definition, source, what it does not mean and how far
experts agree on it; `about` has these for pages. Adding a thing means adding a file.

>>> about("silences").title
'Silences of 3 seconds or more'
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from beside.listening.finding import Moment, Refusal
from beside.listening.model.codes import Coded
from beside.listening.session import Session


def never_sure(code: str, probability: float) -> bool:
    return False


@dataclass(frozen=True)
class Given:
    """What is known besides the session itself; each may be missing.

    `codes`: the code of each turn, where a trained reading gave one (question, reflection, input, other; change,
    neutral, sustain), else "". `coded`: the same with kinds and probabilities, and `is_sure(code, probability)` whether
    that may be shown as evidence. `earlier`: earlier sessions of the same two people. `seed`: for shuffled baselines.
    """

    codes: tuple[str, ...] = ()
    coded: tuple[Coded, ...] = ()
    is_sure: Callable[[str, float], bool] = never_sure
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


@dataclass(frozen=True)
class About:
    """What a file under `heard/` says of itself, in sentences."""

    name: str
    title: str
    definition: str
    source: str
    does_not_mean: str
    agreement: str


@functools.cache
def names() -> tuple[str, ...]:
    """Everything that is heard, in the order of the alphabet."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def hearing(name: str) -> Hearing:
    """The function that hears the thing of that name."""
    hear: Hearing = importlib.import_module(f"{__name__}.{name}").hear
    return hear


LABELS = {
    "Definition": "definition",
    "Source": "source",
    "Does not mean": "does_not_mean",
    "Agreement of experts": "agreement",
}


@functools.cache
def about(name: str) -> About:
    """What the thing of that name is, where it comes from, what it does not mean, how far experts agree on it."""
    title, _, rest = (importlib.import_module(f"{__name__}.{name}").__doc__ or "").partition("\n\n")
    said: dict[str, list[str]] = {}
    for line in rest.partition("\n\n")[0].splitlines():
        label, colon, text = line.partition(": ")
        if colon and label in LABELS:
            said[label] = [text]
        elif said:
            said[list(said)[-1]].append(line)
    # Marks that only a reader of the file needs.
    parts = {field: re.sub(r"[`*]", "", " ".join(said.get(label, []))) for label, field in LABELS.items()}
    return About(name, title.strip().rstrip("."), **parts)


def hear_all(session: Session, given: Given = ALONE) -> dict[str, Heard]:
    """Everything heard, by name."""
    return {name: hearing(name)(session, given) for name in names()}
