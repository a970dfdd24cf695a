"""The audit trail: one chain per practice, each entry MACed together with the one before it.

A changed, removed or reordered entry breaks the chain. Someone who holds the audit key could write a
chain anew, or cut its end off: against that, heads are copied hourly to a file elsewhere (anchors.py).
"""

import hashlib
import hmac
import json

from django.db import transaction
from django.utils import timezone

from beside.practice.audit.models import Entry, Head
from beside.practice.vault import keyfiles

# What a restore writes: how many entries that the chain had were lost with the data they spoke of.
RESTORED = "restored: {lost} later entries were lost"


def write(what, *, by, relationship=None, thing=None) -> Entry:
    """Add that `by` did this. Call it inside the action's own transaction: both happen, or neither."""
    assert transaction.get_connection().in_atomic_block, "an action and its entry are one transaction"
    return _add(by.practice_id, Entry.WROTE, what, by=by, relationship=relationship, thing=thing)


def read(page, *, by, relationship=None, kinds=()) -> Entry:
    """Add that `by` saw this page. Committed before the page is sent; if it cannot be, the page is not sent."""
    with transaction.atomic():
        return _add(by.practice_id, Entry.READ, page, by=by, relationship=relationship, kinds=kinds)


def mark_break(practice_id, *, lost) -> Entry:
    """A marked break: what stands before it was restored from a backup, and `lost` later entries are gone."""
    with transaction.atomic():
        return _add(practice_id, Entry.BREAK, RESTORED.format(lost=lost), by=None)


def chain_mac(entry: Entry, previous: str) -> str:
    fields = [
        previous,
        str(entry.id),
        str(entry.practice_id),
        entry.number,
        entry.at.isoformat(),
        entry.verb,
        entry.what,
        entry.kinds,
        str(entry.who_id or ""),
        entry.role,
        str(entry.relationship_id or ""),
        str(entry.object_id or ""),
    ]
    canonical = json.dumps(fields, separators=(",", ":"), ensure_ascii=True).encode()
    return hmac.new(keyfiles.key("audit"), canonical, hashlib.sha256).hexdigest()


def _add(practice_id, verb, what, *, by, relationship=None, thing=None, kinds=()):
    head, _ = Head.objects.select_for_update().get_or_create(pk=practice_id)
    entry = Entry(
        practice_id=practice_id,
        number=head.number + 1,
        at=timezone.now(),
        verb=verb,
        what=what,
        kinds=", ".join(sorted(kinds)),
        who_id=getattr(by, "pk", None),
        role=getattr(by, "role", ""),
        relationship_id=getattr(relationship, "pk", relationship),
        object_id=getattr(thing, "pk", thing),
    )
    entry.mac = chain_mac(entry, head.mac)
    entry.save(force_insert=True)
    head.number, head.mac = entry.number, entry.mac
    head.save(update_fields=["number", "mac"])
    return entry
