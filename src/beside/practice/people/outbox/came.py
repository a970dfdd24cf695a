"""Words that came back to their author: a draft from a device, or what a form did not take. Nobody else's, and not sent.

They lie among the drafts (people/drafts.py): sealed under their author's key, not audited, never counted, erased with the rest.
"""

import hashlib
import uuid

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.urls import Resolver404, resolve
from django.utils import timezone

from beside.practice.people import drafts
from beside.practice.people.models import AboutRelationship, Draft, Relationship

PREFIX = "came:"
DRAFT, REFUSED, TOO_LATE = "draft", "refused", "too-late"


@transaction.atomic
def keep(member, *, place, fields, why, said=()):
    """Beside what came before for this form, never over it. False for somebody with no relationship to keep it under."""
    relationship = _of(place, Relationship.objects.visible_to(member))
    if relationship is None:
        return False
    before = drafts.words_of(member, page=_page(place)) or {"place": place, "items": []}
    item = {
        "id": uuid.uuid4().hex,
        "fields": fields,
        "why": why,
        "said": list(said),
        "at": timezone.now().isoformat(),
    }
    # The same words twice are the same words: another tab kept them too.
    if not any(one["fields"] == fields and one["why"] == why for one in before["items"]):
        words = before | {"items": [*before["items"], item]}
        drafts.keep(relationship, by=member, page=_page(place), words=words)
    return True


def of(member):
    """All that came back to this member: (place, items), the newest place first. One query."""
    rows = Draft.objects.visible_to(member).filter(page__startswith=PREFIX).order_by("-at")
    return [(row.words["place"], row.words["items"]) for row in rows]


@transaction.atomic
def drop(member, *, place, item=None, fields=None):
    """It was sent after all, or thrown away: this item, and what says the same as these fields. Nothing else that came back."""
    words = drafts.words_of(member, page=_page(place))
    items = words.get("items", [])
    left = [one for one in items if one["id"] != item and one["fields"] != fields]
    if left == items:
        return
    if left:
        row = Draft.objects.visible_to(member).get(page=_page(place))
        drafts.keep(row.relationship, by=member, page=_page(place), words=words | {"items": left})
    else:
        drafts.drop(member, page=_page(place))


def _of(place, mine):
    """The pair that the form is of, by the thing in its address; without one, the newest that goes on."""
    try:
        things = [pk for pk in resolve(place.partition("?")[0]).kwargs.values() if isinstance(pk, uuid.UUID)]
    except Resolver404:
        things = []
    for pk in things:
        if found := mine.filter(pk=pk).first():
            return found
        for model in apps.get_models():
            if issubclass(model, AboutRelationship):
                pair = model.objects.filter(pk=pk, relationship__in=mine).values_list(
                    "relationship", flat=True
                )
                if found := mine.filter(pk__in=pair).first():
                    return found
    return mine.order_by(F("ended_on").asc(nulls_first=True), "-began_on").first()


def _page(place):
    # Places differ in length, and a draft's page has room for eighty signs.
    return PREFIX + hashlib.sha256(place.encode()).hexdigest()[:32]
