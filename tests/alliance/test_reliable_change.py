"""Reliable change and control limits against worked examples that others published."""

import numpy as np
import pytest

from beside.alliance.parameters import DEFAULTS
from beside.alliance.reliable_change import (
    reliable_change_index,
    reliable_points,
    standard_error_of_difference,
)
from beside.alliance.rules import control_chart


def test_jacobson_and_truax_s_own_example():
    # 1991, J Consult Clin Psychol 59:12-19: 32.5 before and 47.5 after, SD 7.5, retest reliability .80,
    # standard error of the difference 4.74, reliable change index 3.16.
    assert standard_error_of_difference(7.5, 0.80) == pytest.approx(4.74, abs=0.005)
    assert reliable_change_index(32.5, 47.5, sd=7.5, reliability=0.80) == pytest.approx(3.16, abs=0.005)
    assert reliable_change_index(47.5, 32.5, sd=7.5, reliability=0.80) < -1.96


def test_the_piers_harris_example_of_a_textbook():
    # Wodrich, appendix E: a standard error of measurement of 3.07 makes 8.51 points reliable, so that 24 to 35 is.
    points = reliable_points(sd=3.07, reliability=0.0)
    assert points == pytest.approx(8.51, abs=0.005)
    assert points < 35 - 24


def test_an_instrument_without_noise_finds_every_change_reliable():
    assert reliable_change_index(3, 3, sd=0, reliability=0.9) == 0
    assert reliable_change_index(3, 2, sd=0, reliability=0.9) == -np.inf


@pytest.mark.parametrize(("sd", "reliability"), [(-1, 0.5), (1, 1.1), (1, -0.1)])
def test_impossible_numbers_are_refused(sd, reliability):
    with pytest.raises(ValueError, match="reliability lies between"):
        reliable_points(sd, reliability)


# SAS/QC User's Guide, "Displaying Individual Measurements on an EWMA Chart": diameters of 30 tires, for which it
# lists _MEAN_ 24.0083, _R_ 0.056897, _LCLI_ 23.8571 and _UCLI_ 24.1596.
TIRES = [
    24.05, 23.99, 23.95, 23.93, 23.97, 24.02, 24.06, 24.10, 23.98, 24.03, 23.91, 24.06, 24.06, 23.96, 23.98,
    24.06, 24.01, 24.00, 23.93, 23.92, 24.09, 24.11, 24.05, 23.98, 23.98, 24.06, 24.02, 24.06, 23.97, 23.96,
]  # fmt: skip


def test_control_limits_are_those_of_a_published_example():
    row = np.array([[*TIRES, 23.0]])
    seen = control_chart.seen(row, DEFAULTS)
    mean, move = seen.numbers["mean"][0, 30], seen.numbers["move"][0, 30]
    assert (mean, move) == (pytest.approx(24.0083, abs=5e-5), pytest.approx(0.056897, abs=5e-7))
    limit = mean - control_chart.LIMITS["look"] * move
    # Theirs is 3 / 1.12838, ours 2.66 as the books print it: a ten-thousandth apart.
    assert limit == pytest.approx(23.8571, abs=2e-4)
    assert not control_chart.fires(np.array([[*TIRES, limit + 0.001]]), DEFAULTS)[0, 30]
    assert control_chart.fires(np.array([[*TIRES, limit - 0.001]]), DEFAULTS)[0, 30]
