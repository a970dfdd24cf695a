"""Who supports a client: named, shown one page by a link and a code, and ended again. Nothing of it is sent by anybody but the client."""

import datetime
import secrets
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.growth.models import Goal
from beside.practice.meetings.models import Session
from beside.practice.people import links, submissions
from beside.practice.people.access import Holder
from beside.practice.people.errors import Refused
from beside.practice.people.models import Link, Member, Relationship
from beside.practice.supporters.models import Supporter

# A wrong code more than so often, and the page is closed until the client makes a new link.
MOST_WRONG = 5
MOST = 8
LONGEST = datetime.timedelta(days=366)
OPENINGS_KEPT = 12
# No letter that looks like another, in print or read aloud.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE = 8


@transaction.atomic
def name_supporter(relationship, *, who, may_know, until, shown=False, key, by, now=None):
    """Somebody who supports the client. They see nothing yet: there is no link."""
    relationship = _theirs(relationship, by)
    who, may_know = _who(who), _may_know(relationship, may_know, by)
    now = now or timezone.now()
    _check_until(until, now)

    def made():
        if len(standing(relationship, by=by)) >= MOST:
            raise Refused(_("Eight people are named. End what one of them sees first."))
        supporter = Supporter.objects.create(
            practice_id=relationship.practice_id,
            relationship=relationship,
            member=by,
            who=who,
            may_know=may_know,
            until=until,
            made_at=now,
            shown_at=now if shown else None,
            opened=[],
        )
        trail.write("supporter named", by=by, relationship=relationship, thing=supporter)
        return supporter

    words = [str(relationship.pk), who, may_know, until.isoformat(), shown]
    pk, _fresh = submissions.once(key, by=by, what="supporter", words=words, make=made)
    return Supporter.objects.get(pk=pk)


@transaction.atomic
def change(supporter, *, who, may_know, until, shown=False, by, now=None):
    """From now on they may know this, and no more. Whoever has the page open sees it when they open it again."""
    supporter = _open(supporter, by)
    now = now or timezone.now()
    _check_until(until, now)
    supporter.who = _who(who)
    supporter.may_know = _may_know(supporter.relationship, may_know, by)
    supporter.until = until
    supporter.shown_at = (supporter.shown_at or now) if shown else None
    supporter.save(update_fields=["who", "may_know", "until", "shown_at"])
    Link.objects.filter(digest=supporter.link).update(expires_at=_end_of(until))
    trail.write("supporter changed", by=by, relationship=supporter.relationship, thing=supporter)
    return supporter


@transaction.atomic
def make_link(supporter, *, by, now=None):
    """(secret, code), both fresh and given once; what was handed over before stops working."""
    supporter = _open(supporter, by)
    if supporter.until < timezone.localdate(now or timezone.now()):
        raise Refused(_("Its last day is over. Choose another day first."))
    Link.objects.filter(digest=supporter.link).delete()
    secret, code = secrets.token_urlsafe(32), "".join(secrets.choice(LETTERS) for _each in range(CODE))
    Link.objects.create(
        digest=links.digest(secret),
        purpose=Link.Purpose.SUPPORTER,
        practice_id=supporter.practice_id,
        member_id=supporter.member_id,
        expires_at=_end_of(supporter.until),
    )
    supporter.link, supporter.code, supporter.wrong = links.digest(secret), make_password(code), 0
    supporter.save(update_fields=["link", "code", "wrong"])
    trail.write("supporter: link made", by=by, relationship=supporter.relationship, thing=supporter)
    return secret, code


@transaction.atomic
def end(supporter, *, by, now=None):
    """They see nothing from now on. Done twice it is the same."""
    relationship = _locked(supporter.relationship, by)
    supporter = Supporter.objects.select_for_update().get(pk=supporter.pk)
    if supporter.ended_at is None:
        Link.objects.filter(digest=supporter.link).delete()
        supporter.link = supporter.code = ""
        supporter.ended_at, supporter.shown_at = now or timezone.now(), None
        supporter.save(update_fields=["link", "code", "ended_at", "shown_at"])
        trail.write("supporter ended", by=by, relationship=relationship, thing=supporter)
    return supporter


@transaction.atomic
def forget(supporter, *, by):
    """Who they were, and that there was somebody: gone from the page for good. Not from a frozen record: there it is only ended."""
    if _locked(supporter.relationship, by).frozen:
        raise Refused(_("This record is frozen: it can be read, and nothing in it is changed any more."))
    supporter = end(supporter, by=by)
    trail.write("supporter taken off", by=by, relationship=supporter.relationship_id, thing=supporter)
    supporter.delete()


@transaction.atomic
def open_page(digest, *, code, now=None):
    """The supporter whose page this link and code open, or None: a wrong code counts, and too many of them close it.

    Two who try at once wait for each other, so that nobody gets more tries than there are.
    """
    supporter = behind(digest, now=now, lock=True)
    if supporter is None:
        return None
    if not check_password(_plain(code), supporter.code):
        supporter.wrong += 1
        supporter.save(update_fields=["wrong"])
        if supporter.wrong >= MOST_WRONG:
            trail.write(
                "supporter: closed after wrong codes",
                by=holder_of(supporter),
                relationship=supporter.relationship_id,
                thing=supporter,
            )
        return None
    supporter.wrong = 0
    at = (now or timezone.now()).isoformat()
    supporter.opened = [*(supporter.opened or []), at][-OPENINGS_KEPT:]
    supporter.save(update_fields=["wrong", "opened"])
    return supporter


def behind(digest, *, now=None, lock=False):
    """The supporter whose page this link leads to while it leads anywhere. Ended, run out, closed and never made look the same."""
    rows = Supporter.objects.select_for_update(of=("self",)) if lock else Supporter.objects
    found = (
        rows.select_related("relationship__practice", "relationship__client", "member")
        .filter(link=digest, ended_at=None, wrong__lt=MOST_WRONG)
        .exclude(link="")
        .first()
    )
    if found is None or found.until < timezone.localdate(now or timezone.now()):
        return None
    return found if _goes_on(found.relationship) and found.member.state == Member.State.ACTIVE else None


def is_closed(supporter):
    return supporter.wrong >= MOST_WRONG


def standing(relationship, *, by):
    """Those of a client who are not ended, the newest first."""
    found = Supporter.objects.visible_to(by).filter(relationship=relationship, ended_at=None)
    return list(found.order_by("-made_at", "pk"))


def holder_of(supporter):
    """Who somebody is that holds this link and its code: which things they may ask for, each by its id."""
    may_know = supporter.may_know or {}
    things = {UUID(pk) for pk in may_know.get("goals", ())}
    if may_know.get("next") and (session := _next(supporter)):
        things.add(session.pk)
    return Holder(supporter.practice_id, supporter.relationship_id, frozenset(things))


def _next(supporter):
    return (
        Session.objects.visible_to(supporter.member)
        .filter(
            relationship=supporter.relationship_id, state=Session.State.PLANNED, ends_at__gt=timezone.now()
        )
        .in_order()
        .first()
    )


def _who(who):
    who = {"name": who["name"].strip(), "as": who.get("as", "").strip()}
    if not who["name"]:
        raise Refused(_("Write who it is. A first name is enough, or what you call them."))
    return who


def _may_know(relationship, may_know, by):
    """Item by item, and only what there is: a goal is one of this client's."""
    goals = {str(one) for one in may_know.get("goals", ())}
    known = Goal.objects.visible_to(by).filter(relationship=relationship, pk__in=goals)
    words = may_know.get("words", "").strip()
    kept = {
        "next": bool(may_know.get("next")),
        "help": bool(may_know.get("help")),
        "words": words,
        "goals": sorted(str(pk) for pk in known.values_list("pk", flat=True)),
    }
    return {name: value for name, value in kept.items() if value}


def _check_until(until, now):
    today = timezone.localdate(now)
    if until < today:
        raise Refused(_("Choose a day that is not over yet."))
    if until > today + LONGEST:
        raise Refused(_("Choose a day within a year. You can choose another one later."))


def _end_of(day):
    following = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
    return timezone.make_aware(following)


def _plain(code):
    """As people type it: in small letters, with blanks or a hyphen."""
    return "".join(letter for letter in code.upper() if letter.isalnum())[:40]


def _goes_on(relationship):
    return not relationship.frozen and relationship.ended_on is None


def _open(supporter, by):
    _theirs(supporter.relationship, by)
    supporter = Supporter.objects.select_for_update().select_related("relationship").get(pk=supporter.pk)
    if supporter.ended_at is not None:
        raise Refused(_("This was ended. Name them again, if you want to."))
    return supporter


def _theirs(relationship, by):
    relationship = _locked(relationship, by)
    if relationship.frozen:
        raise Refused(_("This record is frozen: it can be read, and nothing in it is changed any more."))
    if relationship.ended_on:
        raise Refused(_("This work has ended. What was written stays to be read."))
    return relationship


def _locked(relationship, by):
    """Ending what somebody sees is possible always; all else while the work goes on."""
    relationship = (
        Relationship.objects.select_for_update(of=("self",)).select_related("client").get(pk=relationship.pk)
    )
    if by.pk != relationship.client_id:
        raise Refused(_("Only the client says who supports them."))
    return relationship
