"""Whether a concern is as its people left it. The audit trail holds no line about one, so each bears its own seal.

The seal is over the concern, its readers and all its steps, under the concern's own key. Whoever removes, adds or changes a row of the open database
cannot write it anew. It is looked at before each move, and once broken it stays broken: no later move makes it good.
"""

import datetime
import hashlib
import hmac
import json

from beside.practice.concerns.models import Concern, Reader, Step
from beside.practice.vault import keyring
from beside.practice.vault.errors import Unreadable


def seal(concern, *, whole=True):
    """To be called at the end of each move. `whole`: what `is_whole` said before it."""
    concern.whole = {"digest": _digest(concern), "whole": whole}
    concern.save(update_fields=["whole"])


def is_whole(concern) -> bool:
    try:
        kept = concern.whole
        return bool(kept and kept["whole"] and hmac.compare_digest(kept["digest"], _digest(concern)))
    except Unreadable:
        return False


def are_missing(pairs, there) -> bool:
    """Whether the keyring, a database of its own, has the key of something sent by this client that is not among what is there."""
    pairs = list(pairs)
    if not pairs:
        return False
    keys = keyring.holders(pairs[0].practice_id, [pair.pk for pair in pairs], keyring.CONCERN)
    return not keys <= {concern.pk for concern in there}


def _digest(concern) -> str:
    row = Concern.objects.get(pk=concern.pk)
    readers = Reader.objects.filter(concern=row).order_by("pk")
    steps = Step.objects.filter(concern=row).order_by("at", "pk")
    content = [
        [row.said, row.state, _at(row.sent_at), _at(row.changed_at), str(row.due_on), _at(row.taken_back_at)],
        [[str(one.member_id), _at(one.named_at), _at(one.read_at)] for one in readers],
        [[str(one.pk), one.state, str(one.by_id), _at(one.at), one.words] for one in steps],
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _at(moment):
    return moment and moment.astimezone(datetime.UTC).isoformat()
