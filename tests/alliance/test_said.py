"""What was said asks for an answer; what was kept, skipped or only a little does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.alliance.said import said
from beside.measures import load_form


def ids(**answers):
    return [one.id for one in said(answers)]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"strain": "clearly"}, ["said-strain"]),
        ({"strain": "strongly"}, ["said-strain"]),
        ({"strain": "a_little"}, []),
        ({"strain": "no"}, []),
        ({"held": "help_raise"}, ["said-held-back"]),
        ({"held": "no"}, []),
        ({"pace": 3}, ["said-too-fast"]),
        ({"pace": -3}, ["said-too-slow"]),
        ({"pace": 2}, []),
        ({"pace": -2}, []),
        ({"safe": 5}, ["said-low-safety"]),
        ({"safe": 0}, ["said-low-safety"]),
        ({"safe": 6}, []),
        ({}, []),
    ],
)
def test_what_asks_for_an_answer(answers, expected):
    assert ids(**answers) == expected


@given(some.sampled_from(["only_me", "just_for_me"]), some.sampled_from(["safe", "strain", "held", "pace"]))
def test_what_is_kept_is_never_read_as_anything(kept, item):
    assert said({item: kept}) == ()


def test_only_what_was_sent_reaches_it():
    form = load_form("session")
    answers = {"strain": "strongly", "held": "just_for_me", "safe": "only_me", "pace": 5}
    assert [one.id for one in said(form.split_private(answers).sent)] == ["said-strain", "said-too-fast"]
    # "I will tell them myself": named by the client, whatever the answer.
    assert said(form.split_private(answers, only_me=["strain", "pace"]).sent) == ()


def test_it_carries_the_numbers_that_it_rests_on():
    (one,) = said({"pace": -4})
    assert (one.item, dict(one.numbers)) == ("pace", {"pace": -4, "limit": 3})
    (one,) = said({"strain": "strongly"})
    assert dict(one.numbers) == {"strength": 3}


def test_the_gravest_comes_first():
    everything = {"pace": 5, "held": "help_raise", "safe": 1, "strain": "clearly"}
    assert ids(**everything) == ["said-strain", "said-low-safety", "said-held-back", "said-too-fast"]


def test_a_tick_is_no_number():
    assert said({"safe": False, "pace": True}) == ()
