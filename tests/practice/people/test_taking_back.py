"""A client steps back from something they gave: hidden from now on, for everybody but them, until they show it again."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beside.practice.agreements import actions as agreements
from beside.practice.audit.models import Entry
from beside.practice.desk import brief as briefs
from beside.practice.desk import day as days
from beside.practice.desk import home as homes
from beside.practice.desk import pair
from beside.practice.loops import actions as loops
from beside.practice.loops import brief as waiting
from beside.practice.loops.models import Loop, Step
from beside.practice.meetings.models import CheckIn
from beside.practice.people import notices, taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.models import Notice, Relationship, TakenBack
from beside.practice.together import actions as together
from beside.practice.together.models import News
from beside.practice.welcome import knowledge
from beside.practice.welcome.actions import telling
from tests.vocabulary import (
    a_check_in,
    a_client,
    a_closed_session,
    a_session,
    a_supervisor,
    an_agreement,
    answers_of,
    in_days,
    sign_in,
)


@pytest.fixture
def check_in(chris):
    return a_check_in(
        a_session(chris),
        wish="my mother",
        hesitation="the silence",
        life_change="I moved",
        not_today="my job",
    )


def a_remark(chris):
    return agreements.remark(chris.relationship, words="please", key=uuid.uuid4(), by=chris)


def a_first_remark(thea, chris):
    an_agreement(chris)
    Notice.objects.all().delete()
    return a_remark(chris)


def an_answer_to_news(thea, chris):
    together.tell_news([chris.relationship], what="other", text="I move", by=thea, key=uuid.uuid4())
    return together.say_how_that_is(News.objects.get(), words="sad", key=uuid.uuid4(), by=chris)


def a_page(thea, chris):
    page, question = next((p, q) for p in knowledge.pages().values() for q in p.questions if q.kind == "text")
    return telling.send_page(
        chris.relationship, page=page, words={question.key: "a hope"}, key=uuid.uuid4(), by=chris
    )


def a_part(thea, chris):
    together.send_part(chris.relationship, words={"helps": "walks"}, key=uuid.uuid4(), by=thea)
    part = together.send_part(chris.relationship, words={"helps": "talks"}, key=uuid.uuid4(), by=chris)
    return part


GIVEN = {
    "check-in": lambda thea, chris: a_check_in(a_session(chris), wish="my mother"),
    "remark": a_first_remark,
    "news": an_answer_to_news,
    "page": a_page,
    "question": lambda thea, chris: telling.ask(chris.relationship, words="Why?", key=uuid.uuid4(), by=chris),
    "review": a_part,
}


def page_of(member, name, *args):
    return sign_in(Client(), member).get(reverse(name, args=args))


def test_a_check_in_taken_back_is_gone_from_every_page_of_the_therapist(thea, chris, check_in):
    session, pages = check_in.session, ("brief", "session-detail", "check-in")
    said = [page_of(thea, name, session.pk).content.decode() for name in pages]
    assert all("my mother" in words for words in said)
    loop = Loop.objects.get(kind=Loop.Kind.WISH)
    taking_back.take_back(check_in, by=chris)
    for name, args in [(name, session.pk) for name in pages] + [("relationship", chris.relationship.pk)]:
        words = page_of(thea, name, args).content.decode()
        assert not [word for word in ("my mother", "the silence", "I moved", "my job") if word in words], name
    assert page_of(thea, "loop-detail", loop.pk).status_code == 404
    assert not days.visits(thea, session.starts_at.date())[0].session.has_check_in
    assert waiting.waiting_across(thea) == []
    assert pair.numbers(chris.relationship, by=thea)["waiting"] == 0
    assert not Step.objects.visible_to(thea).exists()


def test_nobody_but_the_client_finds_it(thea, chris, check_in):
    rosa = a_supervisor("Rosa", of=thea)
    taking_back.take_back(check_in, by=chris)
    for who in (thea, rosa):
        assert not CheckIn.objects.visible_to(who).exists()
        assert not Loop.objects.visible_to(who).exists()
    assert CheckIn.objects.visible_to(chris).exists()
    words = page_of(chris, "session-detail", check_in.session_id).content.decode()
    assert "my mother" in words
    assert "You took this back" in words


def test_shown_again_it_is_there_as_before(thea, chris, check_in):
    taking_back.take_back(check_in, by=chris)
    taking_back.show_again(check_in, by=chris)
    found = briefs.brief_for(check_in.session, by=thea)
    assert found.meeting.wish == "my mother"
    assert sorted(line.words for line in found.waiting.above) == ["my mother", "the silence"]


def test_every_version_goes_with_it(thea, chris, check_in):
    changed = a_check_in(check_in.session, wish="my mother, and the house")
    taking_back.take_back(changed, by=chris)
    assert not CheckIn.objects.visible_to(thea).exists()
    assert not Loop.objects.visible_to(thea).exists()


def test_sent_anew_it_stands_alone(thea, chris, check_in):
    taking_back.take_back(check_in, by=chris)
    a_check_in(check_in.session, wish="my mother")
    found = briefs.brief_for(check_in.session, by=thea)
    assert (found.meeting.wish, found.meeting.hesitation) == ("my mother", "")
    assert [line.words for line in found.waiting.above] == ["my mother"]


def test_a_loop_leads_to_what_it_came_from(chris, check_in):
    loop = Loop.objects.get(kind=Loop.Kind.WISH)
    assert taking_back.find("loop", loop.pk, by=chris) == check_in


def test_a_loop_of_an_answer_is_taken_back_by_itself(thea, chris):
    session = a_closed_session(chris)
    a_closed_session(chris, starts_at=in_days(-3))
    answers_of(session, held="help_raise", self=4)
    loop = Loop.objects.get(kind=Loop.Kind.HELD_BACK)
    browser = sign_in(Client(), chris)
    address = reverse("take-back", args=["loop", loop.pk])
    assert "Take it back?" in browser.get(address).content.decode()
    assert "Take it back" in browser.get(reverse("gave")).content.decode()
    browser.post(address, {"do": "hide"})
    assert not Loop.objects.visible_to(thea).exists()
    assert "You took this back" in browser.get(reverse("gave")).content.decode()
    assert homes.home_for(chris.relationship, by=chris).gave == []
    browser.post(address, {"do": "show"})
    assert Loop.objects.visible_to(thea).get() == loop


def test_the_page_says_who_had_read_it(thea, chris, check_in):
    address = reverse("take-back", args=["checkin", check_in.pk])
    browser = sign_in(Client(), chris)
    assert "Nobody has opened" in browser.get(address).content.decode()
    page_of(thea, "brief", check_in.session_id)
    page_of(thea, "schedule")
    words = browser.get(address).content.decode()
    assert "Thea opened the brief before a session" in words
    assert "the schedule" not in words


def test_what_was_opened_before_it_was_given_is_no_reading_of_it(thea, chris):
    session = a_session(chris)
    page_of(thea, "brief", session.pk)
    assert taking_back.readers(a_check_in(session)) == []


def test_whoever_read_it_on_another_page_than_its_own_is_named_too(thea, chris):
    """A brief shows what was told, a relationship's page and a loop's what it asks for: in the same words."""
    session, relationship = a_session(chris), chris.relationship
    fears = telling.send_page(
        relationship,
        page=knowledge.pages()["fears"],
        words={"fear": "that you tell my mother"},
        key=uuid.uuid4(),
        by=chris,
    )
    question = telling.ask(relationship, words="Do you tell my husband?", key=uuid.uuid4(), by=chris)
    loop = Loop.objects.get(source_id=question.pk)
    browser = sign_in(Client(), thea)
    assert taking_back.readers(question) == []
    assert "Do you tell my husband?" in browser.get(reverse("loop-detail", args=[loop.pk])).content.decode()
    assert [who for who, _page, _at in taking_back.readers(question)] == [thea]
    pages = [page for _who, page, _at in taking_back.readers(fears)]
    assert "that you tell my mother" in browser.get(reverse("brief", args=[session.pk])).content.decode()
    assert [page for _who, page, _at in taking_back.readers(fears)] == ["the brief before a session", *pages]


def test_nobody_else_can_take_it_back(thea, chris, check_in):
    other = a_client("Ann", therapist=thea)
    for who in (thea, other):
        with pytest.raises(Refused):
            taking_back.take_back(check_in, by=who)
        assert taking_back.find("checkin", check_in.pk, by=who) is None or who is thea
    assert page_of(other, "take-back", "checkin", check_in.pk).status_code == 404
    assert page_of(thea, "take-back", "checkin", check_in.pk).status_code == 404
    assert page_of(chris, "take-back", "practice", check_in.pk).status_code == 404


def test_a_promise_is_not_taken_back(chris):
    a_closed_session(chris, promises=[("client", "call my sister", None)])
    loop = Loop.objects.get(kind=Loop.Kind.PROMISE)
    with pytest.raises(Refused, match="let it go together"):
        taking_back.take_back(loop, by=chris)
    assert "let it go together" in page_of(chris, "take-back", "loop", loop.pk).content.decode()


def test_a_frozen_record_stays_as_it_is(chris, check_in):
    Relationship.objects.update(frozen=True)
    with pytest.raises(Refused, match="frozen"):
        taking_back.take_back(check_in, by=chris)
    assert not TakenBack.objects.exists()


def test_it_is_written_down_and_done_twice_it_is_the_same(chris, check_in):
    taking_back.take_back(check_in, by=chris)
    taking_back.take_back(check_in, by=chris)
    assert TakenBack.objects.count() == 1
    taking_back.show_again(check_in, by=chris)
    assert Entry.objects.filter(what="shown again", object_id=check_in.pk).count() == 1
    assert Entry.objects.filter(what="taken back", object_id=check_in.pk).count() == 2


def test_a_notice_about_it_is_put_away(thea, chris, check_in):
    notices.tell(thea, kind="answers", relationship=chris.relationship, thing=check_in)
    taking_back.take_back(check_in, by=chris)
    assert not notices.waiting_for(thea).filter(thing_id=check_in.pk).exists()


def test_a_hidden_loop_is_moved_by_nobody(thea, chris, check_in):
    loop = Loop.objects.get(kind=Loop.Kind.WISH)
    taking_back.take_back(check_in, by=chris)
    answer = sign_in(Client(), thea).post(reverse("loop-move", args=[loop.pk]), {"move": "talked"})
    assert answer.status_code == 404
    assert loops.mark_seen(Loop.objects.visible_to(thea), by=thea) == 0


def test_the_list_costs_the_same_for_one_and_for_many(chris, check_in):
    browser = sign_in(Client(), chris)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            browser.get(reverse("gave"))
        return len(seen)

    browser.get(reverse("gave"))
    one = queries()
    a_check_in(a_session(chris, starts_at=in_days(1, 9)), wish="one", hesitation="two")
    assert queries() == one


@pytest.mark.parametrize("what", ["check-in", "remark", "news", "page", "question", "review"])
def test_what_is_taken_back_before_it_was_seen_tells_the_therapist_of_nothing(what, thea, chris):
    """Also where the notice hangs on the pair or on a session, and not on the thing."""
    thing = GIVEN[what](thea, chris)
    assert notices.waiting_for(thea).exists()
    taking_back.take_back(thing, by=chris)
    assert not notices.waiting_for(thea).exists()
    taking_back.show_again(thing, by=chris)
    assert notices.waiting_for(thea).count() == 1


def test_a_notice_that_tells_of_another_too_stays(thea, chris):
    first, _second = GIVEN["remark"](thea, chris), a_remark(chris)
    taking_back.take_back(first, by=chris)
    assert notices.waiting_for(thea).filter(kind="agreement-remark").exists()
