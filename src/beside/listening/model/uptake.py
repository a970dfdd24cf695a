"""How far a reply takes up what was just said: its words, questions about it, and what it adds.

Trained on people's ratings of 1,415 exchanges of pupils and teachers (Demszky et al. 2021, MIT licence), not of therapy. With classes
kept apart, its rank correlation with the ratings is in `light.md`. It counts words, so it does not mean that
somebody was understood, and an echo scores high.

>>> told = Turn("Chris", "I only drink at weekends with my brother.", role="client")
>>> taken_up = Turn("Thea", "So it is at weekends with your brother that you drink. What is that like?", role="therapist")
>>> uptake(told, taken_up) > uptake(told, Turn("Thea", "Okay. Please fill in this form.", role="therapist"))
True
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from math import log, log1p
from pathlib import Path

import numpy as np

from beside.listening.model.arrays import DAMAGE, arrays_in, as_bytes, as_text, damaged
from beside.listening.model.marks import COMMON, Said, said_in, stem
from beside.listening.model.weighing import Floats
from beside.listening.session import Turn

FILE = Path(__file__).with_name("uptake.npz")
REASONS = frozenset(("why", "how", "explain", "else", "agree", "what"))
SAYING = frozenset(("said", "say", "saying"))
AGREEING = frozenset(("okay", "good", "yes", "right", "yeah", "alright"))


@dataclass(frozen=True)
class UptakeModel:
    """`rarity` of stems it knows; a linear score of `seen` features, standardised by `mean` and `spread`."""

    stems: tuple[str, ...]
    rarities: Floats
    unknown: float
    mean: Floats
    spread: Floats
    weights: Floats

    @cached_property
    def known(self) -> dict[str, float]:
        return dict(zip(self.stems, self.rarities.tolist(), strict=True))

    def rare(self, stems: frozenset[str]) -> float:
        return sum(self.known.get(each, self.unknown) for each in stems)

    def score(self, before: Turn, reply: Turn) -> float:
        """In standard deviations of human ratings, 0 being their mean."""
        features = (np.array(seen(said_in(before), said_in(reply), self)) - self.mean) / self.spread
        return float(features @ self.weights[:-1] + self.weights[-1])


def uptake(before: Turn, reply: Turn) -> float:
    """How far the reply takes up the turn before it, in standard deviations of people's ratings."""
    return model().score(before, reply)


def seen(before: Said, reply: Said, rarities: UptakeModel) -> list[float]:
    shared, told, replied = before.stems & reply.stems, set(before.words), set(reply.words)
    rare, pairs = rarities.rare(shared), set(pairwise(before.words)) & set(pairwise(reply.words))
    opening = frozenset(stem(word) for word in reply.words[:10])
    echoes = (set(reply.words[:8]) & set(before.words[-6:])) - COMMON
    return [
        rare,
        rare / (rarities.rare(before.stems) + 1),
        rare / (rarities.rare(reply.stems) + 1),
        len(shared) / max(1, len(before.stems)),
        len(told & replied) / max(1, len(told)),
        len(told & replied) / max(1, len(told | replied)),
        log1p(len(reply.words)),
        log1p(len(before.words)),
        len(pairs) / max(1, len(before.words) - 1),
        log1p(len(pairs)),
        log1p(len(reply.stems - before.stems)),
        min(1.0, rarities.rare(before.stems & opening) / 5),
        *map(float, signs(before, reply, replied)),
        float(bool(echoes)),
        float(bool(shared)),
    ]


def signs(before: Said, reply: Said, replied: set[str]) -> list[bool]:
    first = reply.words[0] if reply.words else ""
    return [
        reply.asks,
        len(reply.words) <= 2,
        bool(replied & REASONS),
        "you" in replied,
        bool(replied & SAYING),
        first in ("so", "okay"),
        first in AGREEING,
        not before.stems,
        len(before.words) >= 2 and before.text in reply.text,
    ]


def trained(pairs: Sequence[tuple[Turn, Turn]], ratings: Floats, ridge: float) -> UptakeModel:
    """Least squares with a ridge, on standardised features."""
    said = [(Said.of(before), Said.of(reply)) for before, reply in pairs]
    every = [each for before, reply in said for each in before.stems | reply.stems]
    stems, counts = np.unique(every, return_counts=True)
    often = counts > 1
    rarities = np.log((1 + len(pairs)) / (1 + counts[often]))
    # A stem met once is as rare as one never met.
    unknown = log((1 + len(pairs)) / 2)
    bare = UptakeModel(tuple(stems[often].tolist()), rarities, unknown, np.zeros(0), np.zeros(0), np.zeros(0))
    features = np.array([seen(before, reply, bare) for before, reply in said])
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    columns = np.column_stack(((features - mean) / spread, np.ones(len(features))))
    hold = ridge * np.eye(columns.shape[1])
    hold[-1, -1] = 0
    weights = np.linalg.solve(columns.T @ columns + hold, columns.T @ ratings)
    return UptakeModel(bare.stems, rarities, unknown, mean, spread, weights)


@cache
def model() -> UptakeModel:
    return loaded(FILE)


def loaded(path: Path) -> UptakeModel:
    given = arrays_in(path)
    try:
        numbers = [given[name].astype(np.float64) for name in ("rarities", "mean", "spread", "weights")]
        rarities, mean, spread, weights = numbers
        stems = tuple(as_text(given["stems"]).split("\n"))
        return UptakeModel(stems, rarities, float(given["unknown"].item()), mean, spread, weights)
    except DAMAGE as error:
        raise damaged(path) from error


def saved(made: UptakeModel, path: Path) -> None:
    np.savez_compressed(
        path,
        stems=as_bytes("\n".join(made.stems)),
        rarities=made.rarities,
        unknown=np.array(made.unknown),
        mean=made.mean,
        spread=made.spread,
        weights=made.weights,
    )
