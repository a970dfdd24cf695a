"""Quiet signs in the brief: noticed from what happened, never from what a client keeps to themself, never a number."""

import datetime
import uuid

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from beside.practice.agreements import actions as agreements
from beside.practice.cairn import offering
from beside.practice.cairn.models import LetBe
from beside.practice.feedback import actions as feedback
from beside.practice.growth import actions as growth
from beside.practice.journal import actions as journal
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings import actions as meetings
from beside.practice.pace import actions as pace
from beside.practice.people import actions as people
from beside.practice.people import drafts, taking_back
from beside.practice.recordings import actions as recordings
from beside.practice.repair import actions as repair
from beside.practice.thread import actions as thread
from tests.vocabulary import (
    a_check_in,
    a_client,
    a_past_session,
    a_proposal,
    a_session,
    a_supervisor,
    an_agreement,
    answers_of,
    asked_to_listen,
    in_days,
    listened_to,
    past_sessions,
    sign_in,
)

QUIET = b"""WEBVTT

00:00:01.000 --> 00:00:12.250
<v Thea>How was your week? What stayed with you of what we said the last time, and what did not?</v>

00:00:13.100 --> 00:00:24.500
<v Chris>It was long. I went to see my mother on Sunday and we sat in the garden and did not say a word for an hour.</v>

00:00:26.000 --> 00:00:30.000
<v Thea>You sat there, and nothing had to be said.</v>

00:00:41.500 --> 00:00:48.500
<v Chris>Yes. And that was good, I think. I had not thought it could be.</v>
"""


@pytest.fixture
def chris(db):
    return a_client()


@pytest.fixture
def thea(chris):
    return chris.relationship.clinician


def signs(chris, by=None):
    return [
        one.sign.id for one in offering.quiet_signs(chris.relationship, by=by or chris.relationship.clinician)
    ]


def held(session):
    return meetings.close_session(
        session, by=session.relationship.clinician, now=session.starts_at + datetime.timedelta(hours=1)
    )


# -- Each sign -----------------------------------------------------------------------------------------------------


def test_nothing_happened_and_nothing_is_said(chris):
    assert signs(chris) == []


def test_coming_back_after_something_was_off(chris, thea):
    first, second = past_sessions(chris, 2)
    held(first)
    repair.open_episode(chris.relationship, by=thea, session=first, now=first.ends_at)
    assert signs(chris) == []
    held(second)
    assert signs(chris) == ["came-back"]


def test_a_session_that_did_not_take_place_is_no_coming_back(chris, thea):
    first, second = past_sessions(chris, 2)
    held(first)
    repair.open_episode(chris.relationship, by=thea, session=first, now=first.ends_at)
    meetings.mark_missed(second, by=thea)
    assert signs(chris) == []


def test_a_strain_that_the_therapist_noted_was_not_raised_by_the_client(chris, thea):
    repair.open_episode(chris.relationship, by=thea)
    assert signs(chris) == []


def test_the_client_raised_a_strain(chris):
    repair.open_episode(chris.relationship, by=chris)
    assert signs(chris) == ["raised-a-strain"]


def test_a_topic_that_is_closed_is_a_no_and_opened_again_a_first_time(chris):
    topic = pace.add_topic(
        chris.relationship, words="my brother", wish="not-now", key=uuid.uuid4(), by=chris, now=in_days(-9)
    )
    assert signs(chris) == ["said-no"]
    pace.mark(topic, wish="open", by=chris, now=in_days(-2))
    assert signs(chris) == ["first-words", "said-no"]


def test_a_topic_that_was_open_from_the_first_was_not_opened(chris):
    pace.add_topic(chris.relationship, words="my brother", wish="open", key=uuid.uuid4(), by=chris)
    assert signs(chris) == []


@pytest.mark.parametrize(("given", "said"), [(True, []), (False, ["said-no"])])
def test_declining_to_be_listened_to_is_a_no(chris, given, said):
    asked_to_listen(held(a_past_session(chris)), says=given)
    assert signs(chris) == said


def test_a_change_in_how_they_work_is_asked_for(chris):
    an_agreement(chris)
    a_proposal(chris)
    agreements.remark(
        chris.relationship,
        words="Later, please",
        key=uuid.uuid4(),
        by=chris,
        clause="time.start-end",
        asks_for_change=True,
    )
    assert signs(chris) == ["asked-otherwise"]


def test_something_was_not_answered_for_them(chris, thea):
    a_check_in(a_session(chris), wish="my mother")
    loop = Loop.objects.get(kind=Loop.Kind.WISH)
    loops.talked_about(loop, by=thea)
    assert signs(chris) == []
    loop.refresh_from_db()
    loops.not_answered_for_me(loop, by=chris)
    assert signs(chris) == ["asked-otherwise"]


def test_a_first_message_and_not_a_second(chris, thea):
    thread.set_terms(chris.relationship, days=range(7), from_hour=0, until_hour=24, by=thea)
    for at in (in_days(-5), in_days(-3)):
        thread.send_message(chris.relationship, words="hello", key=uuid.uuid4(), by=chris, now=at)
    found = offering.quiet_signs(chris.relationship, by=thea)
    assert [(one.sign.id, one.at) for one in found] == [("first-words", in_days(-5))]


def test_told_nobody_before(chris):
    answers_of(held(a_past_session(chris)), self=8, first=True)
    assert signs(chris) == ["told-nobody-before"]


def share(chris, **more):
    return journal.share(
        chris.relationship, how="passage", words="I slept", key=uuid.uuid4(), by=chris, **more
    )


def test_a_passage_is_shared(chris):
    share(chris)
    assert signs(chris) == ["shared-a-passage"]


def test_a_silence_that_both_let_be_is_heard_only_while_both_agree_and_only_by_whom_it_is_for(chris, thea):
    session = held(a_past_session(chris))
    recording = asked_to_listen(session)
    listened_to(recording, file=QUIET)
    assert signs(chris) == ["silence-let-be"]
    assert signs(chris, by=chris) == [], "the report is Thea's until she shares it"
    recordings.share_report(recording, shared=True, by=thea)
    assert signs(chris, by=chris) == ["silence-let-be"]
    recordings.answer(recording, given=False, by=chris)
    assert "silence-let-be" not in signs(chris)


# -- What is never looked at ---------------------------------------------------------------------------------------


def test_what_a_client_keeps_to_themself_shows_nothing(chris):
    session = held(a_past_session(chris))
    journal.keep_leaf(uuid.uuid4(), sealed=b"sealed", version=0, by=chris)
    drafts.keep(chris.relationship, by=chris, page="message", words={"words": "no"})
    growth.keep_kind_word(chris.relationship, words="there was a Monday", by=chris)
    feedback.send_answers(
        chris.relationship,
        form="session",
        answers={"self": 8, "strain": "strongly"},
        key=uuid.uuid4(),
        by=chris,
        session=session,
        only_me=("strain",),
    )
    assert signs(chris) == []
    assert signs(chris, by=chris) == []


def test_what_was_taken_back_is_not_named_to_either(chris):
    taking_back.take_back(share(chris), by=chris)
    topic = pace.add_topic(chris.relationship, words="my brother", wish="not-now", key=uuid.uuid4(), by=chris)
    taking_back.take_back(topic, by=chris)
    assert signs(chris) == []
    assert signs(chris, by=chris) == []


def test_how_a_share_was_received_stays_where_it_was_said(chris, thea):
    given = share(chris, now=in_days(-3))
    journal.has_read(given, by=thea)
    journal.say_how_it_was_received(given, felt="not-well", tell=True, by=chris)
    assert signs(chris) == ["shared-a-passage"]


def test_a_message_outside_the_hours_is_not_named_before_it_is_seen(chris, thea):
    now = timezone.now()
    days = [(now + datetime.timedelta(days=2)).weekday()]
    thread.set_terms(chris.relationship, days=days, from_hour=9, until_hour=10, by=thea)
    thread.send_message(chris.relationship, words="hello", key=uuid.uuid4(), by=chris)
    assert signs(chris) == []


# -- The page and the brief ------------------------------------------------------------------------------------------


def page(browser, who, name, thing):
    sign_in(browser, who)
    return browser.get(reverse(name, args=[thing.pk]))


def test_a_sign_stands_with_its_day_where_it_came_from_and_why(client, chris, thea):
    given = share(chris)
    words = page(client, thea, "quiet-signs", chris.relationship).content.decode()
    for said in ("Chris shared something from the journal.", reverse("share", args=[given.pk])):
        assert said in words
    assert "Why am I told this?" in words
    assert "It does not mean that there ought to be a next one" in words
    assert "I slept" not in words


def test_the_brief_names_what_happened_since_the_last_session(client, chris, thea):
    share(chris, now=in_days(-40))
    old, _new = past_sessions(chris, 2)
    held(old)
    coming = a_session(chris)
    said = "Chris shared something from the journal."
    assert said not in page(client, thea, "brief", coming).content.decode()
    share(chris)
    assert said in page(client, thea, "brief", coming).content.decode()


def test_one_that_is_none_for_a_therapist_is_none_for_them_alone(client, chris, thea):
    share(chris)
    (one,) = offering.quiet_signs(chris.relationship, by=thea)
    sign_in(client, thea)
    client.post(reverse("sign-let-be", args=[chris.relationship.pk]), {"mark": one.mark})
    assert signs(chris) == []
    assert signs(chris, by=chris) == ["shared-a-passage"]
    assert LetBe.objects.get().member == thea


def test_a_mark_that_is_none_keeps_nothing(client, chris, thea):
    sign_in(client, thea)
    client.post(reverse("sign-let-be", args=[chris.relationship.pk]), {"mark": "x" * 43})
    assert not LetBe.objects.exists()


def test_whoever_supervises_or_owns_finds_no_page_of_them(client, chris, thea):
    share(chris)
    owner = people.Member.objects.get(practice=thea.practice_id, role="owner")
    for who in (a_supervisor(of=thea), owner, chris):
        assert page(client, who, "quiet-signs", chris.relationship).status_code == 404


def test_they_are_said_in_spanish_too(client, chris, thea):
    share(chris)
    sign_in(client, thea)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    words = client.get(reverse("quiet-signs", args=[chris.relationship.pk])).content.decode()
    assert "Chris compartió algo del diario." in words


@pytest.mark.parametrize("more", [0, 4])
def test_gathering_costs_the_same_however_much_happened(chris, thea, more, django_assert_num_queries):
    for each in range(1 + more):
        share(chris, now=in_days(-each - 1))
        pace.add_topic(chris.relationship, words=f"topic {each}", wish="not-now", key=uuid.uuid4(), by=chris)
        repair.open_episode(chris.relationship, by=chris)
    offering.quiet_signs(chris.relationship, by=thea)
    with django_assert_num_queries(11):
        offering.quiet_signs(chris.relationship, by=thea)
