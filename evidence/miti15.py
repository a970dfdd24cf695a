"""How the rules for a therapist's talk do on sentences that experts coded: `python -m evidence.miti15`.

Reads `miti15/dev_half.csv` from the folder named in BESIDE_DATA (Welivita & Pu 2023, CC BY-NC-SA 3.0: for testing
only) and prints, for each of five merged labels, our F1 beside that of the published model's predictions in the
same file. A sentence counts as heard when a rule for that label fires in it; each label is judged alone.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from beside.listening.heard.advice_without_permission import advice_in
from beside.listening.heard.self_disclosure import of_oneself
from beside.signs import sentences, sign

MERGED: dict[str, frozenset[str]] = {
    "advice without permission": frozenset({"Advise without Permission", "Direct", "Warn"}),
    "advice with permission": frozenset({"Advise with Permission"}),
    "self-disclosure": frozenset({"Self-Disclose"}),
    "validation": frozenset({"Affirm", "Support", "Emphasize Autonomy"}),
    "confrontation": frozenset({"Confront"}),
}

OURS: dict[str, Callable[[str], bool]] = {
    "advice without permission": lambda text: any(not advice.open for advice in advice_in(text)),
    "advice with permission": lambda text: any(advice.open for advice in advice_in(text)),
    "self-disclosure": lambda text: any(of_oneself(sentence) for sentence in sentences(text)),
    "validation": lambda text: bool(sign("validation").found_in(text)),
    "confrontation": lambda text: bool(sign("confronting").found_in(text)),
}


def precision_recall_f1(truth: Sequence[bool], said: Sequence[bool]) -> tuple[float, float, float]:
    """Of one label against the rest; 0 where it was never said.

    >>> precision_recall_f1([True, True, False], [True, False, False])
    (1.0, 0.5, 0.6666666666666666)
    """
    both = sum(t and s for t, s in zip(truth, said, strict=True))
    precision = both / sum(said) if any(said) else 0.0
    recall = both / sum(truth) if any(truth) else 0.0
    return precision, recall, 2 * both / (sum(truth) + sum(said)) if both else 0.0


def table(rows: Sequence[dict[str, str]]) -> str:
    """The five labels, ours and the published model's."""
    lines = [
        f"{len(rows)} sentences            n   ours: P    R    F1   published: P    R    F1",
    ]
    for label, codes in MERGED.items():
        truth = [row["Ground truth"] in codes for row in rows]
        ours = precision_recall_f1(truth, [OURS[label](row["Text"]) for row in rows])
        theirs = precision_recall_f1(truth, [row["Prediction"] in codes for row in rows])
        scores = "  ".join(f"{score:.3f}" for score in (*ours, *theirs))
        lines.append(f"{label:26} {sum(truth):4}   {scores}")
    return "\n".join(lines)


def main() -> None:
    folder = os.environ.get("BESIDE_DATA")
    if not folder:
        sys.exit("Set BESIDE_DATA to the folder that holds miti15/dev_half.csv.")
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "miti15" / "dev_half.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        print(table(list(csv.DictReader(lines))))


if __name__ == "__main__":
    main()
