"""The codes that trained readings give, and what one turn got.

A therapist's turn has one `main` code, a client's turn one `talk` code. The kinds are read only within their main code:
`open` is the probability that a turn asks openly *given* that it is a question.

>>> HEADS["main"], HEADS["talk"]
(('question', 'reflection', 'input', 'other'), ('change', 'neutral', 'sustain'))
"""

from __future__ import annotations

from dataclasses import dataclass, field

# head: its codes, which exclude one another. `plan` is input that offers options or negotiates a goal.
HEADS: dict[str, tuple[str, ...]] = {
    "main": ("question", "reflection", "input", "other"),
    "question": ("open", "closed"),
    "reflection": ("simple", "complex"),
    "input": ("information", "advice", "plan"),
    "talk": ("change", "neutral", "sustain"),
}
HEADS_OF: dict[str, tuple[str, ...]] = {
    "therapist": ("main", "question", "reflection", "input"),
    "client": ("talk",),
}


@dataclass(frozen=True)
class Coded:
    """What a reader makes of one turn. Nothing in it for a turn whose speaker is neither therapist nor client.

    `main` or `talk` is the reading; `kind` the kind within `main`, empty for `other`. `probabilities` are calibrated,
    by code. The reading need not be the most probable code: rare codes are read a little sooner than their probability alone
    would have it, because experts' agreement is counted code by code. Its probability says so.
    """

    main: str = ""
    kind: str = ""
    talk: str = ""
    probabilities: dict[str, float] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.main or self.talk

    @property
    def probability(self) -> float:
        """Of the reading itself, 0 where there is none."""
        return self.probabilities.get(self.code, 0.0)
