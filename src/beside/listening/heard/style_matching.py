"""Style matching, only beside what chance gives this pair.

Definition: for each therapist turn right after a client turn, both of 5 words or more, 1 - |a - b| / (a + b + .0001) for
each of nine classes of small words (a, b: percent of the turn's words), averaged; then the mean over such pairs. Beside it
the same with the therapist's turns shuffled among the client's, 200 times from a stated seed: mean, and the middle 90 %.
Source: Ireland & Pennebaker 2010, doi:10.1037/a0020386 (classes and formula); Lord et al. 2015
(turn by turn). The word lists are our own (`signs/style-words.toml`).
Does not mean: empathy or rapport. Real pairs gave .835 and shuffled ones .822 over whole sessions (measured): within the
shuffled range it says nothing.
Agreement of experts: none, it is a count.

>>> from beside.listening import Session
>>> pair = (("C", "I was at the shop and it was full.", "client"), ("T", "You were at a shop and it was full.", "therapist"))
>>> hear(Session.of(*pair * 15)).numbers["pairs"]
15
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from beside.listening.finding import Refusal
from beside.listening.heard import ALONE, Given, Heard
from beside.listening.heard.latency import quantile
from beside.listening.language import not_read
from beside.listening.said import said
from beside.listening.session import Session, Turn
from beside.signs import sign

NAME = "style_matching"
WORDS, EACH, PAIRS, SHUFFLES = 5, 100, 10, 200
# Shuffles that are worked out together.
AT_ONCE = 20


def hear(session: Session, given: Given = ALONE) -> Heard:
    """`matched`, and beside it `shuffled`, `lower` and `upper`; `pairs` counted; `seed`."""
    if refusals := not_read(NAME, session):
        return Heard(refusals=refusals)
    pairs = adjacent(session)
    if why := why_not(session, len(pairs)):
        return Heard(refusals=(Refusal(NAME, why),))
    client = np.array([percents(one) for one, _ in pairs])
    therapist = np.array([percents(other) for _, other in pairs])
    chance = shuffled(client, therapist, given.seed)
    # Our own: that of numpy loads a part of it that takes longer than all of this.
    lower, upper = (quantile(chance.tolist(), part) for part in (0.05, 0.95))
    numbers = {
        "matched": round(matching(client, therapist), 4),
        "shuffled": round(float(chance.mean()), 4),
        "lower": round(lower, 4),
        "upper": round(upper, 4),
        "pairs": len(pairs),
        "seed": given.seed,
    }
    return Heard(numbers=numbers)


def why_not(session: Session, pairs: int) -> str:
    """Why this transcript cannot carry it, or nothing."""
    least = min(sum(len(t.words) for t in turns) for turns in (session.therapist_turns, session.client_turns))
    if least < EACH:
        return said(
            "few-words-style",
            "One of the two said {n} words; style is compared from {least} words each on.",
            n=least,
            least=EACH,
        )
    if pairs < PAIRS:
        return said(
            "few-answers",
            "There are {n} answers long enough to compare; {least} are needed.",
            n=pairs,
            least=PAIRS,
        )
    return ""


def adjacent(session: Session) -> list[tuple[Turn, Turn]]:
    """Each client turn with the therapist turn right after it, where both have 5 words or more."""
    return [
        (one, other)
        for one, other in zip(session.turns, session.turns[1:], strict=False)
        if one.role == "client" and other.role == "therapist"
        if min(len(one.words), len(other.words)) >= WORDS
    ]


@functools.cache
def class_of() -> dict[str, int]:
    """The class of each small word; the first that has it."""
    lists = sign("style-words").lists
    return {word: place for place, name in reversed(list(enumerate(lists))) for word in lists[name]}


def percents(turn: Turn) -> list[float]:
    """How many percent of the words of a turn belong to each class."""
    counts = [0] * len(sign("style-words").lists)
    for place in map(class_of().get, turn.plain_words):
        if place is not None:
            counts[place] += 1
    return [count * (100 / len(turn.words)) for count in counts]


def matching(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """The mean over pairs and classes."""
    return float(np.mean(1 - np.abs(one - other) / (one + other + 0.0001)))


def shuffled(one: NDArray[np.float64], other: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """What the same turns give when they are paired by chance."""
    chance = np.random.default_rng(seed)
    found = []
    for begins in range(0, SHUFFLES, AT_ONCE):
        dealt = other[[chance.permutation(len(other)) for _ in range(begins, begins + AT_ONCE)]]
        found.append(np.mean(1 - np.abs(one - dealt) / (one + dealt + 0.0001), axis=(1, 2)))
    return np.concatenate(found)
