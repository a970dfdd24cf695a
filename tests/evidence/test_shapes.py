"""The made-up courses are what their table says."""

import numpy as np
import pytest

from evidence import shapes


@pytest.mark.parametrize(
    ("name", "change", "counts"),
    [
        ("dip", [0, 0, -2, 0, 0, 0, 0], [2]),
        ("lasting", [0, 0, -1.5, -1.5, -1.5, -1.5, -1.5], [2, 3, 4]),
        ("slow", [0, 0, -0.5, -1, -1.5, -2, -2], [2, 3, 4, 5]),
        ("return", [0, 0, -1, -2, -1, 0, 0], [2, 3, 4]),
    ],
)
def test_a_change_is_laid_where_it_begins_and_counts_while_it_happens(name, change, counts):
    laid, during = shapes.laid_on(name, np.array([2]), 7)
    assert laid.tolist() == [change]
    assert np.flatnonzero(during[0]).tolist() == counts


def test_every_change_begins_from_session_six_on_and_ends_in_time():
    for name in shapes.CHANGES:
        _, counts = shapes.changed_courses(np.random.default_rng(1), 500, 12, name)
        assert set(counts.sum(axis=1)) == {len(shapes.CHANGES[name])}
        assert set(np.argmax(counts, axis=1) + 1) == {6, 7, 8, 9}


def test_noise_has_the_spread_and_the_memory_it_says():
    drawn = shapes.noise(np.random.default_rng(2), 40_000, 6, 0.3)
    assert drawn.std(axis=0) == pytest.approx(1, abs=0.02)
    assert np.corrcoef(drawn[:, 3], drawn[:, 4])[0, 1] == pytest.approx(0.3, abs=0.02)
    assert np.corrcoef(drawn[:, 3], drawn[:, 5])[0, 1] == pytest.approx(0.09, abs=0.02)


def test_a_ceiling_cuts_off_and_changes_nothing_else():
    free, cut = (
        shapes.steady_courses(np.random.default_rng(3), 200, 9, ceiling=ceiling) for ceiling in (False, True)
    )
    assert (cut == np.minimum(free, 10)).all()
    assert cut.max() == 10


def test_a_limit_lets_its_share_through():
    course = np.arange(100.0)
    assert (course > shapes.limit_for(0.2, course)).mean() == 0.2


def test_what_fires_elsewhere_is_not_a_catch():
    distance = np.array([[9.0, 0, 0], [np.nan, 0, 9]])
    counts = np.array([[False, True, True], [False, False, True]])
    assert shapes.caught(distance, counts, 1) == 0.5
