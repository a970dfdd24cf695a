"""Whatever is done to the trail is found: by its own seals, or by the copies of its heads kept elsewhere."""

import datetime
import json
import random
import uuid

import pytest
from django.db import connection, transaction

from beside.practice.audit import anchors, trail, verify
from beside.practice.audit.models import Entry, Head
from beside.practice.vault import keyfiles
from tests.vocabulary import a_practice

LENGTH = 12


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """The copies of the heads of this test."""
    monkeypatch.setenv("BESIDE_AUDIT_ANCHOR", str(tmp_path / "heads"))


@pytest.fixture
def chain():
    """A chain of twelve entries; the database would let an intruder at it."""
    owner = a_practice()
    while Head.objects.get(pk=owner.practice_id).number < LENGTH:
        trail.read("brief", by=owner, relationship=uuid.uuid4(), kinds=("loops",))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_no_update")
            cursor.execute("DROP TRIGGER audit_no_delete")
        else:
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_no_change")
    return owner.practice_id


def entries(practice_id):
    return list(Entry.objects.filter(practice_id=practice_id).order_by("number"))


def reseal(practice_id, start=1):
    """What somebody can do who holds the audit key: the chain fits again from there on."""
    previous = ""
    for entry in entries(practice_id):
        if entry.number >= start:
            entry.mac = trail.chain_mac(entry, previous)
            Entry.objects.filter(pk=entry.pk).update(mac=entry.mac)
        previous, last = entry.mac, entry.number
    Head.objects.filter(pk=practice_id).update(number=last, mac=previous)


def edit(practice_id, random):
    entry = random.choice(entries(practice_id))
    name = random.choice(
        ["what", "kinds", "role", "who_id", "relationship_id", "object_id", "at", "verb", "mac"]
    )
    if name == "at":
        value = entry.at + datetime.timedelta(microseconds=1)
    elif name.endswith("_id"):
        value = uuid.uuid4()
    else:
        value = (getattr(entry, name) + "x")[-8:]
    Entry.objects.filter(pk=entry.pk).update(**{name: value})


def remove(practice_id, random):
    random.choice(entries(practice_id)).delete()


def put_in(practice_id, random):
    """An entry that never was, with a seal copied from another, everything after it moved up by one."""
    number = random.randint(1, LENGTH)
    for entry in reversed(entries(practice_id)[number - 1 :]):
        Entry.objects.filter(pk=entry.pk).update(number=entry.number + 1)
    copied = random.choice(entries(practice_id))
    copied.pk, copied.number = uuid.uuid4(), number
    copied.save(force_insert=True)
    Head.objects.filter(pk=practice_id).update(number=LENGTH + 1)


def swap(practice_id, random):
    one, other = random.sample(entries(practice_id), 2)
    for entry, number in ((one, 1000), (other, one.number), (one, other.number)):
        Entry.objects.filter(pk=entry.pk).update(number=number)


def cut_off(practice_id, random):
    """The end is gone, and the head says that this is all there ever was."""
    kept = random.randint(0, LENGTH - 1)
    Entry.objects.filter(practice_id=practice_id, number__gt=kept).delete()
    Head.objects.filter(pk=practice_id).update(number=kept, mac=entries(practice_id)[-1].mac if kept else "")


def move_to_another(practice_id, random):
    other = a_practice("Oak").practice_id
    entry = random.choice(entries(practice_id))
    Entry.objects.filter(pk=entry.pk).update(practice_id=other, number=Head.objects.get(pk=other).number + 1)


def write_anew(practice_id, random):
    """With the audit key in hand: change one entry, and seal everything from there on again."""
    entry = random.choice(entries(practice_id))
    Entry.objects.filter(pk=entry.pk).update(what="something harmless")
    reseal(practice_id, entry.number)


def cut_out_and_write_anew(practice_id, random):
    entry = random.choice(entries(practice_id)[1:])
    entry.delete()
    for later in [e for e in entries(practice_id) if e.number > entry.number]:
        Entry.objects.filter(pk=later.pk).update(number=later.number - 1)
    reseal(practice_id)


WITHOUT_THE_KEY = [edit, remove, put_in, swap, move_to_another]
FOUND_BY_THE_COPY = [cut_off, write_anew, cut_out_and_write_anew]


def test_a_chain_that_nobody_touched_has_no_fault(chain):
    anchors.copy_heads()
    trail.mark_break(chain, lost=0)
    assert verify.faults() == []


@pytest.mark.parametrize("done", [*WITHOUT_THE_KEY, *FOUND_BY_THE_COPY], ids=lambda done: done.__name__)
def test_whatever_is_done_to_the_trail_is_found(chain, done):
    anchors.copy_heads()
    for seed in range(40):
        with transaction.atomic():
            done(chain, random.Random(f"{done.__name__} {seed}"))
            assert verify.faults() != [], f"seed {seed}"
            transaction.set_rollback(True)
    assert verify.faults() == []


@pytest.mark.parametrize("done", FOUND_BY_THE_COPY, ids=lambda done: done.__name__)
def test_only_the_copy_elsewhere_finds_what_was_done_with_the_key(chain, done):
    done(chain, random.Random(7))
    assert verify.faults() == []


def test_a_seal_made_without_the_key_does_not_fit(chain, monkeypatch):
    monkeypatch.setattr(keyfiles, "key", lambda name: b"guessed" * 4)
    write_anew(chain, random.Random(1))
    monkeypatch.undo()
    assert {fault.what for fault in verify.faults()} == {"changed, moved or put in: its seal does not fit"}


def test_the_place_of_a_fault_is_named(chain):
    entry = entries(chain)[4]
    Entry.objects.filter(pk=entry.pk).update(what="nothing")
    assert [(fault.practice_id, fault.number) for fault in verify.faults()] == [(chain, 5)]
    entries(chain)[8].delete()
    assert [fault.what for fault in verify.faults()][1] == "removed: entries 9 to 9 are not there"


def test_a_practice_that_is_gone_altogether_is_missed(chain):
    anchors.copy_heads()
    Entry.objects.filter(practice_id=chain).delete()
    Head.objects.filter(pk=chain).delete()
    assert verify.faults() == [
        verify.Fault(chain, LENGTH, f"cut off: a copy kept elsewhere saw entry {LENGTH}")
    ]


def restore_to(practice_id, number):
    """The chain as a backup had it: what came later is gone, honestly."""
    Entry.objects.filter(practice_id=practice_id, number__gt=number).delete()
    Head.objects.filter(pk=practice_id).update(number=number, mac=entries(practice_id)[-1].mac)


def test_a_restore_that_says_how_much_was_lost_is_no_fault(chain):
    anchors.copy_heads()
    restore_to(chain, 8)
    trail.mark_break(chain, lost=LENGTH - 8)
    for _ in range(6):
        trail.read("brief", by=type("Who", (), {"pk": None, "role": "", "practice_id": chain}))
    assert verify.faults() == []
    assert [(entry.number, entry.what) for entry in verify.breaks()] == [
        (9, "restored: 4 later entries were lost")
    ]


def test_a_restore_that_says_less_than_was_lost_is_found(chain):
    anchors.copy_heads()
    restore_to(chain, 8)
    trail.mark_break(chain, lost=3)
    assert [fault.what for fault in verify.faults()] == [f"cut off: a copy kept elsewhere saw entry {LENGTH}"]


def test_a_restore_excuses_nothing_that_was_written_down_after_it(chain):
    restore_to(chain, 8)
    trail.mark_break(chain, lost=LENGTH - 8)
    trail.read("brief", by=type("Who", (), {"pk": None, "role": "", "practice_id": chain}))
    anchors.copy_heads()
    Entry.objects.filter(practice_id=chain, number=10).delete()
    Head.objects.filter(pk=chain).update(number=9, mac=entries(chain)[-1].mac)
    assert [fault.number for fault in verify.faults()] == [10]


def test_a_restore_excuses_nothing_that_came_before_the_backup(chain):
    anchors.copy_heads()
    restore_to(chain, 8)
    trail.mark_break(chain, lost=LENGTH - 8)
    anchors.copy_heads()
    Entry.objects.filter(practice_id=chain, number=3).update(what="something harmless")
    reseal(chain, 3)
    assert verify.faults() != []


def test_a_line_of_copies_that_was_cut_short_is_passed_over(chain):
    anchors.copy_heads()
    with anchors.file().open("a") as file:
        file.write('{"at": "2026-')
    assert verify.faults() == []
    assert anchors.last_copy_at() is not None


def test_looking_leaves_a_note_for_the_operator(chain):
    verify.look()
    assert verify.last_look()["faults"] == 0
    edit(chain, random.Random(1))
    verify.look()
    assert verify.last_look()["faults"] > 0


def test_the_copies_hold_ids_and_seals_only(chain):
    anchors.copy_heads()
    lines = [json.loads(line) for line in anchors.file().read_text().splitlines()]
    assert {tuple(line) for line in lines} == {("at", "practice", "number", "mac")}
    assert anchors.file().stat().st_mode & 0o077 == 0
