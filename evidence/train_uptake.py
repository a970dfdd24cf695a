"""`python -m evidence.train_uptake --data uptake/dev.csv`: measures and writes the model of uptake that ships.

Classes are kept apart, and the ridge is chosen on inner folds. People's ratings are those of Demszky et al. (2021), MIT licence.
"""

import argparse
import csv
from pathlib import Path

import numpy as np

from beside.listening.model import uptake
from beside.listening.model.agreement import score, spearman
from beside.listening.session import Turn

FOLDS, DEALS = 5, 2
RIDGES = (3.0, 30.0, 100.0)


def rated(path):
    """Exchanges, their mean rating (standardised by rater), and the class of each."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["uptake_zscore"] not in ("", "NA")]
    pairs = [
        (
            Turn("pupil", row["student_text"], role="client"),
            Turn("teacher", row["teacher_text"], role="therapist"),
        )
        for row in rows
    ]
    ratings = np.array([float(row["uptake_zscore"]) for row in rows])
    return pairs, ratings, np.unique([row["obs_id"] for row in rows], return_inverse=True)[1]


def outside(pairs, ratings, train, test, ridge):
    made = uptake.trained([pairs[place] for place in train], ratings[train], ridge)
    return np.array([made.score(*pairs[place]) for place in test])


def folded(pairs, ratings, fold, ridge):
    """Each exchange scored by a model that saw nothing of its class."""
    found = np.zeros(len(pairs))
    for part in np.unique(fold):
        test = np.flatnonzero(fold == part)
        found[test] = outside(pairs, ratings, np.flatnonzero(fold != part), test, ridge)
    return found


def best_ridge(pairs, ratings, fold):
    return max(RIDGES, key=lambda ridge: spearman(folded(pairs, ratings, fold, ridge), ratings))


def nested(pairs, ratings, fold):
    found = np.zeros(len(pairs))
    for part in range(FOLDS):
        train, test = np.flatnonzero(fold != part), np.flatnonzero(fold == part)
        ridge = best_ridge([pairs[place] for place in train], ratings[train], fold[train])
        found[test] = outside(pairs, ratings, train, test, ridge)
    return found


def main():
    given = argparse.ArgumentParser(
        prog="python -m evidence.train_uptake", description=__doc__.split("\n")[0]
    )
    given.add_argument("--data", type=Path, required=True)
    given.add_argument("--out", type=Path, default=uptake.FILE)
    asked = given.parse_args()
    pairs, ratings, classes = rated(asked.data)
    dealing, spread = np.random.default_rng(1), []
    for _ in range(DEALS):
        fold = dealing.permutation(np.arange(classes.max() + 1) % FOLDS)[classes]
        spread.append(nested(pairs, ratings, fold))
        found = spread[-1]
        print(score(lambda rows, found=found: spearman(found[rows], ratings[rows]), classes))
    uptake.saved(uptake.trained(pairs, ratings, best_ridge(pairs, ratings, fold)), asked.out)
    mean = np.mean([spearman(found, ratings) for found in spread])
    print(
        f"Spearman {mean:.3f}, the mean of {DEALS} deals of {len(np.unique(classes))} classes, {len(pairs)} exchanges"
    )


if __name__ == "__main__":
    main()
