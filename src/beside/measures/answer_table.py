"""Answers of many persons and sessions as one table of numbers, from a questionnaire's sheets or from a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from beside.measures.errors import MissingAnswers, UnusableAnswers
from beside.measures.form import Form
from beside.measures.item import Answers, Item

Array = NDArray[np.float64]


@dataclass(frozen=True)
class AnswerTable:
    """One row a sheet. What was not answered is not a number, and stays so."""

    title: str
    persons: NDArray[np.intp]
    items: tuple[str, ...]
    # What was answered, and what it counts: reversed items and two-sided ones differ.
    answers: Array
    points: Array
    # The form's own number for the sheet: the total, or the mean of the dimensions that were answered.
    totals: Array
    # What could have been answered, and the most that it counts.
    choices: tuple[tuple[float, ...], ...]
    highest: tuple[float, ...]

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Which sheets have every item."""
        return np.logical_and.reduce(np.isfinite(self.points), axis=1)  # type: ignore[no-any-return]


def table_of(form: Form, sheets: Iterable[tuple[Hashable, Answers]]) -> AnswerTable:
    """The scored items of one questionnaire, in one version, from (person, answers) for each sheet.

    Words, ticks and what is kept by a client are not numbers, and are not in it.

    >>> from beside.measures import load_form
    >>> table = table_of(load_form("phq4"), [("a", {"nervous": 3, "control": 2}), ("b", {"mood": 1})])
    >>> table.persons.tolist(), int(np.isnan(table.points).sum())
    ([0, 1], 5)
    """
    items = [item for item in form.items if item.scored]
    rows = list(sheets)
    answers = np.array([[_number(given.get(item.key)) for item in items] for _, given in rows])
    points = np.array([[_points(form, item, given) for item in items] for _, given in rows])
    return AnswerTable(
        title=f"{form.id}, version {form.version}",
        persons=_numbered([person for person, _ in rows]),
        items=tuple(item.key for item in items),
        answers=answers.reshape(len(rows), len(items)),
        points=points.reshape(len(rows), len(items)),
        totals=np.array([_total(form, given) for _, given in rows]),
        choices=tuple(tuple(map(float, item.numbers)) for item in items),
        highest=tuple(_most(form, item) for item in items),
    )


def read_csv(path: Path, form: Form | None = None) -> AnswerTable:
    """A table from a CSV file with the columns person, session and one for each item; an empty field was skipped.

    With a `form` its items are taken and checked, else every other column is an item whose answers are the
    whole numbers seen in it. UnusableAnswers names the line and the column of what does not fit.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns = [name.strip() for name in reader.fieldnames or []]
        reader.fieldnames = columns
        for needed in ("person", "session"):
            if needed not in columns:
                raise UnusableAnswers(f"{path.name} has no column called {needed}.", needed)
        rows = [(reader.line_num, row) for row in reader]
    names = [name for name in columns if name not in ("person", "session")]
    if form is None:
        return _plain_table(path, names, rows)
    sheets = []
    for line, row in rows:
        try:
            sheets.append((row["person"], form.read({key: row[key] or "" for key in names if row[key]})))
        except UnusableAnswers as error:
            raise UnusableAnswers(f"{path.name}, line {line}: {error}", error.item) from error
    missing = [item.key for item in form.items if item.scored and item.key not in names]
    if missing:
        raise UnusableAnswers(f"{path.name} has no column for: {', '.join(missing)}.", missing[0])
    return table_of(form, sheets)


def _plain_table(path: Path, names: Sequence[str], rows: Sequence[tuple[int, dict[str, str]]]) -> AnswerTable:
    answers = np.array([[_field(path, line, name, row[name]) for name in names] for line, row in rows])
    answers = answers.reshape(len(rows), len(names))
    seen = [sorted(set(column[~np.isnan(column)])) for column in answers.T]
    return AnswerTable(
        title=path.name,
        persons=_numbered([row["person"] for _, row in rows]),
        items=tuple(names),
        answers=answers,
        points=answers,
        totals=answers.mean(1) if names else np.zeros(len(rows)),
        choices=tuple(tuple(map(float, column)) for column in seen),
        highest=tuple(float(column[-1]) if column else np.nan for column in seen),
    )


def _field(path: Path, line: int, name: str, text: str | None) -> float:
    if not (text or "").strip():
        return np.nan
    try:
        return float(str(text).replace(",", "."))
    except ValueError as error:
        raise UnusableAnswers(
            f"{path.name}, line {line}: {name} is {text!r}, which is no number. Leave it empty if it was skipped.",
            name,
        ) from error


def _numbered(persons: Sequence[Hashable]) -> NDArray[np.intp]:
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(person, len(known)) for person in persons], dtype=np.intp)


def _number(answer: object) -> float:
    return np.nan if isinstance(answer, bool) or not isinstance(answer, int | float) else float(answer)


def _points(form: Form, item: Item, given: Answers) -> float:
    answer = given.get(item.key)
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return np.nan
    if form.scoring == "dimensions":
        score = item.dimension_score(answer)
        return np.nan if score is None else score
    return item.points(answer)


def _most(form: Form, item: Item) -> float:
    if form.scoring == "dimensions":
        return 10.0
    assert item.range is not None, "a scored item is answered with numbers"
    return float(item.range[1])


def _total(form: Form, given: Answers) -> float:
    if form.scoring == "dimensions":
        score = form.session_score(given)
        return np.nan if score is None else score.value
    try:
        return float(form.score(given).total)
    except MissingAnswers:
        return np.nan
