"""Stepping back: what a client gave is hidden again, from now on, from everybody but them.

A model that allows it is a `CanBeTakenBack`, and its manager says by which columns its rows hide
(`about(kind, taken_back_by=("pk",))`): then `visible_to` leaves them out, and the page `take-back` finds them.
A template shows the way there with `{% load taking_back %}{% take_back thing %}`. Where something was worked out from it, its
room has a hiding.py with `hidden(thing, by=, now=)` and `shown(thing, by=, moments=)`, called in the same transaction.
"""

import datetime
from functools import reduce
from importlib import import_module
from importlib.util import find_spec
from operator import or_

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.audit.models import Entry
from beside.practice.people import kinds
from beside.practice.people.errors import Refused
from beside.practice.people.models import Member, Notice, Relationship, TakenBack

READS_SHOWN = 12


class CanBeTakenBack:
    """A row about a relationship that its client gave. What differs from room to room is said here."""

    given_at = None  # when it was given: who opened pages with it, since then
    its_loops_go_alone = False  # whether what it asks for can be hidden without the rest of it

    def called(self):
        """What it is, in the client's words: "your check-in"."""
        raise NotImplementedError

    def was_given_by(self, member):
        return member.pk == self.relationship.client_id

    def goes_together(self):
        """The ids that are hidden with it: its own, and those of its other versions."""
        return [self.pk]

    def why_it_stays(self):
        """A sentence where this one cannot be taken back, and "" where it can."""
        return ""

    def notices(self):
        """[(kind, thing_id, others)]: the notices that told of it without being about it, which hang on the pair or a session.

        `others(notice)`: what else of the kind the same notice tells of, as rows; none where there can be none.
        """
        return []

    def asked_again_is_shown_from(self, now):
        """When the therapist sees that it is asked again; None: at once."""
        return None

    def taken_back_through(self):
        """The row that this one came from, where that is what is taken back; else None."""
        return None

    @property
    def kind_in_urls(self):
        return self._meta.model_name

    @property
    def take_back_url(self):
        return reverse("take-back", args=[self.kind_in_urls, self.pk])


def since(notice):
    """From when on something was given that this notice tells of: a little before it, as it is told after it is kept."""
    return notice.at - datetime.timedelta(minutes=1)


def find(kind, pk, *, by):
    """The thing of this kind that `by` gave, or None."""
    model = next((m for m in apps.get_models() if m._meta.model_name == kind and _allows(m)), None)
    if model is None:
        return None
    thing = model.objects.visible_to(by).select_related("relationship__clinician").filter(pk=pk).first()
    if thing is None or not thing.was_given_by(by):
        return None
    return thing.taken_back_through() or thing


def came_from(label, pk):
    """The row that a loop came from, if that can be taken back itself."""
    model = apps.get_model(label)
    if not _allows(model):
        return None
    return model.objects.filter(pk=pk).select_related("relationship__clinician").first()


def _allows(model):
    return issubclass(model, CanBeTakenBack)


@transaction.atomic
def take_back(thing, *, by):
    """Hidden from now on. Done twice it is the same."""
    now = timezone.now()
    relationship = _refuse_unless_theirs(thing, by)
    if reason := thing.why_it_stays():
        raise Refused(reason)
    ids = thing.goes_together()
    for pk in ids:
        TakenBack.objects.get_or_create(
            practice_id=relationship.practice_id,
            thing_id=pk,
            undone_at=None,
            defaults={"relationship": relationship, "by": by, "at": now},
        )
    # A notice about it would lead to a page that is not there, or tell of what is not there.
    unseen = Notice.objects.filter(relationship=relationship, seen_at=None).exclude(member=by)
    unseen.filter(thing_id__in=ids).update(seen_at=now)
    for kind, thing_id, others in thing.notices():
        for notice in unseen.filter(kind=kind, thing_id=thing_id):
            _close_unless_it_tells_of(others(notice).exclude(pk__in=ids).not_taken_back(), notice, now)
    if room := _hiding(thing):
        room.hidden(thing, by=by, now=now)
    trail.write("taken back", by=by, relationship=relationship, thing=thing)


def _hiding(thing):
    """The hiding.py of the room that this is from, or None."""
    name = f"{thing._meta.app_config.name}.hiding"
    return import_module(name) if find_spec(name) else None


def _close_unless_it_tells_of(others, notice, now):
    """What else it tells of may be held for longer: then it is too."""
    rows = list(others)
    if not rows:
        notice.seen_at = now
    elif others.held_until:
        first = min(getattr(row, others.held_until) or now for row in rows)
        notice.show_from = max(notice.show_from, first)
    notice.save(update_fields=["seen_at", "show_from"])


@transaction.atomic
def show_again(thing, *, by):
    """As it was before. Done twice it is the same."""
    relationship = _refuse_unless_theirs(thing, by)
    hidden = TakenBack.objects.filter(thing_id__in=thing.goes_together(), undone_at=None)
    moments = set(hidden.values_list("at", flat=True))
    _tell_again(relationship, moments)
    hidden.update(undone_at=timezone.now())
    if room := _hiding(thing):
        room.shown(thing, by=by, moments=moments)
    trail.write("shown again", by=by, relationship=relationship, thing=thing)


def _tell_again(relationship, moments):
    """The notices that were closed at the moment it was hidden, and of which there is no newer one."""
    for notice in Notice.objects.filter(relationship=relationship, seen_at__in=moments):
        same = {name: getattr(notice, name) for name in ("member_id", "kind", "relationship_id", "thing_id")}
        if not Notice.objects.filter(**same, seen_at=None).exists():
            notice.seen_at = None
            notice.save(update_fields=["seen_at"])


def is_hidden(thing) -> bool:
    return bool(since_when([thing]))


def since_when(things) -> dict:
    """{a thing's id: since when it is hidden}, for those that are. One query, however many there are."""
    columns = {
        thing.pk: [getattr(thing, name) for name in type(thing).objects.all().taken_back_by]
        for thing in things
    }
    hidden = dict(
        TakenBack.objects.filter(
            thing_id__in=[pk for ids in columns.values() for pk in ids], undone_at=None
        ).values_list("thing_id", "at")
    )
    return {
        pk: next(hidden[one] for one in ids if one in hidden)
        for pk, ids in columns.items()
        if any(one in hidden for one in ids)
    }


def marked(things):
    """Each with `taken_back_at`, so that a list asks once."""
    found = since_when(things)
    for thing in things:
        thing.taken_back_at = found.get(thing.pk)
    return things


def readers(thing):
    """[(who, page, when)]: who opened a page on which it could stand since it was given, newest first."""
    kinds_of_it = _stands_as(thing)
    opened = Entry.objects.filter(
        reduce(or_, (Q(kinds__contains=kind) for kind in kinds_of_it)),
        practice_id=thing.practice_id,
        relationship_id=thing.relationship_id,
        verb=Entry.READ,
        at__gte=thing.given_at,
    )
    entries = [
        entry
        for entry in opened.order_by("-number")[: READS_SHOWN * 2]
        if kinds_of_it & set(entry.kinds.split(", "))
    ][:READS_SHOWN]
    people = Member.objects.filter(practice=thing.practice_id).in_bulk(
        {entry.who_id for entry in entries if entry.who_id}
    )
    return [(people.get(entry.who_id), kinds.page(entry.what), entry.at) for entry in entries]


def _stands_as(thing) -> set[str]:
    """The kinds in which its words are opened: its own, and of what hides with it, a loop or a passage say, if there is one."""
    ids, found = thing.goes_together(), {type(thing).objects.all().kind}
    for model in apps.get_models():
        rows = model._default_manager.all()
        for column in set(getattr(rows, "taken_back_by", ())) - {"pk"}:
            if rows.kind not in found and rows.filter(**{f"{column}__in": ids}).exists():
                found.add(rows.kind)
    return found


def _refuse_unless_theirs(thing, by):
    relationship = Relationship.objects.select_for_update().get(pk=thing.relationship_id)
    if not (by.is_client and thing.was_given_by(by)):
        raise Refused(_("Only the client who gave it can take it back, and show it again."))
    if relationship.frozen:
        raise Refused(
            _("This record is frozen, and nothing can be changed in it. The practice's owner can say why.")
        )
    return relationship
