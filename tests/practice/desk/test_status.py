import datetime
import json
import os
import subprocess
import sys
import uuid

import pytest
from django.utils import timezone

from beside.practice.audit import anchors, verify
from beside.practice.desk import status
from beside.practice.vault import keyfiles
from beside.practice.work.models import Job
from tests.vocabulary import a_client, a_practice, a_therapist


@pytest.fixture(autouse=True)
def a_home_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("BESIDE_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("BESIDE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("BESIDE_AUDIT_ANCHOR", str(tmp_path / "heads"))
    (tmp_path / "var").mkdir()
    (tmp_path / "keys").mkdir(mode=0o700)
    yield tmp_path
    keyfiles.key.cache_clear()


@pytest.fixture
def all_is_well():
    a_practice()
    anchors.copy_heads()
    verify.look()
    (keyfiles.home() / "last-backup").write_text(json.dumps({"at": timezone.now().isoformat(), "file": "x"}))


def to_do(now=None):
    return {line.what for line in status.status(now) if line.to_do}


def test_all_is_well(all_is_well, capsys):
    assert status.print_status() == 0
    assert "→" not in capsys.readouterr().out


def test_without_a_backup_a_person_is_needed_and_told_what_to_do(all_is_well, capsys):
    (keyfiles.home() / "last-backup").unlink()
    assert status.print_status() == 3
    assert "beside backup FILE" in capsys.readouterr().out


def test_a_demo_needs_no_backup():
    a_practice(demo=True)
    assert "backup" not in to_do()
    a_practice()
    assert "backup" in to_do()


@pytest.mark.parametrize(
    ("hours", "due"), [(1, set()), (3, {"trail copied"}), (49, {"trail copied", "backup", "trail verified"})]
)
def test_what_was_not_done_for_too_long_is_said(all_is_well, hours, due):
    assert to_do(timezone.now() + datetime.timedelta(hours=hours)) == due


def test_dead_jobs_are_named_by_kind_with_what_to_do(all_is_well, capsys):
    Job.objects.create(kind="beside.practice.audit.recurring.copy_heads", state="dead", error_code="OSError")
    assert status.print_status() == 3
    said = capsys.readouterr().out
    assert "copy_heads (OSError)" in said
    assert "beside manage retry_jobs" in said


def test_work_that_nobody_does_is_said(all_is_well):
    Job.objects.create(kind="x", run_at=timezone.now() - datetime.timedelta(hours=1))
    assert to_do() == {"work"}


def test_keys_open_to_others_are_said(all_is_well, monkeypatch):
    monkeypatch.delenv("BESIDE_AUDIT_KEY")
    keyfiles.write("audit", b"a" * 32)
    keyfiles.path("audit").chmod(0o644)
    keyfiles.key.cache_clear()
    assert to_do() == {"keys"}


def test_a_missing_key_is_said(all_is_well, monkeypatch):
    monkeypatch.delenv("BESIDE_AUDIT_KEY")
    keyfiles.key.cache_clear()
    assert "keys" in to_do()


def test_a_trail_with_faults_is_said(all_is_well):
    (keyfiles.home() / "last-verified").write_text(
        json.dumps({"at": timezone.now().isoformat(), "faults": 2})
    )
    assert to_do() == {"trail verified"}


def test_a_disk_that_fills_up_is_said(all_is_well, monkeypatch):
    monkeypatch.setattr(status.shutil, "disk_usage", lambda _: status.shutil._ntuple_diskusage(100, 95, 5))
    assert to_do() == {"disk"}


def test_a_rotation_that_was_cut_short_is_said(all_is_well):
    keyfiles.write(keyfiles.NEXT, b"n" * 32)
    assert "master key" in to_do()


def test_it_names_nobody(all_is_well, capsys):
    chris = a_client("Chris Client", therapist=a_therapist("Thea Therapist"))
    Job.objects.create(kind="x", args={"args": [str(chris.pk)]}, state="dead", error_code=str(uuid.uuid4()))
    status.print_status()
    said = capsys.readouterr().out
    assert not any(word in said for word in ("Chris", "Thea", "Olga", "@", "Elm", str(chris.pk)))


def test_a_database_that_does_not_answer_is_a_sentence_and_no_traceback(a_home_of_its_own):
    nobody_listens = "postgres://beside_app:secret@127.0.0.1:1/beside"
    ran = subprocess.run(
        [sys.executable, "-m", "beside", "backup", str(a_home_of_its_own / "night")],
        env={**os.environ, "DATABASE_URL": nobody_listens},
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("The database cannot be used: ")
    assert "then try again" in ran.stderr
    assert "secret" not in ran.stderr
