"""Counts of few people are not published, nor enough beside them that they could be worked out.

A table of counts is published with its row totals, column totals and grand total. Every entry below `K` is left out
(primary suppression), totals too, and then enough others (complementary suppression) that no entry left out has only one
value left that fits what is published. Counts are whole numbers and never below 0, and a reader knows that.

Which further entries go: an entry can have another value when, among the entries left out, there is a closed path through it
along which counts go up and down by one by turns and none falls below 0. Tables of two directions with their totals are networks, so
nothing else can hide it and nothing less does. The path that costs the least is taken (Cox 1995, network models for
complementary cell suppression, JASA 90(432): 1453-1462). Units: people, or whatever is counted.

Who counted some of the people knows them: a therapist takes their own clients off each count and reads the others'. Give what
each of them knows as `parts`; then all of the above holds for what is left without any one part too.

What it does not do: guard against several who put their parts together, or against two tables of the same people
published one after the other. Publish once, for a fixed span.
"""

from collections.abc import Sequence
from heapq import heappop, heappush

K = 11

Place = tuple[int, int]
# A row beneath and a column to the right of the counts hold the totals; None is what is not published.
Published = tuple[tuple[int | None, ...], ...]


def suppressed(
    counts: Sequence[Sequence[int]], k: int = K, parts: Sequence[Sequence[Sequence[int]]] = ()
) -> Published:
    """The table with its totals, as it may be published. `parts`: how many of each count somebody knows, a table for each of them.

    >>> suppressed([[30, 12], [25, 3]])
    ((None, None, 42), (None, None, 28), (55, 15, 70))
    """
    table = with_totals(counts)
    tables = [table, *(_without(counts, part) for part in parts)]
    hidden = {place for one in tables for place, count in _entries(one) if count < k}
    # What goes for one reader's sake must not be worked out by another: until nothing more goes.
    before = -1
    while len(hidden) > before:
        before = len(hidden)
        for one in tables:
            for place in sorted(hidden):
                if not _can_differ(one, hidden, place):
                    hidden |= _cheapest_path(one, hidden, place)
    return tuple(
        tuple(None if (row, column) in hidden else count for column, count in enumerate(counts_of))
        for row, counts_of in enumerate(table)
    )


def with_totals(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    """A column of row totals to the right, and a row of column totals beneath, the grand total in their corner."""
    if not counts or not counts[0] or len({len(row) for row in counts}) != 1:
        raise ValueError("a table needs rows of the same length, at least one of each")
    if any(count < 0 for row in counts for count in row):
        raise ValueError("nothing is counted below 0")
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _without(counts: Sequence[Sequence[int]], part: Sequence[Sequence[int]]) -> list[list[int]]:
    return with_totals(
        [
            [count - known for count, known in zip(*rows, strict=True)]
            for rows in zip(counts, part, strict=True)
        ]
    )


def _entries(table: list[list[int]]) -> list[tuple[Place, int]]:
    return [((row, column), count) for row, counts in enumerate(table) for column, count in enumerate(counts)]


def _steps(table: list[list[int]], place: Place) -> list[bool]:
    """Which ways along this entry: True from its row to its column, False back. A total counts against its row, so up is back."""
    row, column = place
    up = (row == len(table) - 1) == (column == len(table[0]) - 1)
    return [up, not up] if table[row][column] > 0 else [up]


def _can_differ(table: list[list[int]], hidden: set[Place], place: Place) -> bool:
    return any(_path(table, hidden, place, ahead)[1] == 0 for ahead in _steps(table, place))


def _cheapest_path(table: list[list[int]], hidden: set[Place], place: Place) -> set[Place]:
    return min(
        (_path(table, hidden, place, ahead) for ahead in _steps(table, place)), key=lambda one: one[1]
    )[0]


def _path(table: list[list[int]], hidden: set[Place], place: Place, ahead: bool) -> tuple[set[Place], float]:
    """The cheapest way from one end of this entry round to its other end, and what it costs to leave out what lies on it."""
    ends = ("row", place[0]), ("column", place[1])
    start, goal = (ends[1], ends[0]) if ahead else ends
    waiting: list[tuple[float, int, tuple[str, int], tuple[Place, ...]]] = [(0.0, 0, start, ())]
    done: set[tuple[str, int]] = set()
    while waiting:
        cost, length, node, way = heappop(waiting)
        if node == goal:
            return set(way), cost
        if node in done:
            continue
        done.add(node)
        for there in _from(table, node):
            if there != place and (node[0] == "row") in _steps(table, there):
                other = ("column", there[1]) if node[0] == "row" else ("row", there[0])
                more = 0.0 if there in hidden else _worth(table, there)
                heappush(waiting, (cost + more, length + 1, other, (*way, there)))
    return set(), float("inf")


def _from(table: list[list[int]], node: tuple[str, int]) -> list[Place]:
    kind, at = node
    if kind == "row":
        return [(at, column) for column in range(len(table[0]))]
    return [(row, at) for row in range(len(table))]


def _worth(table: list[list[int]], place: Place) -> float:
    """What is lost when an entry goes: a total says more than a count, and the grand total the most."""
    totals = (place[0] == len(table) - 1) + (place[1] == len(table[0]) - 1)
    return float((1, len(table) + len(table[0]), 100 * (len(table) + len(table[0])))[totals])
