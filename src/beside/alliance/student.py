"""Student's t, as far as the rules here need it, so that the library needs no statistics package."""

from __future__ import annotations

import math


def student_below(t: float, freedom: int) -> float:
    """The share of Student's t distribution that lies below `t`, for a whole number of degrees of freedom.

    The finite sums of Abramowitz & Stegun 1964, 26.7.3 and 26.7.4.

    >>> round(student_below(2.776445, 4), 6)
    0.975
    """
    assert freedom >= 1, "degrees of freedom are a whole number from 1 on"
    angle = math.atan(t / math.sqrt(freedom))
    cosine = math.cos(angle)
    if freedom % 2:
        term, total = cosine, 0.0
        for k in range(1, freedom - 1, 2):
            total += term
            term *= cosine * cosine * (k + 1) / (k + 2)
        within = (angle + math.sin(angle) * total) * 2 / math.pi
    else:
        term, total = 1.0, 0.0
        for k in range(0, freedom - 1, 2):
            total += term
            term *= cosine * cosine * (k + 1) / (k + 2)
        within = math.sin(angle) * total
    return 0.5 + within / 2


def student_critical(alpha: float, freedom: int) -> float:
    """The t value that is passed, in either direction, with probability `alpha`.

    >>> [round(student_critical(0.05, freedom), 3) for freedom in (2, 3, 4)]
    [4.303, 3.182, 2.776]
    """
    assert 0 < alpha < 1, "a probability lies between 0 and 1"
    wanted = 1 - alpha / 2
    low, high = 0.0, 1.0
    while student_below(high, freedom) < wanted:
        high *= 2
    # Bisection down to the last digit: slower than series, and nothing in it can fail to arrive.
    while (middle := (low + high) / 2) not in (low, high):
        low, high = (middle, high) if student_below(middle, freedom) < wanted else (low, middle)
    return high
