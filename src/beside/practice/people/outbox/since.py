"""Whether its author changed since, anywhere, what a letter sets: then the letter is the older word, and not the last one.

What was changed is read from the trail: each action writes there what it did, to what, and for whom, whichever page it came from.
"""

import datetime

from django.db.models import Q
from django.utils import timezone

from beside.practice.audit.models import Entry, Head
from beside.practice.people.models import Submission
from beside.practice.people.outbox.forms import ITS_THING

MARK = "sent offline: "
REACHED = "safe contact changed"


def written_at(letter):
    """When it was sealed, as its device says; never before its page was made, and never later than now."""
    at = max(letter.token.at, letter.at)
    return datetime.datetime.fromtimestamp(min(at, timezone.now().timestamp()), datetime.UTC)


def so_far(member):
    """How far the trail goes, held until the end of the transaction: what comes after it is of this letter."""
    head = Head.objects.select_for_update().filter(pk=member.practice_id).first()
    return head.number if head else 0


def changed(member, *, sets, written, so_far):
    """Whether this member did since what the letter has just done again. `sets`: see forms.py.

    Where somebody may be reached counts whoever changed it: what is not safe any more comes back by no letter.
    """
    if sets is None:
        return False
    written_here = Entry.objects.filter(practice_id=member.practice_id, verb=Entry.WROTE)
    mine = written_here.filter(who_id=member.pk)
    done = list(mine.filter(number__gt=so_far))
    contacts = {entry.object_id for entry in done if entry.what == REACHED}
    if (
        written_here.filter(what=REACHED, object_id__in=contacts, number__lte=so_far, at__gt=written)
        .exclude(who_id=member.pk)
        .exists()
    ):
        return True
    same = _same_thing(done) if sets == ITS_THING else _same_words(done, sets, mine)
    newer = mine.filter(same, number__lte=so_far, at__gt=written)
    return any(not _of_an_older_letter(entry, mine, written) for entry in newer)


def _same_thing(done):
    return Q(object_id__in={entry.object_id for entry in done if entry.object_id})


def _same_words(done, sets, mine):
    """The same words in the trail for the same pair, or what they made taken back."""
    alike = Q(pk__in=[])
    for words in sets:
        if any(entry.what.startswith(words) for entry in done):
            alike |= Q(what__startswith=words)
    pairs = {entry.relationship_id for entry in done if entry.relationship_id}
    alike &= Q(relationship_id__in=pairs) | Q(relationship_id=None)
    return alike | Q(what="taken back", object_id__in=mine.filter(alike).values("object_id"))


def _of_an_older_letter(entry, mine, written):
    """Several letters of one form come late, and one after the other: each counts from when it was written."""
    mark = mine.filter(what__startswith=MARK, number__gt=entry.number).order_by("number").first()
    use = Submission.objects.filter(pk=mark.object_id).first() if mark else None
    return bool(use and use.written_at and use.at <= entry.at and use.written_at <= written)
