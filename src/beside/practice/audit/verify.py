"""Walk the chains and say what was done to them."""

import hmac
import json
import re
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.utils import timezone

from beside.practice.audit import anchors, chains
from beside.practice.audit.models import Entry, Head
from beside.practice.audit.trail import RESTORED, chain_mac
from beside.practice.vault import keyfiles
from beside.practice.vault.inside import inside

_LOST = re.compile(re.escape(RESTORED).replace(r"\{lost\}", r"(\d+)"))


@dataclass(frozen=True)
class Fault:
    practice_id: object
    number: int
    what: str


def faults() -> list[Fault]:
    """Every place where a chain is not what was written. An empty list: nothing was found."""
    found = []
    for practice_id in sorted(chains.practices() | anchors.practices(), key=str):
        with inside(practice_id):
            found += _faults_of(practice_id)
            for broken in _rooms_that_seal():
                found += [Fault(practice_id, number, what) for number, what in broken(practice_id)]
    return found


def _rooms_that_seal():
    """`broken` of each room's seals.py, by name: what stands in the chain by its digest and is something else now."""
    for app in apps.get_app_configs():
        if app.name.startswith("beside.") and find_spec(f"{app.name}.seals"):
            yield import_module(f"{app.name}.seals").broken


def look() -> list[Fault]:
    """`faults()`, and a note for `beside status` of when somebody looked and what they found."""
    found = faults()
    note = {"at": timezone.now().isoformat(), "faults": len(found)}
    _note().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _note().write_text(json.dumps(note))
    return found


def last_look() -> dict | None:
    """When somebody looked last, and how many faults they found: {"at": ..., "faults": ...}."""
    return json.loads(_note().read_text()) if _note().exists() else None


def breaks() -> list[Entry]:
    """Where a chain was broken on purpose and says so: a backup was restored."""
    found: list[Entry] = []
    for practice_id in chains.practices():
        with inside(practice_id):
            found += Entry.objects.filter(practice_id=practice_id, verb=Entry.BREAK).order_by("number")
    return found


def _note() -> Path:
    return keyfiles.home() / "last-verified"


def _faults_of(practice_id):
    previous, expected, macs, restored = "", 1, {}, []
    for entry in Entry.objects.filter(practice_id=practice_id).order_by("number").iterator(chunk_size=2000):
        if entry.number != expected:
            yield Fault(
                practice_id, expected, f"removed: entries {expected} to {entry.number - 1} are not there"
            )
            # Only the gap is reported: the link across it cannot be checked.
        elif not hmac.compare_digest(chain_mac(entry, previous), entry.mac):
            yield Fault(practice_id, entry.number, "changed, moved or put in: its seal does not fit")
        elif entry.verb == Entry.BREAK and (told := _LOST.fullmatch(entry.what)):
            restored.append((entry.at, entry.number, int(told[1])))
        previous, expected = entry.mac, entry.number + 1
        macs[entry.number] = entry.mac
    last = expected - 1
    head = Head.objects.filter(pk=practice_id).first()
    if (head.number, head.mac) != (last, previous) if head else last:
        yield Fault(practice_id, last, "cut off or added to: the newest entry is not the chain's head")
    for anchor in anchors.of(practice_id):
        if _lost_in_a_restore(anchor, restored):
            continue
        if anchor.number > last:
            yield Fault(
                practice_id, anchor.number, f"cut off: a copy kept elsewhere saw entry {anchor.number}"
            )
        elif anchor.number in macs and not hmac.compare_digest(macs[anchor.number], anchor.mac):
            yield Fault(practice_id, anchor.number, "written anew: it differs from the copy kept elsewhere")


def _lost_in_a_restore(anchor, restored):
    """A restore's own entry says how many were lost with it: those, and no others, may be missing or different."""
    return any(anchor.at <= at and first <= anchor.number < first + lost for at, first, lost in restored)
