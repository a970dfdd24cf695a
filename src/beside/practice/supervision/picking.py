"""What a passage can be cut from: a moment that was kept of a session, or what the client shared from their journal."""

from beside.practice.journal.models import Share
from beside.practice.learning.consent import may_be_asked
from beside.practice.recordings.models import KeptMoment
from beside.practice.supervision.models import Passage

MOST = 30


def moments(who):
    """Kept by them, of sessions whose yes to listening stands."""
    rows = (
        KeptMoment.objects.visible_to(who)
        .filter(author=who.pk, relationship__clinician=who.pk)
        .select_related("recording", "relationship__client")
        .order_by("-kept_at", "pk")
    )
    return [one for one in rows[:MOST] if may_be_asked(one)]


def shares(who):
    rows = (
        Share.objects.visible_to(who)
        .filter(relationship__clinician=who.pk, relationship__ended_on=None, relationship__frozen=False)
        .select_related("relationship__client")
        .order_by("-at", "pk")
    )
    return list(rows[:MOST])


def words_of(thing):
    return thing.words["words"] if isinstance(thing, KeptMoment) else thing.words


def asked_before(supervision, thing):
    """After a no to these words they are not asked for again, and not twice while it is open."""
    column = "kept" if isinstance(thing, KeptMoment) else "share"
    return Passage.objects.filter(supervision=supervision, **{column: thing}).exists()
