"""The consent ledger: every yes with its end in sight, and taking one back does what the room's own page does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beside.practice.agreements import actions as agreements
from beside.practice.agreements import companions
from beside.practice.agreements.models import Companion
from beside.practice.desk import consents
from beside.practice.people import actions as people
from beside.practice.people.consent_words import WORDS
from beside.practice.people.errors import Refused
from beside.practice.people.models import Consent
from beside.practice.recordings.models import Recording, Transcript
from tests.vocabulary import (
    a_client,
    a_past_session,
    a_session,
    asked_to_listen,
    listened_to,
    sign_in,
)


def ledger(chris):
    return consents.ledger(chris, [chris.relationship])


def lines_of(chris, purpose):
    return Consent.objects.filter(who=chris, purpose=purpose).order_by("at")


def test_a_yes_to_listening_says_to_what_to_whom_and_until_when():
    chris = a_client()
    session = a_past_session(chris)
    recording = asked_to_listen(session)
    [entry] = ledger(chris)
    assert (entry.state, entry.session, entry.until) == ("stands", session, recording.until)
    assert "Thea" in entry.what_for
    assert entry.href == f"/sessions/{session.pk}/listening/"


def test_taken_back_here_the_transcript_goes_as_on_its_own_page(client):
    chris = a_client()
    recording = asked_to_listen(a_past_session(chris))
    listened_to(recording)
    line = lines_of(chris, "listening").last()
    sign_in(client, chris).post(f"/me/consents/{line.pk}/withdraw/")
    recording.refresh_from_db()
    assert (recording.state, recording.gone_why) == (Recording.State.GONE, Recording.Gone.WITHDRAWN)
    assert not Transcript.objects.exists()
    [entry] = ledger(chris)
    assert (entry.state, bool(entry.since), entry.can_be_taken_back) == ("no", True, False)


def test_taken_back_here_a_companion_is_not_in_the_room():
    chris = a_client()
    session = a_session(chris)
    inge = agreements.name_companion(
        session, name="Inge Holm", role="interpreter", by=chris.relationship.clinician
    )
    agreements.answer_companions(session, given=True, by=chris, seen=[inge.pk])
    consents.withdraw(lines_of(chris, "companions").last(), by=chris)
    assert companions.standing(session, list(Companion.objects.all())) == companions.NO
    assert lines_of(chris, "companions").count() == 2


def test_a_purpose_without_an_effect_of_its_own_is_taken_back_by_the_line_alone():
    chris = a_client()
    people.consent(chris.relationship, purpose="something", given=True, by=chris)
    line = lines_of(chris, "something").last()
    for _twice in range(2):
        consents.withdraw(line, by=chris)
    assert not people.has_consent(chris.relationship, who=chris, purpose="something")
    assert lines_of(chris, "something").count() == 2


def test_only_whoever_said_yes_takes_it_back(client):
    chris = a_client()
    people.consent(chris.relationship, purpose="something", given=True, by=chris)
    line = lines_of(chris, "something").last()
    with pytest.raises(Refused, match="whoever said yes"):
        consents.withdraw(line, by=chris.relationship.clinician)
    other = sign_in(client, a_client("Ann Other"))
    assert other.post(f"/me/consents/{line.pk}/withdraw/").status_code == 404


def test_that_one_was_told_is_no_yes_to_take_back():
    chris = a_client()
    people.consent(chris.relationship, purpose="told-who-sees", given=True, by=chris)
    [entry] = ledger(chris)
    assert not entry.can_be_taken_back
    with pytest.raises(Refused, match="nothing to take back"):
        consents.withdraw(entry.line, by=chris)


def test_after_a_restore_a_yes_waits_to_be_said_again_and_can_be_taken_back():
    chris = a_client()
    people.consent(chris.relationship, purpose="something", given=True, by=chris)
    Consent.objects.update(to_confirm=True)
    [entry] = ledger(chris)
    assert (entry.state, entry.can_be_taken_back) == ("again", True)


def test_a_no_that_the_therapist_wrote_down_is_shown_as_that(client):
    chris = a_client()
    recording = asked_to_listen(a_past_session(chris))
    from beside.practice.recordings import actions as recordings

    recordings.answer(recording, given=False, by=chris.relationship.clinician)
    page = sign_in(client, chris).get("/me/consents/").content.decode()
    assert "written down by Thea" in page


def test_every_purpose_that_a_room_acts_on_has_words():
    assert set(consents._effects()) <= set(WORDS)


def test_the_page_costs_the_same_however_many_there_are(client):
    chris = a_client()
    asked_to_listen(a_past_session(chris))
    sign_in(client, chris)
    client.get("/me/consents/")
    costs = []
    for number in range(4):
        people.consent(chris.relationship, purpose=f"purpose-{number}", given=True, by=chris)
        with CaptureQueriesContext(connection) as seen:
            page = client.get("/me/consents/").content.decode()
        costs.append(len(seen))
    assert "purpose-3" in page
    assert len(set(costs)) == 1
