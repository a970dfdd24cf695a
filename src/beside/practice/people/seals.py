"""Each line of the consent ledger has its entry in the trail; `beside audit verify` asks here whether the two still say the same.

Found by name by audit/verify.py, as audit comes before this room.
"""

import datetime

from beside.practice.audit import trail
from beside.practice.audit.models import Entry
from beside.practice.people.models import Consent
from beside.practice.vault import keyring

SAYS = "consent "
# Between a line and its entry other writers may have had their turn at the chain.
TURN = datetime.timedelta(minutes=10)


def entry_for(line) -> str:
    return f"{SAYS}{'given' if line.given else 'withdrawn'}: {line.purpose}"


def broken(practice_id):
    """(number of the entry, what is wrong) for each line that is not what was said. Read inside the practice."""
    lines = {line.pk: line for line in Consent.objects.filter(practice=practice_id)}
    # With the record, or before it where the practice keeps consents for fewer years.
    erased = trail.erased(practice_id, keyring.RECORD) | trail.erased(practice_id, "consents")
    entries = Entry.objects.filter(practice_id=practice_id, verb=Entry.WROTE, what__startswith=SAYS)
    for entry in entries.order_by("number"):
        line = lines.pop(entry.object_id, None)
        if line is None:
            if entry.relationship_id not in erased:
                yield entry.number, f"consent {entry.object_id} was said and is not there"
        elif _said(line) != (entry.what, entry.who_id, entry.relationship_id) or not _then(line, entry):
            yield entry.number, f"consent {line.pk}: changed since it was said"
    for line in lines.values():
        yield 0, f"consent {line.pk}: put in, nothing says that it was said"


def _said(line):
    return entry_for(line), line.who_id, line.relationship_id


def _then(line, entry):
    return abs(entry.at - line.at) < TURN
