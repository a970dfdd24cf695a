"""What was heard is shown to a supervisor by name, when the client said yes to that one person; either ends it."""

import pytest
from django.utils import timezone

from beside.practice.audit.models import Entry
from beside.practice.people.errors import Refused
from beside.practice.people.models import Consent, Notice, Supervision
from beside.practice.recordings import actions
from beside.practice.recordings.models import Report, Showing
from tests.vocabulary import a_client, a_past_session, a_supervisor, asked_to_listen, listened_to, sign_in


@pytest.fixture(params=["responsible", "consultative"])
def heard(request, db):
    chris = a_client()
    recording = asked_to_listen(a_past_session(chris))
    listened_to(recording)
    recording.place = f"/sessions/{recording.session_id}/listening/"
    recording.thea, recording.chris = recording.relationship.clinician, chris
    recording.sara = a_supervisor("Sara Supervisor", of=recording.thea, kind=request.param)
    return recording


def asked(heard):
    return actions.ask_to_show(heard, supervisor=heard.sara, by=heard.thea)


def agreed(heard):
    return actions.answer_showing(asked(heard), given=True, by=heard.chris)


def opened(client, showing, by):
    sign_in(client, by)
    return client.get(f"/listening/shown/{showing.pk}/")


def test_without_the_clients_yes_a_supervisor_reads_nothing(client, heard):
    showing = asked(heard)
    assert opened(client, showing, heard.sara).status_code == 404
    assert not Report.objects.visible_to(heard.sara).exists()
    assert "Nothing is shown to you" in client.get("/listening/shown/").content.decode()
    actions.answer_showing(showing, given=False, by=heard.chris)
    assert opened(client, showing, heard.sara).status_code == 404


def test_with_it_they_read_the_report_and_no_transcript_note_or_name(client, heard):
    actions.correct(heard, turn=5, reading="rejecting", was="complaint", note="my own", by=heard.thea)
    showing = agreed(heard)
    page = opened(client, showing, heard.sara).content.decode()
    for words in ("You should call her back tonight", "Thea corrected this", "with the client’s yes"):
        assert words in page
    for words in ("my own", "Chris", "My sister called", "Keep it or correct it", heard.place):
        assert words not in page
    assert Notice.objects.filter(member=heard.sara, kind="listening-shown", seen_at__isnull=False).exists()
    assert "Thea Therapist" in client.get("/listening/shown/").content.decode()
    for end in ("", "report/", "turns/4/"):
        assert client.get(heard.place + end).status_code == 404


def test_that_they_read_it_is_in_the_trail_and_on_the_clients_page(client, heard):
    showing = agreed(heard)
    sign_in(client, heard.chris)
    assert "Sara Supervisor has not read it yet" in client.get(heard.place).content.decode()
    opened(client, showing, heard.sara)
    read = Entry.objects.get(what="listening-shown", relationship_id=heard.relationship_id)
    assert (read.who_id, read.kinds) == (heard.sara.pk, "listening-reports")
    sign_in(client, heard.chris)
    page = client.get(heard.place).content.decode()
    assert "Sara Supervisor read it first on" in page
    assert "Thea and Sara Supervisor see this." in page


def test_nobody_else_who_supervises_reads_it(client, heard):
    showing = agreed(heard)
    other = a_supervisor("Otto Other", of=heard.thea, kind="responsible")
    assert opened(client, showing, other).status_code == 404


def test_the_client_is_asked_on_their_page_and_answers_there(client, heard):
    sign_in(client, heard.thea)
    client.post(heard.place + "show/", {"supervisor": str(heard.sara.pk)})
    showing = Showing.objects.get()
    sign_in(client, heard.chris)
    page = client.get(heard.place).content.decode()
    assert "May Sara Supervisor read what was heard?" in page
    assert "Not the transcript." in page
    client.post(f"/listening/shown/{showing.pk}/answer/", {"say": "yes"})
    assert opened(client, showing, heard.sara).status_code == 200
    sign_in(client, heard.thea)
    page = client.get(heard.place).content.decode()
    assert "Shown to Sara Supervisor since" in page
    assert "You and Sara Supervisor see this." in page
    assert "to you alone" not in page


@pytest.mark.parametrize("who", ["the client", "the therapist"])
def test_either_ends_it_and_the_client_sees_that_it_was(client, heard, who):
    showing = agreed(heard)
    if who == "the client":
        actions.answer_showing(showing, given=False, by=heard.chris)
    else:
        actions.end_showing(showing, by=heard.thea)
    assert opened(client, showing, heard.sara).status_code == 404
    sign_in(client, heard.chris)
    assert "Sara Supervisor could read it from" in client.get(heard.place).content.decode()


def test_after_a_no_it_is_not_asked_again_and_the_client_can_change_it(heard):
    showing = asked(heard)
    actions.answer_showing(showing, given=False, by=heard.chris)
    with pytest.raises(Refused, match="not asked again"):
        asked(heard)
    actions.answer_showing(showing, given=True, by=heard.chris)
    assert Report.objects.visible_to(heard.sara).count() == 1


def test_ended_by_the_therapist_only_a_new_question_opens_it(heard):
    showing = agreed(heard)
    actions.end_showing(showing, by=heard.thea)
    with pytest.raises(Refused, match="ask you again"):
        actions.answer_showing(showing, given=True, by=heard.chris)
    again = asked(heard)
    assert again.pk != showing.pk
    assert not Report.objects.visible_to(heard.sara).exists()


def test_only_the_client_says_yes_and_only_about_who_supervises_now(heard):
    showing = asked(heard)
    for somebody in (heard.thea, heard.sara):
        with pytest.raises(Refused, match="Only the client"):
            actions.answer_showing(showing, given=True, by=somebody)
    Supervision.objects.update(ended_on=timezone.localdate())
    with pytest.raises(Refused, match="supervises you now"):
        asked(heard)


def test_when_supervision_ends_so_does_what_is_shown(client, heard):
    showing = agreed(heard)
    Supervision.objects.update(ended_on=timezone.localdate())
    assert opened(client, showing, heard.sara).status_code == 404


@pytest.mark.parametrize("why", ["the yes is taken back", "it is deleted", "a backup came back"])
def test_what_is_gone_or_not_agreed_to_any_more_is_shown_to_nobody(client, heard, why):
    showing = agreed(heard)
    if why == "the yes is taken back":
        actions.answer(heard, given=False, by=heard.chris)
    elif why == "it is deleted":
        actions.delete(heard, by=heard.thea)
    else:
        Consent.objects.filter(purpose="listening-shown").update(to_confirm=True)
        sign_in(client, heard.chris)
        assert "The computer was set back" in client.get(heard.place).content.decode()
    assert opened(client, showing, heard.sara).status_code == 404


def test_asked_and_answered_twice_it_is_once(heard):
    assert asked(heard).pk == asked(heard).pk
    showing = agreed(heard)
    actions.answer_showing(showing, given=True, by=heard.chris)
    assert Consent.objects.filter(purpose="listening-shown").count() == 1


def test_a_frozen_record_takes_no_new_yes_and_can_be_ended(heard):
    showing = agreed(heard)
    heard.relationship.frozen = True
    heard.relationship.save(update_fields=["frozen"])
    actions.answer_showing(showing, given=False, by=heard.chris)
    with pytest.raises(Refused, match="frozen"):
        actions.answer_showing(showing, given=True, by=heard.chris)
