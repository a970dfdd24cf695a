"""Somebody else in the room: named for one session, with the client's yes in the ledger."""

import pytest

from beside.practice.agreements import actions, companions
from beside.practice.agreements.models import Companion
from beside.practice.desk import consents
from beside.practice.people import actions as people
from beside.practice.people.errors import Refused
from beside.practice.people.models import Consent, Relationship
from tests.vocabulary import a_client, a_session, sign_in


def inge(session, name="Inge Holm"):
    return actions.name_companion(session, name=name, role="interpreter", by=session.relationship.clinician)


def says(session, given, seen=None):
    there = list(Companion.objects.filter(session=session))
    seen = [one.pk for one in there] if seen is None else seen
    actions.answer_companions(session, given=given, by=session.relationship.client, seen=seen)


def standing(session):
    return companions.standing(session, list(Companion.objects.filter(session=session)))


def test_the_client_is_asked_and_their_yes_stands_in_the_ledger():
    session = a_session(a_client())
    inge(session)
    assert standing(session) == companions.UNANSWERED
    says(session, True)
    client = session.relationship.client
    assert people.has_consent(session.relationship, who=client, purpose="companions", about=session)
    assert standing(session) == companions.YES


def test_a_yes_to_one_is_no_yes_to_another_who_is_named_later():
    session = a_session(a_client())
    inge(session)
    says(session, True)
    inge(session, "Jon Holm")
    assert standing(session) == companions.UNANSWERED


def test_a_yes_from_a_page_that_named_others_is_read_again_first():
    session = a_session(a_client())
    one = inge(session)
    inge(session, "Jon Holm")
    with pytest.raises(Refused, match="has changed"):
        says(session, True, seen=[one.pk])


def test_taking_it_back_holds_at_once_and_a_no_can_be_written_down_for_them():
    chris = a_client()
    session = a_session(chris)
    inge(session)
    says(session, True)
    actions.answer_companions(session, given=False, by=session.relationship.clinician)
    assert standing(session) == companions.NO
    with pytest.raises(Refused, match="no yes of theirs"):
        actions.answer_companions(session, given=True, by=session.relationship.clinician)


def test_a_yes_is_taken_back_on_a_frozen_record_too():
    chris = a_client()
    session = a_session(chris)
    inge(session)
    says(session, True)
    Relationship.objects.update(frozen=True)
    line = Consent.objects.select_related("relationship").get()
    consents.withdraw(line, by=chris)
    assert standing(session) == companions.NO
    with pytest.raises(Refused, match="frozen"):
        says(session, True)


def test_the_sessions_page_names_them_to_both(client):
    chris = a_client()
    session = a_session(chris)
    inge(session)
    for who in (chris, chris.relationship.clinician):
        page = sign_in(client, who).get(f"/sessions/{session.pk}/").content.decode()
        assert "Inge Holm, interpreter" in page
        assert "not answered yet" in page


def test_whoever_is_taken_off_is_not_in_the_room():
    session = a_session(a_client())
    actions.take_off(inge(session), by=session.relationship.clinician)
    assert not Companion.objects.exists()


def test_whoever_is_named_stands_in_the_question_about_listening_and_is_still_to_be_asked(client):
    session = a_session(a_client())
    inge(session)
    page = sign_in(client, session.relationship.clinician).get(f"/sessions/{session.pk}/listening/")
    assert 'value="Inge Holm"' in page.content.decode()
    assert next(row["agreed"].value() for row in page.context["others"]) is False


def test_a_page_that_arrives_without_an_answer_is_no_no(client):
    session = a_session(a_client())
    inge(session)
    says(session, True)
    sign_in(client, session.relationship.client).post(f"/sessions/{session.pk}/others/answer/", {})
    assert standing(session) == companions.YES
