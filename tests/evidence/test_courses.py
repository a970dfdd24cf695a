"""The committed rates are those of the rules as they are, and the script that counts them runs."""

import math

import numpy as np
import pytest

from beside.alliance import DEFAULTS, false_alarm_rate
from beside.alliance.rules import rules
from evidence import courses, pictures, published, shapes

SOME = 4_000


@pytest.mark.parametrize("condition", courses.CONDITIONS)
@pytest.mark.parametrize("name", sorted(rules()))
def test_a_committed_rate_is_that_of_the_rule_as_it_is(name, condition):
    how = courses.CONDITIONS[condition]
    values = shapes.steady_courses(np.random.default_rng(8), SOME, 20, **how)
    distance = rules()[name].seen(values, DEFAULTS).distance
    for level, limit in rules()[name].LIMITS.items():
        committed = false_alarm_rate(
            name, 20, level=level, autocorrelation="autocorrelation" in how, ceiling="ceiling" in how
        )
        error = math.sqrt(committed * (1 - committed) / SOME)
        assert (distance > limit).any(axis=1).mean() == pytest.approx(committed, abs=4 * error)


def test_the_rates_of_the_design_come_out_again():
    again = published.counted_again([3], courses=40_000)
    assert set(again) == set(published.PUBLISHED)
    for rule, rates in published.PUBLISHED.items():
        assert again[rule] == pytest.approx(rates, abs=0.015)


def test_everything_is_counted_and_has_its_place_on_the_page(monkeypatch):
    monkeypatch.setattr(courses, "CAUGHT_AT", (12, 20, 40))
    found = courses.count(0.002)
    page = courses.PAGE.read_text("utf-8")
    for name, table in found["tables"].items():
        heading = table.splitlines()[0]
        assert f"<!-- {name} -->\n{heading}\n" in page
    for name, plot in found["pictures"].items():
        assert f"({courses.BESIDE_IT.name}/{name}.svg)" in page
        assert pictures.svg(plot).count("<polyline") + pictures.svg(plot).count("<circle") >= len(plot.lines)


def test_the_bound_grows_with_what_is_known():
    assert courses.bound(0.05, 4) < courses.bound(0.05, 7) < courses.bound(0.05, np.inf)
    # The upper one is the normal distribution's alone: 2 SD below a limit of 1.645 SD.
    assert courses.bound(0.05, np.inf) == pytest.approx(0.6387, abs=1e-4)
