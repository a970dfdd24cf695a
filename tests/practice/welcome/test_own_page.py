"""A therapist's page: a draft until it is published, then for their own clients and for nobody else's."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from beside.practice.people import actions as people
from beside.practice.people.errors import Refused
from beside.practice.welcome import actions
from beside.practice.welcome.models import TherapistPage
from tests.vocabulary import a_client, a_practice, a_supervisor, a_therapist, a_therapist_page, sign_in

pytestmark = pytest.mark.engine_free

LONG = (
    "I listen to whatever brings you here with all the attention that I have and then we look together at what keeps "
    "it going and at what you have tried so far and at what might be worth a try next."
)


@pytest.fixture
def owner():
    return a_practice()


@pytest.fixture
def thea(owner):
    return a_therapist(owner=owner)


@pytest.fixture
def chris(thea):
    return a_client(therapist=thea)


def page_of(client, reader, therapist):
    return sign_in(client, reader).get(reverse("therapist-page", args=[therapist.pk]))


def saved(client, thea, window=None, seen=0, **words):
    return sign_in(client, thea).post(
        reverse("own-page"), {"window": window or uuid.uuid4(), "seen": seen, **words}
    )


def test_a_client_reads_what_was_published_and_not_the_draft(client, thea, chris):
    a_therapist_page(thea, words={"approach": "I listen first."})
    saved(client, thea, seen=1, approach="I listen, mostly.")
    page = page_of(client, chris, thea).content.decode()
    assert "I listen first." in page
    assert "mostly" not in page
    sign_in(client, thea).post(reverse("own-page-publish"))
    assert "I listen, mostly." in page_of(client, chris, thea).content.decode()


def test_a_draft_that_was_never_published_is_not_there(client, thea, chris):
    a_therapist_page(thea, published=False)
    assert page_of(client, chris, thea).status_code == 404
    assert (
        reverse("therapist-page", args=[thea.pk])
        not in sign_in(client, chris).get(reverse("home")).content.decode()
    )


def test_taken_down_no_client_sees_it_and_the_draft_stays(client, thea, chris):
    a_therapist_page(thea, words={"approach": "I listen first."})
    sign_in(client, thea).post(reverse("own-page-take-down"))
    assert page_of(client, chris, thea).status_code == 404
    assert TherapistPage.objects.get().draft["words"] == {"approach": "I listen first."}


def test_it_is_there_before_the_first_session_for_whoever_has_joined(client, thea, chris):
    a_therapist_page(thea)
    home = sign_in(client, chris).get(reverse("home")).content.decode()
    assert reverse("therapist-page", args=[thea.pk]) in home


def test_of_another_therapist_there_is_no_such_page(client, owner, thea, chris):
    theo = a_therapist("Theo", owner=owner)
    a_therapist_page(theo)
    assert page_of(client, chris, theo).status_code == 404
    assert page_of(client, chris, thea).status_code == 404


def test_colleagues_supervisors_and_owners_have_their_own_pages_only(client, owner, thea, chris):
    a_therapist_page(thea)
    for reader in (owner, a_therapist("Theo", owner=owner), a_supervisor(of=thea, by=owner)):
        assert page_of(Client(), reader, thea).status_code == 404
    theo = a_therapist("Theo", owner=owner)
    assert "I listen first" not in sign_in(client, theo).get(reverse("own-page")).content.decode()


def test_whose_therapy_has_ended_does_not_read_on(client, owner, thea, chris):
    a_therapist_page(thea)
    people.hand_over(chris.relationship, to=a_therapist("Theo", owner=owner), by=owner)
    assert page_of(client, chris, thea).status_code == 404


def test_the_preview_is_what_a_client_will_see(client, thea):
    a_therapist_page(thea, published=False, words={"silence": "Silence is fine."}, style={"humour": 2})
    page = sign_in(client, thea).get(reverse("own-page-preview")).content.decode()
    assert "No client sees it as it stands here until you publish it." in page
    assert "Silence is fine." in page
    assert "laughing is welcome" in page


def test_an_example_is_begun_with_and_writes_over_nothing(client, thea):
    saved(client, thea, example="silence", approach="Mine.")
    draft = TherapistPage.objects.get().draft["words"]
    assert draft["approach"] == "Mine."
    assert draft["silence"].startswith("Silence is fine.")
    saved(client, thea, seen=1, example="approach", approach="Mine.")
    assert TherapistPage.objects.get().draft["words"]["approach"] == "Mine."


def test_every_section_has_a_hint_and_an_example(client, thea):
    page = sign_in(client, thea).get(reverse("own-page")).content.decode()
    assert page.count("An example to adapt") == 8
    assert "Say that each is fine, and what you do then." in page


def test_hard_sentences_are_marked_and_the_reading_age_is_said(client, thea):
    saved(client, thea, approach=f"Come in. {LONG}")
    page = client.get(reverse("own-page")).content.decode()
    assert "1 hard sentence" in page
    assert f"<mark>{LONG}</mark>" in page
    assert "The aim is 11" in page


def test_two_windows_do_not_write_over_each_other(client, thea):
    one, other = uuid.uuid4(), uuid.uuid4()
    saved(client, thea, window=one, approach="first window")
    saved(client, thea, window=one, approach="first window, again")
    page = saved(client, thea, window=other, approach="second window").content.decode()
    assert "Your page was changed in another window" in page
    assert "second window</textarea>" in page
    assert TherapistPage.objects.get().draft["words"]["approach"] == "first window, again"


def test_it_is_saved_as_it_is_typed(client, thea):
    sign_in(client, thea)
    answer = client.post(
        reverse("own-page"),
        {"window": uuid.uuid4(), "seen": 0, "approach": "I lis"},
        headers={"X-Draft": "1"},
    )
    assert answer.status_code == 204
    assert TherapistPage.objects.get().draft["words"] == {"approach": "I lis"}
    assert TherapistPage.objects.get().published is None


def test_an_empty_page_is_not_published(thea):
    page = actions.save_draft(thea, words={}, window=uuid.uuid4(), seen=0)
    with pytest.raises(Refused, match="Your page is empty"):
        actions.publish(page, by=thea)


def test_the_sliders_are_part_of_it(client, thea, chris):
    sign_in(client, thea)
    client.post(reverse("own-page-style"), {"window": uuid.uuid4(), "seen": 0, "slider-humour": "2"})
    client.post(reverse("own-page"), {"window": uuid.uuid4(), "seen": 1, "approach": "I listen."})
    client.post(reverse("own-page-publish"))
    assert "laughing is welcome" in page_of(client, chris, thea).content.decode()
