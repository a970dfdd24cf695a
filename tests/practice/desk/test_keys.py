"""Keys are made once, changed without a moment in which nothing opens, put away and brought back."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from beside.practice.desk import keys
from beside.practice.vault import keyfiles
from beside.practice.vault.errors import KeyTrouble

pytestmark = pytest.mark.engine_free

ROOT = Path(__file__).parents[3]
PASSPHRASE = "four words and a comma"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty place, where keys are files and not the environment's."""
    for name in keyfiles.NAMES:
        monkeypatch.delenv(f"BESIDE_{name.upper()}_KEY")
    monkeypatch.setenv("BESIDE_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("BESIDE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("BESIDE_PASSPHRASE", PASSPHRASE)
    # Whatever database the tests run on: here both are files.
    for name in ("DATABASE_URL", "KEYRING_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(keys, "SCRYPT", {"n": 2**10, "r": 8, "p": 1})
    keyfiles.key.cache_clear()
    yield tmp_path
    keyfiles.key.cache_clear()


def beside(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "beside", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
        capture_output=True,
        text=True,
    )


def program(text, **environment):
    """Some of our own Python in a process of its own, after Django's set-up."""
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{text}"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
        capture_output=True,
        text=True,
    )


MAKE = """
import uuid
from beside.practice.desk import setup
from beside.practice.vault import keyring
setup.make_database()
name = keyring.Name(uuid.UUID(int=1), uuid.UUID(int=2), "words")
print(keyring.data_key(name).hex())
"""
READ = """
import uuid
from beside.practice.desk import keys
from beside.practice.vault import keyring
keys.finish_rotation()
keyring.check_master()
print(keyring.data_key(keyring.Name(uuid.UUID(int=1), uuid.UUID(int=2), "words")).hex())
"""


MADE_ONCE = {}

# Opened as it was left; after the start has finished the rotation; after another rotation.
AFTERWARDS = """
import uuid
from beside.practice.desk import keys
from beside.practice.vault import keyfiles, keyring
def read():
    keyfiles.key.cache_clear()
    keyring.forget()
    keyring.check_master()
    print(keyring.data_key(keyring.Name(uuid.UUID(int=1), uuid.UUID(int=2), "words")).hex())
read()
keys.finish_rotation()
read()
keys.rotate()
read()
"""


@pytest.fixture
def kept(place, tmp_path_factory):
    """Keys, both databases, and one data key: what must always open. Made once, then copied."""
    if not MADE_ONCE:
        folder = tmp_path_factory.mktemp("kept")
        own = {"BESIDE_HOME": str(folder / "var"), "BESIDE_KEYS": str(folder / "keys")}
        assert beside("keys", "new", **own).returncode == 0
        made = program(MAKE, **own)
        assert made.returncode == 0, made.stderr
        MADE_ONCE.update(folder=folder, key=made.stdout)
    for part in ("var", "keys"):
        shutil.copytree(MADE_ONCE["folder"] / part, place / part)
    return MADE_ONCE["key"]


# -- new -------------------------------------------------------------------------------------------------------


def test_keys_are_made_for_their_owner_alone(place):
    assert "export FILE" in keys.new()
    for name in keyfiles.NAMES:
        assert keyfiles.path(name).stat().st_mode & 0o777 == 0o600
    assert (place / "keys").stat().st_mode & 0o777 == 0o700


def test_keys_that_are_there_are_not_made_again(place):
    keys.new()
    before = [keyfiles.key(name) for name in keyfiles.NAMES]
    assert "Nothing was made" in keys.new()
    keyfiles.key.cache_clear()
    assert [keyfiles.key(name) for name in keyfiles.NAMES] == before


@pytest.mark.parametrize("missing", keyfiles.NAMES)
def test_no_new_key_is_made_beside_data_that_it_would_not_open(place, missing):
    keys.new()
    (place / "var").mkdir()
    (place / "var" / "beside.db").write_bytes(b"")
    keyfiles.path(missing).unlink()
    with pytest.raises(KeyTrouble, match=f"The {missing} key is missing.*keys restore FILE"):
        keys.new()
    assert not keyfiles.path(missing).exists()


# -- export and restore ----------------------------------------------------------------------------------------


def test_what_was_put_away_comes_back(place):
    keys.new()
    before = {name: keyfiles.key(name) for name in keyfiles.NAMES}
    keys.export(place / "escrow")
    for name in keyfiles.NAMES:
        keyfiles.path(name).unlink()
    keyfiles.key.cache_clear()
    keys.restore(place / "escrow")
    assert {name: keyfiles.key(name) for name in keyfiles.NAMES} == before


def test_the_escrow_file_shows_no_key_and_is_its_owners_alone(place):
    keys.new()
    keys.export(place / "escrow")
    text = (place / "escrow").read_text()
    assert not any(keyfiles.key(name).hex() in text for name in keyfiles.NAMES)
    assert (place / "escrow").stat().st_mode & 0o777 == 0o600


def test_another_passphrase_opens_nothing_and_changes_nothing(place, monkeypatch):
    keys.new()
    keys.export(place / "escrow")
    keyfiles.path("master").unlink()
    monkeypatch.setenv("BESIDE_PASSPHRASE", "another passphrase")
    with pytest.raises(KeyTrouble, match="does not open"):
        keys.restore(place / "escrow")
    assert not keyfiles.path("master").exists()


def test_a_key_that_differs_is_put_aside_and_not_thrown_away(place):
    keys.new()
    keys.export(place / "escrow")
    keyfiles.write("master", b"x" * 32)
    assert "it is now" in keys.restore(place / "escrow")
    aside = next((place / "keys").glob("master.key.aside-*"))
    assert bytes.fromhex(aside.read_text()) == b"x" * 32
    assert keyfiles.key("master") != b"x" * 32


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"kind": "something else"}', '{"salt": 1}', "\0"])
def test_a_file_that_is_no_escrow_file_is_refused(place, content):
    (place / "escrow").write_text(content)
    with pytest.raises(KeyTrouble, match="no escrow file"):
        keys.restore(place / "escrow")


def test_a_changed_escrow_file_is_refused(place):
    keys.new()
    keys.export(place / "escrow")
    told = json.loads((place / "escrow").read_text())
    told["sealed"] = "AAAA" + told["sealed"][4:]
    (place / "escrow").write_text(json.dumps(told))
    with pytest.raises(KeyTrouble, match="does not open"):
        keys.restore(place / "escrow")


def test_no_file_is_written_over_and_a_short_passphrase_is_refused(place, monkeypatch):
    keys.new()
    keys.export(place / "escrow")
    with pytest.raises(KeyTrouble, match="is there already"):
        keys.export(place / "escrow")
    monkeypatch.setenv("BESIDE_PASSPHRASE", "short")
    with pytest.raises(KeyTrouble, match="at least 12"):
        keys.export(place / "other")
    assert not (place / "other").exists()


def test_the_passphrase_is_asked_for_twice(place, monkeypatch):
    keys.new()
    monkeypatch.delenv("BESIDE_PASSPHRASE")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    said = iter([PASSPHRASE, PASSPHRASE + " not"])
    monkeypatch.setattr(keys.getpass, "getpass", lambda _question: next(said))
    with pytest.raises(KeyTrouble, match="not the same"):
        keys.export(place / "escrow")


def test_with_nobody_to_ask_it_says_so(place):
    keys.new()
    answer = beside("keys", "export", str(place / "escrow"), BESIDE_PASSPHRASE="")
    assert (answer.returncode, "nobody to ask" in answer.stderr) == (1, True)


def test_export_without_a_file_says_what_is_missing(place):
    answer = beside("keys", "export")
    assert (answer.returncode, answer.stderr.strip()) == (1, "Name the escrow file: beside keys export FILE")


# -- the start without the right key ---------------------------------------------------------------------------


def test_without_the_master_key_the_start_stops_and_says_what_to_do(kept):
    keyfiles.path("master").unlink()
    answer = beside("serve")
    assert answer.returncode == 1
    assert "The master key is missing" in answer.stderr
    assert "beside keys restore FILE" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("name", "said"), [("master", "does not open this keyring"), ("database", "does not open")]
)
def test_with_a_wrong_key_the_start_stops_and_says_what_to_do(kept, name, said):
    keyfiles.write(name, b"w" * 32)
    answer = beside("serve", PORT="8115")
    assert answer.returncode == 1
    assert said in answer.stderr
    assert "beside keys restore FILE" in answer.stderr


def test_a_key_open_to_others_stops_the_start(kept):
    keyfiles.path("audit").chmod(0o644)
    answer = beside("serve", PORT="8115")
    assert (answer.returncode, "chmod 600" in answer.stderr) == (1, True)


# -- rotate ----------------------------------------------------------------------------------------------------


def test_a_new_master_key_opens_everything_and_the_old_one_nothing(kept, place):
    old = keyfiles.key("master")
    answer = beside("keys", "rotate")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "export FILE" in answer.stdout
    keyfiles.key.cache_clear()
    assert keyfiles.key("master") != old
    assert program(READ).stdout == kept
    assert not keyfiles.path(keyfiles.NEXT).exists()
    assert len(list((place / "keys" / "keyring-backups").glob("keyring-*.db"))) == 1
    keyfiles.write("master", old)
    assert "does not open this keyring" in program(READ).stderr


STEPS = {
    "before anything is written": "keyfiles.write = die",
    "after the next key is written": "keyring.rewrap = die",
    "while keys are wrapped": "keyring._next_generation = die",
    "after all are wrapped": "keys._take_next = die",
    "after the next key is the key": "keyring_backups.rewrite = die",
}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.replace(" ", "-"))
def test_killed_at_any_step_of_a_rotation_the_keyring_opens(kept, step):
    died = program(f"""
import os, signal
from beside.practice.desk import keyring_backups, keys
from beside.practice.vault import keyfiles, keyring
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
{STEPS[step]}
keys.rotate()
""")
    assert died.returncode == -signal.SIGKILL
    afterwards = program(AFTERWARDS)
    assert afterwards.stdout.splitlines() == [kept.strip()] * 3, afterwards.stderr
    assert not keyfiles.path(keyfiles.NEXT).exists()


def test_a_process_that_runs_meanwhile_reads_on_and_makes_new_keys(kept):
    answer = program(
        READ
        + """
import subprocess, sys
subprocess.run([sys.executable, "-m", "beside", "keys", "rotate"], check=True, capture_output=True)
keyring.refresh()
print(keyring.data_key(keyring.Name(uuid.UUID(int=1), uuid.UUID(int=2), "words")).hex())
print(keyring.data_key(keyring.Name(uuid.UUID(int=7), uuid.UUID(int=8), "words")).hex())
"""
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines()[:2] == [kept.strip(), kept.strip()]
    assert (
        program(READ.replace("int=1", "int=7").replace("int=2", "int=8")).stdout.strip()
        == answer.stdout.splitlines()[2]
    )


def test_a_master_key_from_the_environment_is_not_changed_from_here(kept):
    answer = beside("keys", "rotate", BESIDE_MASTER_KEY=keyfiles.key("master").hex())
    assert (answer.returncode, "comes from the environment" in answer.stderr) == (1, True)


def test_two_do_not_rotate_at_once(kept):
    with keys._alone():
        answer = beside("keys", "rotate")
    assert (answer.returncode, "right now" in answer.stderr) == (1, True)


def test_the_letter_boxs_key_is_new_too_and_goes_with_the_escrow_file(kept, place):
    """What waits on clients' devices is opened by it (vault/letterbox.py)."""
    from beside.practice.vault import letterbox

    old = letterbox.current()
    assert beside("keys", "rotate").returncode == 0
    fresh = letterbox.current()
    assert fresh != old
    keys.export(place / "escrow")
    keyfiles.path("letterbox").unlink()
    keys.restore(place / "escrow")
    assert letterbox.current() == fresh
