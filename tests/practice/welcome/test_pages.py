"""Page by page a client tells what they like, in versions; what asks for an answer opens a loop."""

import re
import uuid

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beside.practice.desk import erase
from beside.practice.loops.models import Loop
from beside.practice.people import taking_back
from beside.practice.people.errors import AlreadySent, Refused
from beside.practice.people.models import Notice
from beside.practice.welcome import actions, knowledge
from beside.practice.welcome.models import ClientPage, Question
from beside.practice.welcome.shown import told
from tests.vocabulary import a_client, a_question, a_supervisor, a_therapist, sign_in, told_page

pytestmark = pytest.mark.engine_free


@pytest.fixture
def chris():
    return a_client()


def place(chris, page=None):
    if page:
        return reverse("client-page", args=[chris.relationship.pk, page])
    return reverse("client-pages", args=[chris.relationship.pk])


def sent(client, chris, page, **words):
    return client.post(place(chris, page), {"key": uuid.uuid4(), **words})


def read(client, who, address):
    answer = sign_in(client, who).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("page", knowledge.pages())
def test_every_page_opens_and_asks_nothing_beforehand(page, client, chris):
    shown = read(client, chris, place(chris, page))
    assert "checked" not in shown
    assert "Skip this page" in shown


@pytest.mark.parametrize("page", knowledge.pages())
def test_an_empty_page_is_not_kept_and_says_what_to_do(page, client, chris):
    sign_in(client, chris)
    shown = sent(client, chris, page).content.decode()
    assert "Nothing is written yet. Write a line, tap a word, or skip this page." in shown
    assert not ClientPage.objects.exists()


def test_what_was_told_stands_on_the_page_of_pages(client, chris):
    sign_in(client, chris)
    assert sent(client, chris, "hopes", hope="to sleep").url == place(chris)
    assert "to sleep" in read(client, chris, place(chris))
    assert "to sleep" in read(client, chris.relationship.clinician, place(chris))


def test_the_therapist_is_told_once_and_it_is_seen_when_they_look(client, chris):
    thea = chris.relationship.clinician
    told_page(chris, "hopes", hope="to sleep")
    told_page(chris, "fears", fear="the night")
    a_question(chris)
    unseen = Notice.objects.filter(member=thea, seen_at=None)
    assert sorted(unseen.values_list("kind", flat=True)) == ["question", "told"]
    read(client, thea, place(chris))
    assert not unseen.exists()


def test_erased_with_the_relationship(chris):
    told_page(chris, "hopes", hope="to sleep")
    a_question(chris)
    erase.clear(chris.relationship, erase.NOT_HELD_BY_LAW)
    assert not ClientPage.objects.exists()
    assert not Question.objects.exists()


def test_versions_are_kept_and_the_newest_counts(chris):
    told_page(chris, "hopes", hope="to sleep")
    told_page(chris, "hopes", hope="to sleep through")
    assert [page.words["hope"] for page in ClientPage.objects.order_by("version")] == [
        "to sleep",
        "to sleep through",
    ]
    assert actions.newest(chris.relationship, "hopes").version == 2


def test_the_same_again_makes_no_version(chris):
    told_page(chris, "hopes", hope="to sleep")
    told_page(chris, "hopes", hope="to sleep")
    assert ClientPage.objects.count() == 1


def test_the_same_key_makes_one_and_other_words_under_it_are_refused(chris):
    key = uuid.uuid4()
    first = told_page(chris, "hopes", hope="to sleep", key=key)
    assert told_page(chris, "hopes", hope="to sleep", key=key) == first
    with pytest.raises(AlreadySent):
        told_page(chris, "hopes", hope="to wake", key=key)
    assert ClientPage.objects.count() == 1


def test_a_fear_is_a_hesitation_that_waits_for_an_answer(chris):
    told_page(chris, "fears", fear="that I cry", easier="a walk")
    loop = Loop.objects.get()
    assert (loop.kind, loop.said, loop.given_by) == ("hesitation", "that I cry", chris)


def test_other_words_go_on_with_the_same_loop_and_none_leave_it_be(chris):
    told_page(chris, "fears", fear="that I cry", easier="a walk")
    told_page(chris, "fears", fear="that I cannot stop", easier="a walk")
    assert [loop.said for loop in Loop.objects.all()] == ["that I cannot stop"]
    told_page(chris, "fears", fear="", easier="a walk")
    assert Loop.objects.get().state == Loop.State.LEFT


def test_a_strength_alone_opens_nothing_anew(chris):
    told_page(chris, "barriers", barriers={"judged": None})
    told_page(chris, "barriers", barriers={"judged": 3})
    assert Loop.objects.get().state == Loop.State.GIVEN
    assert ClientPage.objects.count() == 2


def test_barriers_come_with_how_strong_they_are_today(client, chris):
    sign_in(client, chris)
    sent(
        client, chris, "barriers", barriers=["judged"], **{"strength-practical": "4", "strength-judged": "0"}
    )
    assert actions.newest(chris.relationship, "barriers").words["barriers"] == {"judged": 0, "practical": 4}
    assert Loop.objects.get().said == "Time or money"


def test_in_spanish_what_was_tapped_is_read_in_spanish(client, chris):
    told_page(chris, "barriers", barriers={"judged": 3})
    thea = chris.relationship.clinician
    thea.language = "es"
    thea.save()
    assert "Miedo a que le juzguen" in read(
        client, thea, reverse("loop-detail", args=[Loop.objects.get().pk])
    )


def test_a_slider_left_alone_is_unanswered(client, chris):
    sign_in(client, chris)
    sent(client, chris, "preferences", **{"slider-lead": "-2", "slider-silence": "0"})
    assert actions.newest(chris.relationship, "preferences").words == {"sliders": {"lead": -2, "silence": 0}}


def test_what_is_typed_is_kept_and_can_be_thrown_away(client, chris):
    sign_in(client, chris)
    draft = reverse("client-page-draft", args=[chris.relationship.pk, "trust"])
    assert client.post(draft, {"broke": "my unc"}, headers={"X-Draft": "1"}).status_code == 204
    assert "my unc" in read(client, chris, place(chris, "trust"))
    client.post(place(chris, "trust"), {"drop": "yes", "broke": "my uncle"})
    assert "my unc" not in read(client, chris, place(chris, "trust"))
    assert not ClientPage.objects.exists()


def test_a_page_that_may_stir_things_up_says_how_to_leave_it(client, chris):
    shown = read(client, chris, place(chris, "trust"))
    assert "If it is too much now" in shown
    assert "Throw away what I typed" in shown


def test_in_the_room_the_therapist_types_it_and_it_says_so(client, chris):
    thea = chris.relationship.clinician
    sign_in(client, thea)
    sent(client, chris, "fears", fear="the stairs")
    page = ClientPage.objects.get()
    assert page.entered_by == thea
    assert Loop.objects.get().given_by == chris
    assert "typed by Thea, together" in read(client, chris, place(chris))


def test_a_name_told_here_is_used_everywhere(client, chris):
    sign_in(client, chris)
    sent(client, chris, "about-me", called="Kit", pronouns="they / them")
    chris.refresh_from_db()
    assert (chris.prefers, chris.pronouns) == ("Kit", "they / them")


def test_a_frozen_record_takes_nothing(chris):
    chris.relationship.frozen = True
    chris.relationship.save()
    with pytest.raises(Refused, match="frozen"):
        told_page(chris, "hopes", hope="x")
    with pytest.raises(Refused, match="frozen"):
        a_question(chris)
    assert not ClientPage.objects.exists()


def test_a_responsible_supervisor_reads_it_and_one_who_advises_does_not(client, chris):
    told_page(chris, "hopes", hope="to sleep")
    thea = chris.relationship.clinician
    assert "to sleep" in read(client, a_supervisor(of=thea), place(chris))
    advises = a_supervisor("Carl", of=thea, kind="consultative")
    assert sign_in(client, advises).get(place(chris)).status_code == 404


def test_a_supervisor_writes_nothing(client, chris):
    rosa = a_supervisor(of=chris.relationship.clinician)
    shown = read(client, rosa, place(chris))
    assert place(chris, "hopes") not in shown
    assert sign_in(client, rosa).get(place(chris, "hopes")).status_code == 404


def test_another_therapist_finds_no_such_page(client, chris):
    told_page(chris, "hopes", hope="to sleep")
    theo = a_therapist("Theo")
    assert sign_in(client, theo).get(place(chris)).status_code == 404
    assert sign_in(client, theo).get(place(chris, "hopes")).status_code == 404


def test_a_page_that_is_not_there_is_not_found(client, chris):
    assert sign_in(client, chris).get(place(chris, "nothing")).status_code == 404


def test_taken_back_no_version_is_seen_by_anybody_else(client, chris):
    told_page(chris, "fears", fear="that I cry")
    page = told_page(chris, "fears", fear="that I cannot stop")
    taking_back.take_back(page, by=chris)
    thea = read(client, chris.relationship.clinician, place(chris))
    assert "that I c" not in thea
    assert "that I cannot stop" in read(client, chris, place(chris))


def test_what_was_taken_back_stands_in_no_form_and_goes_with_nothing_that_is_told_later(client, chris):
    thea = chris.relationship.clinician
    page = told_page(chris, "about-me", culture="my secret faith")
    taking_back.take_back(page, by=chris)
    form = read(client, chris, place(chris, "about-me"))
    assert "my secret faith" not in form
    assert "You took back what stood here. Only what you write now is sent." in form
    told_page(chris, "about-me", access="a ramp")
    assert {name: page.words for name, page in told(chris.relationship, by=thea).items()} == {
        "about-me": {"access": "a ramp"}
    }
    assert "You took back" not in read(client, chris, place(chris, "about-me"))


def test_the_same_words_after_they_were_taken_back_are_told_again_and_ask_again(client, chris):
    thea = chris.relationship.clinician
    words = {"barriers": {"judged": 3}, "barrier_words": "that you laugh"}
    taking_back.take_back(told_page(chris, "barriers", **words), by=chris)
    assert not Loop.objects.visible_to(thea).exists()
    told_page(chris, "barriers", **words)
    assert list(told(chris.relationship, by=thea)) == ["barriers"]
    assert Loop.objects.visible_to(thea).get().words["words"] == "that you laugh"
    assert read(client, thea, place(chris, "barriers"))


@pytest.mark.parametrize("who", ["chris", "thea"])
def test_the_page_costs_the_same_however_much_was_told(who, client, chris):
    reader = chris if who == "chris" else chris.relationship.clinician
    told_page(chris, "hopes", hope="to sleep")
    told_page(chris, "preferences", sliders={"lead": 1})
    a_question(chris)
    read(client, reader, place(chris))
    one = cost(client, reader, chris)
    for page in knowledge.pages():
        told_page(chris, page, **{knowledge.pages()[page].questions[-1].key: "words"})
    for number in range(3):
        a_question(chris, f"question {number}")
    read(client, reader, place(chris))
    assert cost(client, reader, chris) == one


def cost(client, who, chris):
    sign_in(client, who)
    with CaptureQueriesContext(connections["default"]) as queries:
        client.get(place(chris))
    return len(queries)


def test_no_word_stands_in_an_address_or_a_title(client, chris):
    told_page(chris, "fears", fear="that I cry")
    shown = read(client, chris.relationship.clinician, place(chris))
    title = re.search(r"<title>(.*?)</title>", shown, re.DOTALL)[1]
    assert "Chris" not in title
    assert "that I cry" not in " ".join(re.findall(r'href="([^"]*)"', shown))
