"""The pages of this room: step by step without JavaScript, the guess first, strangers nowhere, the same cost for more."""

import re

import pytest

from beside.practice.audit.models import Entry
from beside.practice.feedback import actions
from beside.practice.feedback.models import Kept, Sheet
from beside.practice.loops.models import Loop
from beside.practice.people.models import Draft
from beside.practice.repair.models import Episode
from tests.vocabulary import (
    a_client,
    a_past_session,
    a_session,
    a_supervisor,
    a_therapist,
    answers_of,
    past_sessions,
    sign_in,
)

pytestmark = pytest.mark.engine_free


def text_of(response):
    return response.content.decode()


def key_on(page):
    return re.search(r'name="key" value="([^"]+)"', page).group(1)


def carried_on(page):
    """What a browser without JavaScript sends of itself: hidden fields, and what is chosen already."""
    form = page.split('class="answering"')[1]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    chosen = re.findall(r'<input type="(?:radio|checkbox)" name="(\w+)" value="([^"]*)" checked', form)
    return dict(hidden + chosen)


def go(browser, address, move, **answers):
    """One step on a page as a browser without JavaScript takes it: hidden fields come along."""
    hidden = carried_on(text_of(browser.get(address)))
    hidden.pop("csrfmiddlewaretoken", None)
    return browser.post(address, {**hidden, **answers, "move": move})


def test_a_client_answers_step_by_step_and_sends_it_all(client):
    chris = a_client()
    session = a_past_session(chris)
    browser, address = sign_in(client, chris), f"/sessions/{session.pk}/after/"
    go(browser, address, "next", self="8", matters="7")
    go(browser, address, "skip", safe="1")
    go(browser, address, "next", strain="no", mended="3", held="help_raise")
    response = go(browser, address, "send", first="true")
    assert response.url == address
    assert Sheet.objects.get().answers == {
        "self": 8,
        "matters": 7,
        "strain": "no",
        "held": "help_raise",
        "first": True,
    }
    assert "Where it stands" in text_of(browser.get(address))


def test_no_control_has_a_value_beforehand(client):
    chris = a_client()
    session = a_past_session(chris)
    page = text_of(sign_in(client, chris).get(f"/sessions/{session.pk}/after/"))
    # The later steps lie in a template, for whoever is cut off on this one.
    now, later = page.split("<template data-rest>")
    assert now.count('type="radio"') == 33
    assert 'name="strain"' in later
    assert " checked" not in page


def test_going_back_keeps_what_was_answered(client):
    chris = a_client()
    session = a_past_session(chris)
    browser, address = sign_in(client, chris), f"/sessions/{session.pk}/after/"
    go(browser, address, "next", self="8")
    go(browser, address, "back", pace="-1")
    page = text_of(browser.get(address))
    assert re.search(r'name="self" value="8" checked', page)
    assert '<input type="hidden" name="pace" value="-1">' in page


def test_a_draft_saves_what_was_tapped_and_leaves_no_trace_for_anybody_else(client):
    chris = a_client()
    session = a_past_session(chris)
    before = Entry.objects.count()
    browser, address = sign_in(client, chris), f"/sessions/{session.pk}/after/"
    response = browser.post(
        address,
        {"at": "0", "self": "8", "key": key_on(text_of(browser.get(address)))},
        headers={"X-Draft": "1"},
    )
    assert response.status_code == 204
    assert re.search(r'name="self" value="8" checked', text_of(browser.get(address)))
    assert (Sheet.objects.count(), Entry.objects.count()) == (0, before)
    assert Draft.objects.visible_to(session.relationship.clinician).count() == 0


def test_a_draft_is_gone_once_sent(client):
    chris = a_client()
    session = a_past_session(chris)
    browser, address = sign_in(client, chris), f"/sessions/{session.pk}/after/"
    for _step in range(3):
        go(browser, address, "next", self="8")
    go(browser, address, "send")
    assert (Sheet.objects.count(), Draft.objects.count()) == (1, 0)


def test_the_last_page_sent_twice_makes_one_sheet(client):
    chris = a_client()
    session = a_past_session(chris)
    browser, address = sign_in(client, chris), f"/sessions/{session.pk}/after/"
    for _step in range(3):
        go(browser, address, "next", self="8")
    last = carried_on(text_of(browser.get(address)))
    answers = [browser.post(address, {**last, "move": "send"}).status_code for _tap in range(2)]
    assert answers == [302, 302]
    assert Sheet.objects.count() == 1


def test_everything_can_be_skipped_without_a_word(client):
    chris = a_client()
    session = a_past_session(chris)
    browser, address = sign_in(client, chris), f"/sessions/{session.pk}/after/"
    responses = [go(browser, address, "skip") for _step in range(4)]
    assert responses[-1].status_code == 302
    assert [rows.objects.count() for rows in (Sheet, Kept, Draft)] == [0, 0, 0]


def test_after_a_first_session_there_are_no_numbers_and_no_guess(client):
    chris = a_client()
    session = a_past_session(chris, number=1)
    page = text_of(sign_in(client, chris).get(f"/sessions/{session.pk}/after/"))
    assert "Is there anything we should do differently next time?" in page
    assert 'type="radio"' not in page
    thea = session.relationship.clinician
    assert (
        sign_in(client, thea).get(f"/sessions/{session.pk}/guess/").url == f"/sessions/{session.pk}/answers/"
    )


def test_a_session_to_come_has_nothing_to_answer(client):
    chris = a_client()
    session = a_session(chris)
    assert "Nothing to answer yet" in text_of(sign_in(client, chris).get(f"/sessions/{session.pk}/after/"))


def test_a_low_safe_brings_ways_to_get_help_and_alerts_nobody_by_itself(client):
    chris = a_client()
    session = a_past_session(chris)
    answers_of(session, safe=3)
    browser = sign_in(client, chris)
    page = text_of(browser.get(f"/sessions/{session.pk}/after/"))
    assert "It was hard to say no" in page
    assert not Loop.objects.exists()
    browser.post(f"/sessions/{session.pk}/after/safety/")
    assert Loop.objects.get().kind == "safety"
    assert "You asked for it to be raised." in text_of(browser.get(f"/sessions/{session.pk}/after/"))


def test_a_correction_starts_from_what_was_sent_and_kept(client):
    chris = a_client()
    session = a_past_session(chris)
    answers_of(session, self=3, safe=1, only_me=["safe"])
    browser, address = sign_in(client, chris), f"/sessions/{session.pk}/after/correct/"
    assert re.search(r'name="self" value="3" checked', text_of(browser.get(address)))
    go(browser, address, "next", self="6")
    for _step in range(2):
        go(browser, address, "next")
    go(browser, address, "send")
    assert Sheet.objects.current().get().answers == {"self": 6}
    assert Kept.objects.get().answers == {"safe": 1}


def test_an_open_strain_is_asked_about_on_the_last_page_and_ends_when_the_client_says_so(client):
    chris = a_client()
    sessions = past_sessions(chris, 3)
    answers_of(sessions[1], strain="clearly")
    browser, address = sign_in(client, chris), f"/sessions/{sessions[2].pk}/after/"
    for _step in range(3):
        go(browser, address, "next", self="9")
    assert "mended by now?" in text_of(browser.get(address))
    go(browser, address, "send", episode="mended")
    episode = Episode.objects.get()
    assert (episode.state, episode.ended_in, episode.asked) == ("mended", sessions[2], 1)


def test_the_therapist_guesses_before_seeing_a_single_answer(client):
    chris = a_client()
    session = a_past_session(chris)
    answers_of(session, self=6, strain="clearly")
    browser = sign_in(client, session.relationship.clinician)
    assert browser.get(f"/sessions/{session.pk}/answers/").url == f"/sessions/{session.pk}/guess/"
    before = text_of(browser.get(f"/sessions/{session.pk}/guess/"))
    assert " checked" not in before
    browser.post(f"/sessions/{session.pk}/guess/", {"self": "8", "strain": "no"})
    page = text_of(browser.get(f"/sessions/{session.pk}/answers/"))
    assert "You guessed 8, Chris said 6." in page
    assert "You guessed “No”, Chris said “Clearly”." in page


def test_passing_shows_the_answers_and_no_gap(client):
    chris = a_client()
    session = a_past_session(chris)
    answers_of(session, self=6)
    browser = sign_in(client, session.relationship.clinician)
    browser.post(f"/sessions/{session.pk}/guess/", {"self": "8", "move": "pass"})
    page = text_of(browser.get(f"/sessions/{session.pk}/answers/"))
    assert "You passed on guessing." in page
    assert "You guessed" not in page


def test_a_supervisor_sees_answers_and_never_the_guess(client):
    chris = a_client()
    session = a_past_session(chris)
    thea = session.relationship.clinician
    answers_of(session, self=6)
    actions.guess(session, answers={"self": 8}, by=thea)
    page = text_of(sign_in(client, a_supervisor(of=thea)).get(f"/sessions/{session.pk}/answers/"))
    assert "I could be myself with Thea today." in page
    assert "guess" not in page.lower()


def test_looking_at_the_answers_is_seen_by_the_client(client):
    chris = a_client()
    session = a_past_session(chris)
    answers_of(session, held="help_raise")
    actions.guess(session, answers=None, by=session.relationship.clinician)
    assert Loop.objects.get().state == "given"
    sign_in(client, session.relationship.clinician).get(f"/sessions/{session.pk}/answers/")
    assert Loop.objects.get().state == "seen"


def test_both_versions_stand_on_the_answers_page(client):
    chris = a_client()
    session = a_past_session(chris)
    answers_of(session, self=2)
    answers_of(session, self=9)
    actions.guess(session, answers=None, by=session.relationship.clinician)
    page = text_of(sign_in(client, session.relationship.clinician).get(f"/sessions/{session.pk}/answers/"))
    assert "corrected" in page
    assert "As first sent" in page


def test_paper_leaves_out_what_is_asked_on_the_clients_device_only(client):
    chris = a_client()
    session = a_past_session(chris)
    browser = sign_in(client, session.relationship.clinician)
    for address in (f"/sessions/{session.pk}/paper/", "/paper/session/"):
        page = text_of(browser.get(address))
        assert "What we did makes sense to me." in page
        assert "say no" not in page
        assert "off or tense" not in page
        assert "did not say" not in page


def test_what_came_from_paper_is_marked_as_such(client):
    chris = a_client()
    session = a_past_session(chris)
    browser = sign_in(client, session.relationship.clinician)
    assert "from paper or was asked aloud" in text_of(
        browser.post(f"/sessions/{session.pk}/paper/", {"self": "6"})
    )
    answered = browser.post(f"/sessions/{session.pk}/paper/", {"self": "6", "safe": "1", "given": "aloud"})
    assert answered.status_code == 302, text_of(answered)
    page = text_of(browser.get(f"/sessions/{session.pk}/answers/"))
    assert "Asked aloud, typed in by Thea" in page
    assert Sheet.objects.get().answers == {"self": 6}


def test_a_paper_form_bears_no_name(client):
    chris = a_client()
    thea = chris.relationship.clinician
    page = text_of(sign_in(client, thea).get("/paper/session/"))
    paper = page.split('class="paper"')[1].split("</main>")[0]
    assert "I could be myself with my therapist today." in paper
    assert "Thea" not in paper


@pytest.mark.parametrize("who", ["theo", "ann", "signed out"])
def test_strangers_find_nothing(who, client):
    chris = a_client()
    session, relationship = a_past_session(chris), chris.relationship
    answers_of(session)
    owner = session.practice
    stranger = {"theo": a_therapist, "ann": a_client}.get(who, lambda: None)()
    browser = sign_in(client, stranger) if stranger else client
    paths = ["after", "after/correct", "guess", "answers", "paper"]
    addresses = [f"/sessions/{session.pk}/{path}/" for path in paths] + [
        f"/relationships/{relationship.pk}/course/"
    ]
    statuses = {browser.get(address).status_code for address in addresses}
    assert statuses == ({302} if who == "signed out" else {404})
    assert owner


@pytest.mark.parametrize("page", ["/sessions/{}/answers/", "/relationships/{}/course/"])
def test_a_page_costs_the_same_however_much_was_answered(page, client):
    costs = []
    for count in (3, 9):
        chris = a_client()
        sessions = past_sessions(chris, count)
        for session in sessions[1:]:
            answers_of(session, self=6, pace=1)
            answers_of(session, form="gad7", nervous=1)
            actions.guess(session, answers={"self": 7}, by=chris.relationship.clinician)
        browser = sign_in(client, chris.relationship.clinician)
        address = page.format(sessions[-1].pk if "sessions" in page else chris.relationship.pk)
        browser.get(address)
        costs.append(queries_of(browser, address))
    assert costs[0] == costs[1]


def queries_of(browser, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_a_read_of_answers_is_in_the_trail_and_a_clients_own_is_not(client):
    chris = a_client()
    session = a_past_session(chris)
    answers_of(session)
    actions.guess(session, answers=None, by=session.relationship.clinician)
    sign_in(client, session.relationship.clinician).get(f"/sessions/{session.pk}/answers/")
    sign_in(client, chris).get(f"/sessions/{session.pk}/after/")
    reads = Entry.objects.filter(verb=Entry.READ, relationship_id=chris.relationship.pk)
    assert list(reads.values_list("what", "kinds")) == [("answers", "answers, guesses")]


def test_questionnaires_are_planned_and_ended_by_the_therapist(client):
    chris = a_client()
    browser = sign_in(client, chris.relationship.clinician)
    address = f"/relationships/{chris.relationship.pk}/questionnaires/"
    browser.post(address, {"form": "gad7", "every": "3"})
    assert "GAD-7, every 3 sessions" in text_of(browser.get(address))
    browser.post(address, {"end": "gad7"})
    assert "None is planned." in text_of(browser.get(address))


def test_a_questionnaire_that_is_not_planned_is_no_page(client):
    chris = a_client()
    a_past_session(chris)
    browser = sign_in(client, chris)
    assert browser.get("/questionnaires/gad7/").status_code == 404
    actions.plan_questionnaire(chris.relationship, form="gad7", by=chris.relationship.clinician)
    assert browser.get("/questionnaires/gad7/").status_code == 200
    assert browser.get("/questionnaires/session/").status_code == 404
