"""The pages of the map: a tap each, with and without htmx, for those who may see it and nobody else."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beside.practice.loops.models import Loop
from beside.practice.pace import actions, queries
from beside.practice.pace.brief import brief
from beside.practice.pace.models import Pace
from beside.practice.people import taking_back
from beside.practice.people.models import Relationship
from beside.topics import offered_topics
from tests.vocabulary import a_client, a_supervisor, a_therapist, sign_in


@pytest.fixture
def chris():
    return a_client("Chris")


@pytest.fixture
def topic(chris):
    return actions.add_topic(chris.relationship, words="my brother", wish="ask", key=uuid.uuid4(), by=chris)


def page_of(member, name, pk, **how):
    return sign_in(Client(), member).get(reverse(name, args=[pk]), **how)


def tap(member, relationship, **said):
    headers = said.pop("headers", {})
    return sign_in(Client(), member).post(
        reverse("topic-mark", args=[relationship.pk]), said, headers=headers
    )


def wishes(client):
    return [(one.topic.said, one.wish) for one in queries.topics_of(client.relationship, by=client)]


def test_one_tap_without_scripts_comes_back_to_its_row(chris, topic):
    answer = tap(chris, chris.relationship, topic=str(topic.pk), wish="not-now")
    assert answer.url == f"{reverse('topics', args=[chris.relationship.pk])}#t-{topic.pk}"
    assert wishes(chris) == [("my brother", "not-now")]


def test_with_htmx_the_row_alone_comes_back_in_its_place(chris):
    answer = tap(
        chris, chris.relationship, offered="money", row="o-80", wish="ask", headers={"HX-Request": "true"}
    )
    row = answer.content.decode()
    assert "<html" not in row
    assert 'id="o-80"' in row
    assert wishes(chris) == [("Money", "ask")]


def test_a_place_that_no_page_names_is_not_repeated(chris, topic):
    row = tap(
        chris,
        chris.relationship,
        topic=str(topic.pk),
        row='"><b>',
        wish="open",
        headers={"HX-Request": "true"},
    ).content.decode()
    assert f'id="t-{topic.pk}"' in row
    assert "<b>" not in row


def test_what_is_tapped_is_pressed(chris, topic):
    page = page_of(chris, "topics", chris.relationship.pk).content.decode()
    assert f'id="t-{topic.pk}-ask" name="wish" value="ask" aria-pressed="true"' in page
    assert f'id="t-{topic.pk}-open" name="wish" value="open" aria-pressed="false"' in page
    assert "never keeps a therapist from asking whether you are safe" in page


def test_every_offered_topic_stands_on_the_page_once(chris):
    actions.mark_offered(chris.relationship, offered="money", wish="ask", by=chris)
    page = page_of(chris, "topics", chris.relationship.pk).content.decode()
    assert 'value="money"' not in page
    assert page.count('name="offered"') == len(offered_topics()) - 1


def test_a_topic_of_their_own(chris):
    browser, address = sign_in(Client(), chris), reverse("topic-add", args=[chris.relationship.pk])
    answer = browser.post(address, {"words": "my brother", "wish": "ask", "key": str(uuid.uuid4())})
    assert (answer.status_code, wishes(chris)) == (302, [("my brother", "ask")])
    refused = browser.post(address, {"words": "", "wish": "ask", "key": str(uuid.uuid4())})
    assert refused.status_code == 422
    refused = browser.post(address, {"words": "my job", "wish": "never", "key": str(uuid.uuid4())})
    assert refused.status_code == 422
    assert "my job" in refused.content.decode()


def test_a_tap_that_fits_nothing_is_refused_with_a_sentence(chris, topic):
    for said in ({"topic": str(uuid.uuid4()), "wish": "ask"}, {"topic": str(topic.pk), "wish": "never"}):
        answer = tap(chris, chris.relationship, **said)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()


def test_a_map_that_is_full_says_so(chris, topic, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    browser, address = sign_in(Client(), chris), reverse("topic-add", args=[chris.relationship.pk])
    answer = browser.post(address, {"words": "my job", "wish": "ask", "key": str(uuid.uuid4())})
    assert "many topics" in answer.content.decode()


def test_the_pace_in_one_tap_and_why_in_another(chris):
    browser, address = sign_in(Client(), chris), reverse("pace-set", args=[chris.relationship.pk])
    assert browser.post(address, {"wish": "slower"}).url.endswith("#pace")
    said = {"wish": "slower", "reason": "I lie awake", "key": str(uuid.uuid4())}
    browser.post(address, said)
    assert [(pace.wish, pace.reason) for pace in Pace.objects.order_by("at")] == [
        ("slower", None),
        ("slower", "I lie awake"),
    ]
    assert Loop.objects.get().kind == Loop.Kind.PACE
    assert "I lie awake" in page_of(chris, "topics", chris.relationship.pk).content.decode()
    assert browser.post(address, said | {"reason": ""}).status_code == 422
    assert browser.post(address, {"wish": "at once"}).status_code == 422
    refused = browser.post(address, said | {"reason": "something else"})
    assert refused.status_code == 422
    assert "something else" in refused.content.decode()


def test_a_pace_that_was_taken_back_brings_no_older_one_back_and_can_be_said_again(chris):
    thea = chris.relationship.clinician
    actions.set_pace(chris.relationship, wish="faster", by=chris)
    taking_back.take_back(actions.set_pace(chris.relationship, wish="slower", by=chris), by=chris)
    for who in (chris, thea):
        page = page_of(who, "topics", chris.relationship.pk).content.decode()
        assert 'aria-pressed="true"' not in page[page.index('id="pace"') :].partition("</section>")[0]
    assert brief(chris.relationship, by=thea).pace is None
    actions.set_pace(chris.relationship, wish="faster", by=chris)
    for who in (chris, thea):
        assert brief(chris.relationship, by=who).pace.wish == "faster"


def test_the_therapist_writes_it_down_with_the_client_in_the_room(chris):
    thea = chris.relationship.clinician
    tap(thea, chris.relationship, offered="money", wish="ask")
    sign_in(Client(), thea).post(reverse("pace-set", args=[chris.relationship.pk]), {"wish": "slower"})
    page = page_of(chris, "topics", chris.relationship.pk).content.decode()
    assert "written down by Thea" in page


def test_who_supervises_reads_and_marks_nothing(chris, topic):
    rosa = a_supervisor("Rosa", of=chris.relationship.clinician)
    page = page_of(rosa, "topics", chris.relationship.pk).content.decode()
    assert "my brother" in page
    assert "topics/mark" not in page
    assert tap(rosa, chris.relationship, topic=str(topic.pk), wish="open").status_code == 404


def test_who_advises_finds_no_page(chris, topic):
    carl = a_supervisor("Carl", of=chris.relationship.clinician, kind="consultative")
    assert page_of(carl, "topics", chris.relationship.pk).status_code == 404
    assert page_of(carl, "topic-detail", topic.pk).status_code == 404


def test_a_frozen_map_can_be_read(chris, topic):
    Relationship.objects.update(frozen=True)
    page = page_of(chris, "topics", chris.relationship.pk).content.decode()
    assert "my brother" in page
    assert 'name="wish"' not in page
    assert tap(chris, chris.relationship, topic=str(topic.pk), wish="open").status_code == 422


def test_a_topic_says_since_when(chris, topic):
    actions.mark(topic, wish="not-now", by=chris)
    page = page_of(chris.relationship.clinician, "topic-detail", topic.pk).content.decode()
    assert page.index("Not now") < page.index("Ask me first")


def test_taken_back_it_is_a_404_for_the_therapist_and_waits_for_the_client(chris, topic):
    thea = chris.relationship.clinician
    browser = sign_in(Client(), chris)
    assert "Take it back" in browser.get(reverse("topic-detail", args=[topic.pk])).content.decode()
    browser.post(reverse("take-back", args=["topic", topic.pk]), {"do": "hide"})
    assert page_of(thea, "topic-detail", topic.pk).status_code == 404
    assert "my brother" not in page_of(thea, "topics", chris.relationship.pk).content.decode()
    assert "Show it again" in browser.get(reverse("topics", args=[chris.relationship.pk])).content.decode()
    taking_back.show_again(topic, by=chris)
    assert page_of(thea, "topic-detail", topic.pk).status_code == 200


def test_the_page_costs_the_same_whatever_stands_on_it(chris, topic):
    browser, address = sign_in(Client(), chris), reverse("topics", args=[chris.relationship.pk])

    def queries_of_the_page():
        with CaptureQueriesContext(connection) as seen:
            browser.get(address)
        return len(seen)

    browser.get(address)
    few = queries_of_the_page()
    for words in ("my sister", "my job"):
        actions.add_topic(chris.relationship, words=words, wish="ask", key=uuid.uuid4(), by=chris)
    actions.mark(topic, wish="open", by=chris)
    assert queries_of_the_page() == few


def test_another_s_map_is_no_page(chris, topic):
    for stranger in (a_therapist("Theo"), a_client("Ann", therapist=chris.relationship.clinician)):
        assert page_of(stranger, "topics", chris.relationship.pk).status_code == 404
        assert tap(stranger, chris.relationship, topic=str(topic.pk), wish="open").status_code == 404
