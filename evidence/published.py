"""The rates that the design was argued with, counted again: a steady course, noise of SD 1, twelve sessions, no ceiling.

The rates were counted from 40,000 courses, without a prior and without waiting for session 5: rules with pooled SD
from two earlier answers on, rules with a person's own SD from four. The changes begin at session 8: a single dip of 2 SD counts
if that session fires, a lasting fall of 1.5 SD if one of sessions 8, 9 and 10 does.
"""

import math
from dataclasses import replace

import numpy as np

from beside.alliance.parameters import DEFAULTS
from beside.alliance.rules import control_chart, drop_from_last, own_baseline
from evidence.shapes import noise

FLAT = replace(DEFAULTS, between=math.inf, source="no prior")
COUNTED, BEGINS = 40_000, 8

# rule: false alarm per session, any in twelve, a dip caught, a lasting fall caught; as the design has them.
PUBLISHED = {
    "drop of 1 SD from last time": (0.24, 0.98, 0.76, 0.86),
    "drop of 2 SD from last time": (0.08, 0.62, 0.50, 0.49),
    "reliable change, 1.96·√2·SEM": (0.025, 0.25, 0.29, 0.23),
    "below own mean - 1 own SD": (0.19, 0.82, 0.83, 0.94),
    "below own mean - 2 own SD": (0.06, 0.37, 0.52, 0.62),
    "control chart, 2 sigma": (0.06, 0.36, 0.50, 0.60),
    "control chart, 3 sigma": (0.02, 0.14, 0.26, 0.28),
    "95 % prediction limit, pooled SD": (0.05, 0.39, 0.59, 0.72),
    "99 % prediction limit, pooled SD": (0.01, 0.10, 0.32, 0.37),
}


def distances(values):
    """What each of these rules measures, its limit, and from how many earlier answers on it judges."""
    drop = drop_from_last.seen(values, FLAT, after=1).distance
    own = own_spread(values)
    chart = control_chart.seen(values, FLAT, after=4).distance * 1.128
    pooled = own_baseline.seen(values, FLAT, after=2).distance
    measured = [(drop, 1, 1), (drop, 2, 1), (drop, 1.96 * math.sqrt(2), 1), (own, 1, 4), (own, 2, 4)]
    measured += [(chart, 2, 4), (chart, 3, 4), (pooled, 1.645, 2), (pooled, 2.326, 2)]
    return dict(zip(PUBLISHED, measured, strict=True))


def own_spread(values):
    """How many of their own SDs an answer lies below the mean of at least four earlier ones."""
    found = np.full(values.shape, np.nan)
    for t in range(4, values.shape[1]):
        earlier = values[:, :t]
        found[:, t] = (earlier.mean(axis=1) - values[:, t]) / earlier.std(axis=1, ddof=1)
    return found


def counted_again(seed, courses=200_000, sessions=12):
    """For each rule: the four rates, counted from that many courses."""
    steady = noise(np.random.default_rng(seed), courses, sessions, 0)
    dip, fall = (noise(np.random.default_rng([*seed, n]), courses, sessions, 0) for n in (1, 2))
    dip[:, BEGINS - 1] -= 2
    fall[:, BEGINS - 1 :] -= 1.5
    here, soon = BEGINS - 1, slice(BEGINS - 1, BEGINS + 2)
    rates = {}
    for name, (seen, limit, first) in distances(steady).items():
        alarms = seen > limit
        rates[name] = [alarms[:, first:].mean(), alarms.any(axis=1).mean()]
    for name, (seen, limit, _) in distances(dip).items():
        rates[name].append((seen[:, here] > limit).mean())
    for name, (seen, limit, _) in distances(fall).items():
        rates[name].append((seen[:, soon] > limit).any(axis=1).mean())
    return {name: tuple(map(float, four)) for name, four in rates.items()}


def agrees(published, again):
    """Whether the two differ by no more than rounding and three standard errors of both counts."""
    places = 3 if published == 0.025 else 2
    error = math.sqrt(again * (1 - again) * (1 / COUNTED + 1 / 200_000))
    return abs(published - again) <= 0.5 * 10**-places + 3 * error
