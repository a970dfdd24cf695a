import datetime

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from beside.practice.feedback import actions as feedback
from beside.practice.loops.models import Loop
from beside.practice.meetings import actions as meetings
from beside.practice.people import actions as people
from beside.practice.people.models import Member, Role
from tests.vocabulary import (
    a_check_in,
    a_client,
    a_closed_session,
    a_past_session,
    a_session,
    a_therapist,
    answers_of,
    in_days,
    past_sessions,
    sign_in,
)

pytestmark = pytest.mark.engine_free


@pytest.fixture
def thea():
    return a_therapist()


def today(browser, who, day=None):
    answer = sign_in(browser, who).get(reverse("today"), {"day": day.isoformat()} if day else {})
    assert answer.status_code == 200
    return answer.content.decode()


def tomorrow():
    return timezone.localdate() + datetime.timedelta(days=1)


def test_a_day_without_sessions_says_so_and_asks_for_nothing(client, thea):
    page = today(client, thea)
    assert "No sessions today." in page
    assert "Nobody is waiting for an answer." in page


def test_the_days_sessions_stand_in_order_each_one_tap_from_its_brief(client, thea):
    late = a_session(a_client("Lea Late", therapist=thea), starts_at=in_days(1, 16))
    early = a_session(a_client("Eli Early", therapist=thea), starts_at=in_days(1, 9), place="online")
    page = today(client, thea, tomorrow())
    assert page.index("09:00 Eli Early") < page.index("16:00 Lea Late")
    for session in (late, early):
        assert reverse("brief", args=[session.pk]) in page
    assert "online" in page
    assert "first session" in page


def test_the_line_of_a_session_counts_what_waits(client, thea):
    chris = a_client(therapist=thea)
    session = a_session(chris)
    a_check_in(session, wish="my mother", hesitation="whether to come")
    page = today(client, thea, tomorrow())
    assert "2 waiting" in page
    assert "check-in sent" in page


def test_yesterdays_session_that_nobody_closed_says_so_until_it_is(client, thea):
    session = a_past_session(a_client(therapist=thea))
    day = timezone.localdate(session.starts_at)
    assert "over · not closed yet" in today(client, thea, day)
    meetings.close_session(session, by=thea, progress="A note.")
    assert "not closed yet" not in today(client, thea, day)


def test_a_session_that_did_not_take_place_says_so(client, thea):
    session = meetings.mark_missed(a_past_session(a_client(therapist=thea)), by=thea)
    assert "did not take place" in today(client, thea, timezone.localdate(session.starts_at))


def test_a_cancelled_session_is_not_on_the_day(client, thea):
    session = a_session(a_client(therapist=thea))
    meetings.cancel_session(session, by=thea)
    assert "No sessions on this day." in today(client, thea, tomorrow())


def test_everybody_who_waits_stands_there_once_without_a_word_and_unseen(client, thea):
    chris = a_client(therapist=thea)
    a_check_in(a_session(chris), wish="my mother", hesitation="whether to come")
    page = today(client, thea)
    assert "wants to talk about something" in page
    assert "1 more of Chris’s" in page
    assert "my mother" not in page
    assert set(Loop.objects.values_list("state", flat=True)) == {"given"}


def test_strain_stands_before_what_is_older(client, thea):
    chris, dana = a_client(therapist=thea), a_client("Dana Doe", therapist=thea)
    a_check_in(a_session(chris), wish="my mother")
    answers_of(a_past_session(dana), strain="clearly")
    page = today(client, thea)
    assert page.index("Dana felt something off between you") < page.index(
        "Chris wants to talk about something"
    )


def test_answers_wait_for_a_guess_until_it_is_made_or_passed(client, thea):
    session = a_past_session(a_client(therapist=thea))
    answers_of(session)
    assert "Chris answered after session 2" in today(client, thea)
    feedback.guess(session, answers=None, by=thea)
    assert "answered after session" not in today(client, thea)


def test_a_promise_of_mine_is_named_from_the_day_it_is_due(client, thea):
    chris = a_client(therapist=thea)
    a_closed_session(chris, promises=[("clinician", "the book", timezone.localdate())])
    page = today(client, thea)
    assert "You promised Chris something" in page
    assert "due today" in page


def test_a_promise_that_is_not_due_keeps_quiet(client, thea):
    a_closed_session(a_client(therapist=thea), promises=[("clinician", "the book", tomorrow())])
    assert "Nobody is waiting for an answer." in today(client, thea)


def test_a_colleague_sees_nobody_of_mine_until_they_stand_in(client, thea):
    owner = Member.objects.get(practice=thea.practice_id, role=Role.OWNER)
    theo = a_therapist("Theo Therapist", owner=owner)
    a_check_in(a_session(a_client(therapist=thea), starts_at=in_days(1)), wish="my mother")
    assert "Chris" not in today(client, theo, tomorrow()) + today(client, theo)
    day = timezone.localdate()
    people.go_away(thea, deputy=theo, first_day=day, last_day=day, by=owner)
    assert "Chris" in today(client, theo, tomorrow())


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_no_page(client, thea, day):
    assert sign_in(client, thea).get(reverse("today"), {"day": day}).status_code == 404


def test_today_costs_the_same_for_one_client_and_for_five(client, thea):
    _somebody(thea, 0)
    sign_in(client, thea)
    few = queries(client)
    for number in range(1, 5):
        _somebody(thea, number)
    assert queries(client) == few


def _somebody(thea, number):
    chris = a_client(f"Client {number}", therapist=thea)
    held = past_sessions(chris, 2, hour=8 + number)[-1]
    answers_of(held, strain="a_little")
    a_check_in(
        a_session(chris, starts_at=in_days(0, 0) + datetime.timedelta(hours=30 + number)), wish="words"
    )
    a_closed_session(
        chris, starts_at=in_days(-2, 8 + number), promises=[("clinician", "the book", timezone.localdate())]
    )


def queries(browser):
    browser.get(reverse("today"))
    with (
        CaptureQueriesContext(connections["default"]) as ours,
        CaptureQueriesContext(connections["keyring"]) as keys,
    ):
        assert browser.get(reverse("today")).status_code == 200
    return len(ours), len(keys)
