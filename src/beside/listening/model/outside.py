"""Readings beside gold, as an evaluation takes them."""

from __future__ import annotations

from dataclasses import dataclass

from beside.listening.model.weighing import Floats, Ints


@dataclass(frozen=True)
class Outside:
    """What each turn got from a model that knew nothing of its source. Rows are the turns of one role.

    Probabilities and readings are given for every turn; `gold` is -1 where the experts gave no code of that head.
    """

    session: Ints
    gold: Ints
    probabilities: Floats
    read: Ints
