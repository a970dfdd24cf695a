"""A backup is written while others write, holds no key, and comes back as it was, but for what was erased since."""

import json
import os
import random
import shutil
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from beside.practice.audit import anchors, chains, trail, verify
from beside.practice.audit.models import Entry
from beside.practice.desk import backup, erase, keyring_backups
from beside.practice.meetings.models import CheckIn
from beside.practice.people import actions
from beside.practice.people.errors import Refused
from beside.practice.people.models import Account, Consent, Link, Member
from beside.practice.vault import keyfiles, keyring
from beside.practice.vault.inside import inside
from beside.practice.vault.models import DataKey, Erasure, PracticeKey
from beside.practice.work import serving
from tests.vocabulary import a_check_in, a_client, a_practice, a_session, a_therapist, in_days

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(real_database, tmp_path, monkeypatch):
    """Where backups go; the restores of one test are nobody else's."""
    monkeypatch.setenv("BESIDE_KEYRING_BACKUPS", str(tmp_path / "keyring-backups"))
    monkeypatch.setenv("BESIDE_AUDIT_ANCHOR", str(tmp_path / "heads"))
    if connections["default"].vendor != "sqlite":
        admin = os.environ["BESIDE_TEST_POSTGRES_ADMIN"]
        own = connections["default"].settings_dict["NAME"]
        monkeypatch.setenv("BESIDE_BACKUP_URL", admin.rpartition("/")[0] + "/" + own)
    yield tmp_path
    for left in ("last-backup", "last-verified", "serving.lock"):
        (keyfiles.home() / left).unlink(missing_ok=True)
    for left in keyfiles.home().glob("before-restore-*"):
        left.unlink()


class Elm:
    """A practice with a client who has sent a check-in."""

    def __init__(self):
        self.owner = a_practice("Elm Street")
        self.id = self.owner.practice_id
        with inside(self.id):
            self.thea = a_therapist("Thea Therapist", owner=self.owner)
            self.chris = self.client("Chris Client", "my brother")

    def client(self, name, wish):
        client = a_client(name, therapist=self.thea)
        a_check_in(a_session(client, starts_at=in_days(1, hour=len(self.wishes()) + 6)), wish=wish)
        return client

    def wishes(self):
        return sorted(one.words["wish"] for one in CheckIn.objects.filter(practice=self.id))


def counts(practice_id):
    from django.apps import apps

    with inside(practice_id):
        return {
            model._meta.label: model.objects.count()
            for model in apps.get_models()
            if model._meta.app_label not in ("vault", "audit", "django_cache", "sessions", "usersessions")
        }


def state(practice_id):
    with inside(practice_id):
        return Entry.objects.filter(practice_id=practice_id).count(), [head.mac for head in chains.heads()]


def test_what_was_backed_up_comes_back_as_it_was(folder):
    elm = Elm()
    with inside(elm.id):
        before, (entries, heads) = counts(elm.id), state(elm.id)
    backup.backup(folder / "one")
    with inside(elm.id):
        elm.client("Ann Later", "my sister")
    said = backup.restore(folder / "one")
    assert counts(elm.id) == before
    with inside(elm.id):
        assert elm.wishes() == ["my brother"]
        assert Member.objects.get(pk=elm.chris.pk).name == "Chris Client"
        assert not Member.objects.filter(name="Ann Later").exists()
        newest, last_kept = Entry.objects.filter(practice_id=elm.id).order_by("-number")[:2]
    assert (last_kept.number, last_kept.mac) == (entries, heads[0])
    assert newest.verb == Entry.BREAK
    assert verify.faults() == []
    assert "The audit trail is whole." in said


def test_imported_questionnaires_come_back_where_they_are_gone_and_stay_where_they_are(folder):
    Elm()
    forms = keyfiles.home() / "forms"
    forms.mkdir()
    try:
        (forms / "sai.toml").write_text("the licensed words")
        (forms / "arm5.toml").write_text("as they were")
        backup.backup(folder / "one")
        (forms / "sai.toml").unlink()
        (forms / "arm5.toml").write_text("imported since")
        backup.restore(folder / "one")
        assert (forms / "sai.toml").read_text() == "the licensed words"
        assert (forms / "arm5.toml").read_text() == "imported since"
    finally:
        shutil.rmtree(forms)


def test_the_trail_says_how_many_entries_were_lost(folder):
    elm = Elm()
    backup.backup(folder / "one")
    with inside(elm.id):
        for _ in range(3):
            trail.read("brief", by=elm.thea)
    anchors.copy_heads()
    with inside(elm.id):
        trail.read("brief", by=elm.thea)
    said = backup.restore(folder / "one")
    assert "4 entries of the audit trail are newer" in said
    assert [entry.what for entry in verify.breaks()] == ["restored: 4 later entries were lost"]
    assert verify.faults() == []


def test_a_backup_is_one_moment_while_eight_write(folder):
    elm, stop, failed = Elm(), threading.Event(), []

    def write():
        try:
            while not stop.is_set():
                with inside(elm.id):
                    trail.read("brief", by=elm.thea)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    try:
        backup.backup(folder / "one")
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert failed == []
    backup.restore(folder / "one")
    assert verify.faults() == []


def test_a_backup_holds_no_key_and_nothing_to_read(folder):
    elm = Elm()
    file = folder / "one"
    backup.backup(file)
    whole = file.read_bytes()
    for name in keyfiles.NAMES:
        assert keyfiles.key(name) not in whole
        assert keyfiles.key(name).hex().encode() not in whole
    for row in (*DataKey.objects.all(), *PracticeKey.objects.all()):
        assert bytes(row.wrapped) not in whole
    for word in (b"Chris", b"my brother", elm.chris.account.email.encode(), b"Elm Street", b"SQLite format"):
        assert word not in whole
    assert file.stat().st_mode & 0o077 == 0


def test_nothing_is_written_over(folder):
    Elm()
    backup.backup(folder / "one")
    with pytest.raises(Refused, match="is there already"):
        backup.backup(folder / "one")
    with pytest.raises(Refused, match="no folder"):
        backup.backup(folder / "nowhere" / "one")


def test_a_damaged_backup_is_refused_by_the_name_of_its_part(folder):
    elm = Elm()
    backup.backup(folder / "one")
    good = (folder / "one").read_bytes()
    with zipfile.ZipFile(folder / "one") as archive:
        info = archive.infolist()[1]
        inside_the_database = info.header_offset + 200 + info.file_size // 2
        inside_the_manifest = archive.infolist()[0].header_offset + 100
    for place, part in ((inside_the_database, info.filename), (inside_the_manifest, "manifest.json")):
        damaged = bytearray(good)
        damaged[place] ^= 1
        (folder / "damaged").write_bytes(damaged)
        with pytest.raises(Refused, match=f"{part} is damaged"):
            backup.restore(folder / "damaged")
    with inside(elm.id):
        assert elm.wishes() == ["my brother"]


def test_every_flipped_byte_and_every_missing_end_is_noticed_or_does_no_harm(folder):
    Elm()
    backup.backup(folder / "one")
    good, dice = (folder / "one").read_bytes(), random.Random(3)
    manifest = backup._checked(folder / "one")
    for _ in range(60):
        damaged = bytearray(good)
        damaged[dice.randrange(len(good))] ^= 1 << dice.randrange(8)
        (folder / "damaged").write_bytes(damaged)
        try:
            read = backup._checked(folder / "damaged")
        except Refused:
            continue
        assert read == manifest
    for _ in range(20):
        (folder / "damaged").write_bytes(good[: dice.randrange(len(good))])
        with pytest.raises(Refused, match="is damaged"):
            backup.restore(folder / "damaged")


def test_a_file_that_is_no_backup_is_refused(folder):
    (folder / "letter").write_text("Dear practice")
    with pytest.raises(Refused, match="damaged"):
        backup.restore(folder / "letter")
    with pytest.raises(Refused, match="no file"):
        backup.restore(folder / "nothing")


def test_whoever_is_erased_stays_erased_in_an_older_backup(folder):
    elm = Elm()
    with inside(elm.id):
        elm.client("Ann Other", "my sister")
    backup.backup(folder / "one")
    with inside(elm.id):
        request = erase.ask_for_erasure(elm.chris.relationship, by=elm.chris)
        erase.agree_to_erasure(request, by=elm.thea)
    assert erase.erase_due(timezone.now() + 2 * erase.WAIT) == 1
    said = backup.restore(folder / "one")
    assert "1 erasures were done again" in said
    with inside(elm.id):
        assert elm.wishes() == ["my sister"]
        assert Member.objects.get(pk=elm.chris.pk).name == "A former client"
    assert not Account.objects.filter(pk=elm.chris.account_id).exists()
    assert Erasure.objects.count() == 1


def test_after_a_restore_everybody_signs_in_again_and_consents_are_asked_again(folder, client):
    from tests.vocabulary import sign_in

    elm = Elm()
    with inside(elm.id):
        actions.consent(elm.chris.relationship, purpose="recording", given=True, by=elm.chris)
        invited = actions.add_member("Ines", role="client", by=elm.thea)
        actions.invite(invited, by=elm.thea)
    sign_in(client, elm.thea)
    backup.backup(folder / "one")
    backup.restore(folder / "one")
    from django.contrib.sessions.models import Session

    assert Session.objects.count() == 0
    assert not Link.objects.filter(used_at=None).exists()
    with inside(elm.id):
        assert Consent.objects.get().to_confirm
        assert not actions.has_consent(elm.chris.relationship, who=elm.chris, purpose="recording")


def test_a_restore_waits_for_nobody_it_refuses_while_somebody_serves(folder):
    Elm()
    backup.backup(folder / "one")
    with serving.in_use(), pytest.raises(Refused, match="Stop it"):
        backup.restore(folder / "one")


def test_a_restore_that_fails_on_the_way_changes_nothing(folder, monkeypatch):
    elm = Elm()
    backup.backup(folder / "one")
    with inside(elm.id):
        elm.client("Ann Later", "my sister")

    def power_cut():
        raise OSError("no space left")

    with monkeypatch.context() as cut:
        cut.setattr(backup, "_consents_to_confirm", power_cut)
        with pytest.raises(OSError, match="no space"):
            backup.restore(folder / "one")
    with inside(elm.id):
        assert elm.wishes() == ["my brother", "my sister"]
    assert not list(keyfiles.home().glob("restoring*"))


def test_a_broken_database_is_put_aside_and_the_backup_takes_its_place(folder):
    if connections["default"].vendor != "sqlite":
        pytest.skip("the database is not a file here")
    elm = Elm()
    backup.backup(folder / "one")
    connections.close_all()
    there = Path(str(connections["default"].settings_dict["NAME"]))
    there.write_bytes(b"\0" * 8192)
    there.with_name(there.name + "-wal").write_bytes(b"what is left")
    backup.restore(folder / "one")
    assert elm.wishes() == ["my brother"]
    assert verify.faults() == []


def test_a_lost_keyring_comes_back_from_its_own_backup(folder):
    if connections["keyring"].vendor != "sqlite":
        pytest.skip("the keyring is not a file here")
    elm = Elm()
    backup.backup(folder / "one")
    keyring.forget()
    connections["keyring"].close()
    for file in keyring_backups._file().parent.glob("keyring.db*"):
        file.unlink()
    said = backup.restore(folder / "one")
    assert "The keyring was missing" in said
    with inside(elm.id):
        assert elm.wishes() == ["my brother"]


def test_another_practices_keyring_is_refused(folder):
    Elm()
    backup.backup(folder / "one")
    DataKey.objects.all().delete()
    PracticeKey.objects.all().delete()
    keyring.forget()
    with pytest.raises(Refused, match="opens nothing in this backup"):
        backup.restore(folder / "one")


def test_the_keyring_is_backed_up_when_a_key_was_made_and_not_otherwise(folder):
    elm = Elm()
    assert keyring_backups.write_if_changed() is not None
    assert keyring_backups.write_if_changed() is None
    with inside(elm.id):
        elm.client("Ann", "my sister")
    assert keyring_backups.write_if_changed() is not None
    for _ in range(5):
        keyring_backups.write()
    assert len(keyring_backups.files()) == keyring_backups.KEEP


def test_before_an_upgrade_a_backup_lies_in_the_home(folder):
    Elm()
    made = backup.before_upgrade()
    try:
        assert made.parent == keyfiles.home() / "backups"
        assert backup._checked(made)["kind"] == backup.KIND
    finally:
        made.unlink()


def test_a_dump_sealed_in_pieces_opens_as_a_whole_only(tmp_path):
    content = os.urandom(backup.CHUNK * 2 + 7)
    plain, sealed, opened = tmp_path / "plain", tmp_path / "sealed", tmp_path / "opened"
    plain.write_bytes(content)
    with plain.open("rb") as source, sealed.open("wb") as out:
        backup._seal_stream(source, out)
    with sealed.open("rb") as source, opened.open("wb") as out:
        backup._open_stream(source, out)
    assert opened.read_bytes() == content
    whole = sealed.read_bytes()
    piece = backup.CHUNK + 16 + 4
    cut = {"its end": whole[: 8 + 2 * piece], "its middle": whole[: 8 + piece] + whole[8 + 2 * piece :]}
    for broken in (*cut.values(), whole[:100] + bytes([whole[100] ^ 1]) + whole[101:]):
        sealed.write_bytes(broken)
        with sealed.open("rb") as source, opened.open("wb") as out, pytest.raises(Refused):
            backup._open_stream(source, out)


def test_the_commands_say_what_they_did_and_end_with_the_right_code(folder):
    Elm()

    def beside(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "beside", *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
        )

    written = beside("backup", str(folder / "one"))
    assert (written.returncode, written.stderr) == (0, "")
    assert json.loads((keyfiles.home() / "last-backup").read_text())["file"] == str(folder / "one")
    again = beside("backup", str(folder / "one"))
    assert (again.returncode, "is there already" in again.stderr) == (1, True)
    connections.close_all()
    restored = beside("restore", str(folder / "one"))
    assert (restored.returncode, restored.stdout.startswith("Restored")) == (0, True), restored.stderr
