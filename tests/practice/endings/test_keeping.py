"""What the law makes a practice keep opens after an erasure; nothing else does, with the database and every key that is left."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from beside.practice.audit import verify
from beside.practice.desk import erase, keyring_backups
from beside.practice.endings import actions as endings
from beside.practice.endings import keeping
from beside.practice.endings.models import KeptByLaw
from beside.practice.meetings import actions as meetings
from beside.practice.meetings.models import CheckIn, Moment, ProgressNote, Session
from beside.practice.people.errors import Refused
from beside.practice.people.models import Consent, Member, Practice, Relationship
from beside.practice.vault import keyring
from beside.practice.vault.errors import Destroyed
from beside.practice.vault.models import DataKey
from tests.vocabulary import (
    a_check_in,
    a_client,
    a_practice,
    a_session,
    a_therapist,
    an_agreement,
    answers_of,
    in_days,
    sign_in,
)

MONTH = datetime.timedelta(days=31)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("BESIDE_KEYRING_BACKUPS", str(tmp_path / "keyring-backups"))
    monkeypatch.setenv("BESIDE_AUDIT_ANCHOR", str(tmp_path / "heads"))


@pytest.fixture
def thea():
    return a_therapist(owner=a_practice())


@pytest.fixture
def chris(thea):
    chris = a_client(therapist=thea)
    a_session(chris, starts_at=in_days(-20))
    past = a_session(chris, starts_at=in_days(-7))
    meetings.close_session(
        past,
        by=thea,
        progress="Went well.",
        moment="He laughed.",
        now=past.starts_at + datetime.timedelta(hours=1),
    )
    past.refresh_from_db()
    answers_of(past, safe=7)
    a_check_in(a_session(chris, starts_at=in_days(1)), wish="my brother")
    an_agreement(chris)
    return chris


def rules(thea, **years):
    practice = Practice.objects.get(pk=thea.practice_id)
    owner = Member.objects.get(practice=practice, role="owner")
    endings.change_rules(
        practice,
        years=keeping.years_of(practice) | {k.replace("_", "-"): v for k, v in years.items()},
        by=owner,
    )


def erased(chris, *, after=MONTH):
    erase.agree_to_erasure(
        erase.ask_for_erasure(chris.relationship, by=chris), by=chris.relationship.clinician
    )
    assert erase.erase_due(timezone.now() + after) == 1


def test_without_a_word_of_the_owner_the_record_is_kept_for_the_practices_years(thea):
    years = keeping.years_of(Practice.objects.get(pk=thea.practice_id))
    assert years == dict.fromkeys(keeping.RECORD, 7) | dict.fromkeys(keeping.COPIED, 0)


def test_what_the_law_keeps_opens_and_the_rest_cannot_be_opened(thea, chris):
    rules(thea, answers=10)
    check_in, sheet = CheckIn.objects.get(), KeptByLaw.objects.count()
    assert sheet == 0
    erased(chris)
    copy = KeptByLaw.objects.get()
    assert copy.kind == "answers"
    assert copy.content["fields"]["answers"] == {"safe": 7}
    assert ProgressNote.objects.get().words == "Went well."
    with pytest.raises(Destroyed):
        check_in.words  # noqa: B018
    left = DataKey.objects.filter(relationship=chris.relationship.pk, destroyed_at=None)
    assert {key.kind for key in left} == {keyring.RECORD}
    assert verify.faults() == []


def test_a_kind_that_is_not_kept_goes_with_the_rest_and_the_trail_says_so(thea, chris):
    rules(thea, moments=0, agreement=0, consents=0)
    erased(chris)
    assert not Moment.objects.exists()
    assert not Consent.objects.filter(relationship=chris.relationship.pk).exists()
    assert ProgressNote.objects.exists()
    assert verify.faults() == []


def test_each_kind_goes_when_its_own_years_are_over_and_the_key_with_the_last(thea, chris):
    rules(thea, moments=1, answers=2, consents=7)
    erased(chris)
    assert (Moment.objects.exists(), KeptByLaw.objects.exists()) == (True, True)
    erase.erase_due(timezone.now() + datetime.timedelta(days=366 + 40))
    assert (Moment.objects.exists(), KeptByLaw.objects.exists()) == (False, True)
    erase.erase_due(timezone.now() + datetime.timedelta(days=2 * 366 + 40))
    assert (KeptByLaw.objects.exists(), ProgressNote.objects.exists()) == (False, True)
    erase.erase_due(timezone.now() + datetime.timedelta(days=7 * 366 + 40))
    assert not ProgressNote.objects.exists()
    assert not DataKey.objects.filter(relationship=chris.relationship.pk, destroyed_at=None).exists()
    assert verify.faults() == []


def keys_left(chris):
    left = DataKey.objects.filter(
        relationship=chris.relationship.pk, kind=keyring.RECORD, destroyed_at=None, wrapped__isnull=False
    )
    return {kind for kind in keeping.KINDS if left.filter(holder=keyring.of_kind(kind)).exists()}


def test_the_key_of_a_kind_goes_with_its_own_years_and_an_older_backup_does_not_open_it(thea, chris):
    rules(thea, moments=1, answers=2, agreement=3)
    erased(chris)
    moment, copy, note = Moment.objects.get(), KeptByLaw.objects.get(), ProgressNote.objects.get()
    assert keys_left(chris) == {"moments", "answers", "agreement", "progress-notes"}
    erase.erase_due(timezone.now() + datetime.timedelta(days=366 + 40))
    assert keys_left(chris) == {"answers", "agreement", "progress-notes"}
    assert [row.wrapped for row in DataKey.objects.filter(holder=keyring.of_kind("moments"))] == [None]
    with pytest.raises(Destroyed):
        moment.words  # noqa: B018
    assert (note.words, copy.content["fields"]["answers"]) == ("Went well.", {"safe": 7})
    # Of the keyring's backups there is only one that was made after it.
    assert len(keyring_backups.files()) == 1
    erase.erase_due(timezone.now() + datetime.timedelta(days=3 * 366 + 40))
    assert keys_left(chris) == {"progress-notes"}
    assert verify.faults() == []


def test_what_was_sealed_before_each_kind_had_a_key_of_its_own_still_opens(thea, chris, monkeypatch):
    before = ProgressNote.objects.get()
    with monkeypatch.context() as patch:
        patch.setattr(ProgressNote, "sealed_holder", lambda note: None)
        before.words = "As it was."
        before.save()
    keyring.forget()
    assert ProgressNote.objects.get().words == "As it was."
    keyring.destroy(thea.practice_id, relationship=chris.relationship.pk, kinds=[keyring.RECORD])
    with pytest.raises(Destroyed):
        _ = ProgressNote.objects.get().words


def test_a_kind_that_is_not_kept_loses_its_key_at_once(thea, chris):
    rules(thea, moments=0)
    erased(chris)
    assert "moments" not in keys_left(chris)


def test_what_an_older_backup_brings_of_a_kind_whose_key_is_gone_goes_again(thea, chris):
    rules(thea, moments=1)
    erased(chris)
    keyring.destroy_of(
        chris.practice_id,
        relationship=chris.relationship.pk,
        holder=keyring.of_kind("moments"),
        kinds=[keyring.RECORD],
    )
    assert Moment.objects.exists()
    assert erase.replay() == 2  # the moments, and the erasure of the rest
    assert not Moment.objects.exists()
    assert ProgressNote.objects.get().words == "Went well."
    assert verify.faults() == []


def test_cut_short_after_a_kinds_key_its_rows_go_the_next_time(thea, chris, monkeypatch):
    rules(thea, moments=1)
    erased(chris)
    later = timezone.now() + datetime.timedelta(days=366 + 40)

    def power_cut(*args, **kwargs):
        raise OSError

    with monkeypatch.context() as cut:
        cut.setattr(erase, "_let_go_of_kind", power_cut)
        with pytest.raises(OSError):  # noqa: PT011
            erase.erase_due(later)
    assert Moment.objects.exists()
    assert erase.erase_due(later) == 1
    assert not Moment.objects.exists()
    assert erase.erase_due(later) == 0


def test_a_practice_that_keeps_nothing_erases_all_at_once(thea, chris):
    rules(thea, **{kind.replace("-", "_"): 0 for kind in keeping.KINDS})
    erased(chris)
    assert not ProgressNote.objects.exists()
    assert not Session.objects.exists()
    assert not DataKey.objects.filter(relationship=chris.relationship.pk, destroyed_at=None).exists()


def test_cut_short_after_the_keys_are_gone_the_copies_are_there(thea, chris, monkeypatch):
    rules(thea, answers=10)
    erase.agree_to_erasure(erase.ask_for_erasure(chris.relationship, by=chris), by=thea)

    def power_cut(*args, **kwargs):
        raise OSError

    with monkeypatch.context() as cut:
        cut.setattr(erase, "clear", power_cut)
        with pytest.raises(OSError):  # noqa: PT011
            erase.erase_due(timezone.now() + MONTH)
    assert erase.erase_due(timezone.now() + MONTH) == 1
    assert KeptByLaw.objects.get().content["fields"]["answers"] == {"safe": 7}


def test_after_a_restore_the_ledger_is_done_again_and_what_the_law_keeps_stays(thea, chris):
    rules(thea, answers=10)
    relationship = Relationship.objects.select_related("practice").get(pk=chris.relationship.pk)
    endings.keep_what_the_law_holds(relationship)
    keyring.destroy(
        chris.practice_id, relationship=relationship.pk, kinds=list(erase.NOT_HELD_BY_LAW), client=chris.pk
    )
    assert erase.replay() == 1
    assert not CheckIn.objects.exists()
    assert KeptByLaw.objects.get().content["fields"]["answers"] == {"safe": 7}
    assert ProgressNote.objects.get().words == "Went well."


def test_the_client_reads_what_is_kept_before_asking_and_after(client, thea, chris):
    rules(thea, answers=10, moments=0)
    sign_in(client, chris)
    words = client.get(reverse("erase-ask")).content.decode()
    for said in ("What you answered after sessions", "notes for the record", "They stay sealed"):
        assert said in words
    assert "Moments that your therapist keeps" not in words
    erase.ask_for_erasure(chris.relationship, by=chris)
    assert "They stay sealed" in client.get(reverse("erase-ask")).content.decode()


def test_the_owner_says_for_how_long_and_nobody_else(client, thea):
    practice = Practice.objects.get(pk=thea.practice_id)
    owner = Member.objects.select_related("account").get(practice=practice, role="owner")
    sign_in(client, owner)
    shown = client.get(reverse("keeping")).content.decode()
    assert "What clients wrote before sessions" in shown
    assert "What you answered" not in shown
    assert "Your therapist" not in shown
    client.post(reverse("keeping"), dict.fromkeys(keeping.KINDS, 3))
    assert set(keeping.years_of(practice).values()) == {3}
    assert client.post(reverse("keeping"), dict.fromkeys(keeping.KINDS, 41)).status_code == 200
    assert set(keeping.years_of(practice).values()) == {3}
    with pytest.raises(Refused, match="owner"):
        endings.change_rules(practice, years=dict.fromkeys(keeping.KINDS, 1), by=thea)


def test_no_role_sees_a_copy_that_the_law_keeps(thea, chris):
    rules(thea, answers=10)
    endings.keep_what_the_law_holds(
        Relationship.objects.select_related("practice").get(pk=chris.relationship.pk)
    )
    owner = Member.objects.get(practice=thea.practice_id, role="owner")
    for who in (chris, thea, owner):
        assert not KeptByLaw.objects.visible_to(who).exists()


def test_a_second_copy_is_not_made(thea, chris):
    rules(thea, check_ins=3)
    relationship = Relationship.objects.select_related("practice").get(pk=chris.relationship.pk)
    assert [endings.keep_what_the_law_holds(relationship) for _time in range(2)] == [1, 0]
    assert uuid.UUID(KeptByLaw.objects.get().content["fields"]["id"]) == CheckIn.objects.get().pk
