"""How often the 95 % intervals of beside.measures.psychometrics hold what they should, and how wide they are.

    python -m evidence.psychometrics            the table in docs/evidence/psychometrics.md (about 12 minutes, one core)
    python -m evidence.psychometrics --quick    a tenth of it

Frozen before the floor was chosen: the population, the seed, the sizes.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from beside.measures import psychometrics
from beside.measures.answer_table import AnswerTable

SEED = 11
SIZES = ((15, 8), (30, 4), (60, 8))
RUNS, QUICK = 200, 20


@dataclass(frozen=True)
class Population:
    """Five items of 0 to 10 with one factor at each level, as we imagine the session form."""

    name: str
    within: tuple[float, ...] = (0.9, 0.8, 0.8, 0.7, 0.4)
    within_own: tuple[float, ...] = (0.64, 0.64, 0.64, 0.81, 1.0)
    between: tuple[float, ...] = (1.0, 1.0, 0.9, 0.9, 0.5)
    between_own: tuple[float, ...] = (0.16, 0.16, 0.16, 0.25, 0.49)
    # Where whole answers lie around; None leaves them as they fall.
    around: float | None = None


POPULATIONS = (
    Population("normal"),
    Population("0 to 10, near the top", around=8.0),
    Population("persons much alike", between=(0.45, 0.45, 0.4, 0.4, 0.2)),
)


def true_values(population: Population) -> dict[str, float]:
    """From the population; with whole answers near the top, from 20,000 persons, because rounding and ceiling change them."""
    if population.around is not None:
        study = psychometrics.study(a_table(np.random.default_rng(SEED), population, 20_000, 8), resamples=2)
        return {
            name: float(study.finding(name).value or 0)
            for name in ("omega_within", "omega_between", "icc", "within_sd")
        }
    within = sum(population.within) ** 2, sum(population.within_own)
    between = sum(population.between) ** 2, sum(population.between_own)
    return {
        "omega_within": within[0] / sum(within),
        "omega_between": between[0] / sum(between),
        "icc": sum(between) / (sum(between) + sum(within)),
        "within_sd": float(np.sqrt(sum(within)) / 5),
    }


def a_table(draws: np.random.Generator, population: Population, persons: int, sheets: int) -> AnswerTable:
    """Persons with unequal numbers of sheets, on average `sheets`."""
    who = np.repeat(np.arange(persons), 2 + draws.poisson(sheets - 2, size=persons))
    own = _level(draws, persons, population.between, population.between_own)
    scores = own[who] + _level(draws, len(who), population.within, population.within_own)
    if population.around is not None:
        scores = np.clip(np.round(scores + population.around), 0, 10)
    return AnswerTable(
        title="simulated", persons=who, items=("a", "b", "c", "d", "e"), answers=scores, points=scores,
        totals=scores.mean(1), choices=((),) * 5, highest=(10.0,) * 5,
    )  # fmt: skip


def _level(draws, size, loadings, own):
    return draws.normal(size=(size, 1)) * np.array(loadings) + draws.normal(size=(size, 5)) * np.sqrt(own)


def rates(population: Population, number: int, persons: int, sheets: int, runs: int, true: dict[str, float]):
    """For each number: share of intervals that hold the true value, mean error, median width, and how often it was told."""
    draws = np.random.default_rng([SEED, number, persons, sheets])
    seen = {name: [] for name in true}
    for run in range(runs):
        study = psychometrics.study(a_table(draws, population, persons, sheets), resamples=400, seed=run)
        for name, value in true.items():
            found = study.finding(name)
            if found.value is not None:
                seen[name].append(
                    (found.low <= value <= found.high, found.value - value, found.high - found.low)
                )
    for name, told in seen.items():
        holds, error, width = np.array(told).T if told else np.full((3, 1), np.nan)
        yield name, float(holds.mean()), float(error.mean()), float(np.median(width)), len(told)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    runs = QUICK if parser.parse_args().quick else RUNS
    # The floor is what is being looked for, so it does not stand in the way.
    psychometrics.FEWEST_PERSONS = psychometrics.FEWEST_SHEETS = psychometrics.FEWEST_PERSONS_BETWEEN = 2
    print(
        "| answers | persons | sheets each | number | true | intervals that hold it | mean error | median width | told in |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for number, population in enumerate(POPULATIONS):
        true = true_values(population)
        for persons, sheets in SIZES:
            for name, holds, error, width, told in rates(population, number, persons, sheets, runs, true):
                where = f"{population.name} | {persons} | {sheets} | `{name}`"
                print(
                    f"| {where} | {true[name]:.3f} | {holds:.0%} | {error:+.3f} | {width:.2f} | {told} of {runs} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
