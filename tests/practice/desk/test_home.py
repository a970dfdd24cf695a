import datetime

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beside.practice.feedback import actions as feedback
from beside.practice.people import actions as people
from beside.practice.people.models import Member, Relationship
from tests.vocabulary import (
    a_check_in,
    a_client,
    a_closed_session,
    a_past_session,
    a_session,
    a_supervisor,
    a_therapist,
    answers_of,
    in_days,
    sign_in,
)

pytestmark = pytest.mark.engine_free


@pytest.fixture
def chris():
    return a_client(therapist=a_therapist())


def home(browser, who):
    answer = sign_in(browser, who).get(reverse("home"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_home_says_what_there_is_not(client, chris):
    page = home(client, chris)
    assert "No session is planned. Thea can plan one with you." in page
    assert "Nothing yet. What you give stands here until it has an answer." in page
    assert "Promised to me" not in page


def test_the_next_session_stands_there_with_its_check_in(client, chris):
    a_session(chris, starts_at=in_days(9))
    soon = a_session(chris, starts_at=in_days(1))
    page = home(client, chris)
    assert reverse("check-in", args=[soon.pk]) in page
    assert "Check in: about a minute" in page


def test_a_check_in_that_was_sent_can_be_changed(client, chris):
    a_check_in(a_session(chris))
    page = home(client, chris)
    assert "Your check-in is sent." in page
    assert "Check in: about a minute" not in page


def test_before_it_opens_the_check_in_is_not_offered(client, chris):
    session = a_session(chris, starts_at=in_days(5))
    page = home(client, chris)
    assert "The check-in opens two days before." in page
    assert reverse("check-in", args=[session.pk]) not in page


def test_what_is_asked_after_a_session_waits_until_it_is_sent(client, chris):
    session = a_past_session(chris)
    assert reverse("after", args=[session.pk]) in home(client, chris)
    answers_of(session)
    assert reverse("after", args=[session.pk]) not in home(client, chris)


def test_who_wants_never_to_be_asked_is_not_asked(client, chris):
    session = a_past_session(chris)
    people.choose_how_often(chris.relationship, asked=Relationship.Asked.NEVER, by=chris)
    assert reverse("after", args=[session.pk]) not in home(client, chris)


def test_a_questionnaire_whose_turn_it_is_waits_too(client, chris):
    a_past_session(chris)
    feedback.plan_questionnaire(chris.relationship, form="gad7", by=chris.relationship.clinician)
    assert reverse("questionnaire", args=["gad7"]) in home(client, chris)


def test_what_i_gave_and_what_was_promised_to_me_stand_there(client, chris):
    a_closed_session(
        chris, promises=[("clinician", "the name of the book", None), ("client", "to write it down", None)]
    )
    a_check_in(a_session(chris), wish="my mother")
    page = home(client, chris)
    assert page.index("my mother") < page.index("Promised to me") < page.index("the name of the book")
    assert page.index("What I promised") < page.index("to write it down")


def test_an_open_strain_is_the_clients_to_end(client, chris):
    answers_of(a_past_session(chris), strain="clearly")
    assert "It is mended" in home(client, chris)


def test_who_sees_it_is_worked_out_and_not_written(client, chris):
    assert "Sara Supervisor" not in home(client, chris)
    a_supervisor(of=chris.relationship.clinician)
    assert "Sara Supervisor, who supervises Thea" in home(client, chris)


def test_nothing_is_on_the_first_screen_until_it_is_tapped_where_the_client_wants_that(client, chris):
    assert 'class="cover"' not in home(client, chris)
    Member.objects.filter(pk=chris.pk).update(cover=True)
    assert 'class="cover"' in home(client, chris)


def test_a_course_that_is_not_wanted_is_not_offered(client, chris):
    assert 'href="/course/"' in home(client, chris).split('id="content"')[1]
    Member.objects.filter(pk=chris.pk).update(sees_course=False)
    assert 'href="/course/"' not in home(client, chris).split('id="content"')[1]


def test_after_the_end_what_was_given_stays_to_read(client, chris):
    a_check_in(a_session(chris), wish="my mother")
    Relationship.objects.filter(pk=chris.relationship.pk).update(ended_on=datetime.date(2026, 1, 5))
    page = home(client, chris)
    assert "ended on" in page
    assert "my mother" in page


def test_nobody_elses_words_are_on_a_home(client, chris):
    ann = a_client("Ann", therapist=chris.relationship.clinician)
    a_check_in(a_session(ann), wish="a secret of Ann's")
    assert "secret of Ann" not in home(client, chris)


def test_what_waits_after_the_last_session_does_not_hide_behind_what_is_planned(client, chris):
    session = a_past_session(chris)
    for day in range(1, 9):
        a_session(chris, starts_at=in_days(day))
    assert reverse("after", args=[session.pk]) in home(client, chris)


def test_home_costs_the_same_after_two_sessions_and_after_seven(client, chris):
    _weeks(chris, 1, 3)
    sign_in(client, chris)
    few = queries(client)
    _weeks(chris, 3, 8)
    assert queries(client) == few


def _weeks(client, first, last):
    for number in range(first, last):
        held = a_closed_session(
            client, starts_at=in_days(-number, 9), promises=[("clinician", f"promise {number}", None)]
        )
        answers_of(held, **{"self": 7})
        a_check_in(a_session(client, starts_at=in_days(1, number)), wish=f"wish {number}")


def queries(browser):
    browser.get(reverse("home"))
    with (
        CaptureQueriesContext(connections["default"]) as ours,
        CaptureQueriesContext(connections["keyring"]) as keys,
    ):
        assert browser.get(reverse("home")).status_code == 200
    return len(ours), len(keys)
