"""Spread within and between people, against statsmodels and against arithmetic that can be done by hand."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given
from hypothesis import strategies as some

from beside.alliance.parameters import DEFAULTS, FLOOR
from beside.alliance.variance import LEAST_BETWEEN, practice_parameters, variance_components

COURSES = some.lists(
    some.lists(some.integers(0, 100).map(lambda n: n / 10), min_size=1, max_size=8), min_size=2, max_size=12
).filter(lambda courses: max(map(len, courses)) > 1)


def made_up(clients, longest, within, between, mean=8.0, seed=1):
    chance = np.random.default_rng(seed)
    return [
        mean + between * chance.normal() + within * chance.normal(size=chance.integers(1, longest + 1))
        for _ in range(clients)
    ]


def by_statsmodels(courses):
    rows = pd.DataFrame(
        [(i, value) for i, course in enumerate(courses) for value in course], columns=["g", "y"]
    )
    with warnings.catch_warnings():
        # It warns of estimates on the edge, which are wanted here.
        warnings.simplefilter("ignore")
        model = smf.mixedlm("y ~ 1", rows, groups=rows.g).fit(reml=True, method="powell")
    assert model.converged
    return math.sqrt(model.scale), math.sqrt(float(model.cov_re.iloc[0, 0])), float(model.fe_params.iloc[0])


@pytest.mark.parametrize(
    ("clients", "longest", "within", "between"),
    [(40, 12, 1.0, 1.2), (30, 5, 1.0, 0.3), (35, 8, 1.0, 5.0), (60, 3, 0.4, 0.4), (100, 20, 1.0, 0.05)],
)
def test_the_estimates_are_those_of_statsmodels(clients, longest, within, between):
    courses = made_up(clients, longest, within, between)
    found = variance_components(courses)
    assert (found.within, found.between, found.mean) == pytest.approx(by_statsmodels(courses), abs=2e-4)


def test_balanced_answers_give_the_analysis_of_variance():
    # Within: the mean square inside; between: (mean square between - within) / answers each.
    courses = [[1, 3], [5, 7], [9, 11]]
    found = variance_components(courses)
    assert found.within**2 == pytest.approx(2)
    assert found.between**2 == pytest.approx((32 - 2) / 2)
    assert (found.mean, found.clients, found.answers) == (pytest.approx(6), 3, 6)


def deviance(courses, within, between):
    """Minus twice the restricted log likelihood, the long way: one large matrix."""
    sizes = [len(course) for course in courses]
    y, ones = np.concatenate([np.array(c, float) for c in courses]), np.ones(sum(sizes))
    v = within**2 * np.eye(len(y))
    at = 0
    for size in sizes:
        v[at : at + size, at : at + size] += between**2
        at += size
    inverse = np.linalg.inv(v)
    information = ones @ inverse @ ones
    rest = y - (ones @ inverse @ y) / information
    return np.linalg.slogdet(v)[1] + math.log(information) + rest @ inverse @ rest


@given(COURSES, some.floats(0.2, 3), some.floats(0, 3))
def test_no_other_numbers_are_more_likely(courses, times, share):
    found = variance_components(courses)
    if found.within < 1e-3:
        return
    best = deviance(courses, found.within, found.between)
    assert best <= deviance(courses, found.within * times, found.between * share) + 1e-6
    assert best <= deviance(courses, found.within * times, found.within * share) + 1e-6


@given(COURSES, some.sampled_from([1e-6, 1.0, 1e6]), some.sampled_from([0.0, 1e6]))
def test_another_scale_changes_the_unit_and_nothing_else(courses, scale, shift):
    found = variance_components(courses)
    other = variance_components([[shift + scale * value for value in course] for course in courses])
    if shift and scale < 1:
        return  # answers a millionth apart around a million: the digits are not there
    assert other.within == pytest.approx(scale * found.within, rel=1e-3, abs=1e-5 * scale)
    assert other.between == pytest.approx(scale * found.between, rel=1e-3, abs=2e-3 * scale)


def test_people_who_do_not_differ_have_no_spread_between_them():
    found = variance_components([[1, 9], [9, 1], [5, 5, 5], [4, 6]])
    assert found.between == 0
    assert found.mean == pytest.approx(5)


def test_a_person_who_never_moves_counts_like_any_other():
    found = variance_components([[5, 5, 5], [7, 7, 7], [6, 8, 7]])
    assert found.within == pytest.approx(math.sqrt(2 / 6))


def test_where_nobody_moves_there_is_no_spread_within():
    found = variance_components([[5, 5], [7, 7], [6, 6, 6]])
    assert (found.within, found.between, found.mean) == (0, pytest.approx(1), pytest.approx(6))


def test_one_constant_for_all_is_no_spread_at_all():
    found = variance_components([[10.0, 10.0], [10.0]])
    assert (found.within, found.between, found.mean) == (0, 0, 10)


def test_one_answer_each_cannot_be_parted():
    with pytest.raises(ValueError, match="Nobody answered twice"):
        variance_components([[1.0], [2.0], [None, 3.0]])


def test_a_practice_of_thirty_clients_has_parameters_of_its_own():
    courses = [[*course, None] for course in made_up(FLOOR * 2, 9, 0.8, 1.5)]
    found, direct = practice_parameters(courses), variance_components(courses)
    assert (found.within, found.between, found.mean) == (direct.within, direct.between, direct.mean)
    assert found.clients == FLOOR * 2
    assert found.source == f"this practice's own answers: {direct.answers} from {FLOOR * 2} clients"


def test_under_thirty_the_stated_defaults_come_with_the_reason():
    found = practice_parameters([[7.0, 8.0]] * (FLOOR - 1) + [[9.0]] * 50)
    assert (found.within, found.between, found.mean) == (DEFAULTS.within, DEFAULTS.between, DEFAULTS.mean)
    assert found.stated
    assert found.source == "default: 29 clients answered twice or more, and it takes 30"


def test_a_practice_in_which_nobody_moves_keeps_the_defaults():
    found = practice_parameters([[10.0, 10.0]] * 40)
    assert found.stated
    assert found.source == "default: nobody's answers ever moved"


def test_a_practice_in_which_people_do_not_differ_still_has_sound_arithmetic():
    found = practice_parameters([[4.0, 6.0], [6.0, 4.0]] * 20)
    assert found.between == pytest.approx(LEAST_BETWEEN * found.within)


def test_an_infinite_answer_is_refused():
    with pytest.raises(ValueError, match="An answer is a number"):
        variance_components([[1.0, math.inf]])


def test_a_table_with_holes_is_read_by_rows():
    assert variance_components(np.array([[1, 3, math.nan], [5, math.nan, 7]])) == variance_components(
        [[1, 3], [5, 7]]
    )
