"""The consent ledger as a client reads it: each yes with its end in sight, and one tap to take it back.

A room says in its consent_words.py what its purposes are, and in its withdrawn.py what taking one back does there; both are
found by name. A purpose without an effect of its own is taken back by the line alone: whoever needs it asks the ledger.
"""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.meetings.models import Session
from beside.practice.people import actions as people
from beside.practice.people.consent_words import WORDS
from beside.practice.people.errors import Refused
from beside.practice.people.models import Consent

STANDS, NO, AGAIN, OVER = "stands", "no", "again", "over"


@dataclass(frozen=True)
class Entry:
    """One purpose, perhaps about one thing, and every line on it."""

    line: Consent  # the newest
    lines: list  # all of them, newest first
    what: str
    to_whom: str
    what_for: str
    allows: bool
    href: str
    session: Session | None
    since: object
    until: object
    state: str

    @property
    def can_be_taken_back(self):
        return self.allows and self.state in (STANDS, AGAIN)


@transaction.atomic
def withdraw(line, *, by):
    """Take this yes back, with everything that follows from it in its room. Taken back twice it is the same."""
    relationship = line.relationship
    if by.pk != relationship.client_id:
        raise Refused(_("Only whoever said yes can take it back."))
    if line.purpose in WORDS and not WORDS[line.purpose].allows:
        raise Refused(_("This says that you were told something. There is nothing to take back."))
    effect = _effects().get(line.purpose)
    if effect is not None:
        effect(line, by=by)
    last = people.last_word(relationship, who=by, purpose=line.purpose, about=line.about_id)
    if last is None or last.given:
        people.consent(relationship, purpose=line.purpose, given=False, by=by, about=line.about_id)


def ledger(client, relationships) -> list[Entry]:
    """Everything they said yes or no to, what stands first. The same number of queries however much it is."""
    lines = list(
        Consent.objects.visible_to(client)
        .filter(Q(who=client) | Q(given=False), relationship__in=relationships)
        .select_related("who", "relationship__clinician")
        .order_by("at", "pk")
    )
    together: dict = {}
    for line in lines:
        together.setdefault((line.relationship_id, line.purpose, line.about_id), []).append(line)
    sessions = Session.objects.visible_to(client).in_bulk({line.about_id for line in lines if line.about_id})
    until = _until(lines, client)
    entries = [_entry(found, sessions, until) for found in together.values()]
    return sorted(entries, key=lambda entry: (entry.state not in (STANDS, AGAIN), -entry.line.at.timestamp()))


def _entry(lines, sessions, until):
    newest = lines[-1]
    names = {"name": newest.relationship.clinician.short_name}
    words = WORDS.get(newest.purpose)
    ends = until.get(newest.about_id)
    return Entry(
        line=newest,
        lines=lines[::-1],
        what=str(words.what) if words else newest.purpose,
        to_whom=str(words.to_whom) % names if words else names["name"],
        what_for=str(words.what_for) % names if words else "",
        allows=words.allows if words else True,
        href=_page(words, newest),
        session=sessions.get(newest.about_id),
        since=_since(lines),
        until=ends,
        state=_state(newest, ends),
    )


def _state(line, ends):
    if not line.given:
        return NO
    if line.to_confirm:
        return AGAIN
    return OVER if ends and ends < timezone.localdate() else STANDS


def _since(lines):
    """When the yes that stands, or stood last, was said first."""
    run = []
    for line in reversed(lines):
        if line.given:
            run.append(line)
        elif run:
            break
    return run[-1].at if run else None


def _page(words, line):
    if words is None or not words.page:
        return ""
    try:
        return reverse(words.page, args=[line.about_id] if line.about_id else [])
    except NoReverseMatch:
        return ""


def _rooms():
    """The withdrawn.py of each room that has one, by name."""
    for app in apps.get_app_configs():
        if app.name.startswith("beside.") and find_spec(f"{app.name}.withdrawn"):
            yield import_module(f"{app.name}.withdrawn")


def _effects():
    return {purpose: effect for room in _rooms() for purpose, effect in room.WITHDRAWN.items()}


def _until(lines, client):
    found = {}
    for room in _rooms():
        if hasattr(room, "until"):
            found |= room.until(lines, by=client)
    return found
