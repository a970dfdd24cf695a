"""What changes on the therapist's side is told in good time, and stands in the brief until it was talked about."""

import datetime
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from beside.practice.desk import home as homes
from beside.practice.loops import brief as loops
from beside.practice.loops.models import Loop
from beside.practice.people import notices, taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship
from beside.practice.together import actions
from beside.practice.together.brief import open_news
from beside.practice.together.models import News, Reaction
from tests.vocabulary import a_client, a_session, a_therapist, sign_in

TOLD = "I am away, and I come back"


def tells(thea, *clients, key=None, **how):
    said = {"what": "holiday", "text": TOLD} | how
    actions.tell_news([client.relationship for client in clients], **said, key=key or uuid.uuid4(), by=thea)
    return News.objects.filter(relationship=clients[0].relationship).latest("told_at")


def page_of(member, name, *args):
    return sign_in(Client(), member).get(reverse(name, args=args))


def test_each_client_is_told_by_a_notice_and_finds_it_at_home(thea, chris):
    ann = a_client("Ann", therapist=thea)
    tells(thea, chris, ann)
    for who in (chris, ann):
        assert notices.waiting_for(who).filter(kind="news").count() == 1
        assert TOLD in page_of(who, "home").content.decode()
    assert News.objects.count() == 2


def test_it_stands_in_the_brief_until_it_was_talked_about(thea, chris):
    session, news = a_session(chris), tells(thea, chris)
    assert TOLD in page_of(thea, "brief", session.pk).content.decode()
    sign_in(Client(), thea).post(reverse("news-talked", args=[news.pk]))
    assert TOLD not in page_of(thea, "brief", session.pk).content.decode()
    assert open_news(chris.relationship, by=thea) == []
    assert "stands in no brief" in page_of(thea, "news-detail", news.pk).content.decode()
    assert homes.home_for(chris.relationship, by=chris).news == []


def test_it_is_not_among_what_waits_for_the_therapist_s_answer(thea, chris):
    tells(thea, chris)
    assert loops.waiting(chris.relationship, by=thea).lines == []
    assert loops.waiting_across(thea) == []
    assert loops.counts(thea, [chris.relationship.pk]) == {}


def test_the_client_says_how_that_is_and_it_asks_for_an_answer(thea, chris):
    news, browser = tells(thea, chris), sign_in(Client(), chris)
    address, key = reverse("news-say", args=[news.pk]), str(uuid.uuid4())
    assert browser.post(address, {"words": "", "key": key}).status_code == 422
    for _twice in range(2):
        assert browser.post(address, {"words": "I am scared", "key": key}).status_code == 302
    assert Reaction.objects.count() == 1
    assert [line.words for line in loops.waiting(chris.relationship, by=thea).lines] == ["I am scared"]
    assert "I am scared" in page_of(thea, "news-detail", news.pk).content.decode()
    assert not notices.waiting_for(thea).filter(kind="news-answer").exists()
    taking_back.take_back(Reaction.objects.get(), by=chris)
    assert "I am scared" not in page_of(thea, "news-detail", news.pk).content.decode()
    assert loops.waiting(chris.relationship, by=thea).lines == []


def test_told_through_the_page_of_those_one_treats(thea, chris):
    cam = a_client("Cam", therapist=a_therapist("Theo"))
    browser, address = sign_in(Client(), thea), reverse("news-tell")
    page = browser.get(f"{address}?relationship={chris.relationship.pk}").content.decode()
    assert ("Chris" in page, "Cam" in page) == (True, False)
    said = {
        "relationships": [str(chris.relationship.pk)],
        "what": "move",
        "text": TOLD,
        "first_day": "2027-03-01",
        "last_day": "2027-03-10",
        "key": str(uuid.uuid4()),
    }
    assert browser.post(address, said | {"relationships": [str(cam.relationship.pk)]}).status_code == 200
    assert browser.post(address, said | {"last_day": "2027-02-01"}).status_code == 200
    assert not News.objects.exists()
    for _twice in range(2):
        assert browser.post(address, said).status_code == 302
    news = News.objects.get()
    assert (news.what, news.first_day) == ("the place or the time changes", datetime.date(2027, 3, 1))
    assert b"away" not in bytes(News.objects.values_list("words", flat=True).get())


def test_what_does_not_fit_is_refused(thea, chris):
    for wrong in ({"text": " "}, {"what": "war"}, {"last_day": datetime.date(2027, 1, 1)}):
        with pytest.raises(Refused):
            tells(thea, chris, **wrong)
    with pytest.raises(Refused):
        tells(chris, chris)
    with pytest.raises(Refused):
        actions.say_how_that_is(tells(thea, chris), words="fine", key=uuid.uuid4(), by=thea)
    assert Loop.objects.filter(kind=Loop.Kind.WORDS).count() == 0


def test_what_has_ended_is_told_nothing_more(thea, chris):
    news = tells(thea, chris)
    Relationship.objects.update(ended_on=chris.relationship.began_on)
    with pytest.raises(Refused, match="has ended"):
        tells(thea, chris)
    with pytest.raises(Refused, match="has ended"):
        actions.say_how_that_is(news, words="sad", key=uuid.uuid4(), by=chris)
