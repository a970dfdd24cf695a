"""`beside evaluate annomi`: how well the readings agree with AnnoMI's experts, so that anybody can check us.

With folds, models are trained anew and each session is read by one that saw nothing of its source: that is a measurement. The small
model's readings of that kind are kept by `beside train`. Without, the shipped model reads the file; sessions that it was trained on are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from beside.listening.errors import NoReading
from beside.listening.model import Reader, reader
from beside.listening.model.agreement import (
    FEWEST_TURNS,
    RIGHT_ENOUGH,
    calibration_error,
    code_score,
    kappa,
    macro_score,
    precision_recall,
    score,
    spearman,
    sure_from,
)
from beside.listening.model.annomi import Coded, fingerprint, folds_of, sessions_of
from beside.listening.model.codes import HEADS, HEADS_OF
from beside.listening.model.outside import Outside, loaded
from beside.listening.model.weighing import Floats, Ints

TITLES = {
    "main": "therapist, main code",
    "question": "open or closed, of turns with a question",
    "reflection": "simple or complex, of turns with a reflection",
    "input": "kind, of turns with input",
    "talk": "client talk",
}


def evaluate(
    data: Path, folds: Path | None = None, *, light: bool = False, readings: Path | None = None
) -> str:
    """The table, as Markdown. `readings` were made by `beside train`, each fold by a model that saw nothing of its sources."""
    sessions = sessions_of(data)
    if readings is not None:
        return report(sessions, loaded(readings, sessions), f"small, as {readings.name} has it")
    if folds is not None and not light:
        raise NoReading(
            "The small model takes about an hour to train anew on each fold: `beside train` does that and keeps its readings. "
            "Give them with --readings, or give --light."
        )
    if folds is not None:
        from beside.listening.model.training import cross_validated

        return report(
            sessions, cross_validated(sessions, folds_of(folds)), "light, trained anew on each fold"
        )
    model = reader(light=light)
    fresh = [each for each in sessions if fingerprint(each.session) not in model.trained_on]
    if not fresh:
        raise NoReading(
            f"The {model.name} model was trained on every session of {data.name}: reading them again would measure nothing. "
            "Give --folds, or a file with other sessions."
        )
    left_out = len(sessions) - len(fresh)
    return report(
        fresh,
        read_by(model, fresh),
        f"{model.name}, as shipped; {left_out} sessions it was trained on left out",
    )


def read_by(model: Reader, sessions: Sequence[Coded]) -> dict[str, Outside]:
    """What this reader makes of the sessions, beside gold. For a kind, its reading is the more probable one."""
    coded = [model.codes(each.session) for each in sessions]
    out = {}
    for role, heads in HEADS_OF.items():
        turns = [
            (place, given, each.gold[index])
            for place, each in enumerate(sessions)
            for index, given in enumerate(coded[place])
            if each.session.turns[index].role == role
        ]
        for head in heads:
            codes = HEADS[head]
            probabilities = np.array([[given.probabilities[code] for code in codes] for _, given, _ in turns])
            read = probabilities.argmax(axis=1)
            if head in ("main", "talk"):
                read = np.array([codes.index(given.code) for _, given, _ in turns])
            gold = np.array([codes.index(truth[head]) if head in truth else -1 for _, _, truth in turns])
            out[head] = Outside(np.array([place for place, _, _ in turns]), gold, probabilities, read)
    return out


@dataclass(frozen=True)
class Judged:
    """The turns of one head to which experts gave a code. `origin` numbers the sources."""

    head: str
    origin: Ints
    session: Ints
    gold: Ints
    read: Ints
    probabilities: Floats

    @property
    def sure(self) -> Floats:
        """The probability of the reading."""
        given: Floats = self.probabilities[np.arange(len(self.read)), self.read]
        return given

    @property
    def right(self) -> Floats:
        same: Floats = (self.read == self.gold).astype(float)
        return same

    @property
    def codes(self) -> tuple[str, ...]:
        return HEADS[self.head]

    def sure_from(self, code: str) -> float | None:
        rows = self.read == self.codes.index(code)
        return sure_from(self.sure[rows], self.right[rows])


def judged(head: str, given: Outside, sessions: Sequence[Coded]) -> Judged | None:
    rows = given.gold >= 0
    if not rows.any():
        return None
    origins = np.unique([each.origin for each in sessions], return_inverse=True)[1]
    session = given.session[rows]
    return Judged(
        head, origins[session], session, given.gold[rows], given.read[rows], given.probabilities[rows]
    )


def thresholds(sessions: Sequence[Coded], outside: dict[str, Outside]) -> dict[str, float]:
    """By code, the probability from which a quote may be shown as evidence."""
    found = {}
    for head, given in outside.items():
        turns = judged(head, given, sessions)
        for code in HEADS[head] if turns else ():
            lowest = turns.sure_from(code) if turns else None
            if lowest is not None:
                found[code] = lowest
    return found


def report(sessions: Sequence[Coded], outside: dict[str, Outside], how: str) -> str:
    sources = len({each.origin for each in sessions})
    turns = sum(len(each.session.turns) for each in sessions)
    lines = [f"AnnoMI: {len(sessions)} sessions from {sources} sources, {turns:,} turns. Model: {how}.", ""]
    lines += ["Intervals are 95 %, from drawing sources with replacement.", ""]
    heads = [found for head, given in outside.items() if (found := judged(head, given, sessions))]
    lines += [*overall(heads), "", *by_code(heads), "", *by_session(heads)]
    return "\n".join(lines)


def overall(heads: Sequence[Judged]) -> Iterator[str]:
    yield "| reading | turns | macro-F1 | kappa | calibration error |"
    yield "|---|---|---|---|---|"
    for each in heads:
        codes = len(each.codes)
        macro = macro_score(each.gold, each.read, each.origin, codes)
        error = calibration_error(each.sure, each.right)
        agree = kappa(each.gold, each.read, codes)
        yield f"| {TITLES[each.head]} | {len(each.gold)} | {macro} | {agree:.3f} | {error:.3f} |"


def by_code(heads: Sequence[Judged]) -> Iterator[str]:
    yield f"| code | turns | F1 | precision | recall | right {RIGHT_ENOUGH} from | of its turns |"
    yield "|---|---|---|---|---|---|---|"
    for each in heads:
        for column, code in enumerate(each.codes):
            value = code_score(each.gold, each.read, each.origin, len(each.codes), column)
            precision, recall = precision_recall(each.gold, each.read, column)
            lowest = each.sure_from(code)
            count = (each.gold == column).sum()
            from_there = each.sure >= (2.0 if lowest is None else lowest)
            shown = (each.read == column) & from_there & (each.right == 1)
            reach = (
                f"p ≥ {lowest:.2f} | {shown.sum() / max(1, count):.0%}"
                if lowest is not None
                else "never | 0%"
            )
            yield f"| {code} | {count} | {value} | {precision:.3f} | {recall:.3f} | {reach} |"


def by_session(heads: Sequence[Judged]) -> Iterator[str]:
    """Shares of a code: the sum of its probabilities, and the count of its readings, against gold."""
    main = next((each for each in heads if each.head == "main"), None)
    if main is None:
        return
    numbers, counts = np.unique(main.session, return_counts=True)
    numbers = numbers[counts >= FEWEST_TURNS]
    yield f"| share by session ({len(numbers)} with {FEWEST_TURNS} therapist turns or more) | Spearman, by probabilities | by counts |"
    yield "|---|---|---|"
    if not len(numbers):
        return
    origin = np.array([main.origin[main.session == number][0] for number in numbers])
    for column, code in enumerate(main.codes):
        gold = share(main.session, numbers, (main.gold == column).astype(float))
        soft = share(main.session, numbers, main.probabilities[:, column])
        hard = share(main.session, numbers, (main.read == column).astype(float))
        yield f"| {code} | {together(soft, gold, origin)} | {together(hard, gold, origin)} |"


def share(session: Ints, numbers: Ints, values: Floats) -> Floats:
    return np.array([values[session == number].mean() for number in numbers])


def together(one: Floats, two: Floats, origin: Ints) -> str:
    return str(score(lambda rows: spearman(one[rows], two[rows]), origin))
