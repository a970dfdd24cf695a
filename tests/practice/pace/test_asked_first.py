"""The therapist says what they asked about first; only the client can confirm it."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from beside.practice.meetings import actions as meetings
from beside.practice.meetings.models import ProgressNote
from beside.practice.pace import actions
from beside.practice.pace.brief import brief
from beside.practice.pace.models import Asking
from beside.practice.people import notices, taking_back
from beside.practice.people.errors import Refused
from tests.vocabulary import a_client, a_past_session, a_session, a_supervisor, in_days, sign_in


@pytest.fixture
def topic(chris):
    return actions.add_topic(chris.relationship, words="my brother", wish="ask", key=uuid.uuid4(), by=chris)


@pytest.fixture
def session(chris):
    return a_past_session(chris)


def closes(thea, session, **said):
    form = {
        "key": str(uuid.uuid4()),
        "promise-TOTAL_FORMS": "0",
        "promise-INITIAL_FORMS": "0",
        "progress": "It went well.",
    }
    return sign_in(Client(), thea).post(reverse("session-close", args=[session.pk]), form | said)


def test_the_closing_step_asks_and_tells_the_client(thea, chris, session, topic):
    page = sign_in(Client(), thea).get(reverse("session-close", args=[session.pk]))
    assert "my brother · ask me first" in page.content.decode()
    assert closes(thea, session, topics=str(topic.pk)).status_code == 302
    asking = Asking.objects.get()
    assert (asking.topic, asking.session, asking.claimed_by, asking.answer) == (topic, session, thea, None)
    assert notices.waiting_for(chris).filter(kind="asked-first", thing_id=session.pk).exists()


def test_refused_as_a_whole_nothing_of_it_is_kept(thea, session, topic):
    answer = closes(thea, session, topics=str(uuid.uuid4()))
    assert answer.status_code == 200
    assert not Asking.objects.exists()
    assert not ProgressNote.objects.exists()


def test_nothing_is_asked_where_no_topic_asks_for_it(thea, chris, session):
    actions.add_topic(chris.relationship, words="my job", wish="open", key=uuid.uuid4(), by=chris)
    page = sign_in(Client(), thea).get(reverse("session-close", args=[session.pk])).content.decode()
    assert "ask about first" not in page
    assert "my job" not in page


def test_only_the_client_confirms(thea, chris, session, topic):
    actions.say_asked_first(session, topics=[topic], by=thea)
    asking = Asking.objects.get()
    for other in (thea, a_client("Ann", therapist=thea), a_supervisor(of=thea)):
        with pytest.raises(Refused, match="Only the client"):
            actions.confirm_asked(asking, answer="yes", by=other)
    browser = sign_in(Client(), thea)
    assert browser.post(reverse("asked-answer", args=[asking.pk]), {"answer": "yes"}).status_code == 404
    assert Asking.objects.get().answer is None
    sign_in(Client(), chris).post(reverse("asked-answer", args=[asking.pk]), {"answer": "no"})
    assert Asking.objects.get().answer == "no"


def test_the_therapist_reads_what_they_say(thea, chris, session, topic):
    actions.say_asked_first(session, topics=[topic], by=thea)
    address = reverse("topic-detail", args=[topic.pk])
    assert "Only they can" in sign_in(Client(), thea).get(address).content.decode()
    actions.confirm_asked(Asking.objects.get(), answer="unsure", by=chris)
    assert "Chris says: I do not remember." in sign_in(Client(), thea).get(address).content.decode()
    assert "You say: I do not remember." in sign_in(Client(), chris).get(address).content.decode()


def test_not_asked_stands_in_the_next_brief(thea, chris, session, topic):
    actions.say_asked_first(session, topics=[topic], by=thea)
    actions.confirm_asked(Asking.objects.get(), answer="no", by=chris)
    coming = a_session(chris, starts_at=in_days(6))
    page = sign_in(Client(), thea).get(reverse("brief", args=[coming.pk])).content.decode()
    assert "not asked first last time about" in page
    assert brief(chris.relationship, by=thea, last_session=session).not_asked == ["my brother"]


def test_what_was_answered_is_not_unsaid(thea, chris, session, topic):
    other = actions.add_topic(chris.relationship, words="my job", wish="ask", key=uuid.uuid4(), by=chris)
    actions.say_asked_first(session, topics=[topic, other], by=thea)
    actions.confirm_asked(Asking.objects.get(topic=topic), answer="yes", by=chris)
    actions.say_asked_first(session, topics=[], by=thea)
    assert [asking.topic for asking in Asking.objects.all()] == [topic]


def test_the_client_may_change_their_answer_and_only_to_one_there_is(thea, chris, session, topic):
    actions.say_asked_first(session, topics=[topic], by=thea)
    asking = Asking.objects.get()
    actions.confirm_asked(asking, answer="yes", by=chris)
    actions.confirm_asked(asking, answer="no", by=chris)
    with pytest.raises(Refused):
        actions.confirm_asked(asking, answer="perhaps", by=chris)
    assert Asking.objects.get().answer == "no"


def test_a_session_that_was_not_is_not_spoken_of(thea, chris, topic):
    session = meetings.cancel_session(a_session(chris), by=chris)
    with pytest.raises(Refused, match="did not take place"):
        actions.say_asked_first(session, topics=[topic], by=thea)
    with pytest.raises(Refused, match="the therapist's to say"):
        actions.say_asked_first(a_session(chris, starts_at=in_days(3)), topics=[topic], by=chris)


def test_a_topic_taken_back_takes_it_along(thea, chris, session, topic):
    actions.say_asked_first(session, topics=[topic], by=thea)
    taking_back.take_back(topic, by=chris)
    assert not Asking.objects.visible_to(thea).exists()
    page = sign_in(Client(), thea).get(reverse("asked-first", args=[session.pk])).content.decode()
    assert "my brother" not in page
    actions.say_asked_first(session, topics=[], by=thea)


def test_said_on_its_own_page_too(thea, chris, session, topic):
    address = reverse("asked-first", args=[session.pk])
    browser = sign_in(Client(), thea)
    assert browser.post(address, {"topics": [str(topic.pk)]}).status_code == 302
    assert "my brother" in sign_in(Client(), chris).get(address).content.decode()
    assert not notices.waiting_for(chris).filter(kind="asked-first").exists()
