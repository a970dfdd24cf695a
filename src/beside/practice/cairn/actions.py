"""A client's cairn: wanted or not, its stones, who sees it. And a sign that is none for whoever says so.

Whether somebody keeps stones for themself is their own business: only that a cairn is shown, and is not any more, is written down.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.cairn import offering
from beside.practice.cairn.models import Cairn, LetBe, Stone
from beside.practice.people import submissions
from beside.practice.people.errors import Refused
from beside.practice.people.locking import locked

MOST_STONES = 200


@transaction.atomic
def turn_on(relationship, *, by, now=None):
    """There is a cairn from now on, with the stones that were kept before, if there are any."""
    relationship = _theirs(relationship, by)
    cairn = _cairn(relationship, by) or Cairn(
        practice_id=relationship.practice_id,
        relationship=relationship,
        member=by,
        began_at=now or timezone.now(),
    )
    cairn.on = True
    cairn.save()
    return cairn


@transaction.atomic
def turn_off(relationship, *, by):
    """No picture, and nobody else sees a stone. The stones themselves stay until they are let go."""
    relationship = _theirs(relationship, by)
    cairn = _cairn(relationship, by)
    if cairn is None:
        return None
    _hide(cairn, by)
    cairn.on = False
    cairn.save(update_fields=["on"])
    return cairn


@transaction.atomic
def show(relationship, *, shown, by, now=None):
    """The therapist may look at it from now on, or no longer. What was seen stays seen."""
    relationship = _theirs(relationship, by)
    cairn = _on(relationship, by)
    if shown and cairn.shown_at is None:
        cairn.shown_at = now or timezone.now()
        cairn.save(update_fields=["shown_at"])
        _stones(relationship, by).update(shown_at=cairn.shown_at)
        trail.write("cairn shown", by=by, relationship=relationship, thing=cairn)
    elif not shown:
        _hide(cairn, by)
    return cairn


@transaction.atomic
def keep_stone(relationship, *, words="", mark="", key, by, now=None):
    """Something that is offered (by its mark), or words of their own. Once a key, and an offer once."""
    relationship, words = _theirs(relationship, by), words.strip()
    cairn = _on(relationship, by)
    if not words and not mark:
        raise Refused(_("Write a few words, or keep one of those that are offered."))

    def made():
        offer = _offer(relationship, mark, by) if mark else None
        there = Stone.objects.filter(practice=relationship.practice_id, member=by, mark=mark).first()
        if mark and there is not None:
            return there
        if _stones(relationship, by).count() >= MOST_STONES:
            raise Refused(_("There is no room for another stone. Let one go first."))
        at = now or timezone.now()
        return Stone.objects.create(
            practice_id=relationship.practice_id,
            relationship=relationship,
            member=by,
            of=offer.of if offer else Stone.Of.OWN,
            words=words or offer.words,
            source_id=offer.source_id if offer else None,
            mark=mark,
            on_day=offer.on_day if offer else timezone.localdate(at),
            at=at,
            shown_at=cairn.shown_at,
        )

    kept, _fresh = submissions.once(
        key, by=by, what="stone", words=[str(relationship.pk), mark, words], make=made
    )
    return Stone.objects.filter(pk=kept).first()


@transaction.atomic
def say_it_otherwise(stone, *, words, by):
    """The same stone in other words."""
    relationship, words = _theirs(stone.relationship, by), words.strip()
    if not words:
        raise Refused(_("Write a few words. If you do not want this stone any more, let it go."))
    # As it is now: it may have been let go in another tab.
    found = _stones(relationship, by).filter(pk=stone.pk).first()
    if found is None:
        raise Refused(_("This stone is gone. Keep your words as a new one, if you want to."))
    stone = found
    stone.words = words
    stone.save(update_fields=["words"])
    return stone


@transaction.atomic
def let_go(stone, *, by):
    """For good. Nobody asks why, and it is not offered again."""
    relationship = _theirs(stone.relationship, by)
    if stone.mark:
        _let_be(relationship, stone.mark, by)
    stone.delete()


@transaction.atomic
def let_all_go(relationship, *, by):
    """Every stone of theirs, for good. Done when there are none it is the same."""
    relationship = _theirs(relationship, by)
    for stone in _stones(relationship, by):
        let_go(stone, by=by)


@transaction.atomic
def let_pass(relationship, *, mark, by):
    """It is none for them: not offered, or not named, again. Nobody else is told, and for the other it stays what it is."""
    relationship = locked(relationship)
    known = {one.mark for one in _signs_or_offers(relationship, by)}
    if mark in known:
        _let_be(relationship, mark, by)


def _signs_or_offers(relationship, by):
    if by.is_client:
        return offering.offers(relationship, by=by)
    return offering.quiet_signs(relationship, by=by)


def _let_be(relationship, mark, by):
    LetBe.objects.get_or_create(
        practice_id=relationship.practice_id, member=by, mark=mark, defaults={"relationship": relationship}
    )


def _offer(relationship, mark, by):
    for offer in offering.offers(relationship, by=by):
        if offer.mark == mark:
            return offer
    raise Refused(_("This is not offered any more. Open the page again."))


def _hide(cairn, by):
    if cairn.shown_at is None:
        return
    cairn.shown_at = None
    cairn.save(update_fields=["shown_at"])
    _stones(cairn.relationship, by).update(shown_at=None)
    trail.write("cairn not shown any more", by=by, relationship=cairn.relationship, thing=cairn)


def _cairn(relationship, by):
    return Cairn.objects.visible_to(by).filter(relationship=relationship).first()


def _on(relationship, by):
    cairn = _cairn(relationship, by)
    if cairn is None or not cairn.on:
        raise Refused(_("Your cairn is off. Turn it on first, if you want one."))
    return cairn


def _stones(relationship, by):
    return Stone.objects.visible_to(by).filter(relationship=relationship)


def _theirs(relationship, by):
    """A cairn may be kept after the work has ended too; a frozen record is not changed."""
    relationship = locked(relationship)
    if by.pk != relationship.client_id:
        raise Refused(_("A cairn is the client's own."))
    return relationship
