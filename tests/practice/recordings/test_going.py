"""What was said and heard goes: at its time, when somebody takes back their yes, when it is erased. For good, backups too."""

import datetime

import pytest
from django.utils import timezone

from beside.practice.audit.models import Entry
from beside.practice.desk import erase, keyring_backups
from beside.practice.loops.models import Loop
from beside.practice.people.access import Named
from beside.practice.people.errors import Refused
from beside.practice.people.models import Consent, Notice
from beside.practice.recordings import actions, brief, consent, hearing
from beside.practice.recordings import erase as again
from beside.practice.recordings.models import Correction, KeptMoment, Recording, Report, Transcript
from beside.practice.recordings.recurring import EVERY
from beside.practice.vault import keyring
from beside.practice.vault.errors import Destroyed
from beside.practice.vault.models import DataKey
from tests.vocabulary import a_client, a_past_session, a_transcript, asked_to_listen, listened_to, sign_in

MADE = (Transcript, Report, Correction, KeptMoment)


@pytest.fixture
def heard():
    """A session that was listened to, with one reading corrected and one moment kept and shared."""
    chris = a_client()
    recording = asked_to_listen(a_past_session(chris))
    listened_to(recording)
    by = chris.relationship.clinician
    kept = actions.keep(recording, turn=4, reading="advice_without_permission", by=by)
    actions.share_moment(kept, shared=True, by=by)
    actions.correct(recording, turn=5, reading="rejecting", was="complaint", note="about the phone", by=by)
    return Recording.objects.select_related("relationship__client", "relationship__clinician").get()


def there():
    return [model.__name__ for model in MADE if model.objects.exists()]


def keys():
    return {
        kind: DataKey.objects.filter(kind=kind, wrapped__isnull=False).count()
        for kind in ("transcript", "kept")
    }


def test_taken_back_all_of_it_is_gone_at_once_with_its_keys(heard, django_capture_on_commit_callbacks):
    assert there() == ["Transcript", "Report", "Correction", "KeptMoment"]
    assert keys() == {"transcript": 1, "kept": 1}
    with django_capture_on_commit_callbacks(execute=True):
        actions.answer(heard, given=False, by=heard.relationship.client)
    assert there() == []
    assert keys() == {"transcript": 0, "kept": 0}


def test_a_no_said_in_the_room_is_written_down_by_the_therapist_and_takes_all_of_it(
    client, heard, django_capture_on_commit_callbacks
):
    """Somebody who cannot sign in can take back their yes too; the client is told, and can change it."""
    thea, chris = heard.relationship.clinician, heard.relationship.client
    place = f"/sessions/{heard.session_id}/listening/"
    sign_in(client, thea)
    assert "Chris told me that they take back their yes" in client.get(place).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(place + "no/")
    assert there() == []
    assert keys() == {"transcript": 0, "kept": 0}
    assert consent.standing(Recording.objects.get()) == consent.NO
    assert Entry.objects.filter(what="consent withdrawn: listening", who_id=thea.pk).exists()
    assert Notice.objects.filter(member=chris, kind="listening-written-down").exists()
    sign_in(client, chris)
    assert "Thea wrote down that you said no." in client.get(place).content.decode()
    actions.answer(Recording.objects.get(), given=True, by=chris)
    assert consent.standing(Recording.objects.get()) == consent.YES


def test_a_record_that_is_frozen_bars_no_no(heard):
    relationship = heard.relationship
    relationship.frozen = True
    relationship.save()
    actions.answer(heard, given=False, by=relationship.client)
    assert there() == []


def test_an_old_copy_of_the_rows_opens_no_more(heard, django_capture_on_commit_callbacks):
    """As in a backup of the database from before: the rows are there, and nothing opens them."""
    copy = Transcript.objects.values("words", "pk", "practice", "relationship").get()
    row = Transcript(
        pk=copy["pk"], practice_id=copy["practice"], relationship_id=copy["relationship"], words=copy["words"]
    )
    with django_capture_on_commit_callbacks(execute=True):
        actions.answer(heard, given=False, by=heard.relationship.client)
    with pytest.raises(Destroyed):
        row.words["turns"]


def test_the_therapist_sees_that_it_was_taken_back_and_not_why(client, heard):
    actions.answer(heard, given=False, by=heard.relationship.client)
    sign_in(client, heard.relationship.clinician)
    place = f"/sessions/{heard.session_id}/listening/"
    page = client.get(place).content.decode()
    assert "somebody took back their yes" in page
    assert "called" not in page
    assert 'type="file"' not in page
    for gone in ("report/", "turns/4/"):
        assert client.get(place + gone).status_code == 404


def test_the_client_still_sees_that_it_was_listened_to_and_when_it_was_deleted(client, heard):
    actions.answer(heard, given=False, by=heard.relationship.client)
    sign_in(client, heard.relationship.client)
    page = client.get(f"/sessions/{heard.session_id}/listening/").content.decode()
    assert "This session was listened to on" in page
    assert f"“{heard.heard_by}”" in page
    assert "You took back your yes." in page
    assert "deleted" in client.get("/me/listening/").content.decode()


def test_after_it_was_taken_back_a_new_yes_can_be_given_and_a_new_transcript_added(
    heard, django_capture_on_commit_callbacks
):
    chris = heard.relationship.client
    with django_capture_on_commit_callbacks(execute=True):
        actions.answer(heard, given=False, by=chris)
        actions.answer(heard, given=True, by=chris)
    report = listened_to(Recording.objects.select_related("relationship__clinician").get())
    assert report.heard["turns"]


def test_when_its_time_is_over_only_what_was_kept_stays(heard, django_capture_on_commit_callbacks):
    day = heard.until + datetime.timedelta(days=1)
    assert actions.those_whose_time_is_over(heard.until) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.those_whose_time_is_over(day) == 1
        assert actions.those_whose_time_is_over(day) == 0
    assert there() == ["KeptMoment"]
    assert keys() == {"transcript": 0, "kept": 1}
    recording = Recording.objects.get()
    assert (recording.state, recording.gone_why) == ("gone", "time")


@pytest.mark.parametrize("why", ["its day is over", "a backup was brought back"])
def test_while_the_worker_is_down_what_should_be_gone_is_not_read_kept_or_shared(
    client, heard, time_machine, why
):
    thea, chris = heard.relationship.clinician, heard.relationship.client
    actions.share_report(heard, shared=True, by=thea)
    if why == "its day is over":
        time_machine.move_to(timezone.now() + datetime.timedelta(days=31))
    else:
        Consent.objects.filter(given=True).update(to_confirm=True)
    for reader in (thea, chris):
        sign_in(client, reader)
        assert client.get(f"/sessions/{heard.session_id}/listening/report/").status_code == 404
    with pytest.raises(Refused, match="not here any more"):
        actions.keep(heard, turn=5, reading="rejecting", by=thea)
    with pytest.raises(Refused, match="not here any more"):
        actions.share_report(heard, shared=False, by=thea)


def test_a_kept_moment_reads_the_same_when_its_transcript_is_gone(client, heard):
    actions.those_whose_time_is_over(heard.until + datetime.timedelta(days=1))
    for reader in (heard.relationship.clinician, heard.relationship.client):
        sign_in(client, reader)
        page = client.get(f"/sessions/{heard.session_id}/listening/").content.decode()
        assert "You should call her back tonight" in page
        assert "Advice that nobody asked for" in page


def test_a_yes_taken_back_after_that_takes_what_was_kept(heard):
    actions.those_whose_time_is_over(heard.until + datetime.timedelta(days=1))
    actions.answer(heard, given=False, by=heard.relationship.client)
    assert there() == []


def test_the_owner_sets_after_how_many_days(client):
    chris = a_client()
    practice = chris.relationship.practice
    practice.transcript_days = 7
    practice.save()
    recording = asked_to_listen(a_past_session(chris))
    assert recording.until == timezone.localdate() + datetime.timedelta(days=7)


def test_what_was_promised_stays_when_the_owner_changes_it(heard):
    practice = heard.relationship.practice
    until = heard.until
    practice.transcript_days = 300
    practice.save()
    assert Recording.objects.get().until == until


def test_it_is_looked_after_each_hour():
    (task, often), *_ = EVERY
    assert often <= datetime.timedelta(hours=1)
    task.call()


def test_the_therapist_deletes_it_before_its_time(client, heard):
    sign_in(client, heard.relationship.clinician)
    client.post(f"/sessions/{heard.session_id}/listening/delete/")
    assert there() == ["KeptMoment"]


def test_somebody_else_in_the_room_takes_back_their_yes(client):
    chris = a_client()
    recording = asked_to_listen(a_past_session(chris), others=[("Irma", "interpreter", True)])
    listened_to(recording)
    sign_in(client, chris.relationship.clinician)
    client.post(f"/sessions/{recording.session_id}/listening/another/")
    assert there() == []
    assert Recording.objects.get().others[0]["agreed"] is False


# -- Cut short, restored, held by law, erased -----------------------------------------------------------------------


def test_cut_off_between_the_rows_and_their_keys_the_keys_go_later(heard):
    """The callbacks after the commit never ran."""
    actions.answer(heard, given=False, by=heard.relationship.client)
    assert keys() == {"transcript": 1, "kept": 1}
    later = timezone.now() + datetime.timedelta(hours=7)
    assert actions.destroy_keys_left_over(later) == 2
    assert keys() == {"transcript": 0, "kept": 0}


def test_a_key_whose_row_is_still_being_written_is_left_alone(heard):
    actions.answer(heard, given=False, by=heard.relationship.client)
    assert actions.destroy_keys_left_over() == 0


def test_keys_that_seal_something_are_left_alone(heard):
    assert actions.destroy_keys_left_over(timezone.now() + datetime.timedelta(days=9)) == 0
    assert keys() == {"transcript": 1, "kept": 1}


def test_a_moment_can_be_kept_again_after_the_only_one_was_let_go(heard, django_capture_on_commit_callbacks):
    """While its transcript is there, the key of what is kept of it stays, however long nothing is kept."""
    actions.let_go(KeptMoment.objects.get(), by=heard.relationship.clinician)
    assert actions.destroy_keys_left_over(timezone.now() + datetime.timedelta(days=2)) == 0
    kept = actions.keep(heard, turn=4, reading="advice_without_permission", by=heard.relationship.clinician)
    assert KeptMoment.objects.get(pk=kept.pk).words["words"]
    actions.let_go(kept, by=heard.relationship.clinician)
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete(heard, by=heard.relationship.clinician)
    assert actions.destroy_keys_left_over(timezone.now() + datetime.timedelta(days=2)) == 1


def test_a_key_of_what_was_kept_says_nothing_of_the_transcript_after_a_restore(heard):
    """Only its own key takes a transcript with it, and nobody is said to have taken back their yes."""
    transcript = Transcript.objects.get().pk
    keyring.destroy_of(
        heard.practice_id, relationship=heard.relationship_id, holder=transcript, kinds=["kept"]
    )
    erase.replay()
    assert there() == ["Transcript", "Report", "Correction"]
    assert Recording.objects.get().state == Recording.State.HEARD


def test_a_restored_backup_does_not_bring_it_back(heard):
    """The rows are there again, as on the day of the backup; their keys were destroyed since."""
    transcript = Transcript.objects.get().pk
    for kind in ("transcript", "kept"):
        keyring.destroy_of(
            heard.practice_id, relationship=heard.relationship_id, holder=transcript, kinds=[kind]
        )
    assert erase.replay() == 1
    assert there() == []
    recording = Recording.objects.get()
    assert (recording.state, recording.gone_why) == ("gone", "withdrawn")
    assert again.clear_destroyed() == 0


def test_a_restored_backup_keeps_what_outlived_its_transcript(heard):
    transcript = Transcript.objects.get().pk
    keyring.destroy_of(
        heard.practice_id, relationship=heard.relationship_id, holder=transcript, kinds=["transcript"]
    )
    erase.replay()
    assert there() == ["KeptMoment"]


def test_no_older_backup_of_the_keys_brings_it_back(heard, monkeypatch, django_capture_on_commit_callbacks):
    written = []
    monkeypatch.setattr(keyring_backups, "rewrite", lambda: written.append("all anew"))
    monkeypatch.setattr(keyring_backups, "write", lambda: written.append("one more"))
    keyring_backups.folder().mkdir(parents=True, exist_ok=True)
    (keyring_backups.folder() / "state").write_text(keyring_backups._state())
    with django_capture_on_commit_callbacks(execute=True):
        actions.answer(heard, given=False, by=heard.relationship.client)
    keyring_backups.write_if_changed()
    assert written == ["all anew"]


def test_what_the_law_holds_is_read_by_nobody_and_goes_when_the_hold_ends(client, heard):
    relationship = heard.relationship
    relationship.on_hold = True
    relationship.save()
    actions.answer(heard, given=False, by=relationship.client)
    assert there() == ["Transcript", "Report", "Correction", "KeptMoment"]
    sign_in(client, relationship.clinician)
    place = f"/sessions/{heard.session_id}/listening/"
    assert client.get(place + "report/").status_code == 404
    assert "call her back" not in client.get(place).content.decode()
    assert actions.those_whose_time_is_over() == 0
    relationship.on_hold = False
    relationship.save()
    assert actions.those_whose_time_is_over() == 1
    assert there() == []


def test_who_asked_to_see_it_and_takes_it_back_waits_for_nothing(heard):
    actions.ask_to_see(heard, by=heard.relationship.client)
    assert Loop.objects.waiting().exists()
    actions.answer(heard, given=False, by=heard.relationship.client)
    assert not Loop.objects.waiting().exists()


@pytest.fixture
def held(heard):
    """Taken back while the law holds the record: the rows are there, and nobody's any more."""
    relationship = heard.relationship
    relationship.on_hold = True
    relationship.save()
    actions.answer(heard, given=False, by=relationship.client)
    return Recording.objects.select_related("relationship__client", "relationship__clinician").get()


def test_under_a_hold_nobody_is_told_that_it_is_deleted(client, held):
    place, sentence = f"/sessions/{held.session_id}/listening/", "The law holds it for a time"
    for reader in (held.relationship.client, held.relationship.clinician):
        sign_in(client, reader)
        page = client.get(place).content.decode()
        assert sentence in page
        assert "deleted on" not in page
        assert "are deleted" not in page
        assert "deleted at once" not in page
    sign_in(client, held.relationship.client)
    assert "held by law" in client.get("/me/listening/").content.decode()


def test_what_was_deleted_before_the_hold_is_not_said_to_be_held(client, heard):
    actions.delete(heard, by=heard.relationship.clinician)
    heard.relationship.on_hold = True
    heard.relationship.save()
    sign_in(client, heard.relationship.clinician)
    page = client.get(f"/sessions/{heard.session_id}/listening/").content.decode()
    assert "when the law holds it no longer" not in page
    assert 'type="file"' in page


def test_before_taking_it_back_under_a_hold_the_client_reads_what_happens(client, heard):
    heard.relationship.on_hold = True
    heard.relationship.save()
    sign_in(client, heard.relationship.client)
    page = client.get(f"/sessions/{heard.session_id}/listening/").content.decode()
    assert "The law holds it for a time" in page
    assert "deleted at once" not in page


def test_asked_again_it_still_reads_when_it_was_deleted(client, heard):
    thea, chris = heard.relationship.clinician, heard.relationship.client
    actions.delete(heard, by=thea)
    actions.ask(heard.session, by=thea, services="Teams")
    sign_in(client, chris)
    assert (
        "heard in it were deleted on"
        in client.get(f"/sessions/{heard.session_id}/listening/").content.decode()
    )
    assert "deleted on" in client.get("/me/listening/").content.decode()


def test_after_a_fresh_yes_the_therapist_can_add_a_transcript_on_the_page(client, heard):
    chris = heard.relationship.client
    actions.answer(heard, given=False, by=chris)
    actions.answer(heard, given=True, by=chris)
    sign_in(client, heard.relationship.clinician)
    page = client.get(f"/sessions/{heard.session_id}/listening/").content.decode()
    assert 'type="file"' in page
    assert "Chris said yes on" in page


def test_the_brief_names_no_report_that_the_law_holds(held):
    assert brief.unread(held.relationship, by=held.relationship.clinician) is None


def is_as_it_was(held):
    now = Recording.objects.get()
    return (now.state, now.gone_why, now.gone_at) == ("gone", "withdrawn", held.gone_at)


def test_a_worker_that_comes_late_does_not_bring_back_what_the_law_holds(held):
    transcript = Transcript.objects.get()
    hearing._failed(transcript.practice_id, transcript.pk, transcript.attempt, "it did not work")
    Report.objects.all().delete()
    hearing.hear(transcript.practice_id, transcript.pk, transcript.attempt, light=True)
    assert is_as_it_was(held)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("place", "said"), [("who/", {"who0": "client", "who1": "therapist"}), ("delete/", {}), ("again/", {})]
)
def test_no_page_that_is_out_of_date_brings_back_what_the_law_holds(client, held, place, said):
    sign_in(client, held.relationship.clinician)
    client.post(f"/sessions/{held.session_id}/listening/{place}", said)
    assert is_as_it_was(held)
    assert there() == ["Transcript", "Report", "Correction", "KeptMoment"]


def test_a_moment_that_the_law_holds_is_neither_shared_nor_let_go(client, held):
    KeptMoment.objects.update(shared_at=None)
    sign_in(client, held.relationship.clinician)
    for do in ("share", "let-go"):
        client.post(f"/kept/{KeptMoment.objects.get().pk}/", {"do": do})
    assert KeptMoment.objects.get().shared_at is None


def test_what_is_held_is_not_asked_for_or_added_to_anew_until_it_is_gone(
    held, django_capture_on_commit_callbacks
):
    """Only kept moments are left, and they would come back with the new question."""
    relationship = held.relationship
    Correction.objects.all().delete()
    Report.objects.all().delete()
    Transcript.objects.all().delete()
    actions.answer(held, given=True, by=relationship.client)
    with pytest.raises(Refused, match="the law holds"):
        actions.ask(held.session, by=relationship.clinician, services="Teams")
    with pytest.raises(Refused, match="the law holds"):
        a_transcript(held)
    assert is_as_it_was(held)
    relationship.on_hold = False
    relationship.save()
    with django_capture_on_commit_callbacks(execute=True):
        actions.those_whose_time_is_over()
    assert there() == []
    actions.ask(held.session, by=relationship.clinician, services="Teams")


def test_erased_with_the_relationship(heard):
    kinds = erase.NOT_HELD_BY_LAW
    assert {keyring.TRANSCRIPT, keyring.KEPT} <= set(kinds)
    keyring.destroy(heard.practice_id, relationship=heard.relationship_id, kinds=kinds)
    erase.clear(heard.relationship, kinds)
    assert there() == []
    assert not Recording.objects.exists()
    assert keys() == {"transcript": 0, "kept": 0}


def test_the_worker_sees_what_is_due_and_nobody_elses_words():
    recording = asked_to_listen(a_past_session(a_client()))
    transcript = a_transcript(recording)
    assert list(Transcript.objects.visible_to(Named(transcript.practice_id))) == [transcript]
