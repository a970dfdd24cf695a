"""Two levels of spread: between persons, and within each person from session to session.

From a handful of sums per person, so that a thousand resamples of the persons cost little more than one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PersonSums:
    """Of each person: how many sheets, their sums, and the sums of their products. All that two levels need."""

    sheets: Array
    sums: Array
    products: Array


@dataclass(frozen=True)
class Levels:
    """Mean squares and covariances at the two levels; the first axis is the resample where there are several."""

    sheets: Array
    persons: Array
    # Sheets a person, as unequal numbers count (Searle's n0).
    each: Array
    mean_squares_between: Array
    within: Array

    @property
    def between(self) -> Array:
        """The covariances of the persons' own levels: what is left of the means when their noise is taken out."""
        found: Array = (self.mean_squares_between - self.within) / self.each[..., None, None]
        return found


def person_sums(persons: NDArray[np.intp], scores: Array) -> PersonSums:
    """Sums by person. `persons` are whole numbers from 0; nothing in `scores` is missing."""
    count = int(persons.max()) + 1
    centred = scores - scores.mean(0)
    sums = np.zeros((count, scores.shape[1]))
    np.add.at(sums, persons, centred)
    products = np.zeros((count, scores.shape[1], scores.shape[1]))
    np.add.at(products, persons, centred[:, :, None] * centred[:, None, :])
    return PersonSums(np.bincount(persons, minlength=count).astype(float), sums, products)


def levels(people: PersonSums, weights: Array | None = None) -> Levels:
    """The two levels by one-way analysis of variance, for each row of `weights` (how often a person is in a resample)."""
    count = len(people.sheets)
    weight = np.ones((1, count)) if weights is None else weights
    sheets, persons = weight @ people.sheets, weight.sum(-1)
    totals = weight @ people.sums
    own = people.sums[:, :, None] * people.sums[:, None, :] / people.sheets[:, None, None]
    items = people.sums.shape[1]
    inside = (weight @ (people.products - own).reshape(count, -1)).reshape(-1, items, items)
    across = (weight @ own.reshape(count, -1)).reshape(-1, items, items)
    across -= totals[:, :, None] * totals[:, None, :] / sheets[:, None, None]
    found = Levels(
        sheets=sheets,
        persons=persons,
        each=(sheets - weight @ people.sheets**2 / sheets) / (persons - 1),
        mean_squares_between=across / (persons - 1)[:, None, None],
        within=inside / (sheets - persons)[:, None, None],
    )
    if weights is not None:
        return found
    return Levels(*(part[0] for part in vars(found).values()))


def icc1(people: Levels) -> Array:
    """ICC(1) of the mean of the items: the share of one sheet's spread that is between persons (Shrout & Fleiss 1979).

    Not a number where nothing varies. It can be below 0 by chance, and is not cut off there.
    """
    between, within = people.mean_squares_between.mean((-2, -1)), people.within.mean((-2, -1))
    whole = between + (people.each - 1) * within
    found: Array = np.divide(between - within, whole, out=np.full_like(whole, np.nan), where=whole > 0)
    return found


def item_rest(covariances: Array) -> Array:
    """How each item goes with the sum of the others: correlations, from their covariances."""
    variances = np.diagonal(covariances, axis1=-2, axis2=-1)
    together = covariances.sum(-1) - variances
    rest = covariances.sum((-2, -1))[..., None] - 2 * covariances.sum(-1) + variances
    spread = np.sqrt(np.maximum(variances, 0) * np.maximum(rest, 0))
    found: Array = np.divide(together, spread, out=np.full_like(together, np.nan), where=spread > 0)
    return found


def without_negative_spread(covariances: Array) -> Array:
    """The nearest matrices in which no sum of items varies less than not at all: differences of estimates can."""
    values, vectors = np.linalg.eigh(covariances)
    mended: Array = np.einsum("...ij,...j,...kj->...ik", vectors, np.maximum(values, 0), vectors)
    return mended
