"""Where everything in the picture lies: inside, apart, and the same as in the table."""

import re
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.alliance import DEFAULTS, PHONE, WIDE, Finding, Point, Word, own_course, picture
from beside.alliance.picture import KNOWN_MARKS, SHAPES
from tests.alliance.test_course import courses

LAYOUTS = some.sampled_from([WIDE, PHONE])
WORDS = some.lists(
    some.tuples(some.integers(1, 200), some.sampled_from(["strain", "mended", "leave"])), max_size=8
).map(lambda pairs: [Word(*pair) for pair in sorted(pairs)])


@some.composite
def full_courses(draw):
    """With a band, episodes, and things noticed."""
    points = draw(courses(most=40)).points
    course = own_course(points, parameters=DEFAULTS, words=draw(WORDS))
    noticed = [
        Finding("sliding", "slow-slide", p.session, "look", "sudden-low")
        for p in points
        if p.session % 7 == 0
    ]
    return replace(course, findings=tuple(noticed))


def a_course(n, *, without=(), value=None):
    values = [7 + (i * 37 % 7 - 3) / 2 for i in range(n)] if value is None else [value] * n
    return own_course([Point(i, None if i in without else v) for i, v in enumerate(values, 1)])


def everything_in(drawn):
    """Every x and y of the picture, with the room that dots and labels take."""
    r = drawn.dot_radius
    for line in drawn.lines:
        yield from line.corners
    for dot in drawn.dots:
        yield from [(dot.x - r, dot.y - r), (dot.x + r, dot.y + r)]
    for mark in drawn.marks:
        yield from [(mark.x - 5, mark.y - 5), (mark.x + 5, mark.y + 5)]
    for zone in drawn.zones:
        yield from [(zone.rect.x, zone.rect.y), (zone.rect.right, zone.rect.bottom)]
    lines = [line for zone in drawn.zones for line in (*zone.edges, *zone.hatch)]
    for segment in [*drawn.grid, *lines, *([drawn.mean] if drawn.mean else [])]:
        yield from [(segment.x1, segment.y1), (segment.x2, segment.y2)]
    for box in [drawn.plot, *([drawn.band] if drawn.band else []), *(label.box for label in drawn.labels)]:
        yield from [(box.x, box.y), (box.right, box.bottom)]


@given(courses(), LAYOUTS)
def test_everything_lies_inside_the_picture(course, layout):
    drawn = picture(course, layout)
    assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in everything_in(drawn))


@given(courses(), LAYOUTS)
def test_no_two_labels_overlap(course, layout):
    labels = picture(course, layout).labels
    assert not [(a.text, b.text) for a, b in combinations(labels, 2) if a.box.overlaps(b.box)]


@given(courses(), LAYOUTS)
def test_marks_stand_above_the_plot_and_dots_in_it(course, layout):
    drawn = picture(course, layout)
    assert all(mark.y < drawn.plot.y for mark in drawn.marks)
    assert all(drawn.plot.y <= dot.y <= drawn.plot.bottom for dot in drawn.dots)
    assert all(drawn.plot.x <= dot.x <= drawn.plot.right for dot in drawn.dots)


@given(courses(), LAYOUTS)
def test_the_line_joins_neighbours_and_nobody_else(course, layout):
    """The slow way: two dots are joined exactly if their sessions follow each other."""
    drawn = picture(course, layout)
    joined = {pair for line in drawn.lines for pair in pairwise(line.corners)}
    neighbours = {
        ((a.x, a.y), (b.x, b.y)) for a in drawn.dots for b in drawn.dots if b.session == a.session + 1
    }
    assert joined == neighbours


@given(courses())
def test_the_table_says_what_the_picture_says(course):
    drawn = picture(course)
    assert [(row.session, row.value) for row in drawn.rows if row.value is not None] == [
        (dot.session, dot.value) for dot in drawn.dots
    ]
    assert {(mark.session, mark.kind) for mark in drawn.marks} == {
        (row.session, kind) for row in drawn.rows for kind in row.marks
    }
    assert len(drawn.rows) == len(course.points)


@given(courses())
def test_higher_answers_stand_higher(course):
    dots = sorted(picture(course).dots, key=lambda dot: dot.value)
    assert all(a.y >= b.y for a, b in pairwise(dots))


@pytest.mark.parametrize("layout", [WIDE, PHONE])
@pytest.mark.parametrize("n", [1, 2, 3, 12, 52, 100])
def test_it_draws_courses_of_every_length(n, layout):
    drawn = picture(a_course(n), layout)
    assert len(drawn.dots) == n
    assert len(drawn.lines) == (n > 1)
    assert (drawn.band is None) == (n < 3)
    assert [dot.latest for dot in drawn.dots] == [False] * (n - 1) + [True]
    sessions = [label.text for label in drawn.labels if label.role == "session-axis"]
    assert (sessions[0], sessions[-1]) == ("1", str(n))
    assert len(sessions) >= min(n, 5)


def test_letters_are_never_under_12_px_on_the_narrowest_phone():
    assert PHONE.font_size * 280 / PHONE.width >= 12
    assert PHONE.width == 350


def test_a_single_session_stands_in_the_middle_without_a_line():
    drawn = picture(a_course(1))
    assert drawn.dots[0].x == pytest.approx(drawn.plot.x + drawn.plot.width / 2, abs=0.01)
    assert drawn.lines == ()


def test_a_missing_session_breaks_the_line():
    drawn = picture(a_course(7, without={4}))
    assert [len(line.corners) for line in drawn.lines] == [3, 3]


def test_a_session_that_is_not_there_at_all_breaks_it_too():
    drawn = picture(own_course([Point(1, 5), Point(2, 6), Point(4, 6), Point(5, 5)]))
    assert [len(line.corners) for line in drawn.lines] == [2, 2]


@pytest.mark.parametrize("value", [0.0, 7.5, 10.0])
def test_a_course_that_never_changes_has_a_band_to_be_seen(value):
    drawn = picture(a_course(8, value=value))
    assert drawn.band.height >= 2
    assert drawn.plot.y <= drawn.band.y
    assert drawn.band.bottom <= drawn.plot.bottom + 0.01


def test_nothing_answered_is_an_empty_plot_with_its_scale():
    drawn = picture(own_course([]))
    assert (drawn.dots, drawn.lines, drawn.band, drawn.rows) == ((), (), None, ())
    assert [label.text for label in drawn.labels] == ["0", "5", "10"]


def test_the_latest_answer_is_written_out():
    drawn = picture(own_course([Point(1, 6), Point(2, 7.25), Point(3)]))
    assert [label.text for label in drawn.labels if label.role == "latest"] == ["7.2"]


def test_another_scale_has_its_own_ends():
    drawn = picture(own_course([Point(n, 3.0 * n) for n in range(1, 10)]), lowest=0, highest=27)
    assert [label.text for label in drawn.labels if label.role == "value-axis"] == ["0", "27"]
    assert drawn.dots[-1].y == drawn.plot.y


def test_a_strain_and_its_mending_have_rows_of_their_own():
    course = own_course([Point(9, 5, marks=("strain",)), Point(12, 7, marks=("mended", "first"))])
    marks = {mark.kind: mark.y for mark in picture(course).marks}
    assert marks["strain"] < marks["mended"] < marks["first"]


def test_a_value_outside_its_scale_is_a_bug():
    with pytest.raises(AssertionError, match="outside its scale"):
        picture(own_course([Point(1, 11)]))


# Band, episodes and what was noticed


@given(full_courses(), LAYOUTS)
def test_with_all_that_there_is_everything_lies_inside_too(course, layout):
    drawn = picture(course, layout)
    assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in everything_in(drawn))
    boxes = [zone.rect for zone in drawn.zones]
    boxes += [drawn.band] if drawn.band else []
    for box in boxes:
        assert drawn.plot.y - 0.02 <= box.y <= box.bottom <= drawn.plot.bottom + 0.02


@given(full_courses(), LAYOUTS)
def test_each_shaded_part_lies_from_strain_to_its_end_and_says_so_without_colour(course, layout):
    drawn = picture(course, layout)
    first, last = (course.points[0].session, course.points[-1].session) if course.points else (0, -1)
    there = [e for e in course.episodes if e.opened <= last and (e.ended is None or e.ended >= first)]
    assert [(zone.opened, zone.ended, zone.state) for zone in drawn.zones] == [
        (episode.opened, episode.ended, episode.state) for episode in there
    ]
    for zone in drawn.zones:
        assert len(zone.edges) == (1 if zone.ended is None else 2)
        assert zone.hatch
        dots = {dot.session: dot.x for dot in drawn.dots}
        for session, x in dots.items():
            inside = zone.opened <= session <= (last if zone.ended is None else zone.ended)
            if drawn.dot_radius == 4:
                assert inside == (zone.rect.x - 0.01 <= x <= zone.rect.right + 0.01)


@given(full_courses())
def test_hatching_stays_in_its_part_and_rises(course):
    for zone in picture(course).zones:
        for line in zone.hatch:
            assert zone.rect.x - 0.02 <= line.x1 < line.x2 <= zone.rect.right + 0.02
            assert zone.rect.y - 0.02 <= line.y2 < line.y1 <= zone.rect.bottom + 0.02
            assert line.x2 - line.x1 == pytest.approx(line.y1 - line.y2, abs=0.03)


@given(full_courses())
def test_the_table_says_what_band_shading_and_dots_say(course):
    drawn = picture(course)
    for row in drawn.rows:
        covering = [
            z for z in drawn.zones if z.opened <= row.session <= (10**9 if z.ended is None else z.ended)
        ]
        assert row.episode == (covering[-1].state if covering else "")
        assert row.noticed == ("look" if row.session % 7 == 0 else "")
        if row.value is None or course.band is None:
            assert row.band == ""
        else:
            assert (row.band == "inside") == course.band.holds(row.value)
    assert {dot.session for dot in drawn.dots if dot.noticed} == {
        row.session for row in drawn.rows if row.noticed and row.value is not None
    }


def test_the_band_is_one_sd_either_side_of_the_own_mean():
    course = own_course([Point(n, 5.0 + n % 2) for n in range(1, 9)], parameters=DEFAULTS)
    drawn = picture(course)
    one = drawn.plot.height / 10
    assert drawn.band_kind == "own-band"
    assert drawn.band.height == pytest.approx(2 * course.band.sd * one, abs=0.05)
    assert drawn.mean.y1 == pytest.approx(drawn.plot.bottom - course.band.mean * one, abs=0.02)


def test_a_band_that_reaches_beyond_the_scale_ends_with_it():
    drawn = picture(own_course([Point(n, 10.0) for n in range(1, 9)], parameters=DEFAULTS))
    assert drawn.band.y == drawn.plot.y


def test_without_parameters_the_range_is_drawn_as_before():
    assert picture(a_course(8)).band_kind == "own-range"
    assert picture(a_course(2)).band_kind == ""


def test_every_known_mark_has_a_shape_of_its_own_that_fits_its_row():
    assert set(SHAPES) == set(KNOWN_MARKS)
    assert len(set(SHAPES.values())) == len(SHAPES)
    for path in SHAPES.values():
        assert all(abs(float(number)) <= 6 for number in re.findall(r"-?\d+(?:\.\d+)?", path))


def test_an_unknown_mark_has_a_shape_too():
    course = own_course([Point(1, 5, marks=("other",))])
    assert picture(course).marks[0].path not in SHAPES.values()
