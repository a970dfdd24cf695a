"""`python -m evidence.tuning`: what was tried for the combined rule, on the seed for tuning, and what each gave.

For every setting of the contest it prints how many points of a hundred each candidate catches more (or less) than the best
single rule, change by change, and on the mean of the four. The single rules are those that ship.
"""

import functools
import itertools

import numpy as np

from beside.alliance.limits import START_AFTER
from evidence import shapes
from evidence.courses import seen
from evidence.shapes import ALARMS, CHANGES, LENGTHS, SINGLE, TUNING

COURSES = 40_000

ONCE, TWICE, THRICE = (2.0,), (1.5, 1.5), (1.5,) * 3
SLIDE = (2.0, 1.5, 1.0, 0.5)
RETURN, FIVE = (1.0, 2.0, 1.0), (1.0,) * 5


def mixture(falls, weights, *, summed=True):
    """The log of the weighted sum (or the largest term) of likelihood ratios of these falls, newest answer first."""

    def distance(values):
        found = np.full(values.shape, np.nan)
        for t in range(START_AFTER, values.shape[1]):
            below = values[:, : t + 1].mean(axis=1, keepdims=True) - values[:, t::-1]
            logs = []
            for fall, weight in zip(falls, weights, strict=True):
                fall = np.array(fall)
                size = fall @ fall - fall.sum() ** 2 / (t + 1)
                logs.append(below[:, : len(fall)] @ fall - size / 2 + np.log(weight / sum(weights)))
            found[:, t] = np.logaddexp.reduce(logs) if summed else np.max(logs, axis=0)
        return found

    return distance


def either(slide_more):
    """The own baseline or the slow slide, whichever is further, with a handicap for the slide."""
    return lambda values: np.fmax(seen("own-baseline", values), seen("slow-slide", values) + slide_more)


def cusum(slack):
    """Falls added up since the last time nothing lay below: CUSUM of the own baseline's residuals."""

    def distance(values):
        added, found = np.zeros(len(values)), np.full(values.shape, np.nan)
        for t in range(2, values.shape[1]):
            mean = values[:, :t].mean(axis=1)
            added = np.maximum(0, added + (mean - values[:, t]) / np.sqrt(1 + 1 / t) - slack)
            if t >= START_AFTER:
                found[:, t] = added
        return found

    return distance


CANDIDATES = {
    "own baseline or slow slide, even limits": either(0),
    "own baseline or slow slide, slide 0.2 SD easier": either(0.2),
    "CUSUM, slack 0.5": cusum(0.5),
    "CUSUM, slack 1": cusum(1.0),
    "once, slide: sum, .60 .40": mixture([ONCE, SLIDE], [0.60, 0.40]),
    "once, twice, slide: largest, .38 .31 .31": mixture(
        [ONCE, TWICE, SLIDE], [0.38, 0.31, 0.31], summed=False
    ),
    "once, twice, slide: sum, equal": mixture([ONCE, TWICE, SLIDE], [1, 1, 1]),
    "once, twice, slide: sum, .50 .15 .35": mixture([ONCE, TWICE, SLIDE], [0.50, 0.15, 0.35]),
    "once, twice, slide: sum, .52 .13 .35": mixture([ONCE, TWICE, SLIDE], [0.52, 0.13, 0.35]),
    "once, twice, thrice, slide: sum, .55 .07 .13 .25": mixture(
        [ONCE, TWICE, THRICE, SLIDE], [0.55, 0.07, 0.13, 0.25]
    ),
    "with a return: sum, .53 .06 .17 .17 .07": mixture(
        [ONCE, TWICE, THRICE, SLIDE, RETURN], [0.53, 0.06, 0.17, 0.17, 0.07]
    ),
    "once, twice, slide, five low: sum, .50 .07 .29 .14": mixture(
        [ONCE, TWICE, SLIDE, FIVE], [0.50, 0.07, 0.29, 0.14]
    ),
    "the rule that ships": lambda values: seen("combined", values),
}


def main():
    print("| candidate | sessions | false alarms | " + " | ".join(CHANGES) + " | mean |")
    print("|---|---|---|" + "---|" * (len(CHANGES) + 1))
    for length in LENGTHS:
        single = [caught_by(functools.partial(seen, name), length) for name in SINGLE]
        for name, distance in CANDIDATES.items():
            ours = caught_by(distance, length)
            for alarms in ALARMS:
                others = np.array([rule[alarms] for rule in single])
                less = [*(ours[alarms] - others.max(axis=0)), ours[alarms].mean() - others.mean(axis=1).max()]
                cells = " | ".join(f"{100 * points:+.1f}" for points in less)
                print(f"| {name} | {length} | {alarms:.0%} | {cells} |", flush=True)


def caught_by(distance, length):
    """Share of false alarms → what is caught of each change at the limit for it."""
    highest = shapes.highest(distance(courses(length)[0]))
    measured = [(distance(values), counts) for values, counts in courses(length)[1]]
    at = {alarms: shapes.limit_for(alarms, highest) for alarms in ALARMS}
    return {
        alarms: np.array([shapes.caught(far, counts, limit) for far, counts in measured])
        for alarms, limit in at.items()
    }


@functools.cache
def courses(length):
    """Steady courses and courses with each change, the same for every candidate."""
    seeds = (np.random.default_rng([TUNING, length, number]) for number in itertools.count())
    steady = shapes.steady_courses(next(seeds), 2 * COURSES, length)
    changed = [
        shapes.changed_courses(chance, COURSES, length, name)
        for name, chance in zip(CHANGES, seeds, strict=False)
    ]
    return steady, changed


if __name__ == "__main__":
    main()
