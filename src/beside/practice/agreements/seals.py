"""A signed version's keyed digest stands in the trail; `beside audit verify` asks here whether it is still what was signed.

Found by name by audit/verify.py, as audit comes before this room.
"""

import datetime
import hmac

from beside.practice.agreements.models import Version
from beside.practice.audit import trail
from beside.practice.audit.models import Entry
from beside.practice.vault import keyring
from beside.practice.vault.errors import Destroyed, Unreadable

SEALED = "agreement sealed "


def entry_for(version) -> str:
    """What the trail says when it is signed: 17 letters and 43 of the digest."""
    return SEALED + digest(version)


def digest(version) -> str:
    return trail.keyed_digest(
        [
            str(version.pk),
            str(version.practice_id),
            str(version.relationship_id),
            version.number,
            version.language,
            version.signed_at.astimezone(datetime.UTC).isoformat(),
            version.words,
        ]
    )


def broken(practice_id):
    """(number of the entry, what is wrong) for each version that is not what was signed. Read inside the practice."""
    versions = {version.pk: version for version in Version.objects.filter(practice=practice_id)}
    # With the record, or before it where the practice keeps agreements for fewer years.
    erased = trail.erased(practice_id, keyring.RECORD) | trail.erased(practice_id, "agreement")
    entries = Entry.objects.filter(practice_id=practice_id, verb=Entry.WROTE, what__startswith=SEALED)
    for entry in entries.order_by("number"):
        version = versions.pop(entry.object_id, None)
        if entry.relationship_id in erased:
            continue
        if version is None:
            yield entry.number, f"agreement {entry.object_id} was signed and is not there"
        elif wrong := _wrong(version, entry):
            yield entry.number, f"agreement {entry.object_id}, version {version.number}: {wrong}"
    for version in versions.values():
        yield 0, f"agreement {version.pk}, version {version.number}: put in, nothing says that it was signed"


def _wrong(version, entry):
    if version.relationship_id != entry.relationship_id:
        return "it hangs on another relationship than it was signed for"
    try:
        if hmac.compare_digest(entry_for(version), entry.what):
            return ""
    except Destroyed:
        return "its key is destroyed, and the trail says of no erasure"
    except (Unreadable, KeyError, TypeError, ValueError):
        return "it cannot be opened: changed or moved since it was signed"
    return "changed since it was signed"
