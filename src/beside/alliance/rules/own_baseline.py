"""Lower than this person's own answers so far would lead one to expect.

The mean of the earlier answers is drawn towards the practice's mean, more so the fewer there are,
`m = (n·ȳ/s_w² + μ0/τ²) / (n/s_w² + 1/τ²)`, and the next answer is expected around it with the SD
`sqrt(s_w² + 1/(n/s_w² + 1/τ²))`. Below m - 1.645 SD: *look*; below m - 2.326 SD: *talk*. In a steady course with
normal noise 5 % and 1 % of answers lie there, whatever the three parameters are, and independently of each other.

An answer that is not below the plain mean of the person's own earlier answers never fires: somebody who
has always answered 2 is compared with themself, though the practice's mean lies far above.

It does not mean that something happened between the two, and it says nothing about either of them: a steady course
dips by chance too, and `false_alarm_rate` says how often. After a lasting fall the mean follows, and the rule falls silent.

Source: the predictive distribution of a normal mean with a normal prior (Gelman et al., Bayesian Data Analysis, ch. 2).
"""

from __future__ import annotations

import numpy as np

from beside.alliance.limits import EARLIER, LOOK, START_AFTER, TALK, TIE, Level
from beside.alliance.parameters import Parameters
from beside.alliance.rules import Bools, Floats, Seen, own_mean

NAME = "own-baseline"
LIMITS: dict[Level, float] = {"look": LOOK, "talk": TALK}
SHOWN = True


def seen(values: Floats, parameters: Parameters, *, after: int = START_AFTER) -> Seen:
    """How many SDs below their own mean each answer lies; `mean` and `sd` are what was expected before it came."""
    n, total = np.zeros(len(values)), np.zeros(len(values))
    means, sds, distance = (np.full_like(values, np.nan, dtype=float) for _ in range(3))
    for session, value in enumerate(values.T):
        answered = ~np.isnan(value)
        mean, sd = own_mean(n, total, parameters)
        if session >= after:
            ready = answered & (n >= EARLIER)
            np.copyto(means[:, session], mean, where=ready)
            np.copyto(sds[:, session], sd, where=ready)
            lower = ready & (value * n < total - TIE)
            np.divide(mean - value, sd, out=distance[:, session], where=lower)
        n += answered
        total += np.where(answered, value, 0)
    return Seen(distance, {"mean": means, "sd": sds})


def fires(values: Floats, parameters: Parameters, level: Level = "look") -> Bools:
    """Which sessions lie below the person's own limit of that level."""
    return seen(values, parameters).beyond(LIMITS[level])
