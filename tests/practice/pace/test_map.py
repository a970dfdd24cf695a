"""The map of topics is the client's: what is marked counts at once, what was marked before stays in the history."""

import uuid

import pytest

from beside.practice.audit.models import Entry
from beside.practice.desk import brief as briefs
from beside.practice.loops.models import Loop
from beside.practice.pace import actions, queries
from beside.practice.pace.brief import brief
from beside.practice.pace.models import Mark, Pace, Topic
from beside.practice.people import taking_back
from beside.practice.people.errors import AlreadySent, Refused
from beside.practice.people.models import Relationship
from tests.vocabulary import a_client, a_session, a_supervisor


@pytest.fixture
def chris():
    return a_client("Chris")


def a_topic(client, words="my brother", wish="ask", **kwargs):
    return actions.add_topic(
        client.relationship, words=words, wish=wish, key=uuid.uuid4(), by=client, **kwargs
    )


def on_the_map(client, by=None):
    return [(one.topic.said, one.wish) for one in queries.topics_of(client.relationship, by=by or client)]


def test_a_topic_in_their_own_words_and_one_that_is_offered(chris):
    a_topic(chris)
    actions.mark_offered(chris.relationship, offered="money", wish="not-now", by=chris)
    assert on_the_map(chris) == [("my brother", "ask"), ("Money", "not-now")]


def test_the_newest_counts_and_what_was_before_is_kept(chris):
    topic = a_topic(chris)
    actions.mark(topic, wish="not-now", by=chris)
    actions.mark(topic, wish="open", by=chris)
    assert on_the_map(chris) == [("my brother", "open")]
    assert [mark.wish for mark in topic.marks.order_by("at")] == ["ask", "not-now", "open"]


def test_what_it_is_already_makes_no_line(chris):
    topic = a_topic(chris)
    actions.mark(topic, wish="ask", by=chris)
    assert topic.marks.count() == 1


def test_the_same_words_again_go_on_with_the_topic_that_is_there(chris):
    first, again = a_topic(chris), a_topic(chris, "My brother", "not-now")
    assert first == again
    actions.mark_offered(chris.relationship, offered="money", wish="ask", by=chris)
    actions.mark_offered(chris.relationship, offered="money", wish="open", by=chris)
    assert on_the_map(chris) == [("my brother", "not-now"), ("Money", "open")]


def test_sent_twice_it_is_one_and_other_words_under_its_key_are_refused(chris):
    key = uuid.uuid4()
    for _twice in range(2):
        actions.add_topic(chris.relationship, words="my brother", wish="ask", key=key, by=chris)
    assert Topic.objects.count() == 1
    with pytest.raises(AlreadySent):
        actions.add_topic(chris.relationship, words="my sister", wish="ask", key=key, by=chris)


@pytest.mark.parametrize("said", [{"words": " ", "wish": "ask"}, {"words": "my brother", "wish": "never"}])
def test_what_does_not_fit_is_refused_with_a_sentence(chris, said):
    with pytest.raises(Refused):
        actions.add_topic(chris.relationship, **said, key=uuid.uuid4(), by=chris)
    assert not Topic.objects.exists()


def test_a_topic_that_is_not_offered_is_refused(chris):
    with pytest.raises(Refused, match="own words"):
        actions.mark_offered(chris.relationship, offered="luck", wish="ask", by=chris)


def test_a_map_has_an_end(chris, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    a_topic(chris)
    with pytest.raises(Refused, match="many topics"):
        a_topic(chris, "my sister")


def test_only_the_client_and_who_treats_them_mark_it(chris):
    topic, thea = a_topic(chris), chris.relationship.clinician
    actions.mark(topic, wish="open", by=thea)
    assert topic.marks.order_by("at").last().entered_by == thea
    for stranger in (a_client("Ann", therapist=thea), a_supervisor(of=thea)):
        with pytest.raises(Refused):
            actions.mark(topic, wish="ask", by=stranger)


def test_a_frozen_map_stays_as_it_is(chris):
    topic = a_topic(chris)
    Relationship.objects.update(frozen=True)
    with pytest.raises(Refused, match="frozen"):
        actions.mark(topic, wish="open", by=chris)


def test_nothing_of_it_lies_open_and_the_trail_does_not_say_which_of_the_three(chris):
    topic = a_topic(chris)
    assert b"my brother" not in bytes(Topic.objects.values_list("words", flat=True).get(pk=topic.pk))
    assert b"ask" not in bytes(Mark.objects.values_list("wish", flat=True).get())
    told = " ".join(Entry.objects.values_list("what", flat=True))
    assert "topic marked" in told
    assert "ask" not in told


def test_who_sees_it(chris):
    thea = chris.relationship.clinician
    a_topic(chris)
    for who, sees in (
        (thea, 1),
        (a_supervisor("Rosa", of=thea), 1),
        (a_supervisor("Carl", of=thea, kind="consultative"), 0),
        (a_client("Ann", therapist=thea), 0),
    ):
        assert (Topic.objects.visible_to(who).count(), Mark.objects.visible_to(who).count()) == (sees, sees)


def test_a_topic_taken_back_is_gone_from_the_brief(chris):
    thea, topic = chris.relationship.clinician, a_topic(chris, wish="not-now")
    assert brief(chris.relationship, by=thea).not_now == ["my brother"]
    taking_back.take_back(topic, by=chris)
    assert brief(chris.relationship, by=thea).not_now == []
    assert on_the_map(chris, by=thea) == []
    assert not Mark.objects.visible_to(thea).exists()
    assert on_the_map(chris) == [("my brother", "not-now")]


def test_taken_back_and_said_again_it_is_a_topic_of_its_own(chris):
    taking_back.take_back(a_topic(chris), by=chris)
    a_topic(chris, wish="open")
    assert on_the_map(chris, by=chris.relationship.clinician) == [("my brother", "open")]


# -- Pace -------------------------------------------------------------------------------------------------------


def test_a_pace_without_a_reason_asks_for_nothing(chris):
    actions.set_pace(chris.relationship, wish="slower", by=chris)
    assert brief(chris.relationship, by=chris.relationship.clinician).pace.words == "slower"
    assert not Loop.objects.exists()


def test_a_reason_opens_a_loop(chris):
    actions.set_pace(chris.relationship, wish="slower", reason="I lie awake after it", by=chris)
    loop = Loop.objects.get()
    assert (loop.kind, loop.said, loop.given_by_id) == (Loop.Kind.PACE, "I lie awake after it", chris.pk)


def test_the_newest_pace_counts_and_all_are_kept(chris):
    for wish in ("slower", "faster", "as-it-is", "as-it-is"):
        actions.set_pace(chris.relationship, wish=wish, by=chris)
    found = brief(chris.relationship, by=chris.relationship.clinician)
    assert (found.pace.wish, found.wants_another_pace) == ("as-it-is", False)
    assert Pace.objects.count() == 3


def test_a_reason_taken_back_takes_its_loop_along(chris):
    thea = chris.relationship.clinician
    pace = actions.set_pace(chris.relationship, wish="slower", reason="I lie awake", by=chris)
    assert taking_back.find("loop", Loop.objects.get().pk, by=chris) == pace
    taking_back.take_back(pace, by=chris)
    assert brief(chris.relationship, by=thea).pace is None
    assert not Loop.objects.visible_to(thea).exists()


def test_a_pace_sent_twice_is_one(chris):
    key = uuid.uuid4()
    for _twice in range(2):
        actions.set_pace(chris.relationship, wish="faster", reason="I am bored", key=key, by=chris)
    assert (Pace.objects.count(), Loop.objects.count()) == (1, 1)
    with pytest.raises(Refused):
        actions.set_pace(chris.relationship, wish="at once", by=chris)


def test_the_brief_has_them_and_costs_the_same_whatever_the_map_holds(chris, django_assert_num_queries):
    thea, session = chris.relationship.clinician, a_session(chris)
    a_topic(chris)
    with django_assert_num_queries(3):
        brief(chris.relationship, by=thea)
    for words in ("my sister", "my job"):
        actions.mark(a_topic(chris, words), wish="not-now", by=chris)
    with django_assert_num_queries(3):
        brief(chris.relationship, by=thea)
    found = briefs.brief_for(session, by=thea).topics
    assert (found.ask_first, found.not_now) == (["my brother"], ["my sister", "my job"])


def test_what_has_ended_is_not_written(chris):
    topic = a_topic(chris)
    Relationship.objects.update(ended_on=chris.relationship.began_on)
    for by in (chris, chris.relationship.clinician):
        with pytest.raises(Refused, match="has ended"):
            actions.set_pace(chris.relationship, wish="slower", reason="I am tired", by=by)
        with pytest.raises(Refused, match="has ended"):
            actions.mark(topic, wish="open", by=by)
    taking_back.take_back(topic, by=chris)
