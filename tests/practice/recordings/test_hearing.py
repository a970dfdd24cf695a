"""The worker listens: once, only with everybody's yes, and whatever happens to it on the way."""

import uuid

import pytest
from django.utils import timezone

from beside.listening import NoReading
from beside.practice.people.models import Consent
from beside.practice.recordings import actions, hearing
from beside.practice.recordings.models import SILENT, Recording, Report, Transcript
from beside.practice.work import worker
from beside.practice.work.models import Job
from tests.vocabulary import a_client, a_past_session, a_transcript, asked_to_listen, listened_to, sign_in

KIND = "beside.practice.recordings.tasks.listen_to"


@pytest.fixture
def transcript():
    return a_transcript(asked_to_listen(a_past_session(a_client())))


def hear(transcript, attempt=None):
    hearing.hear(transcript.practice_id, transcript.pk, attempt or transcript.attempt, light=True)


def test_what_was_heard_waits_for_its_author(transcript):
    hear(transcript)
    recording = Recording.objects.get()
    assert recording.state == Recording.State.HEARD
    assert recording.heard_by
    assert recording.heard_at
    assert {finding["heard"] for finding in Report.objects.get().heard["findings"]} >= {
        "questions",
        "silences",
    }


def test_how_a_client_talks_of_change_is_not_kept(transcript):
    hear(transcript)
    rows = Report.objects.get().heard["turns"]
    of_the_client = [row for row in rows if row["role"] == "client"]
    assert of_the_client
    assert all(row["talk"] is None and row["probabilities"] == {} for row in of_the_client)


def test_what_was_heard_already_did_not_fail(transcript):
    hear(transcript)
    hearing._failed(transcript.practice_id, transcript.pk, transcript.attempt, "it did not work")
    assert Recording.objects.get().state == Recording.State.HEARD


def test_a_second_attempt_finds_what_the_first_one_did(transcript):
    hear(transcript)
    first = Report.objects.get()
    hear(transcript)
    assert Report.objects.get().pk == first.pk


def test_without_a_yes_it_does_not_begin(transcript, monkeypatch):
    Consent.objects.filter(given=True, who__role="client").update(to_confirm=True)
    monkeypatch.setattr("beside.listening.listen", lambda *_, **__: pytest.fail("it was listened to"))
    hear(transcript)
    assert Recording.objects.get().state == Recording.State.FAILED
    assert not Report.objects.exists()


def test_a_yes_taken_back_while_it_listens_leaves_nothing(transcript, monkeypatch):
    """Asked again before anything is written."""
    import beside.listening

    listen = beside.listening.listen

    def while_it_listens(session, **kwargs):
        report = listen(session, **kwargs)
        actions.answer(Recording.objects.get(), given=False, by=transcript.relationship.client)
        return report

    monkeypatch.setattr("beside.listening.listen", while_it_listens)
    hear(transcript)
    assert not Report.objects.exists()
    assert not Transcript.objects.exists()
    assert Recording.objects.get().state == Recording.State.GONE


def test_a_yes_that_ended_while_it_listens_writes_nothing(transcript, monkeypatch):
    import beside.listening

    listen = beside.listening.listen

    def while_it_listens(session, **kwargs):
        Consent.objects.filter(given=True).update(to_confirm=True)
        return listen(session, **kwargs)

    monkeypatch.setattr("beside.listening.listen", while_it_listens)
    hear(transcript)
    assert not Report.objects.exists()


def test_killed_between_hearing_and_writing_it_is_done_by_the_next(transcript, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(hearing, "_write", killed)
        with pytest.raises(Killed):
            hear(transcript)
    assert Recording.objects.get().state == Recording.State.LISTENING
    assert not Report.objects.exists()
    hear(transcript)
    assert Recording.objects.get().state == Recording.State.HEARD


def test_an_attempt_that_was_overtaken_writes_nothing(transcript):
    Recording.objects.update(state="listening", moved_at=timezone.now() - 2 * SILENT)
    actions.try_again(Recording.objects.get(), by=transcript.author)
    hear(transcript, attempt=1)
    assert not Report.objects.exists()
    hear(transcript, attempt=2)
    assert Report.objects.exists()


def test_a_job_that_is_given_something_else_does_nothing():
    hearing.hear(uuid.uuid4(), uuid.uuid4(), 1)
    assert not Report.objects.exists()


def test_the_worker_does_it_by_its_queue(transcript, monkeypatch):
    monkeypatch.setattr(hearing, "hear", lambda *here: heard.append(here))
    heard = []
    worker.Worker().do(_claimed())
    assert heard == [(str(transcript.practice_id), str(transcript.pk), 1)]
    assert Job.objects.get(kind=KIND).state == "done"


def _claimed():
    from beside.practice.work import queue

    Job.objects.exclude(kind=KIND).delete()
    return queue.claim()


def test_how_far_it_is_can_be_seen_and_says_nothing_else(client, transcript):
    sign_in(client, transcript.author)
    Recording.objects.update(state="listening", progress=40)
    place = f"/sessions/{transcript.recording.session_id}/listening/"
    for page in (place, place + "progress/"):
        words = client.get(page).content.decode()
        assert "40 of 100 done." in words
        assert "sister" not in words
    hear(transcript)
    assert client.get(place + "progress/").headers["HX-Refresh"] == "true"


def test_progress_is_written_in_steps(transcript):
    Recording.objects.update(state="listening")
    told = hearing._Progress(transcript.practice_id, transcript.pk, transcript.attempt)
    for part in (0.0, 0.01, 0.06, 0.5, 1.0):
        told(part)
    assert Recording.objects.get().progress == 99


def test_what_fails_says_why_and_can_be_tried_again(client, transcript, monkeypatch):
    def fails(*_, **__):
        raise NoReading("The small model is damaged.")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("beside.listening.listen", fails)
        hear(transcript)
    sign_in(client, transcript.author)
    place = f"/sessions/{transcript.recording.session_id}/listening/"
    page = client.get(place).content.decode()
    assert "The program that reads the words is not in order on this computer." in page
    client.post(place + "again/")
    assert Recording.objects.get().state == Recording.State.WAITING
    hear(transcript, attempt=2)
    assert Recording.objects.get().state == Recording.State.HEARD


def test_a_fault_of_ours_is_told_as_ours_and_the_queue_tries_again(client, transcript, monkeypatch):
    def fails(*_, **__):
        raise ZeroDivisionError("my sister called")

    monkeypatch.setattr("beside.listening.listen", fails)
    with pytest.raises(ZeroDivisionError):
        hear(transcript)
    sign_in(client, transcript.author)
    page = client.get(f"/sessions/{transcript.recording.session_id}/listening/").content.decode()
    assert "Something went wrong here, not in your file." in page


def test_no_word_of_a_fault_stands_in_the_log_or_the_queue(transcript, monkeypatch, capfd):
    def fails(*_, **__):
        raise ZeroDivisionError("my sister called")

    monkeypatch.setattr("beside.listening.listen", fails)
    worker.Worker().do(_claimed())
    job = Job.objects.get(kind=KIND)
    assert job.error_code == "ZeroDivisionError"
    assert "sister" not in "".join(capfd.readouterr())


def test_where_nothing_moves_it_can_be_tried_again_and_the_page_stops_asking(client, transcript):
    """A page that asks for ever would keep somebody signed in who has left."""
    sign_in(client, transcript.author)
    place = f"/sessions/{transcript.recording.session_id}/listening/"
    assert "hx-trigger" in client.get(place).content.decode()
    Recording.objects.update(moved_at=timezone.now() - 2 * SILENT)
    assert client.get(place + "progress/").headers["HX-Refresh"] == "true"
    page = client.get(place).content.decode()
    assert "Nothing has moved for some minutes." in page
    assert "hx-trigger" not in page


def test_who_is_who_is_corrected_and_it_is_listened_to_again(client):
    recording = asked_to_listen(a_past_session(a_client()))
    listened_to(recording)
    thea = recording.relationship.clinician
    sign_in(client, thea)
    place = f"/sessions/{recording.session_id}/listening/"
    assert "Who is who in the transcript" in client.get(place).content.decode()
    client.post(place + "who/", {"who0": "client", "who1": "therapist"})
    transcript = Transcript.objects.get()
    assert not Report.objects.exists()
    hear(transcript)
    report = Report.objects.get()
    assert [row["role"] for row in report.heard["turns"]][:2] == ["client", "therapist"]
    assert "The therapist said who is who." in client.get(place + "report/").content.decode()


def test_who_is_who_without_a_yes_takes_no_report_away(client):
    """After a restore it could not be listened to again."""
    recording = asked_to_listen(a_past_session(a_client()))
    listened_to(recording)
    Consent.objects.filter(given=True).update(to_confirm=True)
    sign_in(client, recording.relationship.clinician)
    place = f"/sessions/{recording.session_id}/listening/"
    client.post(place + "who/", {"who0": "client", "who1": "therapist"})
    assert Report.objects.exists()
    assert Recording.objects.get().state == Recording.State.HEARD


def test_somebody_has_to_be_the_therapist(client):
    recording = asked_to_listen(a_past_session(a_client()))
    listened_to(recording)
    sign_in(client, recording.relationship.clinician)
    page = client.post(
        f"/sessions/{recording.session_id}/listening/who/", {"who0": "client", "who1": "client"}
    )
    assert "Say which of them is the therapist." in page.content.decode()
    assert Report.objects.exists()
