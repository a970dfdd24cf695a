"""Signs as two people find them: the therapist in the brief, the client as stones that they may keep or not."""

import datetime
import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from beside.practice.audit import trail
from beside.practice.cairn import happened
from beside.practice.cairn.models import LetBe, Stone
from beside.practice.growth.models import Win
from beside.signs.trust import TrustSign, noticed, trust_sign

# What lies further back is not brought up.
LOOKED_BACK = datetime.timedelta(days=365)
NAMED = 30
OFFERED = 6


@dataclass(frozen=True)
class Quiet:
    """A sign as a therapist reads it."""

    sign: TrustSign
    words: str
    at: datetime.datetime
    url: str
    mark: str


@dataclass(frozen=True)
class Offer:
    """What a client may keep as a stone."""

    words: str
    on_day: datetime.date
    mark: str
    of: str
    source_id: uuid.UUID | None


def mark_of(member, what, *about):
    """43 letters that stand for one sign or win, for one person: nobody reads out of them which it was."""
    return trail.keyed_digest(["quiet", str(member.pk), what, *map(str, about)])


def quiet_signs(relationship, *, by, since=None):
    """What happened since, newest first, without what `by` set aside for themself."""
    since = since or timezone.now() - LOOKED_BACK
    let_be = _let_be(by, relationship)
    return [one for one in _as_told(relationship, by, since) if one.mark not in let_be][:NAMED]


def offers(relationship, *, by):
    """What happened and small wins, newest first, without what they keep or let pass."""
    marks = Stone.objects.visible_to(by).filter(relationship=relationship).exclude(mark="")
    gone = _let_be(by, relationship) | set(marks.values_list("mark", flat=True))
    found = [*_of_signs(relationship, by), *_of_wins(relationship, by)]
    return sorted(
        (one for one in found if one.mark not in gone), key=lambda one: (one.on_day, one.mark), reverse=True
    )[:OFFERED]


def _as_told(relationship, by, since):
    client = relationship.client.short_name
    for one in _found(relationship, by):
        if one.event.at >= since:
            sign = trust_sign(one.sign, get_language() or "en")
            yield Quiet(
                sign,
                sign.said(one.event.kind, client=client),
                one.event.at,
                happened.place(one.event, relationship),
                _mark(by, one),
            )


def _of_signs(relationship, by):
    since = timezone.now() - LOOKED_BACK
    for one in _found(relationship, by):
        if one.event.at >= since:
            day = timezone.localdate(one.event.at)
            sign = trust_sign(one.sign, get_language() or "en")
            source = happened.source_of(one.event)
            yield Offer(
                sign.stone(one.event.kind, day=date_format(day, "MONTH_DAY_FORMAT")),
                day,
                _mark(by, one),
                Stone.Of.SIGN,
                uuid.UUID(source) if source else None,
            )


def _of_wins(relationship, by):
    wins = Win.objects.visible_to(by).filter(relationship=relationship, at__gte=timezone.now() - LOOKED_BACK)
    for win in wins.order_by("-at", "pk")[:OFFERED]:
        yield Offer(win.words, timezone.localdate(win.at), mark_of(by, "win", win.pk), Stone.Of.WIN, win.pk)


def _found(relationship, by):
    return noticed(happened.events(relationship, by=by))


def _mark(by, one):
    return mark_of(by, one.sign, one.event.kind, one.event.thing, one.event.at.isoformat())


def _let_be(by, relationship):
    rows = LetBe.objects.visible_to(by).filter(relationship=relationship)
    return set(rows.values_list("mark", flat=True))
