"""Nothing is listened to unless everybody who was in the room said yes, to this session, and still does."""

import datetime
import re

import pytest
from django.utils import timezone

from beside.practice.audit.models import Entry
from beside.practice.meetings import actions as meetings
from beside.practice.people import actions as people
from beside.practice.people.errors import Refused
from beside.practice.people.models import Consent, Member, Notice
from beside.practice.recordings import actions, consent
from beside.practice.recordings.models import Recording, Transcript
from tests.vocabulary import (
    a_client,
    a_past_session,
    a_session,
    a_therapist,
    a_transcript,
    asked_to_listen,
    sign_in,
)

INTERPRETER = ("Irma Interpreter", "interpreter", True)


def place(session, end=""):
    return f"/sessions/{session.pk}/listening/{end}"


def test_without_a_yes_nothing_can_be_added():
    recording = asked_to_listen(a_past_session(a_client()), says=None)
    with pytest.raises(Refused, match="Chris has not said yes yet"):
        a_transcript(recording)
    assert not Transcript.objects.exists()


def test_after_a_no_nothing_can_be_added_and_nobody_asks_again():
    session = a_past_session(a_client())
    recording = asked_to_listen(session, says=False)
    with pytest.raises(Refused, match="said no"):
        a_transcript(recording)
    with pytest.raises(Refused, match="they are not asked again"):
        actions.ask(session, by=session.relationship.clinician, services="Teams")


def test_a_no_can_become_a_yes_by_the_client_alone():
    chris = a_client()
    recording = asked_to_listen(a_past_session(chris), says=False)
    with pytest.raises(Refused, match="Only the client"):
        actions.answer(recording, given=True, by=chris.relationship.clinician)
    actions.answer(recording, given=True, by=chris)
    assert consent.standing(recording) == consent.YES


def test_what_the_therapist_notes_in_the_room_is_no_answer_of_the_client():
    session = a_past_session(a_client())
    recording = actions.ask(session, by=session.relationship.clinician, noted=True)
    assert recording.noted_at
    with pytest.raises(Refused, match="has not said yes yet"):
        a_transcript(recording)


def test_an_interpreter_who_was_not_asked_keeps_it_from_beginning():
    session = a_past_session(a_client())
    recording = asked_to_listen(session, others=[("Irma Interpreter", "interpreter", False)])
    assert consent.standing(recording) == consent.OTHERS
    with pytest.raises(Refused, match="Somebody else who was in the room"):
        a_transcript(recording)


def test_more_voices_than_people_who_were_asked_are_refused():
    recording = asked_to_listen(a_past_session(a_client()))
    three = b"Thea: Hello.\nChris: Hello.\nIrma: Hola.\nThea: How was your week?\n"
    with pytest.raises(Refused, match="3 people speak in this transcript, and 2 were asked"):
        a_transcript(recording, file=three)
    assert not Transcript.objects.exists()
    a_transcript(recording, file=three, two_names=True)


def test_whoever_was_named_may_speak_in_it():
    recording = asked_to_listen(a_past_session(a_client()), others=[INTERPRETER])
    a_transcript(
        recording, file=b"Thea: Hello.\nChris: Hello.\nInterpreter: Hola.\nThea: How was your week?\n"
    )


def test_a_yes_to_something_else_is_no_yes():
    """Asked with an interpreter named, what was said before says nothing any more."""
    session = a_past_session(a_client())
    recording = asked_to_listen(session)
    again = actions.ask(session, by=session.relationship.clinician, others=[INTERPRETER], services="Zoom")
    assert again.pk == recording.pk
    assert consent.standing(again) == consent.UNANSWERED


def test_the_same_question_twice_is_one_and_the_yes_stands():
    session = a_past_session(a_client())
    recording = asked_to_listen(session)
    again = actions.ask(session, by=session.relationship.clinician, services="Zoom")
    assert again.asked_at == recording.asked_at
    assert consent.standing(again) == consent.YES


def test_a_yes_to_one_session_is_none_to_another():
    chris = a_client()
    asked_to_listen(a_past_session(chris))
    other = asked_to_listen(
        a_session(chris, starts_at=timezone.now() - datetime.timedelta(days=20)), says=None
    )
    assert consent.standing(other) == consent.UNANSWERED


def test_a_yes_from_before_the_session_is_asked_for_once_more_after_it(time_machine):
    chris = a_client()
    session = a_session(chris)
    recording = asked_to_listen(session)
    assert consent.standing(recording) == consent.BEFORE
    time_machine.move_to(session.ends_at + datetime.timedelta(hours=1))
    recording = Recording.objects.get()
    assert consent.standing(recording) == consent.BEFORE
    with pytest.raises(Refused, match="once more"):
        a_transcript(recording)
    actions.answer(recording, given=True, by=chris)
    assert consent.standing(Recording.objects.get()) == consent.YES


def test_earlier_times_put_down_later_turn_no_earlier_yes_into_one_after_it(time_machine):
    chris = a_client()
    session = a_session(chris)
    time_machine.move_to(session.ends_at - datetime.timedelta(minutes=10))
    asked_to_listen(session)
    time_machine.move_to(session.ends_at + datetime.timedelta(hours=1))
    meetings.record_times(
        session,
        began_at=session.starts_at,
        finished_at=session.ends_at - datetime.timedelta(minutes=20),
        by=chris.relationship.clinician,
    )
    recording = Recording.objects.get()
    assert consent.standing(recording) == consent.BEFORE
    with pytest.raises(Refused, match="once more"):
        a_transcript(recording)


def test_after_a_restore_the_client_is_asked_once_more():
    chris = a_client()
    recording = asked_to_listen(a_past_session(chris))
    Consent.objects.filter(given=True).update(to_confirm=True)
    assert consent.standing(recording) == consent.AGAIN
    with pytest.raises(Refused, match="A backup was brought back"):
        a_transcript(recording)
    actions.answer(recording, given=True, by=chris)
    assert consent.standing(recording) == consent.YES


def test_a_yes_ends_on_the_day_that_was_said(time_machine):
    recording = asked_to_listen(a_past_session(a_client()))
    assert recording.until == timezone.localdate() + datetime.timedelta(days=30)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=31))
    assert consent.standing(Recording.objects.get()) == consent.LAPSED
    with pytest.raises(Refused, match="Ask again if you still need it"):
        a_transcript(Recording.objects.get())


def test_a_session_that_did_not_take_place_is_not_asked_about():
    session = a_past_session(a_client())
    meetings.mark_missed(session, by=session.relationship.clinician)
    session.refresh_from_db()
    with pytest.raises(Refused, match="did not take place"):
        actions.ask(session, by=session.relationship.clinician)


def test_of_a_session_that_was_cancelled_since_nobody_asks_and_nothing_is_added(client, time_machine):
    chris = a_client()
    session = a_session(chris)
    recording = asked_to_listen(session, says=None)
    sign_in(client, chris)
    assert "Yes or no" in client.get("/home/").content.decode()
    meetings.cancel_session(session, by=chris)
    assert "Yes or no" not in client.get("/home/").content.decode()
    time_machine.move_to(session.ends_at + datetime.timedelta(hours=1))
    recording = Recording.objects.get()
    actions.answer(recording, given=True, by=chris)
    with pytest.raises(Refused, match="did not take place"):
        a_transcript(recording)


def test_each_answer_is_a_line_in_the_ledger_and_in_the_trail():
    chris = a_client()
    recording = asked_to_listen(a_past_session(chris))
    actions.answer(recording, given=True, by=chris)  # tapped twice
    actions.answer(recording, given=False, by=chris)
    lines = Consent.objects.filter(who=chris, purpose="listening", about_id=recording.session_id).order_by(
        "at"
    )
    assert [line.given for line in lines] == [True, False]
    said = set(Entry.objects.filter(relationship_id=chris.relationship.pk).values_list("what", flat=True))
    assert {
        "asked to listen to a session",
        "consent given: listening",
        "consent withdrawn: listening",
    } <= said


def test_the_client_is_told_and_so_is_the_therapist_without_a_word_of_either():
    chris = a_client()
    asked_to_listen(a_past_session(chris))
    kinds = set(Notice.objects.values_list("member", "kind"))
    assert (chris.pk, "listening-asked") in kinds
    assert (chris.relationship.clinician.pk, "listening-yes") in kinds


# -- On the pages -------------------------------------------------------------------------------------------------


def test_a_therapist_asks_on_the_page_of_the_session(client):
    chris = a_client()
    session = a_past_session(chris)
    sign_in(client, chris.relationship.clinician)
    assert "Listening: a transcript of it" in client.get(f"/sessions/{session.pk}/").content.decode()
    page = client.get(place(session)).content.decode()
    assert "Ask Chris" in page
    assert 'type="file"' not in page
    rows = {"other-TOTAL_FORMS": "3", "other-INITIAL_FORMS": "0"}
    named = {"other-0-name": "Irma Interpreter", "other-0-what": "interpreter", "other-0-agreed": "on"}
    client.post(place(session, "ask/"), rows | named | {"services": "Zoom"})
    recording = Recording.objects.get()
    assert recording.others == [{"name": "Irma Interpreter", "as": "interpreter", "agreed": True}]
    assert 'type="file"' not in client.get(place(session)).content.decode()


def test_a_row_that_is_half_filled_in_comes_back_with_what_to_do(client):
    chris = a_client()
    session = a_past_session(chris)
    sign_in(client, chris.relationship.clinician)
    rows = {"other-TOTAL_FORMS": "3", "other-INITIAL_FORMS": "0", "other-0-name": "Irma"}
    page = client.post(place(session, "ask/"), rows).content.decode()
    assert "Choose as what they were in the room." in page
    assert 'value="Irma"' in page
    assert not Recording.objects.exists()


def test_a_client_reads_what_they_are_asked_and_answers_on_their_own_page(client):
    chris = a_client()
    session = a_past_session(chris)
    asked_to_listen(session, others=[INTERPRETER], services="Zoom, Thea's account", says=None)
    sign_in(client, chris)
    assert "Yes or no" in client.get("/home/").content.decode()
    page = client.get(place(session)).content.decode()
    for words in (
        "A no costs you nothing",
        "Irma Interpreter (interpreter)",
        "Zoom, Thea&#x27;s account",
        "Only our copy is deleted here",
        "Yes, I agree",
        "No, not this session",
        "names no illness",
    ):
        assert words in page, words
    # Neither answer is easier to give than the other.
    assert page.count('<button class="button secondary" name="say"') == 2
    question = re.search(r'name="question" value="([^"]+)"', page).group(1)
    client.post(place(session, "answer/"), {"say": "yes", "question": question})
    assert "Take back my yes" in client.get(place(session)).content.decode()
    assert "Yes or no" not in client.get("/home/").content.decode()
    client.post(place(session, "answer/"), {"say": "no"})
    assert consent.standing(Recording.objects.get()) == consent.NO


def test_a_yes_from_a_page_that_is_out_of_date_is_not_counted_and_a_no_is(client):
    """What was asked changed while the page was open: the client never read what stands there now."""
    chris = a_client()
    session = a_past_session(chris)
    read = asked_to_listen(session, says=None).question
    actions.ask(session, by=session.relationship.clinician, others=[INTERPRETER], services="Zoom")
    sign_in(client, chris)
    for old in ({"question": read}, {}, {"question": "x"}):
        page = client.post(place(session, "answer/"), {"say": "yes"} | old, follow=True).content.decode()
        assert "What you are asked has changed. Read it again, then answer." in page
        assert consent.standing(Recording.objects.get()) == consent.UNANSWERED
    client.post(place(session, "answer/"), {"say": "no", "question": read})
    assert consent.standing(Recording.objects.get()) == consent.NO


def test_no_answer_changes_nothing(client):
    chris = a_client()
    session = a_past_session(chris)
    recording = asked_to_listen(session, says=None)
    sign_in(client, chris)
    answer = client.post(place(session, "answer/"), {"say": "perhaps"}, follow=True)
    assert "Choose yes or no. Nothing has changed." in answer.content.decode()
    assert consent.standing(recording) == consent.UNANSWERED


def test_a_client_who_was_not_asked_has_no_such_page(client):
    chris = a_client()
    session = a_past_session(chris)
    sign_in(client, chris)
    assert client.get(place(session)).status_code == 404


def test_another_therapist_and_another_client_find_no_such_page(client):
    """While there is something to find."""
    thea = a_therapist("Thea")
    chris = a_client("Chris", therapist=thea)
    ann = a_client("Ann", therapist=thea)
    theo = a_therapist("Theo", owner=_owner_of(thea))
    session = a_past_session(chris)
    asked_to_listen(session)
    for stranger in (ann, theo):
        sign_in(client, stranger)
        assert client.get(place(session)).status_code == 404
        assert client.post(place(session, "answer/"), {"say": "no"}).status_code == 404
        assert client.post(place(session, "add/"), {}).status_code == 404
    assert consent.standing(Recording.objects.get()) == consent.YES


def _owner_of(member):
    return Member.objects.select_related("practice").get(practice=member.practice_id, role="owner")


def test_a_deputy_who_may_open_the_session_finds_no_such_page(client):
    """Who stands in sees the sessions, and has no part in listening to them."""
    thea = a_therapist("Thea")
    chris = a_client("Chris", therapist=thea)
    dora = a_therapist("Dora", owner=_owner_of(thea))
    today = timezone.localdate()
    people.go_away(thea, deputy=dora, first_day=today, last_day=today, by=_owner_of(thea))
    session = a_past_session(chris)
    asked_to_listen(session)
    sign_in(client, dora)
    page = client.get(f"/sessions/{session.pk}/")
    assert page.status_code == 200
    assert "Listening" not in page.content.decode()
    assert client.get(place(session)).status_code == 404
    assert client.post(place(session, "ask/"), {}).status_code == 404
