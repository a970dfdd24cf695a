"""How well a questionnaire works with a practice's own answers, and what each number allows one to say.

Two levels are told apart everywhere: between persons (who is higher than whom), and within a person from
session to session (what a course shows). A questionnaire can be good at one and poor at the other.

Every number has a 95 % interval by bootstrap: whole persons are drawn again, with replacement, because the
sheets of one person are alike. The seed is fixed, so that the same answers give the same numbers.
docs/evidence/psychometrics.md says how often these intervals hold what they should, and why the floor is
where it is.
"""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beside.measures.answer_table import AnswerTable, read_csv, table_of
from beside.measures.errors import TooFewAnswers
from beside.measures.factor import one_factor
from beside.measures.levels import Levels, icc1, item_rest, levels, person_sums, without_negative_spread
from beside.measures.words import filled

Array = NDArray[np.float64]

__all__ = ["AnswerTable", "Finding", "Study", "in_words", "read_csv", "study", "table_of"]

# The floor, argued in docs/evidence/psychometrics.md: under it intervals are too wide or hold too seldom.
FEWEST_PERSONS = 30
FEWEST_SHEETS = 120
FEWEST_PERSONS_BETWEEN = 60
FEWEST_ITEMS = 3

RESAMPLES = 1000
SEED = 20260304


@dataclass(frozen=True)
class Finding:
    """One number with its interval. `says` is the message that in_words puts into words; `item` where it is of one.

    `value` is None where it cannot be told, and `says` then says why.
    """

    id: str
    value: float | None
    low: float | None
    high: float | None
    persons: int
    sheets: int
    says: str
    item: str = ""
    answer: float | None = None


@dataclass(frozen=True)
class Study:
    """All findings on one questionnaire in one version, and how much they rest on."""

    title: str
    persons: int
    sheets: int
    whole_sheets: int
    findings: tuple[Finding, ...]

    def finding(self, id: str, item: str = "", answer: float | None = None) -> Finding:
        return next(f for f in self.findings if (f.id, f.item, f.answer) == (id, item, answer))

    def as_table(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


def study(table: AnswerTable, *, resamples: int = RESAMPLES, seed: int = SEED) -> Study:
    """What this questionnaire does with these persons. TooFewAnswers under the floor, and what is lacking."""
    whole = _with_two_sheets(table, table.whole)
    refuse_below_the_floor(table, whole)
    draws = np.random.default_rng(seed)
    counts = len(np.unique(table.persons[whole]))
    weights = draws.multinomial(counts, np.full(counts, 1 / counts), size=resamples).astype(float)
    persons = np.unique(table.persons[whole], return_inverse=True)[1].astype(np.intp)
    sums = person_sums(persons, table.points[whole])
    here, again = levels(sums), levels(sums, weights)
    found = [
        *_omegas(table, here, again),
        *_course(table, resamples, draws),
        *_item_rest(table, here, again),
        *_ceiling(table, resamples, draws),
        *_categories(table, resamples, draws),
    ]
    return Study(
        title=table.title,
        persons=len(np.unique(table.persons)),
        sheets=len(table.persons),
        whole_sheets=int(table.whole.sum()),
        findings=tuple(replace(one, says=_says(one)) for one in found),
    )


def refuse_below_the_floor(table: AnswerTable, whole: NDArray[np.bool_]) -> None:
    """Raise TooFewAnswers where there is too little to say anything, with what there is and what is needed."""
    persons, sheets = len(np.unique(table.persons[whole])), int(whole.sum())
    if len(table.items) < FEWEST_ITEMS:
        raise TooFewAnswers(
            f"{table.title} has {len(table.items)} scored items. How they go together can be told from {FEWEST_ITEMS} on."
        )
    if persons < FEWEST_PERSONS or sheets < FEWEST_SHEETS:
        raise TooFewAnswers(
            f"{table.title}: {persons} persons with at least 2 complete sheets, {sheets} such sheets. "
            f"Under {FEWEST_PERSONS} persons and {FEWEST_SHEETS} sheets these numbers say more about chance than "
            "about the questions, so there are none yet."
        )


def _with_two_sheets(table: AnswerTable, usable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The usable sheets of persons who have at least two: one sheet has no ups and downs."""
    counts = np.bincount(table.persons[usable], minlength=int(table.persons.max(initial=-1)) + 1)
    several: NDArray[np.bool_] = usable & (counts[table.persons] >= 2) if len(table.persons) else usable
    return several


# -- Each kind of finding ----------------------------------------------------------------------------------------


def _omegas(table: AnswerTable, here: Levels, again: Levels) -> Iterator[Finding]:
    # Good to the third decimal, which is more than an interval needs.
    resampled = one_factor(again.within, smallest_step=1e-4, steps=400)
    yield _found("omega_within", here, one_factor(here.within).omega, resampled.omega)
    between = _between_omega(here.between[None], 1e-7)
    if here.persons < FEWEST_PERSONS_BETWEEN:
        yield _untold("omega_between", here, "omega_between.too_few")
    elif np.isnan(between[0]):
        yield _untold("omega_between", here, "omega_between.no_spread")
    else:
        yield _found("omega_between", here, between[0], _between_omega(again.between, 1e-4))


def _between_omega(between: Array, smallest_step: float) -> Array:
    """Not a number where persons do not differ in some item: then there is nothing to explain."""
    fitted: Array = one_factor(without_negative_spread(between), smallest_step=smallest_step).omega
    return np.where((np.diagonal(between, axis1=-2, axis2=-1) > 0).all(-1), fitted, np.nan)


def _course(table: AnswerTable, resamples: int, draws: np.random.Generator) -> Iterator[Finding]:
    """Of the number that the course draws."""
    usable = _with_two_sheets(table, ~np.isnan(table.totals))
    persons = np.unique(table.persons[usable], return_inverse=True)[1].astype(np.intp)
    sums = person_sums(persons, table.totals[usable, None])
    here, again = levels(sums), levels(sums, _weights(len(sums.sheets), resamples, draws))
    yield _found("icc", here, icc1(here), icc1(again))
    yield _found("within_sd", here, np.sqrt(here.within[0, 0]), np.sqrt(again.within[:, 0, 0]))


def _item_rest(table: AnswerTable, here: Levels, again: Levels) -> Iterator[Finding]:
    for id, one, many in (
        ("item_rest_within", here.within, again.within),
        ("item_rest_between", here.mean_squares_between, again.mean_squares_between),
    ):
        value, values = item_rest(one), item_rest(many)
        for n, item in enumerate(table.items):
            if np.isnan(value[n]):
                yield replace(_untold(id, here, f"{id}.no_spread"), item=item)
            else:
                yield replace(_found(id, here, value[n], values[:, n]), item=item)


def _ceiling(table: AnswerTable, resamples: int, draws: np.random.Generator) -> Iterator[Finding]:
    at_most = np.where(np.isnan(table.points), np.nan, table.points >= np.array(table.highest))
    yield _share("ceiling_sheet", table, at_most.all(1).astype(float), table.whole, resamples, draws)
    for n, item in enumerate(table.items):
        answered = ~np.isnan(at_most[:, n])
        yield replace(_share("ceiling", table, at_most[:, n], answered, resamples, draws), item=item)


def _categories(table: AnswerTable, resamples: int, draws: np.random.Generator) -> Iterator[Finding]:
    for n, item in enumerate(table.items):
        answered = ~np.isnan(table.answers[:, n])
        for answer in table.choices[n]:
            chosen = (table.answers[:, n] == answer).astype(float)
            found = _share("category", table, chosen, answered, resamples, draws)
            yield replace(found, item=item, answer=answer)


def _share(
    id: str,
    table: AnswerTable,
    what: Array,
    usable: NDArray[np.bool_],
    resamples: int,
    draws: np.random.Generator,
) -> Finding:
    """How often something holds among the usable sheets, with persons drawn again."""
    persons = np.unique(table.persons[usable], return_inverse=True)[1]
    of_each = np.bincount(persons).astype(float)
    so_often = np.bincount(persons, weights=what[usable])
    if not len(of_each):
        return Finding(id, None, None, None, 0, 0, f"{id}.none")
    value = float(so_often.sum() / of_each.sum())
    weights = _weights(len(of_each), resamples, draws)
    low, high = _interval((weights @ so_often) / (weights @ of_each), len(of_each))
    # What nobody did, nobody does in any resample either. That it is rare is all that can be said, and how rare.
    rare = 1 - 0.025 ** (1 / len(of_each))
    low, high = (1 - rare if value == 1 else low), (rare if value == 0 else high)
    return Finding(id, value, low, high, len(of_each), int(of_each.sum()), "")


def _weights(persons: int, resamples: int, draws: np.random.Generator) -> Array:
    return draws.multinomial(persons, np.full(persons, 1 / persons), size=resamples).astype(float)


def _found(id: str, here: Levels, value: Any, values: Array) -> Finding:
    low, high = _interval(values, float(here.persons))
    return Finding(id, float(value), low, high, int(here.persons), int(here.sheets), "")


def _untold(id: str, here: Levels, why: str) -> Finding:
    return Finding(id, None, None, None, int(here.persons), int(here.sheets), why)


def _interval(values: Array, persons: float) -> tuple[float, float]:
    """The middle of the resamples that gave a number, a little more than 95 % of them where persons are few."""
    told, outside = values[np.isfinite(values)], _outside(persons)
    low, high = np.quantile(told, [outside, 1 - outside]) if len(told) else (np.nan, np.nan)
    return float(low), float(high)


def _outside(persons: float) -> float:
    """Which share of the resamples to leave out at either end: percentiles as such are too narrow for few persons.

    The expanded percentile interval of Hesterberg 2015, Am Stat 69:371-386; Student's t by its Cornish-Fisher series.

    >>> round(_outside(30), 4), round(_outside(10_000), 4)
    (0.0188, 0.025)
    """
    z, spare = NormalDist().inv_cdf(0.975), max(persons - 1, 1)
    t = z + (z**3 + z) / (4 * spare) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * spare**2)
    return NormalDist().cdf(-t * math.sqrt((spare + 1) / spare))


# -- What each allows one to say ---------------------------------------------------------------------------------

# Conventions, no laws of nature: where one says "enough" and "too little". The interval decides, not the number.
ENOUGH = {
    # Nunnally & Bernstein 1994: .70 for research with groups, more for decisions on one person.
    "omega_within": (0.60, 0.70),
    "omega_between": (0.70, 0.80),
    "item_rest_within": (0.30, 0.30),
    "item_rest_between": (0.30, 0.30),
    # Terwee et al. 2007, J Clin Epidemiol 60:34-42: more than 15 % at the end is a ceiling.
    "ceiling": (0.15, 0.15),
    "ceiling_sheet": (0.15, 0.15),
    "icc": (0.50, 0.50),
    # An answer that fewer than 1 in 20 choose does not tell people apart.
    "category": (0.05, 0.05),
}


def _says(finding: Finding) -> str:
    """The id of the sentence: high or low where the whole interval is, else unclear."""
    if finding.says:
        return finding.says
    if finding.id not in ENOUGH or finding.low is None or finding.high is None:
        return f"{finding.id}.is"
    if finding.id == "category" and finding.value == 0:
        return "category.never"
    low, high = ENOUGH[finding.id]
    if finding.low >= high:
        return f"{finding.id}.high"
    return f"{finding.id}.low" if finding.high < low else f"{finding.id}.unclear"


def in_words(finding: Finding) -> str:
    """What the finding means, and what it allows one to say: two or three sentences without a formula."""
    sentences = _words()
    kind, _, which = finding.says.partition(".")
    means, says = sentences[kind]["means"], sentences[kind][which]
    numbers = {
        "item": finding.item,
        "answer": "" if finding.answer is None else f"{finding.answer:g}",
        "percent": "" if finding.value is None else f"{100 * finding.value:.0f} %",
        "value": "" if finding.value is None else f"{finding.value:.1f}",
        "noise": "" if finding.value is None else f"{1.96 * finding.value:.1f}",
        "persons": str(finding.persons),
        "needed": str(FEWEST_PERSONS_BETWEEN),
    }
    return filled(f"{means} {says}", numbers)


def title(finding: Finding) -> str:
    """The finding's name in a few words."""
    return filled(
        str(_words()[finding.id]["title"]), {"item": finding.item, "answer": f"{finding.answer or 0:g}"}
    )


@functools.cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("beside") / "measures" / "psychometrics.toml").read_text(encoding="utf-8"))
