"""One factor behind several items, and how much of their sum it explains: McDonald's omega.

Maximum likelihood by expectation-maximisation (Rubin & Thayer 1982, Psychometrika 47:69-76), for one matrix
or for thousands at once. The scale of the items does not matter, and unique variances are kept above half a
percent of an item's variance, as R's `factanal` keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LOWEST_UNIQUENESS = 0.005
STEPS, SMALLEST_STEP = 4000, 1e-7
SWEEPS = 60


@dataclass(frozen=True)
class OneFactor:
    """Loadings and unique variances, on the scale of the matrix. The last axis is the items."""

    loadings: Array
    uniquenesses: Array
    # A unique variance ran into its floor: the model does not fit, or there is too little to tell.
    improper: NDArray[np.bool_]

    @property
    def omega(self) -> Array:
        """The share of the variance of the items' sum that the factor explains, by the model (Bollen 1980; McDonald 1999).

        >>> factor = one_factor(np.array([[1, 0.56, 0.48], [0.56, 1, 0.42], [0.48, 0.42, 1]]))
        >>> factor.loadings.round(3), round(float(factor.omega), 3)
        (array([0.8, 0.7, 0.6]), 0.745)
        """
        return omega(self.loadings, self.uniquenesses)


def omega(loadings: Array, uniquenesses: Array) -> Array:
    """(Σλ)² / ((Σλ)² + Σθ).

    >>> round(float(omega(np.array([0.8, 0.7, 0.9]), np.array([0.36, 0.51, 0.19]))), 3)
    0.845
    """
    common = loadings.sum(-1) ** 2
    explained: Array = common / (common + uniquenesses.sum(-1))
    return explained


def one_factor(covariances: Array, *, steps: int = STEPS, smallest_step: float = SMALLEST_STEP) -> OneFactor:
    """The factor behind each covariance matrix (the last two axes). Where an item does not vary at all: not a number."""
    stack = np.asarray(covariances, dtype=float)
    single = stack.ndim == 2
    stack = stack[None] if single else stack
    spread = np.sqrt(np.maximum(np.diagonal(stack, axis1=-2, axis2=-1), 0))
    usable = (spread > 0).all(-1) & np.isfinite(stack).all((-2, -1))
    loadings = np.full(spread.shape, np.nan)
    if usable.any():
        kept = spread[usable]
        loadings[usable] = _fitted(
            stack[usable] / (kept[:, :, None] * kept[:, None, :]), steps, smallest_step
        )
    uniquenesses = np.maximum(1 - loadings**2, LOWEST_UNIQUENESS)
    improper = (uniquenesses <= LOWEST_UNIQUENESS * 1.001).any(-1)
    # A factor has no direction of its own: most of its items point up.
    turned = loadings * np.where(loadings.sum(-1, keepdims=True) < 0, -1, 1)
    found = turned * spread, uniquenesses * spread**2, improper
    return OneFactor(*(part[0] for part in found)) if single else OneFactor(*found)


def _fitted(correlations: Array, steps: int, smallest_step: float) -> Array:
    """Standardised loadings. Those that have settled are left alone, so that a slow one does not hold up the rest."""
    first = _least_residuals(correlations)
    uniquenesses = np.maximum(1 - first**2, LOWEST_UNIQUENESS)
    loadings, moving = first, np.arange(len(correlations))
    for _ in range(steps):
        matrix = correlations[moving]
        weights = loadings[moving] / uniquenesses[moving]
        weights = weights / (1 + (loadings[moving] * weights).sum(-1, keepdims=True))
        shared = np.einsum("bij,bj->bi", matrix, weights)
        left = (
            1
            - (weights * loadings[moving]).sum(-1, keepdims=True)
            + (weights * shared).sum(-1, keepdims=True)
        )
        renewed = shared / np.maximum(left, 1e-12)
        uniquenesses[moving] = np.maximum(1 - renewed * shared, LOWEST_UNIQUENESS)
        step = np.abs(renewed - loadings[moving]).max(-1)
        loadings[moving] = renewed
        moving = moving[step > smallest_step]
        if not len(moving):
            break
    return loadings


def _least_residuals(correlations: Array) -> Array:
    """Where to begin: loadings whose products are nearest to the correlations, one item after the other (Harman & Jones 1966)."""
    values, vectors = np.linalg.eigh(correlations)
    loadings = vectors[:, :, -1] * np.sqrt(np.maximum(values[:, -1:], 0))
    for _ in range(SWEEPS):
        for n in range(loadings.shape[1]):
            others = loadings.copy()
            others[:, n] = 0
            weight = np.maximum((others**2).sum(-1), 1e-9)
            loadings[:, n] = (correlations[:, n] * others).sum(-1) / weight
    found: Array = np.clip(loadings, -0.99, 0.99)
    return found
