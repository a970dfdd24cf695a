"""An end that is planned, or comes at once; each one's last word; and the way back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.endings.actions.breaks import _going_on, _one_of_the_two, _tell_the_other
from beside.practice.endings.models import Break, Ending, LastWord
from beside.practice.meetings.actions.schedule import cancel_between, locked
from beside.practice.meetings.models import Session
from beside.practice.meetings.words import tidy
from beside.practice.people import notices, submissions
from beside.practice.people.access import Named
from beside.practice.people.errors import Refused
from beside.practice.people.models import Member, Practice, Relationship
from beside.practice.people.tenancy import on_its_days

MOST_SESSIONS = 50


@transaction.atomic
def plan_ending(relationship, *, on_day=None, after_sessions=None, words="", key, by, now=None):
    """On a day or after so many more sessions; with neither, today. The other is told that there is something to look at."""
    relationship, now, words = locked(relationship), now or timezone.now(), tidy(words)
    _one_of_the_two(relationship, by)
    if on_day and after_sessions:
        raise Refused(_("Choose a day or a number of sessions, not both."))
    if on_day and on_day < timezone.localdate(now):
        raise Refused(_("That day is over. Choose another."))
    if after_sessions is not None and not 1 <= after_sessions <= MOST_SESSIONS:
        raise Refused(_("Choose from 1 to %(most)d sessions.") % {"most": MOST_SESSIONS})

    def made():
        _going_on(relationship)
        if _planned(relationship):
            raise Refused(_("An end is planned already. Take that plan back first, or leave it."))
        ending = Ending.objects.create(
            practice_id=relationship.practice_id,
            relationship=relationship,
            by=by,
            begun_at=now,
            on_day=on_day,
            after_sessions=after_sessions,
            words=words or None,
        )
        trail.write("ending planned", by=by, relationship=relationship, thing=ending)
        if on_day or after_sessions:
            _tell_the_other(relationship, "ending-planned", by=by)
        else:
            _finish(ending, relationship, by=by, now=now)
        return ending

    said = [str(relationship.pk), str(on_day or ""), after_sessions, words]
    pk, _fresh = submissions.once(key, by=by, what="ending", words=said, make=made)
    return Ending.objects.select_related("relationship").get(pk=pk)


@transaction.atomic
def drop_plan(relationship, *, by, now=None):
    """Not now after all. Nothing was lost; a last word that was written stays its author's until it is shown."""
    relationship = locked(relationship)
    _one_of_the_two(relationship, by)
    ending = _planned(relationship)
    if ending is None:
        return None
    ending.state = Ending.State.DROPPED
    ending.save(update_fields=["state"])
    trail.write("ending taken back", by=by, relationship=relationship, thing=ending)
    _tell_the_other(relationship, "ending-dropped", by=by)
    return ending


@transaction.atomic
def say_last(relationship, *, words, key, by, now=None):
    """One's own last word. It can be written anew until the other can read it."""
    relationship, now, words = locked(relationship), now or timezone.now(), tidy(words)
    _one_of_the_two(relationship, by)
    if not words:
        raise Refused(_("Nothing is written yet. A word or two is enough."))

    def said():
        ending = _latest(relationship)
        if ending is None or ending.state == Ending.State.DROPPED:
            raise Refused(_("No end is planned, so there is no last word yet."))
        # Locked: not shown to the other while it is being written anew.
        ending = Ending.objects.select_for_update().get(pk=ending.pk)
        mine = LastWord.objects.filter(ending=ending, author=by).first()
        if mine and ending.shown_at:
            raise Refused(_("The other has read your last word already."))
        mine = mine or LastWord(
            practice_id=relationship.practice_id, relationship=relationship, ending=ending, author=by
        )
        mine.words, mine.at = words, now
        mine.save()
        trail.write("last word written", by=by, relationship=relationship, thing=mine)
        authors = set(
            LastWord.objects.not_taken_back().filter(ending=ending).values_list("author", flat=True)
        )
        if relationship.client_id in authors and authors - {relationship.client_id}:
            _show(ending, by=by, now=now)
        return mine

    pk, _fresh = submissions.once(
        key, by=by, what="last-word", words=[str(relationship.pk), words], make=said
    )
    return LastWord.objects.get(pk=pk)


@transaction.atomic
def show_when_due(ending, *, by, now=None):
    """Their last session begins: from now on each can read what the other wrote, also where one of them wrote nothing."""
    now = now or timezone.now()
    if (
        ending is None
        or ending.shown_at
        or ending.relationship.frozen
        or ending.state != Ending.State.PLANNED
    ):
        return ending
    if (by.is_clinician or by.is_client) and _last_session_has_begun(ending, now):
        # As it is now: the plan may have been taken back since the page was asked for, and its words are not shown then.
        ending = (
            Ending.objects.select_for_update(of=("self",)).select_related("relationship").get(pk=ending.pk)
        )
        if not ending.shown_at and ending.state == Ending.State.PLANNED:
            _show(ending, by=by, now=now)
    return ending


@transaction.atomic
def finish(relationship, *, by, now=None):
    """It ends today. What is planned is cancelled; what is open stays open by name, and nothing is asked any more."""
    relationship, now = locked(relationship), now or timezone.now()
    _one_of_the_two(relationship, by)
    ending = _planned(relationship)
    if ending is not None:
        _finish(ending, relationship, by=by, now=now)
    return ending


def finish_due(now=None) -> int:
    """Ends whose day has come, in every practice. Safe to repeat."""
    now, done = now or timezone.now(), 0
    for practice in Practice.objects.order_by("pk"):
        with on_its_days(practice):
            planned = Ending.objects.filter(
                practice=practice, state=Ending.State.PLANNED, relationship__frozen=False
            ).select_related("relationship")
            for ending in planned:
                if _is_due(ending, now):
                    done += _finish_by_itself(ending.pk, now)
    return done


@transaction.atomic
def _finish_by_itself(pk, now):
    ending = Ending.objects.get(pk=pk)
    relationship = locked(Relationship.objects.get(pk=ending.relationship_id))
    ending = _planned(relationship)
    if ending is None or ending.pk != pk:
        return False
    if relationship.ended_on:
        close_plan(relationship, now=now)
        return False
    _finish(ending, relationship, by=Named(relationship.practice_id), now=now)
    return True


def close_plan(relationship, *, now):
    """It ended in another way (handed over, a therapist who left): a plan that still stands must not end it a second time."""
    ending = _planned(relationship)
    if ending is not None:
        _done(ending, now=now)


@transaction.atomic
def ask_to_come_back(relationship, *, by, now=None):
    """One tap after an end. The therapist is told that there is something to look at; nothing begins by itself."""
    relationship, now = locked(relationship), now or timezone.now()
    if by.pk != relationship.client_id:
        raise Refused(_("Only the client asks to come back."))
    if relationship.ended_on is None:
        return None
    close_plan(relationship, now=now)
    ending = _latest(relationship) or _written_down(relationship, by=by, now=now)
    if ending.back_asked_at is None:
        ending.back_asked_at = now
        ending.save(update_fields=["back_asked_at"])
        trail.write("asked to come back", by=by, relationship=relationship, thing=ending)
        notices.tell(relationship.clinician, kind="back-asked", relationship=relationship, thing=relationship)
    return ending


@transaction.atomic
def begin_again(relationship, *, by, now=None):
    """The therapist opens it again: the same relationship, with what was given in it."""
    relationship, now = locked(relationship), now or timezone.now()
    if not by.is_clinician:
        raise Refused(_("The therapist opens it again."))
    ending = _latest(relationship)
    if relationship.ended_on is None or ending is None or ending.back_asked_at is None:
        raise Refused(_("The client has not asked to come back. They can, on the page of the end."))
    if relationship.clinician.state != Member.State.ACTIVE:
        raise Refused(_("The therapist is not here any more."))
    relationship.ended_on = None
    relationship.save(update_fields=["ended_on"])
    ending.back_at = now
    ending.save(update_fields=["back_at"])
    trail.write("relationship begun again", by=by, relationship=relationship, thing=ending)
    notices.tell(relationship.client, kind="begun-again", relationship=relationship, thing=relationship)
    return ending


def _finish(ending, relationship, *, by, now):
    # Cancelling is somebody's act: of an end that came by its day, of whoever planned it.
    whose = by if by.pk else Member.objects.get(pk=ending.by_id)
    today = timezone.localdate(now)
    cancel_between(relationship, by=whose, first_day=today, for_good=True, now=now)
    broken_off = Break.objects.filter(relationship=relationship, ended_at=None).first()
    if broken_off:
        broken_off.ended_at = now
        broken_off.save(update_fields=["ended_at"])
    relationship.ended_on = today
    relationship.paused_from = relationship.paused_until = None
    relationship.save(update_fields=["ended_on", "paused_from", "paused_until"])
    _done(ending, now=now)
    trail.write("relationship ended", by=by, relationship=relationship, thing=ending)
    _tell_the_other(relationship, "ended", by=by)


def _done(ending, *, now):
    ending.state, ending.done_at, ending.shown_at = Ending.State.DONE, now, ending.shown_at or now
    ending.save(update_fields=["state", "done_at", "shown_at"])


def _written_down(relationship, *, by, now):
    """An end from before there was a page for it: so that the way back has somewhere to stand."""
    return Ending.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        by=by,
        begun_at=now,
        state=Ending.State.DONE,
        done_at=now,
        shown_at=now,
    )


def _show(ending, *, by, now):
    ending.shown_at = now
    ending.save(update_fields=["shown_at"])
    trail.write("last words shown to both", by=by, relationship=ending.relationship_id, thing=ending)
    relationship = Relationship.objects.select_related("client", "clinician").get(pk=ending.relationship_id)
    _tell_the_other(relationship, "last-words", by=by)


def _planned(relationship):
    return (
        Ending.objects.select_for_update()
        .filter(relationship=relationship, state=Ending.State.PLANNED)
        .first()
    )


def _latest(relationship):
    found = Ending.objects.filter(relationship=relationship).exclude(state=Ending.State.DROPPED)
    return found.order_by("-begun_at").first()


def sessions_since(ending, now):
    """Those that began since the end was planned."""
    return (
        Session.objects.filter(relationship=ending.relationship_id, practice=ending.practice_id)
        .standing()
        .filter(starts_at__gt=ending.begun_at, starts_at__lte=now)
        .in_order()
    )


def _last_session_has_begun(ending, now):
    if ending.after_sessions:
        return sessions_since(ending, now).count() >= ending.after_sessions
    on_the_day = [s for s in sessions_since(ending, now) if s.local_start.date() == ending.on_day]
    return bool(on_the_day) or timezone.localdate(now) > ending.on_day


def _is_due(ending, now):
    """The day is over; or the last of so many sessions is, and it had a day to sink in."""
    if ending.after_sessions is None:
        return ending.on_day is not None and timezone.localdate(now) > ending.on_day
    held = list(sessions_since(ending, now))
    if len(held) < ending.after_sessions:
        return False
    last = held[ending.after_sessions - 1]
    return timezone.localdate(now) > last.local_start.date()
