"""Where two lean far apart, both are told, as something to talk about."""

import pytest
from django.urls import reverse

from beside.practice.welcome.preferences import differences
from tests.vocabulary import a_client, a_session, a_supervisor, a_therapist_page, sign_in, told_page

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize(
    ("client", "therapist", "differ"),
    [
        (-2, 2, True),
        (2, -1, True),
        (1, -2, False),  # the client hardly leans
        (2, 0, False),  # the therapist does not lean
        (2, 1, False),  # the same side
    ],
)
def test_only_a_clear_lean_against_the_other_side_is_a_difference(client, therapist, differ):
    assert bool(differences({"homework": client}, {"homework": therapist})) == differ


def test_what_one_of_the_two_left_open_differs_from_nothing():
    assert differences({"homework": -2}, {"lead": 3}) == []


@pytest.fixture
def chris():
    chris = a_client()
    a_therapist_page(chris.relationship.clinician, style={"homework": 2, "lead": -1})
    told_page(chris, "preferences", sliders={"homework": -2, "lead": -1})
    return chris


def read(client, who, name, *args):
    return sign_in(client, who).get(reverse(name, args=args)).content.decode()


def test_both_are_told_in_the_same_words(client, chris):
    thea = chris.relationship.clinician
    mine = read(client, chris, "client-pages", chris.relationship.pk)
    theirs = read(client, thea, "client-pages", chris.relationship.pk)
    for page, you, name, other in (
        (mine, "nothing to do", "Thea", "something to do each week"),
        (theirs, "something to do each week", "Chris", "nothing to do"),
    ):
        assert "Something to talk about." in page
        assert "That is no misfit" in page
        assert f"Between sessions: you “{you}”, {name} “{other}”" in page
        assert page.count("Who leads the hour: you") == 0


def test_it_is_said_at_once_on_the_page_itself(client, chris):
    assert "Something to talk about." in read(
        client, chris, "client-page", chris.relationship.pk, "preferences"
    )


def test_the_first_brief_says_it_too(client, chris):
    session = a_session(chris)
    assert "Something to talk about." in read(client, chris.relationship.clinician, "brief", session.pk)


def test_a_supervisor_reads_of_it_as_the_two_do(client, chris):
    rosa = a_supervisor(of=chris.relationship.clinician)
    assert "Between sessions" in read(client, rosa, "client-pages", chris.relationship.pk)


def test_a_draft_of_the_therapists_makes_no_difference(client):
    chris = a_client()
    a_therapist_page(chris.relationship.clinician, style={"homework": 2}, published=False)
    told_page(chris, "preferences", sliders={"homework": -2})
    assert "Something to talk about." not in read(client, chris, "client-pages", chris.relationship.pk)
