"""What makes it hard to come, with what to do: shipped in files, and a practice's own words laid over them."""

import pytest
from django.urls import reverse

from beside.practice.welcome.actions import lay_over
from beside.practice.welcome.models import OwnGuidance
from tests.vocabulary import a_client, a_practice, a_session, a_therapist, sign_in, told_page

pytestmark = pytest.mark.engine_free

SHIPPED = "Name it yourself in the first minutes, and thank them for saying it."


@pytest.fixture
def owner():
    return a_practice()


@pytest.fixture
def thea(owner):
    return a_therapist(owner=owner)


def wrote(client, who, words, barrier="judged", **more):
    named = {f"{barrier}-{name}": value for name, value in {"words": words, **more}.items()}
    return sign_in(client, who).post(reverse("barriers"), {"barrier": barrier, **named})


def read(client, who):
    return sign_in(client, who).get(reverse("barriers")).content.decode()


def test_each_barrier_stands_there_with_its_source(client, thea):
    page = read(client, thea)
    assert SHIPPED in page
    assert "Blanchard &amp; Farber 2016" in page


def test_an_owners_words_are_for_everybody_in_the_practice(client, owner, thea):
    wrote(client, owner, "Offer the corner chair.")
    page = read(client, thea)
    assert page.index("Offer the corner chair.") < page.index(SHIPPED)
    assert "from the practice" in page


def test_an_owners_words_can_stand_in_place_of_ours(client, owner, thea):
    wrote(client, owner, "Offer the corner chair.", instead="on")
    page = read(client, thea)
    assert "Offer the corner chair." in page
    assert SHIPPED not in page


def test_a_therapists_words_are_theirs(client, owner, thea):
    wrote(client, thea, "I tell of my own first time.", instead="on")
    assert "I tell of my own first time." in read(client, thea)
    assert SHIPPED in read(client, thea)
    assert "I tell of my own" not in read(client, a_therapist("Theo", owner=owner))
    assert "I tell of my own" not in read(client, owner)


def test_a_therapist_takes_nothing_of_ours_away(thea):
    assert lay_over("judged", words="Mine.", by=thea, instead=True).instead is False


def test_another_practice_reads_none_of_it(client, owner):
    wrote(client, owner, "Offer the corner chair.")
    assert "corner chair" not in read(client, a_therapist("Theo", owner=a_practice("Oak Road")))


def test_no_words_bring_back_what_ships(client, owner, thea):
    wrote(client, owner, "Offer the corner chair.", instead="on")
    wrote(client, owner, "")
    assert not OwnGuidance.objects.exists()
    assert SHIPPED in read(client, thea)


def test_they_stand_in_the_first_brief_beside_the_barrier(client, owner, thea):
    chris = a_client(therapist=thea)
    told_page(chris, "barriers", barriers={"judged": 3})
    wrote(client, owner, "Offer the corner chair.")
    page = sign_in(client, thea).get(reverse("brief", args=[a_session(chris).pk])).content.decode()
    assert "Offer the corner chair." in page
    assert SHIPPED in page


def test_a_barrier_that_is_not_there_changes_nothing(client, thea):
    assert wrote(client, thea, "x", barrier="nothing").status_code == 200
    assert not OwnGuidance.objects.exists()
