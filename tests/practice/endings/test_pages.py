"""The page of an end speaks to whoever reads it; what a next one should know begins with the client's own words."""

import pytest
from django.urls import reverse

from tests.vocabulary import a_client, a_practice, a_therapist, an_agreement, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def thea():
    return a_therapist("Thea Therapist", owner=a_practice())


@pytest.fixture
def chris(thea):
    return a_client(therapist=thea)


def page(client, who, name, *args):
    return sign_in(client, who).get(reverse(name, args=args)).content.decode()


def test_a_client_is_spoken_to_and_not_about(client, thea, chris):
    words = page(client, chris, "ending", chris.relationship.pk)
    assert "you can ask Thea to begin again" in words
    assert "the client" not in words
    assert "Chosen for today, it ends at once." in words
    assert "Chris can ask to begin again" in page(client, thea, "ending", chris.relationship.pk)


@pytest.mark.parametrize("name", ["ending", "pause", "goals-of", "quiet-signs", "supporters"])
def test_a_therapist_gets_back_to_the_client_from_each_of_these(client, thea, chris, name):
    main = page(client, thea, name, chris.relationship.pk).split("<main")[1]
    assert f'href="{reverse("relationship", args=[chris.relationship.pk])}"' in main


def test_ones_own_words_come_first_and_a_long_list_is_folded(client, chris):
    an_agreement(chris)
    words = page(client, chris, "for-next", chris.relationship.pk)
    assert words.index("In my own words") < words.index("How we worked together")
    folded = words.split("<details>")[1].split("</details>")[0]
    assert folded.count('type="checkbox"') > 6
    assert "lines</summary>" in folded
    assert "?:" not in words
