"""A client hides all that they answered after a session: nobody else finds it, and nothing that was worked out from it stays."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beside.practice.desk import brief as briefs
from beside.practice.feedback import actions, following
from beside.practice.feedback.brief import guesses_waiting
from beside.practice.feedback.models import Sheet, Urgent
from beside.practice.loops.models import Loop
from beside.practice.meetings.models import Session
from beside.practice.people import taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.models import Notice
from beside.practice.repair import actions as repair
from beside.practice.repair.models import Episode
from tests.vocabulary import (
    a_client,
    a_practice,
    a_responder,
    a_supervisor,
    a_therapist,
    answers_of,
    past_sessions,
    sign_in,
)


@pytest.fixture
def session(chris):
    *_others, last = past_sessions(chris, 3)
    return last


def page(member, name, *args, **data):
    browser = sign_in(Client(), member)
    address = reverse(name, args=args)
    return (browser.post(address, data) if data else browser.get(address)).content.decode()


def course_of(chris):
    return following.standing_of(chris.relationship, by=chris.relationship.clinician).numbers


def test_nobody_else_finds_them_and_the_client_does(thea, chris, session):
    sheet = answers_of(session, self=3, matters=4, held="help_raise").sheet
    rosa = a_supervisor("Rosa", of=thea)
    assert Sheet.objects.visible_to(thea).exists()
    assert Sheet.objects.visible_to(rosa).exists()
    taking_back.take_back(sheet, by=chris)
    for who in (thea, rosa):
        assert not Sheet.objects.visible_to(who).exists()
        assert not Loop.objects.visible_to(who).exists()
    words = page(chris, "after", session.pk)
    assert "Only you see them now." in words
    assert "Show it again" in words
    assert "Correct my answers" not in words


def test_no_page_of_the_therapist_says_what_stood_in_them(thea, chris):
    first = past_sessions(chris, 1)[0]
    sheet = answers_of(first, form="first-session", differently="the thing with the door").sheet
    pages = [("answers", first.pk), ("relationship", chris.relationship.pk)]
    assert "the thing with the door" in page(thea, "answers", first.pk)
    assert Notice.objects.filter(member=thea, kind="answers").exists()
    taking_back.take_back(sheet, by=chris)
    for name, pk in pages:
        assert "the thing with the door" not in page(thea, name, pk), name
    assert not Notice.objects.filter(member=thea, kind="answers", seen_at=None).exists()


def test_the_course_goes_on_without_them_and_has_them_again(chris, session):
    *_first, before_it = Session.objects.exclude(pk=session.pk).order_by("number")
    answers_of(before_it, self=7, matters=7)
    sheet = answers_of(session, self=1, matters=1).sheet
    before = course_of(chris)
    taking_back.take_back(sheet, by=chris)
    assert str(session.pk) not in [point[1] for point in course_of(chris)["points"]]
    taking_back.show_again(sheet, by=chris)
    assert course_of(chris) == before


def test_every_version_goes_with_them(thea, chris, session):
    first = answers_of(session, self=3).sheet
    second = actions.correct_answers(first, answers={"self": 4}, key=uuid.uuid4(), by=chris).sheet
    taking_back.take_back(second, by=chris)
    assert not Sheet.objects.visible_to(thea).exists()
    taking_back.show_again(first, by=chris)
    assert set(Sheet.objects.visible_to(thea)) == {first, second}


def test_a_strain_that_began_with_them_is_left_and_is_open_again_with_them(chris, session):
    sheet = answers_of(session, strain="clearly").sheet
    assert Episode.objects.going_on().exists()
    taking_back.take_back(sheet, by=chris)
    assert not Episode.objects.going_on().exists()
    taking_back.show_again(sheet, by=chris)
    assert Episode.objects.going_on().get().strength == "clearly"


def test_a_strain_that_was_mended_meanwhile_does_not_come_back(chris, session):
    sheet = answers_of(session, strain="clearly").sheet
    repair.mended(Episode.objects.get(), by=chris)
    taking_back.take_back(sheet, by=chris)
    taking_back.show_again(sheet, by=chris)
    assert not Episode.objects.going_on().exists()


def test_one_answer_that_was_hidden_alone_stays_hidden(thea, chris, session):
    sheet = answers_of(session, held="help_raise", strain="clearly").sheet
    loop = Loop.objects.get(kind=Loop.Kind.HELD_BACK)
    assert taking_back.find("loop", loop.pk, by=chris) == loop
    taking_back.take_back(loop, by=chris)
    taking_back.take_back(sheet, by=chris)
    assert taking_back.find("loop", loop.pk, by=chris) == sheet
    taking_back.show_again(sheet, by=chris)
    assert loop not in Loop.objects.visible_to(thea)
    assert Loop.objects.visible_to(thea).exists()


def test_nothing_is_written_over_them_while_they_are_hidden(thea, chris, session):
    taking_back.take_back(answers_of(session, self=3).sheet, by=chris)
    for who in (chris, thea):
        with pytest.raises(Refused, match="were taken back"):
            answers_of(session, by=who, self=9)
    assert Sheet.objects.count() == 1


def test_the_brief_waits_for_no_guess_at_them(thea, chris, session):
    sheet = answers_of(session, self=3).sheet
    assert guesses_waiting(thea) == [session]
    taking_back.take_back(sheet, by=chris)
    assert guesses_waiting(thea) == []
    assert briefs.brief_for(session, by=thea)


def test_all_that_was_sent_has_its_place_even_what_is_asked_no_more(thea, chris, session):
    plan = actions.plan_questionnaire(chris.relationship, form="gad7", by=thea, every=1)
    sheet = answers_of(Session.objects.get(number=2), form="gad7", nervous=2).sheet
    actions.end_plan(plan, by=thea)
    answers_of(session, self=4)
    shown = page(chris, "course")
    assert shown.count("Take it back") == 2
    assert reverse("take-back", args=["sheet", sheet.pk]) in shown
    taking_back.take_back(sheet, by=chris)
    assert page(chris, "course").count("Show it again") == 1
    assert "What I answered" not in page(thea, "relationship-course", chris.relationship.pk)


def test_the_list_costs_the_same_for_one_and_for_many(chris, session):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            page(chris, "course")
        return len(asked)

    answers_of(Session.objects.get(number=2), self=4)
    one = queries()
    answers_of(session, self=4)
    answers_of(session, form="gad7", nervous=1)
    assert queries() == one


def test_an_answer_that_says_they_may_not_be_safe_stays():
    owner = a_practice()
    thea, dana = a_therapist("Thea", owner=owner), a_therapist("Dana", owner=owner)
    a_responder(owner, responder=thea, deputy=dana)
    chris = a_client("Chris", therapist=thea)
    actions.plan_questionnaire(chris.relationship, form="phq9", by=thea, every=1)
    sheet = answers_of(past_sessions(chris)[-1], form="phq9", mood=1, self_harm=1).sheet
    assert Urgent.objects.filter(sheet=sheet).exists()
    with pytest.raises(Refused, match="may not be safe"):
        taking_back.take_back(sheet, by=chris)
    assert "Take it back" not in page(chris, "questionnaire-sent", sheet.form)
