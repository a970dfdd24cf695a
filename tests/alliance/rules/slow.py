"""The rules again, slowly: one course, one session, all earlier answers looked at anew each time.

Nothing here is clever, and nothing is shared with the rules but their limits. Each function is given the
earlier answers, the answer of now and the parameters, and says how far the answer lies on the side of a fall, or None.
"""

import math
from itertools import pairwise

from beside.alliance.limits import EARLIER, EARLIER_FOR_CHART, FALLS, START_AFTER, WEIGHT


def own_baseline(earlier, now, parameters):
    n = len(earlier)
    if n < EARLIER or not now < mean(earlier) - 1e-9:
        return None
    noise, prior = parameters.within**2, parameters.between**2
    expected = (n * mean(earlier) / noise + parameters.mean / prior) / (n / noise + 1 / prior)
    return (expected - now) / math.sqrt(noise + 1 / (n / noise + 1 / prior))


def reliable_change(earlier, now, parameters):
    return (earlier[-1] - now) / (math.sqrt(2) * parameters.within) if earlier else None


def drop_from_last(earlier, now, parameters):
    return (earlier[-1] - now) / parameters.within if earlier else None


def control_chart(earlier, now, parameters):
    moves = [abs(b - a) for a, b in pairwise(earlier)]
    if len(earlier) < EARLIER_FOR_CHART or sum(moves) <= 1e-9 * len(earlier):
        return None
    return (mean(earlier) - now) / mean(moves)


def slow_slide(earlier, now, parameters):
    answers = [*earlier, now]
    residuals = [
        (answers[n] - mean(answers[:n])) / (parameters.within * math.sqrt(1 + 1 / n))
        for n in range(EARLIER, len(answers))
    ]
    if not residuals:
        return None
    k = len(residuals)
    weights = [WEIGHT * (1 - WEIGHT) ** (k - 1 - i) for i in range(k)]
    slide = sum(w * z for w, z in zip(weights, residuals, strict=True))
    return -slide / math.sqrt(sum(w**2 for w in weights))


def combined(earlier, now, parameters):
    if len(earlier) < EARLIER or not now < mean(earlier) - 1e-9:
        return None
    answers = [*earlier, now]
    ratio = 0.0
    for fall in FALLS:
        if len(fall.shape) > len(answers):
            continue
        change = [0.0] * (len(answers) - len(fall.shape)) + [
            -size * parameters.within for size in fall.shape[::-1]
        ]
        before = [answer - moved for answer, moved in zip(answers, change, strict=True)]
        ratio += fall.weight * math.exp((spread(answers) - spread(before)) / (2 * parameters.within**2))
    return math.log(ratio)


def mean(values):
    return math.fsum(values) / len(values)


def spread(values):
    """Squares around the own mean: what is left when the mean that fits best is taken out."""
    return math.fsum((value - mean(values)) ** 2 for value in values)


SLOW = {
    "own-baseline": own_baseline,
    "reliable-change": reliable_change,
    "drop-from-last": drop_from_last,
    "control-chart": control_chart,
    "slow-slide": slow_slide,
    "combined": combined,
}


def distances(name, course, parameters):
    """How far each session of one course lies below, None where the rule says nothing. Sessions without an answer are None."""
    found, earlier = [], []
    for session, answer in enumerate(course, 1):
        says = answer is not None and session > START_AFTER
        found.append(SLOW[name](earlier, answer, parameters) if says else None)
        if answer is not None:
            earlier.append(answer)
    return found
