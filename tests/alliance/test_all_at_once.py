"""One call says of all courses what each rule says of one."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from beside.alliance import DEFAULTS, all_at_once, score_courses
from beside.alliance.rules import rules
from tests.alliance.rules.test_rules import COURSES, PARAMETERS, table


@settings(max_examples=50)
@given(some.lists(COURSES, min_size=1, max_size=6), PARAMETERS, some.integers(1, 7))
def test_many_courses_at_once_are_each_course_alone(courses, parameters, block):
    """Whatever the size of the blocks they are scored in."""
    values = table(*courses)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(all_at_once, "BLOCK", block)
        scores = score_courses(values, parameters, only=rules())
    for name, rule in rules().items():
        alone = [rule.seen(values[n : n + 1], parameters) for n in range(len(values))]
        np.testing.assert_array_equal(scores[name].distance, np.vstack([one.distance for one in alone]))
        for number, together in scores[name].numbers.items():
            np.testing.assert_array_equal(together, np.vstack([one.numbers[number] for one in alone]))
        for level, fires in scores[name].fires.items():
            expected = [rule.fires(values[n : n + 1], parameters, level)[0] for n in range(len(values))]
            np.testing.assert_array_equal(fires, expected)


def test_what_is_for_comparison_only_is_not_scored_unless_it_is_asked_for():
    values = table([8, 7, 8, 9, 8, 5])
    assert set(score_courses(values)) == set(rules()) - {"drop-from-last"}
    assert set(score_courses(values, only=["drop-from-last"])) == {"drop-from-last"}


def test_a_course_may_be_short_and_a_practice_empty():
    assert score_courses(np.empty((0, 7)))["combined"].fires["look"].shape == (0, 7)
    assert score_courses(np.empty((3, 0)))["combined"].fires["look"].shape == (3, 0)


def test_whole_numbers_are_answers_too():
    scores = score_courses([[8, 8, 9, 8, 8, 3]], DEFAULTS)
    assert scores["own-baseline"].fires["talk"].tolist() == [[False] * 5 + [True]]


def test_the_answers_given_are_left_as_they_were():
    values = table([8, None, 9, 8, 8, 3, 8])
    before = values.copy()
    score_courses(values)
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("values", [[8.0, 7.0], [[[8.0]]]])
def test_courses_are_rows(values):
    with pytest.raises(AssertionError, match="rows"):
        score_courses(np.array(values))


def test_an_answer_is_never_infinite():
    with pytest.raises(AssertionError, match="NaN"):
        score_courses(np.array([[math.inf]]))


def test_numpy_is_loaded_only_for_who_asks_for_it():
    program = "import sys, beside.alliance as a; assert 'numpy' not in sys.modules; a.score_courses; assert 'numpy' in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)
