"""What a client said about the session. It outweighs any statistic, and needs none.

The numbers here (3, 5) are our own starting points, without evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

Answers: TypeAlias = Mapping[str, int | str | bool]

PACE_ASKS = 3
"""A pace this far from *right*, either way, asks for a word about it."""

LOW_SAFETY = 5
"""A *safe* at or under this, where the client sent it."""

CLEAR = ("clearly", "strongly")
"""How strongly something felt off, for a prompt. *A little* opens an episode, and no prompt of its own."""


@dataclass(frozen=True)
class Said:
    """One thing that was said: `id` names the message, `item` the question it answered, `numbers` what was chosen."""

    id: str
    item: str
    numbers: Mapping[str, float]


def said(sent: Answers) -> tuple[Said, ...]:
    """What a client's answers to the session form ask the therapist to take up, gravest first.

    `sent` is what the client *sent* (`Form.split_private(...).sent`). What they kept is not in there, and
    would start nothing if it were: *only me* and *just for me* are never read as anything, and neither is a
    question that was skipped. It does not say what happened, nor who did what.

    >>> [one.id for one in said({"strain": "strongly", "held": "help_raise", "pace": -3, "safe": 5})]
    ['said-strain', 'said-low-safety', 'said-held-back', 'said-too-slow']
    >>> said({"strain": "only_me", "held": "just_for_me", "safe": "only_me", "pace": 2})
    ()
    """
    found = (
        _strain(sent.get("strain")),
        _safe(sent.get("safe")),
        _held(sent.get("held")),
        _pace(sent.get("pace")),
    )
    return tuple(one for one in found if one is not None)


def _strain(answer: int | str | None) -> Said | None:
    # 2 for clearly, 3 for strongly: their places in the question.
    return _made("said-strain", "strain", strength=CLEAR.index(str(answer)) + 2) if answer in CLEAR else None


def _held(answer: int | str | None) -> Said | None:
    return _made("said-held-back", "held") if answer == "help_raise" else None


def _safe(answer: int | str | None) -> Said | None:
    if isinstance(answer, bool) or not isinstance(answer, int) or answer > LOW_SAFETY:
        return None
    return _made("said-low-safety", "safe", safe=answer, limit=LOW_SAFETY)


def _pace(answer: int | str | None) -> Said | None:
    if isinstance(answer, bool) or not isinstance(answer, int) or abs(answer) < PACE_ASKS:
        return None
    return _made("said-too-slow" if answer < 0 else "said-too-fast", "pace", pace=answer, limit=PACE_ASKS)


def _made(id: str, item: str, **numbers: float) -> Said:
    return Said(id, item, MappingProxyType(numbers))
