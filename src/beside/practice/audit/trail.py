"""The audit trail: one chain per practice, each entry MACed together with the one before it.

A changed, removed or reordered entry breaks the chain. Someone who holds the audit key could write a
chain anew, or cut its end off: against that, heads are copied hourly to a file elsewhere (anchors.py).
"""

import base64
import hashlib
import hmac
import json

from django.db import transaction
from django.utils import timezone

from beside.practice.audit.models import Entry, Head
from beside.practice.vault import keyfiles

# What a restore writes: how many entries that the chain had were lost with the data they spoke of.
RESTORED = "restored: {lost} later entries were lost"
ERASED = "erased: "


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


def write_erased(kinds, *, by, relationship, thing=None) -> Entry:
    """Add that these classes of a relationship were erased for good: `erased()` reads it again."""
    return write(ERASED + ",".join(kinds), by=by, relationship=relationship, thing=thing)


def erased(practice_id, kind) -> set:
    """The relationships of which this class was erased, as the chain says: nothing else is believed about what is gone."""
    entries = Entry.objects.filter(practice_id=practice_id, verb=Entry.WROTE, what__startswith=ERASED)
    return {entry.relationship_id for entry in entries if kind in _classes(entry)}


def _classes(entry):
    """Without blanks there is room for every class there is; older entries have them."""
    return [kind.strip() for kind in entry.what.removeprefix(ERASED).split(",")]


def keyed_digest(content) -> str:
    """43 letters that stand for anything JSON can hold: nobody finds the content from them, nor others for it without the key."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
    # Never the MAC of a link of the chain, whatever the content.
    digest = hmac.new(keyfiles.key("audit"), b"content\0" + canonical, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


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
