"""Answers have been a little lower than expected for a while, though perhaps none of them by much.

Each answer from the third on is compared with the plain mean of the person's own answers before it,
`z = (x - ȳ) / (s_w·sqrt(1 + 1/n))`, and a weighted mean of these residuals is kept: `E = 0.3·z + 0.7·E`, so that an answer counts half as
much two answers later. In a steady course with normal noise z is standard normal, and E after k residuals has the
variance `λ/(2-λ)·(1-(1-λ)^2k)`; E more than 1.645 of its SDs below zero fires. One-sided: a slow rise never fires.
The mean is not drawn towards the practice's: for a person who rates everything low, the difference would add up to a slide that is none.

It does not mean a decline that goes on. It fires later than the limit for single answers on a sudden fall, and for longer.

Source: Roberts 1959, Technometrics 1:239-250; residuals against a mean that learns, as in Hawkins 1987, The Statistician 36:427-439.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beside.alliance.limits import EARLIER, SLIDE, START_AFTER, WEIGHT, Level
from beside.alliance.parameters import Parameters
from beside.alliance.rules import Bools, Floats, Seen

NAME = "slow-slide"
LIMITS: dict[Level, float] = {"look": SLIDE}
SHOWN = True


def seen(values: Floats, parameters: Parameters, *, after: int = START_AFTER) -> Seen:
    """How many of its SDs the weighted mean lies below zero; `slide` is that mean and `sd` its SD, both in SDs of an answer."""
    n, total, slide = (np.zeros(len(values)) for _ in range(3))
    k, sd = np.zeros(len(values), dtype=np.intp), _sd(np.arange(values.shape[1] + 1))
    slides, sds, distance = (np.full_like(values, np.nan, dtype=float) for _ in range(3))
    for session, value in enumerate(values.T):
        answered = ~np.isnan(value)
        ready = answered & (n >= EARLIER)
        enough = np.maximum(n, 1)
        residual = (value - total / enough) / (parameters.within * np.sqrt(1 + 1 / enough))
        slide = np.where(ready, WEIGHT * residual + (1 - WEIGHT) * slide, slide)
        k += ready
        if session >= after:
            np.copyto(slides[:, session], slide, where=ready)
            np.copyto(sds[:, session], sd[k], where=ready)
            np.divide(-slide, sds[:, session], out=distance[:, session], where=ready)
        n += answered
        total += np.where(answered, value, 0)
    return Seen(distance, {"slide": slides, "sd": sds})


def _sd(k: NDArray[np.intp]) -> Floats:
    """The SD of the weighted mean of that many residuals."""
    sds: Floats = np.sqrt(WEIGHT / (2 - WEIGHT) * (1 - (1 - WEIGHT) ** (2 * k)))
    return sds


def fires(values: Floats, parameters: Parameters, level: Level = "look") -> Bools:
    """Which sessions end a slide."""
    return seen(values, parameters).beyond(LIMITS[level])
