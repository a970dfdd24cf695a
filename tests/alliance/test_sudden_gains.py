"""Sudden gains and losses as the R package suddengains finds them."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.alliance.reliable_change import reliable_points
from beside.alliance.student import student_below, student_critical
from beside.alliance.sudden_gains import sudden_gains, sudden_losses, sudden_steps
from tests.alliance.data import sgdata

SCORES = some.lists(some.none() | some.integers(0, 60).map(float), max_size=16)
CUTOFFS = some.sampled_from([0.0, 3.0, 4.65703, 7.0])


def the_long_way(scores, cutoff, *, loss=False, share=0.25, alpha=0.05):
    """The rule step by step, as the package's source reads: {n: (first, second, third, all)}, None for missing."""
    count, found = len(scores), {}
    for j in range(3, count):  # its column counter: from the third score to the last but one, counted from 1
        before, after = scores[j - 2], scores[j - 1]
        change = None if before is None or after is None else before - after
        if change is None:
            first = second = None
        elif loss:
            first, second = change <= -cutoff, change <= share * before
        else:
            first, second = change >= cutoff, change >= share * before
        pre = [v for v in scores[max(1, j - 3) - 1 : j - 1] if v is not None]
        post = [v for v in scores[j - 1 : min(count, j + 2)] if v is not None]
        third = None
        if len(pre) >= 2 and len(post) >= 2:
            critical = {4: 2.7764451, 3: 3.1824463, 2: 4.3026527}[len(pre) + len(post) - 2]
            pooled = math.sqrt(
                ((len(pre) - 1) * statistics.variance(pre) + (len(post) - 1) * statistics.variance(post))
                / (len(pre) + len(post) - 2)
            )
            difference = statistics.mean(pre) - statistics.mean(post)
            third = (-difference if loss else difference) > critical * pooled
        every = (first, second, third)
        found[j - 1] = (*every, None if None in every else all(every))
    return found


def steps(scores, kind="gain", **criteria):
    return {s.before: (s.first, s.second, s.third, s.met) for s in sudden_steps(scores, kind, **criteria)}


@given(SCORES, CUTOFFS)
def test_every_criterion_of_every_step_is_the_package_s(scores, cutoff):
    assert steps(scores, cutoff=cutoff) == the_long_way(scores, cutoff)
    assert steps(scores, "loss", cutoff=cutoff) == the_long_way(scores, cutoff, loss=True)


@given(SCORES, CUTOFFS)
def test_a_loss_is_a_gain_in_the_mirror_where_the_second_criterion_asks_nothing(scores, cutoff):
    mirrored = [None if score is None else -score for score in scores]
    gains = sudden_gains(mirrored, cutoff=cutoff, share=None)
    losses = sudden_losses(scores, cutoff=cutoff, share=None)
    assert [(g.before, -g.magnitude, g.is_reversed) for g in gains] == [
        (loss.before, loss.magnitude, loss.is_reversed) for loss in losses
    ]


@given(SCORES, CUTOFFS)
def test_a_gain_is_reversed_when_a_later_score_is_more_than_half_way_back(scores, cutoff):
    for gain in sudden_gains(scores, cutoff=cutoff):
        later = [v for v in scores[gain.after :] if v is not None]
        half = scores[gain.after - 1] + (scores[gain.before - 1] - scores[gain.after - 1]) / 2
        assert gain.is_reversed == any(v > half for v in later)
        assert gain.reversal_value == half


def test_the_package_s_own_example_of_an_interval():
    # The examples in the help page of check_interval.
    (gain,) = sudden_gains([32, 31, 33, 5, 6, 7], cutoff=7)
    assert (gain.before, gain.after, gain.magnitude) == (3, 4, 28.0)
    assert gain.around == (32.0, 31.0, 33.0, 5.0, 6.0, 7.0)
    assert sudden_gains([32, 31, 33, 5, 6, 7], cutoff=7, alpha=0.01) == (gain,)
    assert sudden_steps([None, 31, 33, 5, None, 7], cutoff=None, share=None, alpha=0.01)[1].met is True


def test_a_score_exactly_half_way_back_is_no_reversal():
    (gain,) = sudden_gains([30, 30, 30, 10, 20, 10], cutoff=7)
    assert (gain.reversal_value, gain.is_reversed) == (20.0, False)
    (gain,) = sudden_gains([30, 30, 30, 10, 10, 20.5], cutoff=7)
    assert gain.is_reversed


def test_the_first_criterion_counts_the_cut_off_itself():
    scores = [20, 20, 20, 13, 13, 13]
    assert [gain.before for gain in sudden_gains(scores, cutoff=7)] == [3]
    assert sudden_gains(scores, cutoff=7.001) == ()


def test_the_second_counts_a_quarter_itself():
    assert [g.before for g in sudden_gains([28, 28, 28, 21, 21, 21], cutoff=7)] == [3]
    assert sudden_gains([29, 29, 29, 22, 22, 22], cutoff=7) == ()


def test_missing_at_an_end_of_the_step_cannot_be_told():
    found = steps([30, 30, None, 10, 10, 10], cutoff=7)
    assert found[3] == (None, None, True, None)
    assert found[2][3] is None


def test_the_first_and_the_last_step_are_never_analysed():
    assert list(steps([9, 1, 9, 1, 9, 1], cutoff=3)) == [2, 3, 4]
    assert sudden_steps([9, 1, 9], cutoff=3) == ()


def test_a_baseline_moves_the_numbers_by_one():
    (gain,) = sudden_gains([30, 30, 30, 10, 10, 10], cutoff=7, baseline=True)
    assert (gain.before, gain.after) == (2, 3)


def test_a_fixed_critical_value_may_be_asked_for():
    scores = [30, None, 22, 10, None, 12]
    assert sudden_steps(scores, cutoff=7)[1].third is False
    assert sudden_steps(scores, cutoff=7, critical=2.776)[1].third is True


def test_for_losses_either_sign_of_the_cut_off_will_do():
    scores = [5, None, 7, 16, 12, 14]
    assert sudden_losses(scores, cutoff=-7) == sudden_losses(scores, cutoff=7)


def test_not_a_number_is_missing_too():
    assert sudden_gains([30, math.nan, 30, 10, 10, 10], cutoff=7) == sudden_gains(
        [30, None, 30, 10, 10, 10], cutoff=7
    )


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="at least one criterion"):
        sudden_gains([1, 2], cutoff=None, share=None, alpha=None)
    with pytest.raises(ValueError, match="from 0 on"):
        sudden_gains([1, 2], cutoff=-7)
    with pytest.raises(ValueError, match="A score is a number"):
        sudden_gains([1, math.inf], cutoff=7)


@pytest.mark.parametrize(
    ("sd", "reliability", "points"), [(6.396073, 0.931, 4.65703), (10.5, 0.961, 5.747681)]
)
def test_the_cut_off_from_reliability_is_the_package_s(sd, reliability, points):
    assert reliable_points(sd, reliability) == pytest.approx(points, abs=2e-6)


def test_the_sd_before_treatment_of_the_example_data():
    values = [case["bdi_s0"] for case in sgdata() if case["bdi_s0"] is not None]
    assert statistics.stdev(values) == pytest.approx(6.396073, abs=1e-6)


@pytest.mark.parametrize("measure", ["bdi", "rq"])
@pytest.mark.parametrize("loss", [False, True])
@pytest.mark.parametrize("baseline", [False, True])
def test_on_the_example_data_every_step_is_the_package_s(measure, loss, baseline):
    kind = "loss" if loss else "gain"
    for case in sgdata():
        scores = [case[f"{measure}_s{n}"] for n in range(0 if baseline else 1, 13)]
        mine = steps(scores, kind, cutoff=7, baseline=baseline)
        assert list(mine.values()) == list(the_long_way(scores, 7, loss=loss).values())


def test_the_example_data_hold_24_sudden_gains_as_the_package_s_documentation_says():
    found = [
        gain
        for case in sgdata()
        for gain in sudden_gains([case[f"bdi_s{n}"] for n in range(1, 13)], cutoff=7)
    ]
    assert len(found) == 24


# Tables of Student's t: Abramowitz & Stegun 1964, table 26.10.
@pytest.mark.parametrize(
    ("freedom", "alpha", "t"),
    [(1, 0.05, 12.706), (2, 0.05, 4.303), (3, 0.05, 3.182), (4, 0.05, 2.776), (4, 0.01, 4.604), (5, 0.1, 2.015),
     (10, 0.02, 2.764), (30, 0.05, 2.042), (120, 0.01, 2.617)],
)  # fmt: skip
def test_critical_values_are_those_of_the_tables(freedom, alpha, t):
    assert student_critical(alpha, freedom) == pytest.approx(t, abs=5e-4)


@given(some.floats(-30, 30), some.integers(1, 60))
def test_student_s_distribution_is_symmetric(t, freedom):
    assert student_below(t, freedom) + student_below(-t, freedom) == pytest.approx(1)
