"""Data keys: made, found, destroyed, re-wrapped. The plain keys live in this process's memory only."""

import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from beside.practice.vault import keyfiles, seal
from beside.practice.vault.errors import Destroyed, KeyTrouble, Unreadable
from beside.practice.vault.models import DataKey, Erasure, Generation, PracticeKey

RECORD = "record"  # what belongs to the clinical record: progress notes, sessions' moments; one key for each kind that the law counts apart
WORDS = "words"  # what a client gave to their therapist
OWN = "own"  # a client's drafts and *only me* answers
PROCESS = "process"  # process notes, one key per author
TRANSCRIPT = "transcript"  # what was said in a session and what was heard in it, one key per transcript
KEPT = "kept"  # the moments that a therapist kept of it, one key per transcript too: they outlive it
CONCERN = "concern"  # what a client told the people they chose, one key per concern: no page of anybody else's fetches it
KINDS = (RECORD, WORDS, OWN, PROCESS, TRANSCRIPT, KEPT, CONCERN)


@dataclass(frozen=True)
class Name:
    """Which key: a relationship's, of one class, perhaps of one holder."""

    practice: uuid.UUID
    relationship: uuid.UUID
    kind: str
    holder: uuid.UUID | None = None


@dataclass
class _Cache:
    generation: int | None = None
    practices: dict[uuid.UUID, bytes] = field(default_factory=dict)
    keys: dict[Name, bytes] = field(default_factory=dict)


_cache = _Cache()


def refresh() -> None:
    """Forget every cached key if any process destroyed or re-wrapped one since. Call at the start of each request and job."""
    number = Generation.objects.values_list("number", flat=True).filter(pk=1).first() or 0
    if number != _cache.generation:
        forget()
        _cache.generation = number


def forget() -> None:
    _cache.generation = None
    _cache.practices.clear()
    _cache.keys.clear()
    # The master key may have been changed too.
    keyfiles.key.cache_clear()


def data_key(name: Name) -> bytes:
    """The key of that name, made on first use. Raises Destroyed if it was erased."""
    if known := _cache.keys.get(name):
        return known
    row = _row(name) or _made(name)
    if row.wrapped is None:
        raise Destroyed("What was written here was erased for good on request, and cannot be opened again.")
    plain = seal.open_sealed(practice_key(name.practice), bytes(row.wrapped), _place_of_data_key(row))
    _cache.keys[name] = plain
    return plain


def has(name: Name) -> bool:
    """Whether there is, or was, a key of that name; none is made."""
    return name in _cache.keys or _row(name) is not None


def warm(practice: uuid.UUID, relationships: list[uuid.UUID]) -> None:
    """Fetch the keys of many relationships in one query, so that a page over many costs the same as over one."""
    missing = set(relationships) - {n.relationship for n in _cache.keys}
    if not missing:
        return
    found = DataKey.objects.filter(practice=practice, relationship__in=missing, wrapped__isnull=False)
    for row in found.exclude(kind=CONCERN):
        name = Name(row.practice, row.relationship, row.kind, row.holder)
        _cache.keys[name] = seal.open_sealed(
            practice_key(practice), bytes(row.wrapped), _place_of_data_key(row)
        )


def practice_key(practice: uuid.UUID) -> bytes:
    if known := _cache.practices.get(practice):
        return known
    row = PracticeKey.objects.filter(pk=practice).first() or _made_practice_key(practice)
    plain = _cache.practices[practice] = _open_practice_key(row)[1]
    return plain


def _made_practice_key(practice):
    with _nobody_else_changes_masters():
        keyfiles.key.cache_clear()
        # While a rotation is under way the master key is whichever opens what is there.
        existing = PracticeKey.objects.first()
        master = _open_practice_key(existing)[0] if existing else keyfiles.key("master")
        sealed = seal.seal(master, seal.new_key(), _place_of_practice_key(practice))
        # Two processes may try at once; the first one's key is the one both then read.
        return PracticeKey.objects.get_or_create(pk=practice, defaults={"wrapped": sealed})[0]


def _open_practice_key(row) -> tuple[bytes, bytes]:
    """Which master key opens it, and the key itself."""
    for master in keyfiles.masters():
        try:
            return master, seal.open_sealed(master, bytes(row.wrapped), _place_of_practice_key(row.practice))
        except Unreadable:
            continue
    raise KeyTrouble(
        "The master key does not open this keyring. "
        "Bring the right one back from your escrow file: beside keys restore FILE."
    )


def check_master() -> None:
    """Raise KeyTrouble unless the master key opens the practices' keys."""
    forget()
    for row in PracticeKey.objects.all():
        _open_practice_key(row)


def destroy(practice, *, relationship, kinds, client=None) -> int:
    """Destroy the keys of these classes of one relationship, and write it in the ledger. Returns how many."""
    with transaction.atomic(using="keyring"):
        count = DataKey.objects.filter(
            practice=practice, relationship=relationship, kind__in=kinds, destroyed_at=None
        ).update(wrapped=None, destroyed_at=timezone.now())
        Erasure.objects.create(practice=practice, relationship=relationship, client=client, kinds=list(kinds))
        _next_generation()
    forget()
    return count


def destroy_of(practice, *, relationship, holder, kinds) -> int:
    """Destroy the keys of one holder (a transcript) and leave the relationship's others. Returns how many.

    The rows of the keys stay and say so: after a restore `destroyed_holders` is what must go again.
    """
    with transaction.atomic(using="keyring"):
        count = DataKey.objects.filter(
            practice=practice, relationship=relationship, holder=holder, kind__in=kinds, destroyed_at=None
        ).update(wrapped=None, destroyed_at=timezone.now())
        _next_generation()
    forget()
    return count


def destroy_on_commit(name: Name) -> None:
    """Destroy this one key, not before the words are gone for certain: a row whose key is gone cannot be read."""
    transaction.on_commit(
        partial(
            destroy_of,
            name.practice,
            relationship=name.relationship,
            holder=name.holder,
            kinds=[name.kind],
        ),
        robust=True,
    )


def of_kind(kind: str) -> uuid.UUID:
    """The holder under which one kind of the record has its key: the same in every relationship, so that nobody need look it up."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"beside:record:{kind}")


def destroyed_of(kind: str, holder: uuid.UUID) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """(practice, relationship) wherever this holder's key of this class was destroyed."""
    found = DataKey.objects.filter(kind=kind, holder=holder, destroyed_at__isnull=False)
    return list(found.order_by("destroyed_at", "pk").values_list("practice", "relationship"))


def destroyed_holders(kind: str) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """(practice, holder) of every destroyed key of this class that had a holder."""
    found = DataKey.objects.filter(kind=kind, destroyed_at__isnull=False, holder__isnull=False)
    return list(found.order_by("destroyed_at", "pk").values_list("practice", "holder"))


def holders(practice: uuid.UUID, relationships: list[uuid.UUID], kind: str) -> set[uuid.UUID | None]:
    """Whose keys of this class there are in these relationships, without those that were destroyed. One query."""
    found = DataKey.objects.filter(
        practice=practice, relationship__in=relationships, kind=kind, destroyed_at=None
    )
    return set(found.values_list("holder", flat=True))


def rewrap(new_master: bytes) -> int:
    """Wrap every practice's key with a new master key, all or none. No content is written again."""
    forget()
    with _nobody_else_changes_masters():
        rows = list(PracticeKey.objects.all())
        for row in rows:
            row.wrapped = seal.seal(
                new_master, _open_practice_key(row)[1], _place_of_practice_key(row.practice)
            )
        PracticeKey.objects.bulk_update(rows, ["wrapped"])
        _next_generation()
    forget()
    return len(rows)


def opens(master: bytes) -> bool:
    """Whether this master key opens what the keyring holds; False for a keyring without practices."""
    row = PracticeKey.objects.first()
    try:
        return bool(
            row and seal.open_sealed(master, bytes(row.wrapped), _place_of_practice_key(row.practice))
        )
    except Unreadable:
        return False


@contextmanager
def _nobody_else_changes_masters():
    Generation.objects.get_or_create(pk=1)
    with transaction.atomic(using="keyring"):
        Generation.objects.select_for_update().get(pk=1)
        yield


def _place_of_practice_key(practice) -> str:
    return f"practice-key|{practice}"


def _row(name: Name) -> DataKey | None:
    return DataKey.objects.filter(
        practice=name.practice, relationship=name.relationship, kind=name.kind, holder=name.holder
    ).first()


def _made(name: Name) -> DataKey:
    # Written and committed in the keyring before the row that it seals is committed: a sealed row without
    # its key would be lost, a key without a row costs nothing.
    row = DataKey(practice=name.practice, relationship=name.relationship, kind=name.kind, holder=name.holder)
    row.wrapped = seal.seal(practice_key(name.practice), seal.new_key(), _place_of_data_key(row))
    try:
        with transaction.atomic(using="keyring"):
            row.save(force_insert=True)
    except IntegrityError:
        existing = _row(name)
        assert existing is not None, "a unique key was refused, and yet is not there"
        return existing
    return row


def _place_of_data_key(row: DataKey) -> str:
    return f"data-key|{row.practice}|{row.relationship}|{row.kind}|{row.holder or ''}|{row.pk}"


def _next_generation() -> None:
    Generation.objects.get_or_create(pk=1)
    Generation.objects.filter(pk=1).update(number=F("number") + 1)
