"""Made-up courses, steady and not, with what counts as catching each: fixed before any rule was tuned.

Frozen: a change here makes every number in docs/evidence/courses.md a new one.

A course: a true mean drawn from N(8, 1.25²), normal noise of SD 1 around it, every session answered. With
autocorrelation the noise is a stationary AR(1) of the same SD; with a ceiling every answer above 10 is 10 (the change is made
before the ceiling, so that a high course hides part of it). Answers are not rounded.

Four changes, in SDs of the noise, each beginning at a session drawn evenly from 6 to the last but three:

| name     | the change                                    | caught if the rule fires at           |
|----------|-----------------------------------------------|---------------------------------------|
| dip      | -2 for one session                            | that session                          |
| lasting  | -1.5 from then on                             | any of the first three sessions of it |
| slow     | -0.5, -1, -1.5, -2, and -2 from then on       | any of the four sessions of the fall  |
| return   | -1, -2, -1, and back                          | any of the three sessions of it       |

Whether it fired before the change does not matter, for any rule alike.

The contest: every rule gets the limit at which it fires at least once in 10 % (and, apart, 20 %) of steady
courses of 12 (and, apart, 20) sessions, from session 5 on, without autocorrelation and ceiling. Then, for each of these four settings:

- `near`: our rule catches at most 3 points of a hundred less than the best single rule, of each change;
- `above`: the mean of its four catches is above the mean of the four of every single rule.

Single rules: own baseline, reliable change, control chart, slow slide, drop from last time. Limits are set on courses of their own
seeds, never on those that are counted. Tuning sees `TUNING` only; `REPORT` is looked at once, at the end.
"""

import numpy as np

from beside.alliance.parameters import DEFAULTS

TUNING, REPORT = 20_261, 77_003

LENGTHS, ALARMS = (12, 20), (0.10, 0.20)
FIRST = 6
WITHIN_POINTS = 0.03

CHANGES = {
    "dip": (-2.0,),
    "lasting": (-1.5,) * 3,
    "slow": (-0.5, -1.0, -1.5, -2.0),
    "return": (-1.0, -2.0, -1.0),
}
STAYS = {"lasting", "slow"}
SINGLE = ("own-baseline", "reliable-change", "control-chart", "slow-slide", "drop-from-last")


def steady_courses(chance, courses, sessions, *, autocorrelation=0.0, ceiling=False, change=None):
    """Answers of that many courses, with `change` (the same shape, in SDs) laid on."""
    values = noise(chance, courses, sessions, autocorrelation)
    values += chance.normal(DEFAULTS.mean, DEFAULTS.between, (courses, 1))
    if change is not None:
        values += change
    return np.minimum(values, 10) if ceiling else values


def noise(chance, courses, sessions, autocorrelation):
    drawn = chance.standard_normal((sessions, courses))
    for t in range(1, sessions):
        drawn[t] = autocorrelation * drawn[t - 1] + np.sqrt(1 - autocorrelation**2) * drawn[t]
    return np.ascontiguousarray(drawn.T)


def changed_courses(chance, courses, sessions, name, **conditions):
    """Courses with that change, and where firing counts as a catch (the same shape)."""
    starts = chance.integers(FIRST - 1, sessions - 3, courses)
    change, counts = laid_on(name, starts, sessions)
    return steady_courses(chance, courses, sessions, change=change, **conditions), counts


def laid_on(name, starts, sessions):
    """The change in each session of courses in which it begins at column `starts`, and where a catch counts."""
    shape = np.array(CHANGES[name])
    since = np.arange(sessions) - np.asarray(starts)[:, None]
    during = (since >= 0) & (since < len(shape))
    change = np.where(during, shape[np.clip(since, 0, len(shape) - 1)], 0.0)
    if name in STAYS:
        change[since >= len(shape)] = shape[-1]
    return change, during


def highest(distance):
    """How far each course went at most; minus infinity where the rule said nothing at all."""
    return np.fmax.reduce(distance, axis=1, initial=-np.inf)


def limit_for(alarms, steady_highest):
    """The limit beyond which that share of steady courses goes at least once."""
    return float(np.quantile(steady_highest, 1 - alarms))


def caught(distance, counts, limit):
    """The share of courses in which the rule fired where it counts."""
    return float(((distance > limit) & counts).any(axis=1).mean())
