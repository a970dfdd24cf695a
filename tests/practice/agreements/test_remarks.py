"""What either says to it is a loop: it waits until there is an answer, and can be opened again."""

import uuid

import pytest

from beside.practice.agreements import actions
from beside.practice.agreements.models import Remark
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.people.errors import Refused
from tests.vocabulary import a_client, a_proposal, an_agreement


def said(chris, words="Could we meet later?", *, by=None, **how):
    return actions.remark(
        chris.relationship, words=words, key=how.pop("key", uuid.uuid4()), by=by or chris, **how
    )


@pytest.mark.parametrize(("asks", "kind"), [(True, Loop.Kind.CHANGE), (False, Loop.Kind.WORDS)])
def test_a_remark_to_a_clause_opens_a_loop_in_its_words(asks, kind):
    chris = a_client()
    a_proposal(chris)
    remark = said(chris, clause="time.start-end", asks_for_change=asks)
    loop = Loop.objects.get()
    assert (loop.kind, loop.source_id, loop.said) == (kind, remark.pk, "Start and end: Could we meet later?")


def test_it_keeps_the_clause_as_it_was_read():
    chris = a_client()
    a_proposal(chris, lateness="Ten minutes.")
    remark = said(chris, clause="time.lateness")
    a_proposal(chris, lateness="Five minutes.")
    assert Remark.objects.get(pk=remark.pk).words["read"] == "Ten minutes."


def test_both_can_ask_for_a_change_of_what_they_signed():
    chris = a_client()
    an_agreement(chris)
    said(chris, asks_for_change=True)
    said(chris, "I would like to begin at nine.", by=chris.relationship.clinician, asks_for_change=True)
    assert set(Loop.objects.values_list("kind", "given_by__role")) == {
        ("change", "client"),
        ("change", "clinician"),
    }


def test_an_answer_is_what_came_of_it_and_the_client_may_say_that_it_is_none():
    chris = a_client()
    an_agreement(chris)
    remark = said(chris)
    with pytest.raises(Refused, match="The other answers"):
        actions.answer(remark, words="Yes.", by=chris)
    loop = actions.answer(remark, words="From May on, at four.", by=chris.relationship.clinician)
    assert loop.state == Loop.State.CHANGED
    assert loops.not_answered_for_me(loop, by=chris).is_waiting


def test_an_empty_remark_is_refused_and_one_sent_twice_is_one():
    chris, key = a_client(), uuid.uuid4()
    an_agreement(chris)
    with pytest.raises(Refused, match="Nothing is written"):
        said(chris, "  ")
    assert said(chris, key=key).pk == said(chris, key=key).pk
    assert Loop.objects.count() == 1


def test_there_is_nothing_to_say_to_a_text_that_was_not_shown():
    chris = a_client()
    a_proposal(chris, shown=False)
    with pytest.raises(Refused, match="no agreement"):
        said(chris)
