"""The brief of a first session differs: what they asked and fear, how to open, what to leave for later."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.welcome import knowledge
from tests.vocabulary import a_check_in, a_client, a_question, a_session, past_sessions, sign_in, told_page

pytestmark = pytest.mark.engine_free


@pytest.fixture
def chris():
    return a_client()


def the_brief(client, session):
    answer = sign_in(client, session.relationship.clinician).get(reverse("brief", args=[session.pk]))
    assert answer.status_code == 200
    page = answer.content.decode()
    return page[page.index('<article class="brief"') : page.index("</article>")]


def test_it_says_what_matters_first_in_its_own_order(client, chris):
    told_page(chris, "fears", fear="that I cry", easier="a walk")
    told_page(chris, "barriers", barriers={"practical": 1, "judged": 4}, barrier_words="the waiting room")
    told_page(chris, "about-me", access="no stairs")
    told_page(chris, "preferences", must_not="No surprises, please")
    told_page(chris, "trust", broke="my uncle told everybody")
    question = a_question(chris, "Do you write things down?")
    answered = a_question(chris, "How long is an hour?")
    session = a_session(chris)
    loop = Loop.objects.select_related("relationship", "given_by").get(source_id=answered.pk)
    loops.what_changed(loop, note="Fifty minutes.", by=chris.relationship.clinician)
    page = the_brief(client, session)
    order = [
        "Do you write things down?",
        "How long is an hour?",
        "The first five minutes",
        "that I cry",
        "a walk",
        "the waiting room",
        "Fear of being judged, 4 of 4 today",
        "Time or money, 1 of 4 today",
        "no stairs",
        "No surprises, please",
        "What to leave for later",
        "Written, to be read and not opened: People I trusted",
        "How Chris arrives",
    ]
    assert [word for word in order if word not in page] == []
    assert sorted(order, key=page.index) == order
    assert was_seen(question)


def was_seen(question):
    return Loop.objects.get(source_id=question.pk).state == Loop.State.SEEN


def test_what_hurt_is_named_there_and_not_told(client, chris):
    told_page(chris, "trust", broke="my uncle told everybody")
    assert "my uncle" not in the_brief(client, a_session(chris))


def test_what_stands_above_is_not_said_twice(client, chris):
    told_page(chris, "fears", fear="that I cry")
    told_page(chris, "barriers", barriers={"judged": 4})
    a_question(chris, "Do you write things down?")
    page = the_brief(client, a_session(chris))
    assert page.count("that I cry") == 1
    assert page.count("Do you write things down?") == 1
    assert "said what makes it hard to come" not in page
    assert set(Loop.objects.values_list("state", flat=True)) == {Loop.State.SEEN}


def test_what_else_waits_stands_below(client, chris):
    session = a_session(chris)
    told_page(chris, "earlier-therapy", different="Begin on time")
    assert "Begin on time" in the_brief(client, session)


def test_with_nothing_told_it_still_says_how_to_open_and_what_to_leave(client, chris):
    page = the_brief(client, a_session(chris))
    assert "The first five minutes" in page
    assert "What to leave for later" in page
    assert 'id="asked"' not in page
    assert 'id="hard"' not in page


def test_a_later_brief_has_none_of_it(client, chris):
    past_sessions(chris, 1)
    told_page(chris, "barriers", barriers={"judged": 4})
    page = the_brief(client, a_session(chris))
    assert "The first five minutes" not in page
    assert "Fear of being judged" in page  # as a loop that waits, like any other


def test_it_costs_the_same_however_much_was_told(client, chris):
    session = a_session(chris)
    a_check_in(session)
    told_page(chris, "barriers", barriers={"judged": 4})
    told_page(chris, "preferences", sliders={"lead": 1})
    a_question(chris)
    the_brief(client, session)
    one = cost(client, session)
    told_page(chris, "barriers", barriers={"judged": 4, "practical": 2, "culture": 1})
    for page in knowledge.pages():
        told_page(chris, page, **{knowledge.pages()[page].questions[-1].key: "words"})
    for number in range(3):
        a_question(chris, f"question {number}")
    the_brief(client, session)
    assert cost(client, session) == one


def cost(client, session):
    with CaptureQueriesContext(connections["default"]) as queries:
        client.get(reverse("brief", args=[session.pk]))
    return len(queries)
