"""The gap between guess and answer, against the pair's own gaps."""

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.alliance.gap import ALPHA, gap_false_alarm_rate, unusual_gap

GAPS = some.lists(some.integers(-20, 20).map(lambda n: n / 2), max_size=15)


def of(gaps, first=1):
    return list(enumerate(gaps, first))


def test_a_gap_far_outside_the_pair_s_range_is_found_both_ways():
    usual = [0.5, 1.0, 0.0, 0.5, 1.0]
    above, below = unusual_gap(of([*usual, 5.0])), unusual_gap(of([*usual, -5.0]))
    assert (above.session, above.gap, above.earlier) == (6, 5.0, 5)
    assert above.gap > above.highest > 0.6 > above.lowest > below.gap
    assert unusual_gap(of([*usual, 1.5])) is None


@given(GAPS)
def test_the_range_is_a_prediction_interval(gaps):
    """The long way, with scipy's t."""
    from scipy.stats import t

    found = unusual_gap(of(gaps)) if gaps else None
    if len(gaps) < 5 or len(set(gaps[:-1])) == 1:
        assert found is None
        return
    *earlier, last = gaps
    reach = t.ppf(1 - ALPHA / 2, len(earlier) - 1) * statistics.stdev(earlier) * (1 + 1 / len(earlier)) ** 0.5
    outside = abs(last - statistics.mean(earlier)) > reach + 1e-9
    assert (found is not None) == outside
    if found:
        assert found.highest - found.lowest == pytest.approx(2 * reach)


def test_it_waits_for_session_five_and_four_earlier_gaps():
    assert unusual_gap([(2, 0.0), (3, 1.0), (4, 0.5), (5, 9.0)]) is None
    assert unusual_gap([(1, 0.0), (2, 1.0), (3, 0.5), (4, 0.0), (5, 9.0)]) is not None


def test_a_pair_whose_gaps_were_always_the_same_has_no_range():
    assert unusual_gap(of([1.0] * 8 + [4.0])) is None


def test_the_rate_is_what_steady_pairs_meet():
    chance = np.random.default_rng(4)
    pairs = chance.normal(0.5, 1.3, (1500, 12))
    found = np.mean([any(unusual_gap(of(pair[:n])) for n in range(5, 13)) for pair in pairs.tolist()])
    assert found == pytest.approx(gap_false_alarm_rate(12), abs=0.03)
    assert gap_false_alarm_rate(4) == 0
