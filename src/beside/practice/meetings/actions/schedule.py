"""Plan sessions, move them, cancel them, and put down when they really were."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.loops.models import Loop
from beside.practice.meetings import walltime
from beside.practice.meetings.models import Promise, Series, Session
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.people.models import Member, Relationship

LONGEST = datetime.timedelta(hours=8)
MOST_WEEKS = 104


@transaction.atomic
def schedule_session(relationship, *, starts_at, minutes=50, zone=None, place=Session.Place.ROOM, by):
    """One session. In the past too: one that was not in the schedule, or a practice's earlier records."""
    relationship = locked(relationship)
    _refuse_if_over(relationship)
    zone = _zone(zone, relationship)
    [session] = _planned(relationship, [starts_at], minutes=minutes, zone=zone, place=place)
    trail.write("session planned", by=by, relationship=relationship, thing=session)
    _tell_the_other(session, kind="session-planned", by=by)
    return session


@transaction.atomic
def schedule_weekly(
    relationship, *, first_day, at, minutes=50, zone=None, place=Session.Place.ROOM, weeks=12, by
):
    """The same weekday and time on the wall each week; see walltime.py for the two odd nights of a year."""
    relationship = locked(relationship)
    _refuse_if_over(relationship)
    series = Series.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        first_day=first_day,
        at=at,
        zone=_zone(zone, relationship),
        minutes=minutes,
    )
    sessions = _week_by_week(relationship, series, weeks=weeks, place=place)
    trail.write("series planned", by=by, relationship=relationship, thing=series)
    _tell_the_other(sessions[-1], kind="session-planned", by=by)
    return series


@transaction.atomic
def extend_series(series, *, weeks, by):
    """More weeks at the end of a series, in the way it has been."""
    relationship = locked(series.relationship)
    _refuse_if_over(relationship)
    if series.ended_on:
        raise Refused(_("This series has ended. Plan a new one."))
    place = series.sessions.order_by("starts_at").values_list("place", flat=True).last() or Session.Place.ROOM
    sessions = _week_by_week(relationship, series, weeks=weeks, place=place)
    trail.write("series extended", by=by, relationship=relationship, thing=series)
    _tell_the_other(sessions[-1], kind="session-planned", by=by)
    return sessions


@transaction.atomic
def end_series(series, *, by, now=None):
    """No more of it: what is still to come is cancelled, each as it would be by itself."""
    now = now or timezone.now()
    relationship = locked(series.relationship)
    if series.ended_on:
        return series
    series.ended_on = timezone.localdate(now)
    series.save(update_fields=["ended_on"])
    coming = list(
        series.sessions.filter(state=Session.State.PLANNED, starts_at__gt=now).order_by("starts_at")
    )
    for session in coming:
        _cancel(session, by=by, now=now)
    put_in_order(relationship)
    trail.write("series ended", by=by, relationship=relationship, thing=series)
    if coming:
        _tell_the_other(coming[0], kind="session-cancelled", by=by)
    return series


@transaction.atomic
def move_session(session, *, starts_at, by):
    """To another time, as long as it was. What was given for it stays with it."""
    relationship = locked(session.relationship)
    session = _fresh(session)
    _refuse_unless_planned(session)
    length = session.ends_at - session.starts_at
    _refuse_overlaps(relationship, [(starts_at, starts_at + length)], zone=session.zone, but=session)
    session.moved_from, session.starts_at, session.ends_at = session.starts_at, starts_at, starts_at + length
    session.save(update_fields=["moved_from", "starts_at", "ends_at"])
    put_in_order(relationship)
    trail.write("session moved", by=by, relationship=relationship, thing=session)
    _tell_the_other(session, kind="session-moved", by=by)
    return _fresh(session)


def counts_as_late(session, *, now=None):
    """Whether a cancellation now is inside the practice's hours. Said before anybody confirms."""
    hours = datetime.timedelta(hours=session.relationship.practice.late_cancel_hours)
    return session.starts_at - (now or timezone.now()) < hours


@transaction.atomic
def cancel_session(session, *, by, now=None):
    """Either may, until it begins. The other gets a notice."""
    now = now or timezone.now()
    relationship = locked(session.relationship)
    session = _fresh(session)
    _refuse_unless_planned(session)
    if session.starts_at <= now:
        raise Refused(
            _(
                "Its time has come, so it cannot be cancelled any more. A therapist can say that it did not take place."
            )
        )
    _cancel(session, by=by, now=now)
    put_in_order(relationship)
    trail.write("session cancelled", by=by, relationship=relationship, thing=session)
    _tell_the_other(session, kind="session-cancelled", by=by)
    return _fresh(session)


@transaction.atomic
def cancel_between(relationship, *, by, first_day, last_day=None, for_good=False, now=None):
    """What is planned on these days is cancelled, each as it would be by itself; `for_good`: their series end too. Returns how many.

    Whoever calls tells the other: one word of a break says more than a notice for each week of it.
    """
    now = now or timezone.now()
    relationship = locked(relationship)
    coming = Session.objects.filter(
        practice=relationship.practice_id,
        relationship=relationship,
        state=Session.State.PLANNED,
        starts_at__gt=now,
    )
    those = [
        session
        for session in coming.select_related("relationship__practice").in_order()
        if session.local_start.date() >= first_day
        and (last_day is None or session.local_start.date() <= last_day)
    ]
    for session in those:
        _cancel(session, by=by, now=now)
        trail.write("session cancelled", by=by, relationship=relationship, thing=session)
    if for_good:
        Series.objects.filter(
            practice=relationship.practice_id, relationship=relationship, ended_on=None
        ).update(ended_on=timezone.localdate(now))
    put_in_order(relationship)
    return len(those)


@transaction.atomic
def record_times(session, *, began_at, finished_at, by, now=None):
    """When it really began and ended. A session put down as missed did take place, then."""
    now = now or timezone.now()
    relationship = locked(session.relationship)
    session = _fresh(session)
    if session.state == Session.State.CANCELLED:
        raise Refused(_("This session was cancelled. If it took place all the same, plan one at its time."))
    if finished_at <= began_at:
        raise Refused(_("The end lies before the beginning. Change one of them."))
    if finished_at > now:
        raise Refused(_("These times are still to come. Put them down when the session is over."))
    if finished_at - began_at > LONGEST or abs(began_at - session.starts_at) > LONGEST:
        raise Refused(
            _("These times are far from what was planned. Check the day, or move the session first.")
        )
    session.began_at, session.finished_at, session.state = began_at, finished_at, Session.State.HELD
    session.save(update_fields=["began_at", "finished_at", "state"])
    put_in_order(relationship)
    trail.write("session times put down", by=by, relationship=relationship, thing=session)
    return _fresh(session)


@transaction.atomic
def mark_missed(session, *, by, now=None):
    """It did not take place, and nobody had cancelled it. Putting down its times takes this back."""
    relationship = locked(session.relationship)
    session = _fresh(session)
    if session.state == Session.State.MISSED:
        return session
    _refuse_unless_planned(session)
    if session.starts_at > (now or timezone.now()):
        raise Refused(_("It is still to come. Cancel it instead."))
    session.state = Session.State.MISSED
    session.save(update_fields=["state"])
    put_in_order(relationship)
    trail.write("session missed", by=by, relationship=relationship, thing=session)
    return _fresh(session)


def renumber(relationship):
    """1, 2, 3... among those that stand, in order of time; 0 for those that do not."""
    rows = Session.objects.filter(practice=relationship.practice_id, relationship=relationship)
    standing = rows.standing().in_order().only("pk", "number")
    changed = []
    for number, session in enumerate(standing, start=1):
        if session.number != number:
            session.number = number
            changed.append(session)
    Session.objects.bulk_update(changed, ["number"], batch_size=200)
    rows.exclude(state__in=(Session.State.PLANNED, Session.State.HELD)).exclude(number=0).update(number=0)


def put_in_order(relationship):
    """After any change of the schedule: numbers follow, and so does every promise that is due by next time."""
    renumber(relationship)
    open_ones = Promise.objects.filter(
        practice=relationship.practice_id, relationship=relationship, due_on=None, state=Promise.State.OPEN
    ).select_related("session")
    for promise in open_ones:
        Loop.objects.filter(
            practice=relationship.practice_id, source_kind=Promise._meta.label_lower, source_id=promise.pk
        ).update(due_on=day_of_next(promise.session))


def day_of_next(session):
    """The day of the pair's next session after this one, or None while there is none."""
    following = (
        Session.objects.filter(
            practice=session.practice_id,
            relationship=session.relationship_id,
            starts_at__gt=session.starts_at,
        )
        .standing()
        .in_order()
        .first()
    )
    return following and following.local_start.date()


def locked(relationship, *, frozen_too=False):
    """The pair's row, locked, and before it the therapist's: of two who plan at once, the second sees the first's.

    `frozen_too` is for a no: it is said and counts on a frozen record as on any other.
    """
    Member.objects.select_for_update().get(pk=relationship.clinician_id)
    relationship = (
        Relationship.objects.select_for_update(of=("self",))
        .select_related("client", "clinician", "practice")
        .get(pk=relationship.pk)
    )
    if relationship.frozen and not frozen_too:
        raise Refused(
            _("This record is frozen, and nothing can be changed in it. The practice's owner can say why.")
        )
    return relationship


def _planned(relationship, starts, *, minutes, zone, place, series=None):
    length = datetime.timedelta(minutes=minutes)
    if not datetime.timedelta(minutes=5) <= length <= LONGEST:
        raise Refused(_("A session lasts from 5 minutes to 8 hours. Change its length."))
    spans = [(start, start + length) for start in starts]
    _refuse_overlaps(relationship, spans, zone=zone)
    sessions = Session.objects.bulk_create(
        Session(
            practice_id=relationship.practice_id,
            relationship=relationship,
            series=series,
            starts_at=start,
            ends_at=end,
            zone=zone,
            place=place,
        )
        for start, end in spans
    )
    put_in_order(relationship)
    numbers = dict(Session.objects.filter(pk__in=[s.pk for s in sessions]).values_list("pk", "number"))
    for session in sessions:
        session.number = numbers[session.pk]
    return sessions


def _week_by_week(relationship, series, *, weeks, place):
    """Cancelled and moved ones count: each week of the series has made one row."""
    already = series.sessions.count()
    if weeks < 1 or already + weeks > MOST_WEEKS:
        raise Refused(
            _("A series has from 1 to %(most)d weeks. Plan fewer now, and more later.") % {"most": MOST_WEEKS}
        )
    starts = walltime.weekly(series.first_day, series.at, series.zone, weeks=range(already, already + weeks))
    return _planned(
        relationship, starts, minutes=series.minutes, zone=series.zone, place=place, series=series
    )


def _refuse_overlaps(relationship, spans, *, zone, but=None):
    """A therapist sits in one session at a time. Says when the first clash is, not with whom."""
    others = (
        Session.objects.filter(
            practice=relationship.practice_id,
            relationship__clinician=relationship.clinician_id,
            starts_at__lt=max(end for _start, end in spans),
            ends_at__gt=min(start for start, _end in spans),
        )
        .standing()
        .exclude(pk=but and but.pk)
        .values_list("starts_at", "ends_at")
    )
    taken = list(others)
    for start, end in spans:
        if any(start < theirs_end and theirs_start < end for theirs_start, theirs_end in taken):
            raise Refused(
                _(
                    "There is another session on %(day)s at that time. Choose another time, or move that one first."
                )
                % {"day": date_format(start.astimezone(walltime.zone_of(zone)), "DATETIME_FORMAT")}
            )


def _cancel(session, *, by, now):
    session.state = Session.State.CANCELLED
    session.cancelled_by, session.cancelled_at = by, now
    session.cancelled_late = counts_as_late(session, now=now)
    session.save(update_fields=["state", "cancelled_by", "cancelled_at", "cancelled_late"])


def _tell_the_other(session, *, kind, by):
    """Only of what is still to come: a year of earlier sessions brought in is no news to anybody."""
    if session.ends_at <= timezone.now():
        return
    relationship = session.relationship
    told = relationship.clinician if by.is_client else relationship.client
    notices.tell(told, kind=kind, relationship=relationship, thing=session)


def _fresh(session):
    return Session.objects.select_related(
        "relationship__client", "relationship__clinician", "relationship__practice"
    ).get(pk=session.pk)


def _refuse_unless_planned(session):
    if session.state != Session.State.PLANNED:
        raise Refused(
            _(
                "This session is %(state)s, so that cannot be done any more. Look at it again, and choose what fits."
            )
            % {"state": session.get_state_display()}
        )


def _refuse_if_over(relationship):
    if relationship.ended_on:
        raise Refused(_("Your work with this client has ended. Begin it again before planning sessions."))


def _zone(zone, relationship):
    zone = zone or relationship.practice.time_zone
    walltime.zone_of(zone)
    return zone
