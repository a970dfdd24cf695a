"""What there is to look at: kinds and places, never words."""

from importlib import import_module
from importlib.util import find_spec

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from beside.practice.people import actions, notice_words, notices
from tests.vocabulary import a_client, a_supervisor, a_therapist, sign_in

pytestmark = pytest.mark.engine_free


def test_each_notice_says_its_sentence_and_leads_to_its_page():
    chris = a_client()
    notices.tell(chris, kind="therapist-away", relationship=chris.relationship)
    page = sign_in(Client(), chris).get(reverse("notices")).content.decode()
    assert "Your therapist will be away" in page
    assert reverse("who-sees") in page


def test_an_unknown_kind_has_a_general_sentence():
    chris = a_client()
    notices.tell(chris, kind="from-the-future")
    page = sign_in(Client(), chris).get(reverse("notices")).content.decode()
    assert "There is something to look at." in page


@pytest.mark.parametrize("kind", notice_words.WORDS)
def test_every_kind_is_a_sentence(kind):
    assert str(notice_words.WORDS[kind][0]).endswith(".")


def test_whoever_no_longer_supervises_is_told_of_nothing_that_they_could_not_open():
    thea = a_therapist("Thea")
    chris = a_client(therapist=thea)
    sara = a_supervisor(of=thea)
    notices.tell(sara, kind="urgent", relationship=chris.relationship, thing=chris.relationship)
    notices.tell(sara, kind="from-the-future")
    actions.end_supervision(sara.supervises.get(), by=sara)
    assert [notice.kind for notice in notices.waiting_for(sara)] == ["from-the-future"]
    assert notices.waiting_for(chris).exists()


@pytest.mark.parametrize("name", ["notice-later", "notice-seen"])
def test_a_notice_is_put_off_or_away(name):
    chris = a_client()
    notice = notices.tell(chris, kind="therapist-away")
    browser = sign_in(Client(), chris)
    assert browser.post(reverse(name, args=[notice.pk])).status_code == 302
    assert "Nothing now" in browser.get(reverse("notices")).content.decode()


@pytest.mark.parametrize("name", ["notice-later", "notice-seen"])
def test_nobody_elses_notice_is_there(name):
    chris = a_client()
    notice = notices.tell(chris, kind="therapist-away")
    for who in (a_client("Ann Other", therapist=chris.relationship.clinician), a_therapist("Fay Faraway")):
        assert sign_in(Client(), who).post(reverse(name, args=[notice.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.seen_at is None


def test_the_same_thing_is_told_once_while_it_is_unseen():
    chris = a_client()
    first = notices.tell(chris, kind="therapist-away")
    assert notices.tell(chris, kind="therapist-away") == first
    notices.seen(first)
    assert notices.tell(chris, kind="therapist-away") != first


def test_the_page_costs_the_same_however_many_notices(django_assert_max_num_queries):
    chris = a_client()
    browser = sign_in(Client(), chris)
    browser.get(reverse("notices"))
    costs = []
    for kinds in (("a",), ("b", "c", "d")):
        for kind in kinds:
            notices.tell(chris, kind=kind)
        with django_assert_max_num_queries(15) as asked:
            browser.get(reverse("notices"))
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("words", ["notice_words", "consent_words"])
def test_what_a_room_has_to_say_is_known_where_it_is_said(words):
    ours = import_module(f"beside.practice.people.{words}").WORDS
    rooms = [room for room in settings.ROOMS if find_spec(f"beside.practice.{room}.{words}")]
    assert len(rooms) > 2
    missing = {
        room: set(import_module(f"beside.practice.{room}.{words}").WORDS) - set(ours) for room in rooms
    }
    assert {room: kinds for room, kinds in missing.items() if kinds} == {}
