"""The journal as the server sees it, which is nearly nothing; and what a client shares out of it."""

from django.db import transaction
from django.db.models import Count, IntegerField, Sum
from django.db.models.functions import Coalesce, Length
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.journal.models import Leaf, Lock, Received, Share, Torn
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.people import notices, submissions
from beside.practice.people.errors import Refused
from beside.practice.people.locking import locked_going_on
from beside.practice.people.models import Member

MOST_LEAVES = 50_000
LARGEST = 400_000  # bytes: a long evening's writing, several times over; or a part of a picture
ROOM = 300_000_000  # bytes of all pages of one client together: some hundred pictures, or some hours of voice
MOST_TORN = 2 * MOST_LEAVES


class Meanwhile(Refused):
    """Another device was first. What it kept is given back, so that nothing is lost."""

    def __init__(self, there):
        super().__init__(_("Another device changed this meanwhile."))
        self.there = there


class TornOut(Refused):
    """This page was torn out, here or on another device. It does not come back."""

    def __init__(self):
        super().__init__(_("This page was torn out."))


# -- Not audited: that somebody writes for themself is theirs too. ---------------------------------------------------


@transaction.atomic
def keep_lock(*, wrapped, version, anew=False, by):
    """The journal's key as its owner's device wrapped it. `version` is the one that the device knew, 0 for none.

    `anew` begins another journal: what the old one held cannot be opened any more, and is deleted.
    """
    _one_at_a_time(by)
    lock = Lock.objects.visible_to(by).first()
    if (lock.version if lock else 0) != version:
        raise Meanwhile(lock)
    if anew:
        Leaf.objects.visible_to(by).delete()
    lock = lock or Lock(practice_id=by.practice_id, member=by, version=0)
    lock.wrapped, lock.version = wrapped, lock.version + 1
    lock.save()
    return lock


@transaction.atomic
def keep_leaf(pk, *, sealed, version, by, now=None):
    """One page, as it was sealed on the device. The same bytes sent twice are kept once."""
    _one_at_a_time(by)
    if not 0 < len(sealed) <= LARGEST:
        raise Refused(_("This page is too long to keep. Go on in a new one."))
    if Torn.objects.visible_to(by).filter(pk=pk).exists():
        raise TornOut
    there = Leaf.objects.filter(pk=pk).first()
    if there is not None and there.member_id != by.pk:
        raise Refused(_("This page cannot be kept under this name. Open the journal again."))
    if there is not None and bytes(there.sealed) == sealed:
        return there
    if (there.version if there else 0) != version:
        raise Meanwhile(there)
    if there is None:
        many, room = _taken(by)
        if many >= MOST_LEAVES or room + len(sealed) > ROOM:
            raise Refused(_("The journal is full. Take out pages that you do not need any more."))
        there = Leaf(pk=pk, practice_id=by.practice_id, member=by, version=0)
    there.sealed, there.version, there.at = sealed, there.version + 1, now or timezone.now()
    there.save()
    return there


@transaction.atomic
def tear_out(pk, *, by):
    """Gone for good, wherever else it waits. Of one that is gone already it is true too."""
    _one_at_a_time(by)
    if Leaf.objects.filter(pk=pk).exclude(member=by).exists():
        return
    Leaf.objects.visible_to(by).filter(pk=pk).delete()
    if not Torn.objects.filter(pk=pk).exists() and Torn.objects.visible_to(by).count() < MOST_TORN:
        Torn.objects.create(pk=pk, practice_id=by.practice_id, member=by)


def _taken(by):
    size = Length("sealed", output_field=IntegerField())
    return tuple(
        Leaf.objects.visible_to(by).aggregate(many=Count("pk"), room=Coalesce(Sum(size), 0)).values()
    )


def _one_at_a_time(by):
    if not by.is_client:
        raise Refused(_("A journal is a client's own."))
    Member.objects.select_for_update().get(pk=by.pk)


# -- Shared ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def share(relationship, *, how, words, key, by, now=None):
    """Let the therapist read this. It waits for an answer like everything that is given; its words lie in one place only."""
    relationship, words, now = locked_going_on(relationship), words.strip(), now or timezone.now()
    if by.pk != relationship.client_id:
        raise Refused(_("Only the client shares from their journal."))
    if not words:
        raise Refused(_("Write or choose what you want to share. A sentence is enough."))

    def made():
        share = Share.objects.create(
            practice_id=relationship.practice_id, relationship=relationship, how=how, words=words, at=now
        )
        trail.write("shared from the journal", by=by, relationship=relationship, thing=share)
        loops.open_loop(relationship, kind=Loop.Kind.SHARE, source=share, words="", by=by, now=now)
        notices.tell(relationship.clinician, kind="share", relationship=relationship, thing=share)
        return share

    given, _fresh = submissions.once(
        key, by=by, what="share", words=[str(relationship.pk), how, words], make=made
    )
    return Share.objects.get(pk=given)


@transaction.atomic
def has_read(share, *, by, now=None):
    """The therapist, or whoever stands in, has it before their eyes: the client sees that, who, and when."""
    if not by.is_clinician or share.relationship.frozen:
        return
    loops.mark_seen(_loops_of(share), by=by, now=now)
    notices.seen_about(by, share)
    if share.read_at is None:
        share.read_at, share.read_by = now or timezone.now(), by
        share.save(update_fields=["read_at", "read_by"])


@transaction.atomic
def say_how_it_was_received(share, *, felt, by, tell=False, now=None):
    """For oneself; and only with `tell`, and only of "not well", for the therapist: then it waits for an answer again."""
    relationship = locked_going_on(share.relationship)
    if by.pk != relationship.client_id:
        raise Refused(_("Only the client says how it was received."))
    received = Received.objects.visible_to(by).filter(share=share).first() or Received(
        practice_id=share.practice_id, relationship=relationship, share=share, member=by
    )
    received.felt, received.at = felt, now or timezone.now()
    received.save()
    if tell and felt == Received.Felt.NOT_WELL:
        for loop in _loops_of(share):
            if Loop.State.GIVEN in Loop.MOVES[loop.state]:
                loops.not_answered_for_me(loop, by=by, now=now)
        trail.write("told that a share was not received well", by=by, relationship=relationship, thing=share)
        notices.tell(relationship.clinician, kind="share-not-well", relationship=relationship, thing=share)
    return received


def _loops_of(share):
    return list(
        Loop.objects.filter(
            practice=share.practice_id, source_kind=Share._meta.label_lower, source_id=share.pk
        ).select_related("relationship__client", "relationship__clinician")
    )
