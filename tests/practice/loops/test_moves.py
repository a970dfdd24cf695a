import pytest

from beside.practice.loops import actions, brief
from beside.practice.loops.models import Loop, Step
from beside.practice.people import actions as people
from beside.practice.people.errors import Refused
from tests.vocabulary import a_check_in, a_client, a_session, a_supervisor, a_therapist


def a_wish(client, words="my mother"):
    a_check_in(a_session(client), wish=words)
    return Loop.objects.get(relationship=client.relationship, kind=Loop.Kind.WISH)


def again(loop):
    return Loop.objects.select_related("relationship").get(pk=loop.pk)


def test_what_the_therapist_reads_is_seen_and_what_anybody_else_reads_is_not():
    thea = a_therapist()
    chris, sara = a_client(therapist=thea), a_supervisor(of=thea)
    loop = a_wish(chris)
    assert actions.mark_seen([loop], by=chris) == 0
    assert actions.mark_seen([loop], by=sara) == 0
    assert actions.mark_seen([loop], by=thea) == 1
    assert again(loop).state == Loop.State.SEEN


def test_seeing_it_again_adds_no_step():
    loop = a_wish(a_client())
    thea = loop.relationship.clinician
    actions.mark_seen([loop], by=thea)
    actions.mark_seen([again(loop)], by=thea)
    assert list(Step.objects.filter(loop=loop).values_list("state", flat=True)) == ["given", "seen"]


def test_what_changed_needs_words_because_the_other_reads_them():
    loop = a_wish(a_client())
    with pytest.raises(Refused, match="few words"):
        actions.what_changed(loop, by=loop.relationship.clinician, note="  ")


def test_not_answered_for_me_opens_it_again_and_keeps_its_age():
    chris = a_client()
    loop = a_wish(chris)
    actions.what_changed(loop, by=chris.relationship.clinician, note="I will ask.")
    opened_at = loop.opened_at
    actions.not_answered_for_me(again(loop), by=chris, note="You did not.")
    loop = again(loop)
    assert (loop.state, loop.reopened, loop.opened_at) == (Loop.State.GIVEN, 1, opened_at)


def test_only_the_client_says_that_it_is_not_answered():
    loop = a_wish(a_client())
    thea = loop.relationship.clinician
    actions.talked_about(loop, by=thea)
    with pytest.raises(Refused, match="Only the client"):
        actions.not_answered_for_me(again(loop), by=thea)


@pytest.mark.parametrize("who", ["client", "clinician"])
def test_what_was_left_be_is_never_asked_about_again(who):
    chris = a_client()
    loop = a_wish(chris)
    actions.leave_be(loop, by=getattr(chris.relationship, who))
    assert brief.waiting(chris.relationship, by=chris.relationship.clinician).lines == []
    for move in (actions.talked_about, actions.leave_be):
        with pytest.raises(Refused):
            move(again(loop), by=chris.relationship.clinician)
    with pytest.raises(Refused):
        actions.not_answered_for_me(again(loop), by=chris)


def test_of_two_who_move_it_at_once_the_second_is_told():
    loop = a_wish(a_client())
    first, second = again(loop), again(loop)
    actions.leave_be(first, by=loop.relationship.clinician)
    with pytest.raises(Refused, match="moved on"):
        actions.talked_about(second, by=loop.relationship.clinician)
    assert again(loop).state == Loop.State.LEFT


def test_a_frozen_record_is_read_and_not_moved():
    chris = a_client()
    loop, thea = a_wish(chris), chris.relationship.clinician
    people.record_death(chris, by=thea)
    assert actions.mark_seen([again(loop)], by=thea) == 0
    with pytest.raises(Refused, match="frozen"):
        actions.talked_about(again(loop), by=thea)
