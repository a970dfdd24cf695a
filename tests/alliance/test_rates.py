"""The rate that stands beside a prompt is the one that was counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.alliance import false_alarm_rate, one_in
from beside.alliance.rates import About, about
from beside.alliance.rules import rules

LEVELS = [(name, level) for name, rule in sorted(rules().items()) for level in rule.LIMITS]
every_level = pytest.mark.parametrize(("rule", "level"), LEVELS)


@every_level
@pytest.mark.parametrize("autocorrelation", [False, True])
@pytest.mark.parametrize("ceiling", [False, True])
def test_a_rate_is_there_for_every_rule_and_grows_with_the_course(rule, level, autocorrelation, ceiling):
    rates = [
        false_alarm_rate(rule, n, level=level, autocorrelation=autocorrelation, ceiling=ceiling)
        for n in range(201)
    ]
    assert rates[:5] == [0] * 5
    assert 0 < rates[5] < rates[12] < rates[40] <= rates[41] <= rates[200] <= 1
    assert rates == sorted(rates)


@pytest.mark.parametrize(("level", "each"), [("look", 0.05), ("talk", 0.01)])
@pytest.mark.parametrize("sessions", [5, 8, 12, 20, 40, 60])
def test_the_own_baseline_has_the_rate_that_mathematics_gives(level, each, sessions):
    known = 1 - (1 - each) ** (sessions - 4)
    assert false_alarm_rate("own-baseline", sessions, level=level) == pytest.approx(known, abs=0.006)


def test_the_combined_rule_has_the_rates_it_was_made_for():
    assert false_alarm_rate("combined", 12, level="look") == pytest.approx(0.20, abs=0.005)
    assert false_alarm_rate("combined", 12, level="talk") == pytest.approx(0.05, abs=0.003)


@every_level
def test_talk_is_rarer_than_look(rule, level):
    if level == "talk":
        assert false_alarm_rate(rule, 12, level="talk") < false_alarm_rate(rule, 12, level="look")


@pytest.mark.parametrize(
    ("rate", "said"),
    [(0.127, (1, 8)), (0.05, (1, 20)), (0.2, (1, 5)), (0.33, (1, 3)), (0.4, (4, 10)), (1, (9, 10))],
)
def test_a_rate_is_said_as_people_say_it(rate, said):
    assert about(rate) == About(*said)


@given(some.floats(0.001, 1))
def test_what_is_said_is_near_what_was_counted(rate):
    said = about(rate)
    assert said.count / said.of == pytest.approx(rate, abs=0.101)
    assert said.of == (one_in(rate) if said.count == 1 else 10)


@pytest.mark.parametrize("rate", [0, -0.1])
def test_never_is_not_one_in_anything(rate):
    with pytest.raises(AssertionError, match="never happens"):
        one_in(rate)
