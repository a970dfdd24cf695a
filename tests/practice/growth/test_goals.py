"""Goals in small steps, ratings of both, wins from tiny, and a kind word for a day that goes badly."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from beside.practice.audit.models import Entry
from beside.practice.growth import actions
from beside.practice.growth.models import Goal, GoalStep, KindWord, Rating, Win
from beside.practice.people import actions as people
from beside.practice.people.errors import Refused
from beside.practice.people.models import Notice
from tests.vocabulary import a_client, a_supervisor, sign_in


@pytest.fixture
def chris(db):
    return a_client()


def a_goal(chris, *, by=None, goal="Go out once a week", notice="My shoes stand elsewhere", key=None):
    return actions.set_goal(
        chris.relationship, goal=goal, notice=notice, key=key or uuid.uuid4(), by=by or chris
    )


def page(browser, who, name, thing):
    sign_in(browser, who)
    return browser.get(reverse(name, args=[thing.pk])).content.decode()


# -- Goals and steps ---------------------------------------------------------------------------------------------


def test_a_goal_is_kept_in_the_clients_words_and_sent_twice_it_is_one(chris):
    key = uuid.uuid4()
    first, again = a_goal(chris, key=key), a_goal(chris, key=key)
    assert first == again == Goal.objects.get()
    assert first.words == {"goal": "Go out once a week", "notice": "My shoes stand elsewhere"}


def test_a_goal_without_words_is_refused_and_nothing_is_kept(chris):
    with pytest.raises(Refused, match="Write what you want"):
        a_goal(chris, goal="   ")
    assert not Goal.objects.exists()


def test_reworded_it_keeps_what_it_was_called_before(chris):
    goal = a_goal(chris)
    actions.reword_goal(goal, goal_words="Go out twice", by=chris.relationship.clinician)
    goal = Goal.objects.get()
    assert goal.words == {"goal": "Go out twice"}
    assert [before["goal"] for before in goal.earlier] == ["Go out once a week"]


def test_let_go_it_asks_for_no_reason_and_can_be_opened_again(chris):
    goal = a_goal(chris)
    actions.end_goal(goal, state="let-go", by=chris)
    with pytest.raises(Refused, match="Open it again first"):
        actions.add_step(goal, words="a step", key=uuid.uuid4(), by=chris)
    actions.end_goal(goal, state="open", by=chris)
    assert actions.add_step(goal, words="a step", key=uuid.uuid4(), by=chris).words == "a step"


def test_the_trail_says_that_a_goal_ended_and_not_how(chris):
    goal = a_goal(chris)
    for state in ("let-go", "open", "reached"):
        actions.end_goal(goal, state=state, by=chris)
    said = Entry.objects.filter(object_id=goal.pk).order_by("number").values_list("what", flat=True)
    assert list(said)[1:] == ["goal ended", "goal opened again", "goal ended"]


def test_a_step_is_done_not_done_after_all_and_taken_off(chris):
    step = actions.add_step(a_goal(chris), words="To the corner", key=uuid.uuid4(), by=chris)
    actions.mark_step(step, done=True, by=chris)
    assert GoalStep.objects.get().done_at
    actions.mark_step(step, done=False, by=chris.relationship.clinician)
    assert GoalStep.objects.get().done_at is None
    actions.take_step_off(step, by=chris)
    assert not GoalStep.objects.exists()


def test_nobody_drowns_in_goals(chris):
    for _each in range(actions.MOST_OPEN):
        a_goal(chris)
    with pytest.raises(Refused, match="Let one go first"):
        a_goal(chris)


# -- Ratings -----------------------------------------------------------------------------------------------------


def test_a_second_rating_of_one_day_takes_the_first_ones_place(chris):
    goal = a_goal(chris)
    for near in (3, 5):
        actions.rate(goal, near=near, key=uuid.uuid4(), by=chris)
    actions.rate(goal, near=7, key=uuid.uuid4(), by=chris, now=timezone.now() + datetime.timedelta(days=1))
    assert [rating.near for rating in Rating.objects.order_by("at")] == [5, 7]


@pytest.mark.parametrize(("other", "said"), [(4, False), (3, True)])
def test_ratings_three_apart_are_something_to_talk_about(client, chris, other, said):
    goal, thea = a_goal(chris), chris.relationship.clinician
    actions.rate(goal, near=6, key=uuid.uuid4(), by=chris)
    actions.rate(goal, near=other, key=uuid.uuid4(), by=thea)
    for who in (chris, thea):
        assert ("Neither is wrong" in page(client, who, "goal", goal)) is said


def test_nothing_is_chosen_beforehand(client, chris):
    assert "checked" not in page(client, chris, "goal", a_goal(chris))


def test_a_number_that_is_none_stays_on_the_page_with_a_sentence(client, chris):
    goal = a_goal(chris)
    sign_in(client, chris)
    answer = client.post(reverse("goal-rate", args=[goal.pk]), {"key": uuid.uuid4(), "near": "12"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode() or "errorlist" in answer.content.decode()
    assert not Rating.objects.exists()


# -- Wins and a kind word ----------------------------------------------------------------------------------------


def test_a_therapists_win_is_told_to_the_client_without_its_words(chris):
    actions.note_win(
        chris.relationship, words="You said no to me", key=uuid.uuid4(), by=chris.relationship.clinician
    )
    notice = Notice.objects.get(kind="win")
    assert notice.member == chris
    assert Win.objects.get().words == "You said no to me"


def test_only_whoever_wrote_a_win_takes_it_off(chris):
    win = actions.note_win(chris.relationship, words="Got up", key=uuid.uuid4(), by=chris)
    with pytest.raises(Refused, match="Only whoever wrote it"):
        actions.take_win_back(win, by=chris.relationship.clinician)
    actions.take_win_back(win, by=chris)
    assert not Win.objects.exists()


def test_a_kind_word_is_the_clients_alone_leaves_no_trace_and_comes_when_something_did_not_work(
    client, chris
):
    goal, thea = a_goal(chris), chris.relationship.clinician
    before = Entry.objects.count()
    actions.keep_kind_word(chris.relationship, words="You have got up before", by=chris)
    assert Entry.objects.count() == before
    assert KindWord.objects.get().key_name().kind == "own"
    assert not KindWord.objects.visible_to(thea).exists()
    assert "got up before" not in page(client, chris, "goal", goal)
    sign_in(client, chris)
    assert "got up before" in client.get(reverse("goal", args=[goal.pk]) + "?setback").content.decode()
    sign_in(client, thea)
    assert "got up before" not in client.get(reverse("goal", args=[goal.pk]) + "?setback").content.decode()


def test_a_kind_word_is_written_by_the_client_alone(chris):
    with pytest.raises(Refused, match="the client's own"):
        actions.keep_kind_word(chris.relationship, words="Chin up", by=chris.relationship.clinician)


# -- Who, and how much -------------------------------------------------------------------------------------------


def test_goals_are_for_the_two_and_whoever_answers_for_the_record(chris):
    goal, thea = a_goal(chris), chris.relationship.clinician
    readers = [
        chris,
        thea,
        *(a_supervisor(kind, of=thea, kind=kind) for kind in ("responsible", "consultative")),
    ]
    assert [goal in Goal.objects.visible_to(who) for who in readers] == [True, True, True, False]


def test_a_frozen_record_takes_no_goal(chris):
    people.record_death(chris, by=chris.relationship.clinician)
    with pytest.raises(Refused, match="frozen"):
        a_goal(chris, by=chris.relationship.clinician)


def test_the_page_of_a_goal_costs_the_same_with_one_step_and_with_ten(
    client, chris, django_assert_max_num_queries
):
    goal = a_goal(chris)
    page(client, chris, "goal", goal)
    with django_assert_max_num_queries(60) as few:
        client.get(reverse("goal", args=[goal.pk]))
    for day in range(10):
        actions.add_step(goal, words=f"step {day}", key=uuid.uuid4(), by=chris)
        actions.rate(
            goal, near=day, key=uuid.uuid4(), by=chris, now=timezone.now() + datetime.timedelta(days=day)
        )
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("goal", args=[goal.pk]))
