"""What the rules rest on is stated, and cannot be nonsense."""

import pytest

from beside.alliance import DEFAULTS, FLOOR, Parameters


def test_defaults_are_stated_as_such_and_rest_on_nobody():
    assert (DEFAULTS.stated, DEFAULTS.clients, DEFAULTS.source) == (True, 0, "stated defaults")
    assert FLOOR == 30


def test_estimated_ones_are_not_stated():
    assert not Parameters(within=0.9, between=1.1, mean=7.5, clients=34, source="own answers").stated


@pytest.mark.parametrize("wrong", [{"within": 0}, {"between": 0}, {"within": float("nan")}, {"clients": -1}])
def test_a_spread_of_nothing_is_a_fault(wrong):
    with pytest.raises(AssertionError):
        Parameters(**{"within": 1.0, "between": 1.0, "mean": 8.0, "clients": 0, "source": "x"} | wrong)
