"""What the demo practice shows of a cairn and of somebody who supports: both Sam's. Quiet signs come by themselves from what happened."""

import datetime

from beside.practice.cairn import actions as cairn
from beside.practice.cairn import offering
from beside.practice.growth.models import Goal
from beside.practice.people.models import Relationship
from beside.practice.supporters import actions as supporters

DAY = datetime.timedelta(days=1)


def happen(texts, *, key, yesterday):
    said = texts["sam_cairn"]
    sam = Relationship.objects.select_related("client", "clinician", "practice").get(
        client__name="Sam Okafor"
    )
    _stones(sam, said, key, yesterday)
    _somebody(sam, said, key, yesterday)


def _stones(relationship, said, key, yesterday):
    """Two sentences of Sam's own, a win and something that happened; shown to Mara since last week."""
    sam = relationship.client
    cairn.turn_on(relationship, by=sam, now=yesterday - 30 * DAY)
    for days, words in zip((30, 16), said["stones"], strict=True):
        cairn.keep_stone(relationship, words=words, key=key(), by=sam, now=yesterday - days * DAY)
    offers = offering.offers(relationship, by=sam)
    for of, days in (("win", 12), ("sign", 9)):
        offer = next(one for one in offers if one.of == of)
        cairn.keep_stone(relationship, mark=offer.mark, key=key(), by=sam, now=yesterday - days * DAY)
    cairn.show(relationship, shown=True, by=sam, now=yesterday - 7 * DAY)


def _somebody(relationship, said, key, yesterday):
    """A friend from work may know a little, and has looked once."""
    sam = relationship.client
    goal = Goal.objects.filter(relationship=relationship).order_by("made_at").first()
    friend = supporters.name_supporter(
        relationship,
        who={"name": said["friend"], "as": said["friend_is"]},
        may_know={"next": True, "help": True, "words": said["helps"], "goals": [goal.pk]},
        until=yesterday.date() + 60 * DAY,
        shown=True,
        key=key(),
        by=sam,
        now=yesterday - 14 * DAY,
    )
    _secret, code = supporters.make_link(friend, by=sam, now=yesterday - 14 * DAY)
    friend.refresh_from_db()
    supporters.open_page(friend.link, code=code, now=yesterday - 13 * DAY)
