"""Is a change more than the noise of the questionnaire? Jacobson & Truax 1991."""

from __future__ import annotations

import math

RELIABLE = 1.96
"""Passed by chance alone in one change of twenty, where nothing changed: 2.5 % in either direction."""


def standard_error_of_difference(sd: float, reliability: float) -> float:
    """The spread of the difference between two answers of one person in whom nothing changed, in points.

    sqrt(2) · SD · sqrt(1 - reliability). Both numbers belong to a group: say which (the norm, the practice).
    For moves from one session to the next, the reliability *within* persons is the right one; that between
    persons makes change look more certain than it is.

    >>> round(standard_error_of_difference(sd=7.5, reliability=0.80), 2)
    4.74
    """
    if not (sd >= 0 and 0 <= reliability <= 1):
        raise ValueError("A standard deviation is 0 or more, and a reliability lies between 0 and 1.")
    return math.sqrt(2) * sd * math.sqrt(1 - reliability)


def reliable_change_index(before: float, after: float, *, sd: float, reliability: float) -> float:
    """The change in units of its own noise; beyond 1.96 either way it is called reliable.

    It says nothing about whether the change matters to anybody, nor about its cause. Jacobson & Truax's own
    example, a couple's 32.5 before and 47.5 after:

    >>> round(reliable_change_index(32.5, 47.5, sd=7.5, reliability=0.80), 2)
    3.16
    """
    noise = standard_error_of_difference(sd, reliability)
    if noise == 0:
        return 0.0 if after == before else math.copysign(math.inf, after - before)
    return (after - before) / noise


def reliable_points(sd: float, reliability: float) -> float:
    """The least change that is called reliable, in points of the questionnaire.

    >>> round(reliable_points(sd=10.5, reliability=0.961), 6)
    5.747681
    """
    return RELIABLE * standard_error_of_difference(sd, reliability)
