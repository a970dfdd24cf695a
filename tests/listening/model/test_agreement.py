"""Scores against slow twins and worked cases."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beside.listening.model.agreement import (
    calibration_error,
    kappa,
    precision_recall,
    score,
    spearman,
    sure_from,
)
from beside.listening.model.calibrating import Blend, blend, calibration, f1_by_code, softmax

CODES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40)


@given(CODES)
def test_f1_agrees_with_counting_by_hand(pairs):
    truth, read = (np.array(each) for each in zip(*pairs, strict=True))
    for code in range(3):
        hits = sum(t == r == code for t, r in pairs)
        misses = sum((t == code) != (r == code) for t, r in pairs)
        expected = 2 * hits / (2 * hits + misses) if hits + misses else 0
        assert f1_by_code(truth, read, 3)[code] == pytest.approx(expected)


def test_kappa_is_one_for_the_same_and_none_for_chance():
    truth = np.array([0, 0, 1, 1])
    assert kappa(truth, truth, 2) == 1
    assert kappa(truth, np.array([0, 1, 0, 1]), 2) == pytest.approx(0)


def test_precision_and_recall_of_a_worked_case():
    assert precision_recall(np.array([0, 0, 0, 1]), np.array([0, 1, 1, 0]), 0) == (1 / 2, 1 / 3)


def test_calibration_error_is_the_gap_between_probability_and_share_right():
    probability = np.full(10, 0.8)
    assert calibration_error(probability, np.array([1.0] * 8 + [0.0] * 2)) == pytest.approx(0)
    assert calibration_error(probability, np.array([1.0] * 5 + [0.0] * 5)) == pytest.approx(0.3)


def test_a_code_is_sure_from_where_it_was_right_often_enough_and_everywhere_above():
    probability = np.repeat([0.3, 0.6, 0.9], 100)
    right = np.concatenate((np.ones(100), np.zeros(60), np.ones(40), np.ones(100)))
    assert sure_from(probability, right) == 0.61
    assert sure_from(probability, np.zeros(300)) is None


def test_a_code_is_never_sure_from_a_handful_of_turns():
    assert sure_from(np.full(29, 0.9), np.ones(29)) is None


def test_spearman_shares_ties_and_agrees_with_scipy():
    stats = pytest.importorskip("scipy.stats")
    drawn = np.random.default_rng(4).integers(0, 6, (2, 50)).astype(float)
    assert spearman(*drawn) == pytest.approx(stats.spearmanr(*drawn).statistic)


def test_an_interval_draws_whole_sources():
    # Two sources, each alike within: the interval reaches from one to the other, however many turns they have.
    values, origins = np.repeat([0.0, 1.0], 500), np.repeat([0, 1], 500)
    found = score(lambda rows: float(values[rows].mean()), origins)
    assert (found.value, found.low, found.high) == (0.5, 0.0, 1.0)


def test_calibration_mends_probabilities_that_promise_too_much():
    drawing = np.random.default_rng(5)
    scores = drawing.normal(size=(4000, 3))
    honest = softmax(scores)
    truth = np.array([drawing.choice(3, p=each) for each in honest])
    tuned = calibration(scores * 4, truth)
    assert tuned.scale == pytest.approx(0.25, abs=0.03)
    assert np.abs(tuned.probabilities(scores * 4) - honest).mean() < 0.03


def test_a_blend_leans_on_the_reading_that_knows_and_hardly_on_the_one_that_guesses():
    chance = np.random.default_rng(5)
    truth = chance.integers(0, 3, 2_000)
    knows = np.eye(3)[truth] * 2 + chance.normal(size=(2_000, 3))
    guesses = chance.normal(size=(2_000, 3))
    found = blend((knows, guesses), truth)
    assert found.weights[0] > 1.5
    assert abs(found.weights[1]) < 0.2
    again = Blend.of(found.as_numbers())
    assert again.calibration.probabilities(again.mixed((knows, guesses))) == pytest.approx(
        found.calibration.probabilities(found.mixed((knows, guesses)))
    )


def test_a_blend_of_one_reading_has_its_probabilities_and_reads_its_highest_score():
    chance = np.random.default_rng(6)
    truth = np.minimum(chance.integers(0, 9, 500), 2)
    scores = np.eye(3)[truth] + chance.normal(size=(500, 3))
    one, alone = blend((scores,), truth), calibration(scores, truth)
    probabilities = one.calibration.probabilities(one.mixed((scores,)))
    assert probabilities == pytest.approx(alone.probabilities(scores))
    assert np.array_equal(one.calibration.read(probabilities), scores.argmax(axis=1))


def test_a_code_that_no_turn_has_is_calibrated_without_a_warning():
    chance = np.random.default_rng(3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tuned = calibration(chance.normal(size=(60, 3)), np.arange(60) % 2)
    assert tuned.probabilities(np.zeros((1, 3))).sum() == pytest.approx(1)
