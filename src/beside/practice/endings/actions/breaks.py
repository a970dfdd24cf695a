"""A break: nothing is asked in it, and one tap ends it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.endings.models import Break
from beside.practice.meetings.actions.schedule import cancel_between, locked
from beside.practice.meetings.words import tidy
from beside.practice.people import notices, submissions
from beside.practice.people.errors import Refused


@transaction.atomic
def begin_break(relationship, *, first_day, last_day=None, words="", key, by, now=None):
    """From a day, until another or until one of the two ends it. What is planned in it is cancelled."""
    relationship, now, words = locked(relationship), now or timezone.now(), tidy(words)
    _one_of_the_two(relationship, by)
    _going_on(relationship)
    if first_day < timezone.localdate(now):
        raise Refused(_("A break begins today or later. Choose another first day."))
    if last_day and last_day < first_day:
        raise Refused(_("The last day lies before the first. Change one of them."))
    said = [str(relationship.pk), str(first_day), str(last_day or ""), words]
    made, _fresh = submissions.once(
        key,
        by=by,
        what="break",
        words=said,
        make=lambda: _made(relationship, first_day, last_day, words, by=by, now=now),
    )
    return Break.objects.select_related("relationship").get(pk=made)


@transaction.atomic
def keep_the_place(relationship, *, by, now=None):
    """Somebody stopped coming. They are told once, without a word of anybody's, that their place is here; then nothing is asked."""
    relationship, now = locked(relationship), now or timezone.now()
    if not by.is_clinician:
        raise Refused(_("The therapist says this, when somebody has stopped coming."))
    _going_on(relationship)
    made = _made(relationship, timezone.localdate(now), None, "", by=by, now=now, quiet=True)
    notices.tell(relationship.client, kind="place-kept", relationship=relationship, thing=relationship)
    return made


@transaction.atomic
def end_break(relationship, *, words="", by, now=None):
    """Coming back: from now on everything is as before. Sessions are planned anew."""
    relationship, now, words = locked(relationship), now or timezone.now(), tidy(words)
    _one_of_the_two(relationship, by)
    made = Break.objects.select_for_update().filter(relationship=relationship, ended_at=None).first()
    if made is None:
        _say_as_they_come_back(relationship, words, by=by)
        return None  # tapped twice, or both did
    made.relationship = relationship
    made.ended_at, made.ended_by, made.back_words = now, by, words or None
    made.save(update_fields=["ended_at", "ended_by", "back_words"])
    relationship.paused_from = relationship.paused_until = None
    relationship.save(update_fields=["paused_from", "paused_until"])
    trail.write("break ended", by=by, relationship=relationship, thing=made)
    _tell_the_other(relationship, "back-again", by=by)
    return made


def _say_as_they_come_back(relationship, words, *, by):
    """The other was first to end it, or its last day was: what the client wrote meanwhile is not lost."""
    over = Break.objects.filter(relationship=relationship).exclude(ended_at=None).order_by("-made_at").first()
    if words and by.is_client and over and over.back_words is None:
        over.back_words = words
        over.save(update_fields=["back_words"])


def _made(relationship, first_day, last_day, words, *, by, now, quiet=False):
    there = Break.objects.filter(relationship=relationship, ended_at=None)
    over = there.filter(last_day__lt=timezone.localdate(now)).first()
    if over:
        # It ended by itself, on its last day.
        over.ended_at, over.ended_by = now, None
        over.save(update_fields=["ended_at", "ended_by"])
    elif there.exists():
        raise Refused(_("There is a break already. End it first, or leave it as it is."))
    made = Break.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        by=by,
        made_at=now,
        first_day=first_day,
        last_day=last_day,
        quiet=quiet,
        words=words or None,
    )
    cancel_between(relationship, by=by, first_day=first_day, last_day=last_day, now=now)
    relationship.paused_from, relationship.paused_until = first_day, last_day
    relationship.save(update_fields=["paused_from", "paused_until"])
    trail.write("break begun", by=by, relationship=relationship, thing=made)
    if not quiet:
        _tell_the_other(relationship, "break", by=by)
    return made


def _tell_the_other(relationship, kind, *, by):
    for member in (relationship.client, relationship.clinician):
        if member.pk != by.pk:
            notices.tell(member, kind=kind, relationship=relationship, thing=relationship)


def _one_of_the_two(relationship, by):
    if not (by.is_clinician or by.pk == relationship.client_id):
        raise Refused(_("This is for the two of them."))


def _going_on(relationship):
    if relationship.ended_on:
        raise Refused(_("Your work together has ended. The way back is on the page of its end."))
