"""Totals, means, reversed items, what a source allows where an answer is missing, and reliable change."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from beside.measures import (
    MissingAnswers,
    NotScored,
    UnusableAnswers,
    forms,
    load_form,
    load_skeleton,
    reliable_change,
    skeletons,
)

TOTALLED = [form for form in (*forms(), *skeletons()) if form.has_total]


def slow_total(form, answers):
    """What the rule says, item by item, without a shared line of code."""
    points = []
    for item in form.items:
        if item.scored and item.key in answers:
            numbers = list(item.values) or list(range(item.lowest, item.highest + 1))
            answer = answers[item.key]
            points.append(min(numbers) + max(numbers) - answer if item.reverse else answer)
    all_of_them = sum(item.scored for item in form.items)
    mean = sum(points) / len(points)
    return mean if form.scoring == "mean" else mean * all_of_them


@some.composite
def answered(draw, form):
    given_answers = {}
    for item in form.items:
        if item.scored:
            lowest, highest = item.range
            one = some.integers(lowest * 10, highest * 10).map(lambda n: n / 10)
            given_answers[item.key] = draw(one if item.kind == "measured" else some.integers(lowest, highest))
    return given_answers


@pytest.mark.parametrize("form", TOTALLED, ids=lambda form: form.id)
@settings(deadline=None)
@given(data=some.data())
def test_a_total_is_what_the_slow_rule_says_and_lies_in_its_range(form, data):
    answers = data.draw(answered(form))
    score = form.score(answers)
    assert score.total == pytest.approx(slow_total(form, answers))
    assert score.lowest <= score.total <= score.highest
    assert (score.lowest, score.highest) == form.total_range
    assert not score.prorated
    if form.bands:
        assert score.band.lowest <= score.total <= score.band.highest


@pytest.mark.parametrize("form", TOTALLED, ids=lambda form: form.id)
@settings(deadline=None)
@given(data=some.data())
def test_a_missing_answer_is_named_and_nothing_is_filled_in(form, data):
    answers = data.draw(answered(form))
    enough = form.prorated.at_least if form.prorated else len(answers)
    left_out = data.draw(some.integers(len(answers) - enough + 1, len(answers)))
    missing = list(answers)[:left_out]
    kept = {key: answer for key, answer in answers.items() if key not in missing}
    with pytest.raises(MissingAnswers) as refusal:
        form.score(kept)
    assert refusal.value.missing == tuple(missing)


@pytest.mark.parametrize("form", TOTALLED, ids=lambda form: form.id)
def test_an_answer_out_of_range_and_an_unknown_item_are_named(form):
    key = next(item.key for item in form.items if item.scored)
    for wrong in (999, -999, True, "3", None, 0.5001):
        with pytest.raises(UnusableAnswers, match=f"{form.id}: {key} ") as refusal:
            form.score({key: wrong})
        assert refusal.value.item == key
    with pytest.raises(UnusableAnswers, match=f"{form.id} has no item called nobody."):
        form.score({"nobody": 1})


def test_core10_is_prorated_as_its_trust_says_and_says_so():
    core = load_skeleton("core10")
    answers = dict.fromkeys([item.key for item in core.items], 2)
    assert core.score(answers).total == 20
    del answers["q9"]
    score = core.score({**answers, "q1": 3})
    assert score.total == pytest.approx(10 * 19 / 9)
    assert (score.prorated, score.band.key, len(score.items)) == (True, "moderately_severe", 9)
    del answers["q8"]
    with pytest.raises(MissingAnswers, match=r"core10 has no answer for: q8, q9\."):
        core.score(answers)


def test_core10_reverses_two_and_three_and_no_other():
    core = load_skeleton("core10")
    none = dict.fromkeys([item.key for item in core.items], 0)
    assert core.score(none).total == 8
    assert core.score({**none, "q2": 4, "q3": 4}).total == 0
    assert core.score({**none, "q2": 4, "q3": 4, "q4": 4}).total == 4


@pytest.mark.parametrize(
    ("form_id", "items", "lowest", "highest", "reversed_items"),
    [
        ("wai-sr", 12, 12, 60, []),
        ("sai", 6, 0, 5, []),
        ("haq2", 19, 19, 114, [4, 8, 11, 16, 19]),
        ("arm5", 5, 1, 7, [3]),
        ("core10", 10, 0, 40, [2, 3]),
    ],
)
def test_skeletons_are_keyed_as_designed(form_id, items, lowest, highest, reversed_items):
    form = load_skeleton(form_id)
    assert [item.key for item in form.items] == [f"q{n}" for n in range(1, items + 1)]
    assert form.total_range == (lowest, highest)
    assert [n for n, item in enumerate(form.items, 1) if item.reverse] == reversed_items
    assert form.languages == ()
    assert form.kind == "skeleton"


def test_wai_sr_subscales():
    wai = load_skeleton("wai-sr")
    assert {subscale.key: subscale.items for subscale in wai.subscales} == {
        "goal": ("q4", "q6", "q8", "q11"),
        "task": ("q1", "q2", "q10", "q12"),
        "bond": ("q3", "q5", "q7", "q9"),
    }
    assert wai.subscale_scores({f"q{n}": 1 + n % 5 for n in range(1, 13)}) == {
        "goal": 13,
        "task": 9,
        "bond": 13,
    }


def test_no_alliance_measure_has_a_band_or_a_cut_off():
    for form_id in ("wai-sr", "sai", "haq2", "arm5", "srs", "ors"):
        form = load_skeleton(form_id)
        assert form.bands == ()
        assert form.reliable_change is None
        assert form.no_reliable_change


def test_numbers_from_paper_are_four_lines_of_ten_with_one_decimal():
    srs = load_skeleton("srs")
    assert srs.score({"one": 7.5, "two": 8, "three": 6.1, "four": 10}).total == pytest.approx(31.6)
    assert srs.read({"one": " 7,5 ", "two": "8", "three": "", "four": "10.0"}) == {
        "one": 7.5,
        "two": 8.0,
        "four": 10.0,
    }
    for wrong in (10.1, -0.1, 7.55, "seven", math.nan, math.inf):
        with pytest.raises(UnusableAnswers, match="one is measured from 0 to 10 with one decimal"):
            srs.check({"one": wrong})
    with pytest.raises(UnusableAnswers, match=r"but here it is .7\.55."):
        srs.read({"one": "7.55"})


def test_a_form_without_a_total_or_subscales_says_so():
    with pytest.raises(NotScored, match="session has no total"):
        load_form("session").score({})
    with pytest.raises(NotScored, match="gad7 has no subscales"):
        load_form("gad7").subscale_scores({})


def test_reliable_change_from_spread_and_reliability():
    """Jacobson & Truax 1991, their worked example: SD 7.5, retest .80, a fall from 47.5 to 32.5 is RC = 3.16 > 1.96."""
    threshold = reliable_change(7.5, 0.80)
    assert threshold == pytest.approx(9.297, abs=0.001)
    assert (47.5 - 32.5) / (threshold / 1.96) == pytest.approx(3.16, abs=0.005)


@settings(deadline=None)
@given(some.floats(0.1, 50), some.floats(0.01, 0.98))
def test_a_more_reliable_form_needs_a_smaller_change(sd, reliability):
    assert 0 < reliable_change(sd, reliability + 0.01) < reliable_change(sd, reliability)
