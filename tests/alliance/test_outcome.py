"""The outcome course against statsmodels, and what it lets one say."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given
from hypothesis import strategies as some

from beside.alliance.outcome import BOUND, FLOOR_CLIENTS, Curve, fitted_curve, outlook, practice_curve

CURVE = Curve(14.0, -2.0, (9.0, -1.0, 1.0), 3.0, 200, "made up")


def made_up(clients, longest, spread, within, seed=2):
    chance, found = np.random.default_rng(seed), []
    for _ in range(clients):
        count = chance.integers(1, longest + 1)
        sessions = np.sort(chance.choice(np.arange(1, longest + 3), count, replace=False))
        own = chance.multivariate_normal([0, 0], spread)
        totals = 14 + own[0] + (-2 + own[1]) * np.log(sessions) + within * chance.normal(size=count)
        found.append(list(zip(sessions.tolist(), totals.tolist(), strict=True)))
    return found


def best_of_statsmodels(rows):
    """The most likely of its searches that arrived: not each does on every data set."""
    model = smf.mixedlm("y ~ x", rows, groups=rows.g, re_formula="~ x")
    with warnings.catch_warnings():
        # It warns where a search stops early.
        warnings.simplefilter("ignore")
        found = [model.fit(reml=True, method=[method]) for method in ("lbfgs", "bfgs", "powell")]
    return max((fit for fit in found if fit.converged), key=lambda fit: fit.llf)


@pytest.mark.parametrize(
    ("clients", "longest", "spread", "within"),
    [(60, 8, [[4, 0], [0, 0.1]], 2), (80, 15, [[16, 2], [2, 0.5]], 2.5)],
)
def test_the_curve_is_that_of_statsmodels(clients, longest, spread, within):
    answers = made_up(clients, longest, spread, within)
    rows = pd.DataFrame(
        [(i, math.log(session), total) for i, one in enumerate(answers) for session, total in one],
        columns=["g", "x", "y"],
    )
    model = best_of_statsmodels(rows)
    curve = fitted_curve(answers, "made up")
    assert (curve.intercept, curve.slope) == pytest.approx(tuple(model.fe_params), abs=1e-3)
    assert curve.within == pytest.approx(math.sqrt(model.scale), abs=1e-3)
    covariance = model.cov_re.to_numpy()
    assert curve.spread == pytest.approx((covariance[0, 0], covariance[0, 1], covariance[1, 1]), abs=5e-3)


@pytest.mark.parametrize("scale", [1e-3, 1e5])
@pytest.mark.parametrize("shift", [0.0, 1e4])
def test_another_scale_changes_the_unit_and_nothing_else(scale, shift):
    answers = made_up(40, 6, [[4, 0], [0, 0.5]], 2)
    plain = fitted_curve(answers, "")
    other = fitted_curve([[(s, shift + scale * y) for s, y in one] for one in answers], "")
    assert other.slope == pytest.approx(scale * plain.slope, rel=1e-4)
    assert other.within == pytest.approx(scale * plain.within, rel=1e-4)
    assert other.intercept == pytest.approx(shift + scale * plain.intercept, rel=1e-4)


def test_clients_who_do_not_differ_have_no_spread():
    curve = fitted_curve(made_up(100, 10, [[0, 0], [0, 0]], 2), "")
    assert curve.spread[0] < 0.05
    assert curve.within == pytest.approx(2, abs=0.1)


@given(some.integers(1, 40), some.none() | some.floats(0, 27))
def test_what_is_expected_is_a_regression_on_the_first_total(session, begun):
    """The long way: condition the joint normal distribution of the first total and this one."""
    log, (v0, v01, v1) = math.log(session), CURVE.spread
    both = np.array([[1.0, 0.0], [1.0, log]])
    joint = both @ np.array([[v0, v01], [v01, v1]]) @ both.T + CURVE.within**2 * np.eye(2)
    mean = CURVE.intercept + CURVE.slope * log
    variance = joint[1, 1]
    if begun is not None:
        mean += joint[1, 0] / joint[0, 0] * (begun - CURVE.intercept)
        variance -= joint[1, 0] ** 2 / joint[0, 0]
    assert CURVE.expected(session, begun) == pytest.approx((mean, math.sqrt(variance)))


def test_one_total_in_twenty_lies_above_the_bound_by_chance():
    assert CURVE.false_alarm_rate(2) == pytest.approx(0.05, abs=0.005)
    assert CURVE.false_alarm_rate(12) == CURVE.false_alarm_rate(12)
    assert CURVE.false_alarm_rate(4) < CURVE.false_alarm_rate(12) < 1


def test_off_track_is_above_the_bound_and_not_on_it():
    bound = CURVE.bound(6, start=15.0)
    on = outlook([(1, 15.0), (6, bound)], curve=CURVE, reliable=None)
    off = outlook([(6, bound + 0.01), (1, 15.0)], curve=CURVE, reliable=None)
    assert (on.verdict, off.verdict, off.rule, off.session) == ("on-track", "off-track", "outcome-course", 6)
    assert off.numbers["bound"] == pytest.approx(off.numbers["expected"] + BOUND * off.numbers["sd"])
    assert off.source == "made up"


@pytest.mark.parametrize(
    ("last", "verdict"),
    [
        (16.0, "reliably-worse"),
        (15.9, "no-reliable-change"),
        (4.1, "no-reliable-change"),
        (4.0, "reliably-better"),
    ],
)
def test_without_a_curve_there_is_reliable_change(last, verdict):
    found = outlook([(1, 10.0), (3, 9.0), (5, last)], curve=None, reliable=6.0, source="the manual")
    assert (found.verdict, found.rule, found.source) == (verdict, "reliable-change", "the manual")


def test_a_first_total_that_is_not_of_session_1_has_no_place_on_the_curve():
    assert outlook([(3, 10.0), (5, 20.0)], curve=CURVE, reliable=6.0).rule == "reliable-change"


def test_one_total_says_nothing_and_neither_does_an_unsourced_change():
    assert outlook([(1, 20.0)], curve=CURVE, reliable=6.0) is None
    assert outlook([], curve=None, reliable=None) is None
    assert outlook([(1, 20.0), (2, 1.0)], curve=None, reliable=None) is None


def test_a_practice_needs_enough_clients_for_a_curve_of_its_own():
    few = [[(1, 10.0), (2, 9.0), (3, 8.0)]] * (FLOOR_CLIENTS - 1) + [[(1, 9.0), (2, 8.0)]] * 50
    with pytest.raises(
        ValueError, match=f"99 clients have three totals or more, and .* takes {FLOOR_CLIENTS}"
    ):
        practice_curve(few, "")
    enough = [one for one in made_up(200, 12, [[9, 0], [0, 1]], 3) if len(one) >= 3]
    assert practice_curve(enough, "ours") == fitted_curve(enough, "ours")


def test_a_total_from_before_session_1_is_refused():
    with pytest.raises(ValueError, match="counted from 1 on"):
        fitted_curve([[(0, 10.0), (1, 9.0), (2, 8.0), (3, 7.0)]], "")
    with pytest.raises(ValueError, match="too few totals"):
        fitted_curve([[(1, 10.0)]], "")
