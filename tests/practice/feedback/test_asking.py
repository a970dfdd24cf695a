"""When the client is asked, what for, and who may look when."""

import uuid

import pytest

from beside.measures import load_form
from beside.practice.feedback import actions, asking
from beside.practice.feedback.models import Guess
from beside.practice.feedback.responders import end_responder
from beside.practice.people.actions import choose_how_often
from beside.practice.people.errors import Refused
from tests.vocabulary import (
    a_client,
    a_past_session,
    a_practice,
    a_responder,
    a_session,
    a_supervisor,
    a_therapist,
    answers_of,
    past_sessions,
)

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize(
    ("asked", "after_sessions"), [("each", [1, 2, 3, 4, 5]), ("fourth", [1, 4]), ("never", [])]
)
def test_the_client_is_asked_as_often_as_they_chose(asked, after_sessions):
    client = a_client()
    sessions = past_sessions(client, 5)
    choose_how_often(client.relationship, asked=asked, by=client)
    assert [s.number for s in sessions if asking.is_asked(client.relationship, s)] == after_sessions


def test_a_questionnaire_is_due_from_the_second_session_on_and_again_after_so_many():
    client = a_client()
    sessions = past_sessions(client, 5)
    actions.plan_questionnaire(client.relationship, form="gad7", every=2, by=client.relationship.clinician)
    due = [asking.due_forms(client.relationship, session=session) for session in sessions[:2]]
    assert due == [[], ["gad7"]]
    answers_of(sessions[1], form="gad7", nervous=1)
    due = [asking.due_forms(client.relationship, session=session) for session in sessions[1:4]]
    assert due == [[], [], ["gad7"]]


def test_who_chose_never_is_asked_for_no_questionnaire_either():
    client = a_client()
    session = a_past_session(client)
    actions.plan_questionnaire(client.relationship, form="gad7", by=client.relationship.clinician)
    choose_how_often(client.relationship, asked="never", by=client)
    client.relationship.refresh_from_db()
    assert asking.due_forms(client.relationship, session=session) == []


def test_a_plan_that_ended_asks_for_nothing():
    client = a_client()
    session = a_past_session(client)
    plan = actions.plan_questionnaire(client.relationship, form="gad7", by=client.relationship.clinician)
    actions.end_plan(plan, by=client.relationship.clinician)
    assert asking.due_forms(client.relationship, session=session) == []


def test_the_session_form_is_no_questionnaire_to_plan():
    client = a_client()
    with pytest.raises(Refused):
        actions.plan_questionnaire(client.relationship, form="session", by=client.relationship.clinician)


def test_after_a_first_session_there_are_no_numbers():
    client = a_client()
    form = asking.form_after(a_past_session(client, number=1))
    assert [item.kind for item in form.items] == ["words"]


def test_a_risk_item_is_not_asked_until_somebody_is_named_who_answers():
    owner = a_practice()
    thea, theo = a_therapist(owner=owner), a_therapist("Theo", owner=owner)
    phq9 = load_form("phq9")
    before = asking.askable(phq9, practice_id=owner.practice_id)
    a_responder(owner, responder=thea, deputy=theo)
    named = asking.askable(phq9, practice_id=owner.practice_id)
    end_responder(owner.practice_id, by=owner)
    after = asking.askable(phq9, practice_id=owner.practice_id)
    asked = [[item.key for item in form.items].count("self_harm") for form in (before, named, after)]
    assert asked == [0, 1, 0]


def test_a_risk_item_stands_in_a_step_of_its_own():
    steps = asking.steps(load_form("phq9"))
    assert [step for step in steps if "self_harm" in step] == [["self_harm"]]
    assert [key for step in steps for key in step] == [item.key for item in load_form("phq9").items]


def test_the_session_form_takes_four_steps_and_leaves_nothing_out():
    form = load_form("session")
    steps = asking.steps(form)
    assert len(steps) == 4
    assert [key for step in steps for key in step] == [item.key for item in form.items]


def test_a_therapist_sees_answers_after_guessing():
    session = a_past_session(a_client())
    thea = session.relationship.clinician
    answers_of(session)
    assert not asking.answers_visible(session, by=thea)
    actions.guess(session, answers={"self": "8"}, by=thea)
    assert asking.answers_visible(session, by=thea)
    assert Guess.objects.get().answers == {"self": 8}


def test_passing_opens_the_answers_too_and_is_kept_as_passing():
    session = a_past_session(a_client())
    thea = session.relationship.clinician
    assert actions.guess(session, answers=None, by=thea).passed
    assert asking.answers_visible(session, by=thea)


def test_a_guess_is_made_once():
    session = a_past_session(a_client())
    thea = session.relationship.clinician
    actions.guess(session, answers={"self": 8}, by=thea)
    with pytest.raises(Refused, match="would not be one"):
        actions.guess(session, answers={"self": 2}, by=thea)
    assert Guess.objects.get().answers == {"self": 8}


def test_who_typed_the_answers_in_cannot_guess_them():
    session = a_past_session(a_client())
    thea = session.relationship.clinician
    actions.send_answers(
        session.relationship,
        form="session",
        answers={"self": 4},
        key=uuid.uuid4(),
        by=thea,
        session=session,
        way="aloud",
    )
    assert asking.answers_visible(session, by=thea)
    with pytest.raises(Refused):
        actions.guess(session, answers={"self": 4}, by=thea)


def test_nobody_guesses_a_first_session_or_one_to_come_or_for_a_client():
    client = a_client()
    [first, second] = past_sessions(client, 2)
    to_come = a_session(client)
    for session, by in (
        (first, client.relationship.clinician),
        (to_come, client.relationship.clinician),
        (second, client),
    ):
        with pytest.raises(Refused):
            actions.guess(session, answers={"self": 4}, by=by)


def test_a_responsible_supervisor_need_not_guess():
    session = a_past_session(a_client())
    sara = a_supervisor(of=session.relationship.clinician)
    assert asking.answers_visible(session, by=sara)
