"""The mirror looks back on eight stretches of a therapist's own time: each with its number and interval, or silent."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from beside.alliance.mirror import STRETCHES
from beside.practice.learning import drawing, mirror
from beside.practice.meetings.models import Session
from beside.practice.people.models import Relationship
from tests.vocabulary import a_client, sign_in

QUARTER = mirror.WINDOW


@pytest.fixture
def thea(db):
    return a_client().relationship.clinician


def sessions(thea, *, back, count=10, cancelled=0):
    """So many sessions in the stretch that lies `back` stretches before this one."""
    relationship = Relationship.objects.get(clinician=thea)
    begins = timezone.now() - QUARTER * back - datetime.timedelta(days=40)
    Session.objects.bulk_create(
        Session(
            practice_id=thea.practice_id,
            relationship=relationship,
            starts_at=begins + datetime.timedelta(days=number),
            ends_at=begins + datetime.timedelta(days=number, minutes=50),
            state=Session.State.CANCELLED if number < cancelled else Session.State.HELD,
            cancelled_by=thea if number < cancelled else None,
            cancelled_at=begins if number < cancelled else None,
        )
        for number in range(count)
    )


def cancelled(thea):
    return next(one for one in mirror.figures(thea) if one.key == "cancelled")


def test_every_figure_looks_back_on_eight_stretches(thea):
    assert {len(one.course) for one in mirror.figures(thea)} == {STRETCHES}


def test_a_stretch_with_too_little_is_a_gap_and_says_how_many_it_has(thea):
    for back, count in ((0, 12), (1, 10), (2, 4), (3, 10)):
        sessions(thea, back=back, count=count, cancelled=back)
    figure = cancelled(thea)
    assert [one.estimate and round(one.estimate.value, 2) for one in figure.course[-4:]] == [
        0.3,
        None,
        0.1,
        0,
    ]
    over = drawing.over_time(figure)
    assert [row[1] for row in over.rows] == ["0 in 100", "10 in 100", "silent", "30 in 100"]
    assert over.rows[2][3] == "4 of the 10 it needs"
    # The lone one before the gap has a dot and no line.
    assert (len(over.drawing.dots), len(over.drawing.whiskers)) == (3, 3)
    assert [len(line.corners) for line in over.drawing.lines] == [2]


def test_everything_drawn_lies_inside_the_picture(thea):
    for back in range(STRETCHES):
        sessions(thea, back=back, cancelled=back)
    drawn = drawing.over_time(cancelled(thea)).drawing
    for line in drawn.whiskers:
        assert 0 <= line.x1 <= drawing.WIDTH
        assert drawing.TOP <= line.y2 <= line.y1 <= drawing.BOTTOM


def test_one_stretch_is_said_in_words_and_not_drawn(thea):
    sessions(thea, back=0)
    assert drawing.over_time(cancelled(thea)) is None


def test_the_page_draws_it_in_one_colour_with_a_table_beside_it(client, thea):
    for back in (0, 1):
        sessions(thea, back=back)
    page = sign_in(client, thea).get(reverse("mirror")).content.decode()
    picture = re.search(r"<svg class=\"small\".*?</svg>", page, re.DOTALL)[0]
    assert "Cancelled by you, over time" in picture
    assert set(re.findall(r'class="([\w -]+)"', picture)) == {"small", "axis", "whisker", "line", "dot"}
    assert page.count("<caption>Cancelled by you, over time</caption>") == 1


def test_looking_back_costs_no_more_queries_than_not(client, thea):
    sign_in(client, thea)
    counts = []
    for back in (0, 1, 2, 3):
        sessions(thea, back=back)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("mirror"))
        counts.append(len(asked))
    assert len(set(counts[1:])) == 1
