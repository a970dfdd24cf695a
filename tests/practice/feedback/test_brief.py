"""What this room hands to the brief, to Today and to the client's home, and that it costs the same for one and for many."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beside.practice.feedback import actions, brief
from beside.practice.people.actions import choose_how_often
from tests.vocabulary import (
    a_client,
    a_past_session,
    a_practice,
    a_responder,
    a_therapist,
    answers_of,
    past_sessions,
)

pytestmark = pytest.mark.engine_free


def cost(ask):
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


def an_alarm():
    owner = a_practice()
    thea, theo = a_therapist(owner=owner), a_therapist("Theo", owner=owner)
    a_responder(owner, responder=thea, deputy=theo)
    chris = a_client(therapist=thea)
    return chris, answers_of(a_past_session(chris), form="phq9", self_harm=2).urgent


def test_an_urgent_answer_stands_above_the_brief_before_any_guess():
    chris, urgent = an_alarm()
    assert brief.urgent_lines(chris.relationship, by=chris.relationship.clinician) == [urgent]
    assert brief.urgent_waiting(chris.relationship.clinician) == [urgent]


def test_once_seen_it_waits_no_more_and_stays_above_the_brief_for_a_fortnight():
    chris, urgent = an_alarm()
    thea = chris.relationship.clinician
    actions.see_urgent(urgent, by=thea)
    assert brief.urgent_waiting(thea) == []
    assert brief.urgent_lines(chris.relationship, by=thea) == [urgent]
    urgent.raised_at = timezone.now() - datetime.timedelta(days=15)
    urgent.save()
    assert brief.urgent_lines(chris.relationship, by=thea) == []


def test_what_nobody_has_seen_never_leaves_the_brief_by_itself():
    chris, urgent = an_alarm()
    urgent.raised_at = timezone.now() - datetime.timedelta(days=90)
    urgent.save()
    assert brief.urgent_lines(chris.relationship, by=chris.relationship.clinician) == [urgent]


def test_sessions_wait_for_a_guess_until_guessed_passed_or_typed_in():
    chris = a_client()
    sessions = past_sessions(chris, 3)
    thea = chris.relationship.clinician
    for session in sessions[1:]:
        answers_of(session)
    assert brief.guesses_waiting(thea) == sessions[1:]
    actions.guess(sessions[1], answers=None, by=thea)
    assert brief.guesses_waiting(thea) == sessions[2:]


def test_a_client_is_asked_until_they_answered_or_kept_it():
    chris = a_client()
    session = a_past_session(chris)
    assert brief.waiting_for_client(chris.relationship, by=chris)["session"] == session
    answers_of(session, safe="only_me")
    assert brief.waiting_for_client(chris.relationship, by=chris)["session"] is None


def test_who_chose_never_is_asked_for_nothing():
    chris = a_client()
    a_past_session(chris)
    choose_how_often(chris.relationship, asked="never", by=chris)
    assert brief.waiting_for_client(chris.relationship, by=chris) == {"session": None, "forms": []}


def test_questionnaires_that_are_due_are_named_by_their_title():
    chris = a_client()
    a_past_session(chris)
    actions.plan_questionnaire(chris.relationship, form="gad7", by=chris.relationship.clinician)
    assert brief.waiting_for_client(chris.relationship, by=chris)["forms"] == [("gad7", "GAD-7")]


@pytest.mark.parametrize(
    "ask",
    [
        lambda chris: brief.urgent_lines(chris.relationship, by=chris.relationship.clinician),
        lambda chris: brief.latest_said(chris.relationship, by=chris.relationship.clinician),
        lambda chris: brief.course_for(chris.relationship, by=chris.relationship.clinician),
        lambda chris: brief.guesses_waiting(chris.relationship.clinician),
        lambda chris: brief.waiting_for_client(chris.relationship, by=chris),
    ],
)
def test_a_year_costs_what_a_month_costs(ask):
    costs = []
    for count in (4, 12):
        chris = a_client()
        for session in past_sessions(chris, count)[1:]:
            answers_of(session, self=6, pace=4)
            answers_of(session, form="gad7", nervous=1)
        ask(chris)
        costs.append(cost(lambda chris=chris: ask(chris)))
    assert costs[0] == costs[1]
