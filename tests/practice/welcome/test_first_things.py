"""Before the first session three things at most are asked, and each of them can be left out."""

import uuid

import pytest
from django.urls import reverse

from beside.practice.loops.models import Loop
from beside.practice.people import actions as people
from beside.practice.people import drafts, notices
from beside.practice.people.models import Notice
from beside.practice.welcome import actions
from beside.practice.welcome.models import ClientPage, Question
from tests.vocabulary import a_client, a_supervisor, a_therapist_page, past_sessions, sign_in, told_page

pytestmark = pytest.mark.engine_free

CONTACT = {"channel": "none", "from_hour": 9, "until_hour": 18, "sender_name": "", "note": ""}


@pytest.fixture
def chris(client):
    chris = a_client()
    sign_in(client, chris)
    return chris


def read(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def sent(client, step, **words):
    return client.post(reverse("welcome-step", args=[step]), {"key": uuid.uuid4(), **words})


def test_it_is_said_first_that_it_is_hard_for_many(client, chris):
    page = read(client, "welcome")
    assert "Many people feel awkward at first." in page
    assert "Asking for help takes strength" in page


def test_who_sees_what_one_says_yes_to_and_what_cannot_wait_are_said_plainly(client, chris):
    a_supervisor(of=chris.relationship.clinician)
    page = read(client, "welcome")
    assert "Sara Supervisor is responsible for Thea" in page
    assert "What you say yes to by going on" in page
    assert "This is no emergency service." in page
    assert reverse("help-now") in page


def test_going_on_is_written_into_the_ledger_and_leads_to_the_first_thing(client, chris):
    notices.tell(chris, kind="welcome")
    assert client.post(reverse("welcome")).url == reverse("welcome-step", args=[1])
    assert people.has_consent(chris.relationship, who=chris, purpose="told-who-sees")
    assert not Notice.objects.filter(member=chris, kind="welcome").exists()


def test_three_things_are_asked_and_no_more(client, chris):
    """The fourth step is not there, and nothing on the home page leads to more pages before the first session."""
    steps = [client.get(reverse("welcome-step", args=[step])).status_code for step in (1, 2, 3, 4)]
    assert steps == [200, 200, 200, 404]
    assert reverse("client-pages", args=[chris.relationship.pk]) not in read(client, "home")
    past_sessions(chris, 1)
    assert reverse("client-pages", args=[chris.relationship.pk]) in read(client, "home")


def test_the_first_things_are_offered_until_the_first_session(client, chris):
    assert reverse("welcome-step", args=[1]) in read(client, "home")
    past_sessions(chris, 1)
    assert reverse("welcome-step", args=[1]) not in read(client, "home")


@pytest.mark.parametrize(("step", "on"), [(1, 2), (2, 3), (3, None)])
def test_each_can_be_skipped(step, on, client, chris):
    way = reverse("welcome-step", args=[on]) if on else reverse("start")
    assert f'<a class="button quiet" href="{way}">Skip this one</a>' in read(client, "welcome-step", step)


def test_the_first_thing_is_kept(client, chris):
    contact = CONTACT | {"channel": "email", "until_hour": 12, "note": "not at home"}
    answer = sent(client, 1, called="Kit", access="no stairs", **contact)
    assert answer.url == reverse("welcome-step", args=[2])
    chris.refresh_from_db()
    chris.safe_contact.refresh_from_db()
    assert chris.prefers == "Kit"
    assert (chris.safe_contact.channel, chris.safe_contact.note) == ("email", "not at home")
    assert ClientPage.objects.get().words == {"called": "Kit", "access": "no stairs"}


def test_going_on_with_nothing_written_keeps_no_page(client, chris):
    assert sent(client, 1, **CONTACT).url == reverse("welcome-step", args=[2])
    assert sent(client, 3).url == reverse("start")
    assert not ClientPage.objects.exists()


def test_hours_that_cannot_be_leave_nothing_half_written(client, chris):
    page = sent(client, 1, called="Kit", **CONTACT | {"from_hour": 18, "until_hour": 9})
    assert "The first hour must come before the last." in page.content.decode()
    assert 'value="Kit"' in page.content.decode()
    chris.refresh_from_db()
    assert chris.prefers == ""
    assert not ClientPage.objects.exists()


def test_the_question_becomes_a_loop_that_waits(client, chris):
    sent(client, 2, words="Do you write things down?")
    loop = Loop.objects.get()
    assert (loop.kind, loop.state, loop.said) == ("question", "given", "Do you write things down?")
    assert Notice.objects.filter(member=chris.relationship.clinician, kind="question").count() == 1


def test_an_offered_question_can_be_taken_as_it_is(client, chris):
    sent(client, 2, starter="how-long", words="")
    assert Question.objects.get().words == "How long does it take?"


def test_no_question_at_all_gets_a_sentence(client, chris):
    page = sent(client, 2, words="  ").content.decode()
    assert "No question is written yet. Write one, choose one, or skip this." in page


def test_what_makes_it_hard_becomes_one_loop_in_words_of_both(client, chris):
    sent(client, 3, barriers=["judged", "practical"], barrier_words="the bus")
    loop = Loop.objects.get()
    assert loop.kind == "barrier"
    assert loop.said == "Fear of being judged, Time or money. the bus"


def test_no_strength_is_asked_before_the_first_session(client, chris):
    assert "strength-" not in read(client, "welcome-step", 3)


def test_a_strength_that_was_told_before_stays(client, chris):
    told_page(chris, "barriers", barriers={"judged": 3})
    sent(client, 3, barriers=["judged", "practical"])
    assert actions.newest(chris.relationship, "barriers").words["barriers"] == {
        "judged": 3,
        "practical": None,
    }


def test_sent_twice_it_is_one(client, chris):
    key = uuid.uuid4()
    for _ in range(2):
        client.post(reverse("welcome-step", args=[2]), {"key": key, "words": "Why?"})
    assert Question.objects.count() == 1


def test_what_is_typed_is_kept_and_shown_again(client, chris):
    place = reverse("welcome-step-draft", args=[3])
    answer = client.post(place, {"barriers": ["judged"], "barrier_words": "the b"}, headers={"X-Draft": "1"})
    assert answer.status_code == 204
    page = read(client, "welcome-step", 3)
    assert "the b" in page
    assert 'value="judged" id="id_barriers_3" checked' in page
    assert not ClientPage.objects.exists()
    sent(client, 3, barriers=["judged"], barrier_words="the bus")
    assert drafts.words_of(chris, page="welcome:3") == {}


def test_a_draft_of_safe_contact_comes_back_too(client, chris):
    client.post(reverse("welcome-step-draft", args=[1]), CONTACT | {"note": "ring tw", "access": "a lift"})
    page = read(client, "welcome-step", 1)
    assert "ring tw" in page
    assert "a lift" in page


def test_more_is_told_later_beside_what_was_told_first(client, chris):
    sent(client, 1, access="no stairs", **CONTACT)
    told_page(chris, "about-me", culture="my mother's house", access="no stairs")
    assert actions.newest(chris.relationship, "about-me").words == {
        "access": "no stairs",
        "culture": "my mother's house",
    }


def test_the_therapist_can_be_met_on_the_way(client, chris):
    thea = chris.relationship.clinician
    assert reverse("therapist-page", args=[thea.pk]) not in read(client, "welcome")
    a_therapist_page(thea)
    assert reverse("therapist-page", args=[thea.pk]) in read(client, "welcome")


def test_a_client_of_nobody_is_asked_nothing(client, chris):
    chris.relationship.ended_on = chris.relationship.began_on
    chris.relationship.save()
    assert "Nothing is set up here yet." in read(client, "welcome")
    assert client.get(reverse("welcome-step", args=[1])).status_code == 404
