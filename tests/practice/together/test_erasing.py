"""What was given in these rooms goes when a relationship is erased, and nothing of it stands in the way."""

import uuid

from beside.practice.desk import erase
from beside.practice.pace import actions as pace
from beside.practice.pace.models import Asking, Mark, Pace, Topic
from beside.practice.people import taking_back
from beside.practice.people.models import TakenBack
from beside.practice.thread import actions as thread
from beside.practice.thread.models import Message
from beside.practice.together import actions as together
from beside.practice.together.models import News, Part, Reaction, Review
from tests.vocabulary import a_client, a_closed_session

GIVEN = (Topic, Mark, Asking, Pace, Message, Review, Part, News, Reaction, TakenBack)


def test_all_that_was_given_is_gone():
    chris = a_client("Chris")
    relationship, thea = chris.relationship, chris.relationship.clinician
    session = a_closed_session(chris)
    topic = pace.add_topic(relationship, words="my brother", wish="ask", key=uuid.uuid4(), by=chris)
    pace.set_pace(relationship, wish="slower", reason="I lie awake", by=chris)
    pace.say_asked_first(session, topics=[topic], by=thea)
    thread.set_terms(relationship, by=thea, days=range(7), from_hour=0, until_hour=24)
    message = thread.send_message(relationship, words="I could not sleep", key=uuid.uuid4(), by=chris)
    taking_back.take_back(message, by=chris)
    together.send_part(relationship, words={"change": "More time"}, key=uuid.uuid4(), by=chris)
    together.tell_news([relationship], what="holiday", text="I am away", key=uuid.uuid4(), by=thea)
    together.say_how_that_is(News.objects.get(), words="I am scared", key=uuid.uuid4(), by=chris)
    assert all(model.objects.exists() for model in GIVEN)
    erase.clear(relationship, erase.NOT_HELD_BY_LAW)
    assert not [model.__name__ for model in GIVEN if model.objects.exists()]
