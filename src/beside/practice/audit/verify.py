"""Walk the chains and say what was done to them."""

import hmac
from dataclasses import dataclass

from beside.practice.audit import anchors
from beside.practice.audit.models import Entry, Head
from beside.practice.audit.trail import chain_mac


@dataclass(frozen=True)
class Fault:
    practice_id: object
    number: int
    what: str


def faults() -> list[Fault]:
    """Every place where a chain is not what was written. An empty list: nothing was found."""
    practices = {*Head.objects.values_list("pk", flat=True), *Entry.objects.values_list("practice_id", flat=True).distinct()}
    practices |= anchors.practices()
    return [fault for practice in sorted(practices, key=str) for fault in _faults_of(practice)]


def _faults_of(practice_id):
    previous, expected, macs = "", 1, {}
    for entry in Entry.objects.filter(practice_id=practice_id).order_by("number").iterator(chunk_size=2000):
        if entry.number != expected:
            yield Fault(practice_id, expected, f"removed: entries {expected} to {entry.number - 1} are not there")
            # Only the gap is reported: the link across it cannot be checked.
        elif not hmac.compare_digest(chain_mac(entry, previous), entry.mac):
            yield Fault(practice_id, entry.number, "changed, moved or put in: its seal does not fit")
        previous, expected = entry.mac, entry.number + 1
        macs[entry.number] = entry.mac
    last = expected - 1
    head = Head.objects.filter(pk=practice_id).first()
    if head is None or head.number != last or (last and not hmac.compare_digest(head.mac, previous)):
        yield Fault(practice_id, last, "cut off or added to: the newest entry is not the chain's head")
    for number, mac in anchors.heads_of(practice_id):
        if number > last:
            yield Fault(practice_id, number, f"cut off: a copy kept elsewhere saw entry {number}")
        elif number in macs and not hmac.compare_digest(macs[number], mac):
            yield Fault(practice_id, number, "written anew: it differs from the copy kept elsewhere")
