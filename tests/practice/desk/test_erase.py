"""Erasing takes the client's request, a second person and thirty days; then nothing brings it back."""

import datetime
import uuid

import pytest
from django.apps import apps
from django.db import connections
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from beside.practice.audit import verify
from beside.practice.desk import erase, keyring_backups
from beside.practice.feedback.models import Sheet
from beside.practice.loops.models import Loop, Step
from beside.practice.meetings import actions as meetings
from beside.practice.meetings.models import CheckIn, ProcessNote, ProgressNote, Session
from beside.practice.people.errors import Refused
from beside.practice.people.models import (
    Account,
    ErasureRequest,
    Member,
    Relationship,
    SafeContact,
    Seat,
    Submission,
)
from beside.practice.together import actions as together
from beside.practice.vault import keyring
from beside.practice.vault.errors import Destroyed
from beside.practice.vault.fields import Sealed
from beside.practice.vault.models import DataKey, Erasure
from tests.practice.world import World
from tests.vocabulary import a_check_in, a_client, a_practice, a_session, a_therapist, in_days, sign_in

LATER = datetime.timedelta(days=31)


@pytest.fixture(autouse=True)
def keyring_backups_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("BESIDE_KEYRING_BACKUPS", str(tmp_path / "keyring-backups"))


@pytest.fixture
def thea():
    return a_therapist(owner=a_practice())


@pytest.fixture
def chris(thea):
    """A client with words of every class."""
    chris = a_client("Chris Client", therapist=thea)
    past = a_session(chris, starts_at=in_days(-7))
    meetings.close_session(
        past,
        by=thea,
        progress="Went well.",
        promises=[("clinician", "the book", None)],
        now=past.starts_at + datetime.timedelta(hours=1),
    )
    meetings.write_process_note(past, words="I was tired.", by=thea)
    a_check_in(a_session(chris, starts_at=in_days(1)), wish="my brother")
    contact = SafeContact.objects.get(client=chris)
    contact.note, contact.sender_name = "never at home", "The dentist"
    contact.save()
    return chris


def agreed(chris):
    request = erase.ask_for_erasure(chris.relationship, by=chris)
    return erase.agree_to_erasure(request, by=chris.relationship.clinician)


def owner_of(member):
    return Member.objects.get(practice=member.practice_id, role="owner")


def erased(chris):
    agreed(chris)
    assert erase.erase_due(timezone.now() + LATER) == 1
    return Relationship.objects.get(pk=chris.relationship.pk)


# -- What it takes ---------------------------------------------------------------------------------------------


def test_only_the_client_asks(thea, chris):
    with pytest.raises(Refused, match="Only the client"):
        erase.ask_for_erasure(chris.relationship, by=thea)


def test_asked_twice_it_is_one_request(chris):
    assert erase.ask_for_erasure(chris.relationship, by=chris) == erase.ask_for_erasure(
        chris.relationship, by=chris
    )


def test_nothing_is_erased_without_a_second_person(chris):
    erase.ask_for_erasure(chris.relationship, by=chris)
    assert erase.erase_due(timezone.now() + 10 * LATER) == 0
    assert CheckIn.objects.get().words["wish"] == "my brother"


def test_whoever_asked_is_not_the_second_person(chris):
    request = erase.ask_for_erasure(chris.relationship, by=chris)
    with pytest.raises(Refused, match="Somebody else"):
        erase.agree_to_erasure(request, by=chris)


def test_nothing_is_erased_before_thirty_days_are_over(chris):
    agreed(chris)
    assert erase.erase_due(timezone.now() + datetime.timedelta(days=29, hours=23)) == 0
    assert erase.erase_due(timezone.now() + datetime.timedelta(days=30, minutes=1)) == 1


def test_taken_back_in_time_nothing_is_erased(chris):
    erase.withdraw(agreed(chris), by=chris)
    assert erase.erase_due(timezone.now() + LATER) == 0
    assert CheckIn.objects.get().words["wish"] == "my brother"


def test_a_request_that_was_taken_back_can_be_made_again(chris):
    erase.withdraw(agreed(chris), by=chris)
    assert erase.ask_for_erasure(chris.relationship, by=chris).withdrawn_at is None


def test_a_hold_of_law_blocks_agreeing_and_doing(thea, chris):
    request = erase.ask_for_erasure(chris.relationship, by=chris)
    Relationship.objects.update(on_hold=True)
    with pytest.raises(Refused, match="held by law"):
        erase.agree_to_erasure(request, by=thea)
    Relationship.objects.update(on_hold=False)
    erase.agree_to_erasure(request, by=thea)
    Relationship.objects.update(on_hold=True)
    assert erase.erase_due(timezone.now() + LATER) == 0
    Relationship.objects.update(on_hold=False)
    assert erase.erase_due(timezone.now() + LATER) == 1


def test_those_who_may_agree_are_told_and_so_is_the_client(thea, chris):
    agreed(chris)
    told = {(notice.member_id, notice.kind) for notice in apps.get_model("people.Notice").objects.all()}
    assert {
        (owner_of(thea).pk, "erasure-asked"),
        (thea.pk, "erasure-asked"),
        (chris.pk, "erasure-agreed"),
    } <= told


# -- What it does ----------------------------------------------------------------------------------------------


def test_the_keys_that_the_law_does_not_hold_are_destroyed_and_the_ledger_says_so(chris):
    erased(chris)
    rows = DataKey.objects.filter(relationship=chris.relationship.pk)
    assert {(row.kind, row.wrapped is None) for row in rows} == {
        ("words", True), ("process", True), ("record", False),
    }  # fmt: skip
    ledger = Erasure.objects.get()
    assert (ledger.relationship, ledger.client, sorted(ledger.kinds)) == (
        chris.relationship.pk, chris.pk, ["concern", "kept", "own", "process", "transcript", "words"],
    )  # fmt: skip


def test_a_row_kept_by_somebody_does_not_open_any_more(chris):
    kept = CheckIn.objects.get()
    erased(chris)
    with pytest.raises(Destroyed):
        kept.words  # noqa: B018


def test_every_row_of_the_erased_classes_is_gone_and_the_record_is_not(chris):
    erased(chris)
    for model in apps.get_models():
        if issubclass(model, Sealed):
            assert model.objects.exists() == (model in (ProgressNote, SafeContact)), model
    assert ProgressNote.objects.get().words == "Went well."
    assert not Loop.objects.exists()
    assert not Step.objects.exists()
    assert not ProcessNote.objects.exists()
    assert not Sheet.objects.exists()


# What says that it was erased, and the names that were taken out of what stays.
STAYS = {"people.ErasureRequest", "people.Relationship", "people.SafeContact"}
# What a therapist sent that is about her own work, and no client's.
HER_OWN = {"exercise", "reflection", "learning-log", "supervision-sheet"}


def left_of(relationship):
    """{"app.Model": rows} of all that still hangs on this relationship or its client."""
    left = {}
    for model in apps.get_models():
        if model._meta.app_label in ("vault", "audit"):
            continue
        found = Q(pk__in=[])
        for field in model._meta.concrete_fields:
            if field.related_model is Relationship or field.name in ("relationship", "relationship_id"):
                found |= Q(**{field.attname: relationship.pk})
            if field.related_model is Member or field.name == "member_id":
                found |= Q(**{field.attname: relationship.client_id})
        if count := model._base_manager.filter(found).count():
            left[model._meta.label] = count
    return left


def test_of_the_relationship_and_its_client_no_row_of_any_model_is_left():
    world = World()
    relationship = Relationship.objects.get(pk=world.relationship.pk)
    together.choose_rhythm(relationship.practice, every=3, by=world.thea, relationship=relationship)
    sent_by_them = Submission.objects.filter(member__in=[world.chris, world.thea])
    assert len(left_of(relationship)) > 30
    assert sent_by_them.filter(member=world.thea).exists()
    kinds = [*erase.NOT_HELD_BY_LAW, keyring.RECORD]
    keyring.destroy(
        relationship.practice_id, relationship=relationship.pk, kinds=kinds, client=relationship.client_id
    )
    erase.replay()
    left = left_of(Relationship.objects.get(pk=relationship.pk))
    assert set(left) == STAYS
    assert set(sent_by_them.values_list("member", "what")) == {(world.thea.pk, what) for what in HER_OWN}
    assert verify.faults() == []


def test_name_and_contact_are_gone_and_so_is_the_account(chris):
    account = chris.account
    erased(chris)
    member = Member.objects.get(pk=chris.pk)
    assert (member.name, member.short_name, member.account, member.state) == (
        "A former client",
        "A former client",
        None,
        "left",
    )
    contact = SafeContact.objects.get(client=member)
    assert (contact.note, contact.sender_name, contact.channel) == (None, "", "none")
    assert not Account.objects.filter(pk=account.pk).exists()
    assert not Seat.objects.filter(member_id=member.pk).exists()


def test_of_appointments_only_the_days_of_past_sessions_stay(chris):
    coming = a_session(chris, starts_at=in_days(60))
    erased(chris)
    assert not Session.objects.filter(pk=coming.pk).exists()
    for session in Session.objects.all():
        assert (session.starts_at.hour, session.starts_at.minute) == (0, 0)
        assert (session.began_at, session.finished_at) == (None, None)
    assert Session.objects.filter(state="held").count() == 1


def test_the_relationship_has_ended_and_is_frozen(chris):
    relationship = erased(chris)
    assert relationship.frozen
    assert relationship.ended_on == timezone.localdate() + datetime.timedelta(days=31)


def test_the_record_goes_when_its_years_are_over(chris):
    erased(chris)
    after = timezone.now() + datetime.timedelta(days=7 * 366 + 40)
    assert erase.erase_due(after - datetime.timedelta(days=400)) == 0
    assert erase.erase_due(after) == 1
    assert not ProgressNote.objects.exists()
    assert not Session.objects.exists()
    assert not DataKey.objects.filter(relationship=chris.relationship.pk, destroyed_at=None).exists()
    assert erase.erase_due(after + LATER) == 0


def test_an_account_with_another_seat_stays(chris):
    other = a_client("Chris Elsewhere")
    Seat.objects.filter(member_id=other.pk).update(account=chris.account)
    erased(chris)
    assert Account.objects.filter(pk=chris.account_id).exists()


def test_a_client_with_another_therapist_keeps_their_name_until_that_is_erased_too(chris):
    from beside.practice.people import actions

    theo = a_therapist("Theo", owner=owner_of(chris))
    actions.begin_relationship(chris, clinician=theo, by=theo)
    erased(chris)
    assert Member.objects.get(pk=chris.pk).name == "Chris Client"


def test_others_keep_everything(thea, chris):
    ann = a_client("Ann", therapist=thea)
    a_check_in(a_session(ann, starts_at=in_days(1, hour=17)), wish="my sister")
    erased(chris)
    assert [one.words["wish"] for one in CheckIn.objects.all()] == ["my sister"]
    assert Member.objects.get(pk=ann.pk).name == "Ann"


def test_done_twice_it_is_the_same(chris):
    relationship = erased(chris)
    erase.clear(relationship, erase.NOT_HELD_BY_LAW)
    assert ProgressNote.objects.count() == 1


def test_the_trail_says_so_with_ids_only_and_is_whole(chris, tmp_path, monkeypatch):
    monkeypatch.setenv("BESIDE_AUDIT_ANCHOR", str(tmp_path / "heads"))
    erased(chris)
    entry = apps.get_model("audit.Entry").objects.get(what__startswith="erased")
    assert (entry.what, entry.role, entry.relationship_id) == (
        "erased: words,own,process,transcript,kept,concern",
        "named",
        chris.relationship.pk,
    )
    assert verify.faults() == []


def test_cut_short_after_the_keys_are_gone_it_is_finished_the_next_time(chris, monkeypatch):
    agreed(chris)

    def power_cut(*args, **kwargs):
        raise OSError

    with monkeypatch.context() as cut:
        cut.setattr(erase, "clear", power_cut)
        with pytest.raises(OSError):  # noqa: PT011
            erase.erase_due(timezone.now() + LATER)
    assert ErasureRequest.objects.get().done_at is None
    assert erase.erase_due(timezone.now() + LATER) == 1
    assert not CheckIn.objects.exists()


def test_after_a_restore_the_ledger_is_done_again(chris):
    """The data of before the erasure, the keyring of after it."""
    kinds = list(erase.NOT_HELD_BY_LAW)
    keyring.destroy(chris.practice_id, relationship=chris.relationship.pk, kinds=kinds, client=chris.pk)
    keyring.destroy(chris.practice_id, relationship=uuid.uuid4(), kinds=kinds)
    assert erase.replay() == 1
    assert not CheckIn.objects.exists()
    assert Member.objects.get(pk=chris.pk).name == "A former client"


# -- The pages -------------------------------------------------------------------------------------------------


def test_the_client_asks_on_a_page_and_takes_it_back(client, chris):
    sign_in(client, chris)
    assert "Ask to erase it" in client.get(reverse("erase-ask")).content.decode()
    client.post(reverse("erase-ask"), {"relationship": str(chris.relationship.pk)})
    request = ErasureRequest.objects.get()
    assert "Take it back" in client.get(reverse("erase-ask")).content.decode()
    client.post(reverse("erase-withdraw", args=[request.pk]))
    assert ErasureRequest.objects.get().withdrawn_at is not None


def test_the_owner_agrees_on_a_page(client, chris):
    request = erase.ask_for_erasure(chris.relationship, by=chris)
    sign_in(client, owner_of(chris))
    assert "Chris Client" in client.get(reverse("erasures")).content.decode()
    client.post(reverse("erase-agree", args=[request.pk]))
    assert ErasureRequest.objects.get().agreed_by == owner_of(chris)


def test_a_colleague_finds_no_such_request(client, chris):
    request = erase.ask_for_erasure(chris.relationship, by=chris)
    sign_in(client, a_therapist("Theo", owner=owner_of(chris)))
    assert "Chris" not in client.get(reverse("erasures")).content.decode()
    assert client.post(reverse("erase-agree", args=[request.pk])).status_code == 404


@pytest.mark.parametrize("relationship", ["", "nonsense", str(uuid.uuid4())])
def test_a_strange_relationship_is_asked_for_again(client, chris, relationship):
    sign_in(client, chris)
    assert client.post(reverse("erase-ask"), {"relationship": relationship}).status_code == 302
    assert not ErasureRequest.objects.exists()


# -- No file keeps a destroyed key -----------------------------------------------------------------------------


def test_after_an_erasure_no_file_holds_the_wrapped_key(real_database, tmp_path, monkeypatch):
    monkeypatch.setenv("BESIDE_KEYRING_BACKUPS", str(tmp_path / "keyring-backups"))
    if connections["keyring"].vendor != "sqlite":
        pytest.skip("the keyring is not a file here")
    from beside.practice.vault.inside import inside

    thea = a_therapist()
    with inside(thea.practice_id):
        chris = a_client(therapist=thea)
        a_check_in(a_session(chris, starts_at=in_days(1)), wish="my brother")
    canaries = [bytes(row.wrapped) for row in DataKey.objects.filter(relationship=chris.relationship.pk)]
    assert canaries
    keyring_backups.write()
    keyring_backups.write()
    with connections["keyring"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = [*keyring_backups.files(), keyring_backups._file()]
    assert all(any(canary in pages for canary in canaries) for pages in map(decrypted, files))
    with inside(thea.practice_id):
        agreed(chris)
    assert erase.erase_due(timezone.now() + LATER) == 1
    files = [*keyring_backups.folder().iterdir(), *keyring_backups._file().parent.glob("keyring.db*")]
    assert len(keyring_backups.files()) == 1
    for file in files:
        assert not any(canary in decrypted(file) for canary in canaries), file


def decrypted(file):
    """Every page of a SQLCipher file in the clear, free pages too; of its write-ahead log, that there is nothing in it."""
    if file.name.endswith(("-wal", "-shm", ".queue", "state")):
        assert not file.name.endswith("-wal") or file.stat().st_size == 0
        return b""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    from beside.practice.vault import keyfiles

    whole, size, reserve = file.read_bytes(), 4096, 80
    clear = b""
    for start in range(0, len(whole), size):
        page = whole[start : start + size]
        page, nonce = page[: size - reserve], page[size - reserve :][:16]
        opener = Cipher(algorithms.AES(keyfiles.key("database")), modes.CBC(nonce)).decryptor()
        clear += opener.update(page[16:] if start == 0 else page)
    return clear
