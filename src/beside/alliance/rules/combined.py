"""The last answers look more like one of three falls than like a steady course. Our own rule.

Each fall is a shape that ends with the answer of now, in SDs within a person: *once*, one answer lower by 2; *twice*, two
answers lower by 1.5; *sliding*, four answers lower by 0.5, 1, 1.5 and 2. For each the likelihood of all answers so far
is compared with that of a course with one mean, whatever this mean is, normal noise assumed. With `g` the shape from the
newest answer back, `G` its sum, n answers with the mean x̄, all of them:

    log L = (G·x̄ - Σ g_j·x_(n-j)) / s_w - (Σ g_j² - G²/n) / 2

The evidence is the log of the weighted mean of the three L, and the rule fires where it is above its limit: 5.3 times
as likely (1.66 in logs) for *look*, 16 times (2.76) for *talk*. The limits were set so that at least one of twelve
sessions fires in 20 % and in 5 % of steady courses.

Only the person's own answers count: neither the practice's mean nor its spread between people enters. An answer that is not
below the plain mean of the earlier ones never fires, so that the answer after a low one does not repeat it.
A shape longer than the answers there are is left out.

It does not mean that there was a fall, or why. The number is no probability of a strain, and which shape fits
best is uncertain. After a lasting fall the mean follows, and the rule falls silent.

Source: a likelihood ratio over a window, after Willsky & Jones 1976, IEEE Trans Automat Contr 21:108-112, and Lai 1995,
J R Stat Soc B 57:613-658, with a sum in place of the maximum. Shapes and weights: docs/evidence/courses.md.
"""

from __future__ import annotations

import functools

import numpy as np

from beside.alliance.limits import COMBINED, EARLIER, FALLS, START_AFTER, TIE, Fall, Level
from beside.alliance.parameters import Parameters
from beside.alliance.rules import Bools, Floats, Seen

NAME = "combined"
LIMITS: dict[Level, float] = dict(COMBINED)
SHOWN = True

LEFT_OUT = -1e9
"""The log of next to nothing: a shape that is longer than the course."""


def seen(values: Floats, parameters: Parameters, *, after: int = START_AFTER) -> Seen:
    """The evidence for a fall; `mean` is that of the earlier answers, `shape` which of `FALLS` has the form that fits best, from 0."""
    n, total = np.zeros(len(values), dtype=np.intp), np.zeros(len(values))
    back: list[Floats] = [np.zeros(len(values)) for _ in range(max(len(fall.shape) for fall in FALLS))]
    means, shapes, distance = (np.full_like(values, np.nan, dtype=float) for _ in range(3))
    by_length = [_by_length(fall, values.shape[1]) for fall in FALLS]
    for session, value in enumerate(values.T):
        answered = ~np.isnan(value)
        mean = total / np.maximum(n, 1)
        lower = answered & (n >= EARLIER) & (value < mean - TIE)
        back = [np.where(answered, new, old) for new, old in zip([value, *back], back, strict=False)]
        n += answered
        total += np.where(answered, value, 0)
        if session >= after:
            some = np.flatnonzero(lower)
            count = n[some]
            below = [(total[some] / count - answer[some]) / parameters.within for answer in back]
            means[some, session] = mean[some]
            distance[some, session], shapes[some, session] = _evidence(
                below, [(start[count], scale[count]) for start, scale in by_length]
            )
    return Seen(distance, {"mean": means, "shape": shapes})


def _by_length(fall: Fall, sessions: int) -> tuple[Floats, Floats]:
    """What depends on the number of answers alone, from 0 on: the log of the share where nothing lies
    below, and the SD of what lies below in a steady course (as one over it)."""
    n = np.arange(sessions + 1)
    size = fall.squares - fall.sum**2 / np.maximum(n, EARLIER + 1)  # it fires with that many or more
    there = n >= len(fall.shape)
    return np.where(there, fall.log_weight - size / 2, LEFT_OUT), there / np.sqrt(np.maximum(size, TIE))


def _evidence(below: list[Floats], by_length: list[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """The log of the weighted mean of the likelihood ratios, and which fall has the form that fits best, whatever its size.

    `below` is how far each of the last answers lies below the mean of all, the newest first.
    """
    lows = [_low(fall, below) for fall in FALLS]
    shares = [low + start for low, (start, _) in zip(lows, by_length, strict=True)]
    best = functools.reduce(np.maximum, shares)
    ratio = sum(np.exp(share - best) for share in shares)
    forms = [low * scale for low, (_, scale) in zip(lows, by_length, strict=True)]
    fits, shape = forms[0], np.zeros(len(best))
    for number, form in enumerate(forms[1:], 1):
        shape[form > fits] = number
        fits = np.maximum(fits, form)
    return best + np.log(ratio), shape


def _low(fall: Fall, below: list[Floats]) -> Floats:
    return sum((size * low for size, low in zip(fall.shape, below, strict=False)), np.zeros(len(below[0])))


def fires(values: Floats, parameters: Parameters, level: Level = "look") -> Bools:
    """Which sessions look like the end of a fall."""
    return seen(values, parameters).beyond(LIMITS[level])
