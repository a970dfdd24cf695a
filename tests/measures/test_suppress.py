"""Counts of few people stay out of what is published: proved by trying every table that fits."""

import itertools
from functools import cache

import numpy as np
import pytest

from beside.measures.suppress import suppressed, with_totals


@cache
def every_table(rows, columns, most):
    """Every table of counts up to `most`, with its totals."""
    flat = np.array(list(itertools.product(range(most + 1), repeat=rows * columns)))
    tables = flat.reshape(-1, rows, columns)
    tables = np.concatenate([tables, tables.sum(axis=2, keepdims=True)], axis=2)
    return np.concatenate([tables, tables.sum(axis=1, keepdims=True)], axis=1)


def all_that_fit(published, most):
    """Every table of counts up to `most` that would have given these published numbers. Slow, and obviously right."""
    tables = every_table(len(published) - 1, len(published[0]) - 1, most)
    shown = np.array([[-1 if one is None else one for one in line] for line in published])
    return tables[((tables == shown) | (shown < 0)).all(axis=(1, 2))]


def what_can_be_worked_out(counts, k, most):
    """The places that are left out and yet have only one value left, over every table that fits."""
    published = suppressed(counts, k)
    fitting = all_that_fit(published, most)
    left_out = np.array([[one is None for one in line] for line in published])
    return np.argwhere(left_out & (fitting == fitting[0]).all(axis=0)).tolist()


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (1, 4)])
def test_no_count_left_out_can_be_worked_out(shape):
    """Every table of these sizes with counts up to 4, and a k of 3."""
    rows, columns = shape
    for flat in itertools.product(range(5), repeat=rows * columns):
        counts = [list(flat[row * columns : (row + 1) * columns]) for row in range(rows)]
        assert what_can_be_worked_out(counts, 3, 5) == [], counts


def test_nor_in_larger_tables():
    """Of every eleventh table of two rows and three columns with counts up to 2."""
    for flat in itertools.islice(itertools.product(range(3), repeat=6), 0, None, 11):
        counts = [list(flat[:3]), list(flat[3:])]
        assert what_can_be_worked_out(counts, 2, 3) == [], counts


def test_without_the_complementary_ones_it_could_be_worked_out():
    """The proof would notice: with the small count alone left out, the totals give it away."""
    published = ((4, 3, 7), (4, None, 6), (8, 5, 13))
    assert set(all_that_fit(published, 5)[:, 1, 1]) == {2}


@pytest.mark.parametrize(
    "counts", [[[30, 12], [25, 3]], [[0, 11], [11, 11]], [[10]], [[400, 1, 50], [60, 70, 80]]]
)
def test_nothing_below_eleven_is_published(counts):
    assert all(shown is None or shown >= 11 for line in suppressed(counts) for shown in line)


def test_a_table_of_many_stays_whole():
    assert suppressed([[30, 12], [25, 13]]) == ((30, 12, 42), (25, 13, 38), (55, 25, 80))


def test_totals_stay_where_counts_can_go_instead():
    published = suppressed([[400, 1, 50], [60, 70, 80]])
    assert published[2] == (460, 71, 130, 661)
    assert sum(shown is None for line in published for shown in line) == 4


@pytest.mark.parametrize("counts", [[], [[]], [[1, 2], [3]], [[-1, 5]]])
def test_what_is_no_table_is_refused(counts):
    with pytest.raises(ValueError, match=r"table|below"):
        suppressed(counts)


def what_one_who_knows_a_part_can_work_out(counts, part, k, most):
    """The same for somebody who takes their own off each count: every table of the others that fits."""
    published = suppressed(counts, k, [part])
    totals = np.array(with_totals(part))
    left = tuple(
        tuple(None if one is None else one - int(mine) for one, mine in zip(*lines, strict=True))
        for lines in zip(published, totals, strict=True)
    )
    fitting = all_that_fit(left, most)
    left_out = np.array([[one is None for one in line] for line in published])
    small = [one for line in left for one in line if one is not None and one < k]
    return np.argwhere(left_out & (fitting == fitting[0]).all(axis=0)).tolist() + small


def test_nor_by_somebody_who_knows_their_own_part():
    """Every seventh pair of a part and the others, of two rows and two columns with counts up to 2, and a k of 2."""
    for flat in itertools.islice(itertools.product(range(3), repeat=8), 0, None, 7):
        part, others = [list(flat[:2]), list(flat[2:4])], [list(flat[4:6]), list(flat[6:])]
        counts = (np.array(part) + np.array(others)).tolist()
        assert what_one_who_knows_a_part_can_work_out(counts, part, 2, 3) == [], (part, others)


def test_without_the_parts_it_could_be_worked_out():
    """The proof would notice: eleven, of whom ten are mine, is one."""
    assert suppressed([[11, 30], [30, 30]])[0][0] == 11
    assert suppressed([[11, 30], [30, 30]], parts=[[[10, 0], [0, 0]]])[0][0] is None
