"""The schedule, and one session of it."""

import datetime
import itertools

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings import actions, forms, queries, walltime, words
from beside.practice.meetings.actions.check_in import OPENS, is_open
from beside.practice.meetings.actions.schedule import counts_as_late
from beside.practice.meetings.models import CheckIn, Moment, ProgressNote, Promise, Series, Session
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.people.models import Link, Relationship
from beside.practice.people.pages import for_roles, personal_page, refusal

SPAN = datetime.timedelta(weeks=4)


def session_of(request, pk):
    """The session with both people, if whoever asks may see it; otherwise there is no such page."""
    return get_object_or_404(
        Session.objects.visible_to(request.member).select_related(
            "relationship__client", "relationship__clinician", "relationship__practice", "series"
        ),
        pk=pk,
    )


@require_safe
@for_roles("clinician", "client")
def schedule(request):
    """Four weeks by day, from today or from the day asked for."""
    member = request.member
    first = _day_asked_for(request)
    pairs = (
        Relationship.objects.visible_to(member)
        .select_related("client", "clinician")
        .order_by("client__name", "pk")
    )
    chosen = _pair_asked_for(request, pairs)
    begins, _end = walltime.day_of(first, member.practice.time_zone)
    sessions = list(queries.sessions_between(member, begins, begins + SPAN, relationship=chosen))
    by_day = itertools.groupby(sessions, key=lambda session: timezone.localtime(session.starts_at).date())
    context = {
        "days": [(day, [_line(session, member) for session in of_day]) for day, of_day in by_day],
        "first": first,
        "last": first + SPAN - datetime.timedelta(days=1),
        "earlier": first - SPAN,
        "later": first + SPAN,
        "is_today": first == timezone.localdate(),
        "pairs": pairs if member.is_clinician else [],
        "chosen": chosen,
        "has_feed": Link.objects.filter(
            member_id=member.pk, purpose=Link.Purpose.CALENDAR, used_at=None, practice_id=member.practice_id
        ).exists(),
    }
    return personal_page(
        request,
        "meetings/schedule.html",
        context,
        page="schedule",
        relationship=chosen,
        kinds=("appointments",),
    )


def _line(session, member):
    """One session as parts/day_item.html wants it."""
    other = session.relationship.clinician if member.is_client else session.relationship.client
    about = [session.get_place_display()]
    if session.number:
        about.append(_("first session") if session.is_first else _("session %(n)d") % {"n": session.number})
    if session.zone != member.practice.time_zone:
        about.append(
            _("%(time)s in %(zone)s")
            % {"time": words.clock(session.starts_at, session.zone), "zone": session.zone}
        )
    if became := words.standing(session):
        about.append(became)
    return {
        "session": session,
        "time": words.clock(session.starts_at, member.practice.time_zone),
        "name": other.short_name if member.is_client else other.name,
        "about": " · ".join(str(part) for part in about),
    }


def _day_asked_for(request):
    try:
        day = parse_date(request.GET.get("from", ""))
    except ValueError:
        day = None
    # Years that a calendar can count on both sides of.
    return day if day and 1970 <= day.year <= 2200 else timezone.localdate()


def _pair_asked_for(request, pairs):
    asked = request.GET.get("with")
    if not asked:
        return None
    for pair in pairs:
        if str(pair.pk) == asked:
            return pair
    raise Http404


@for_roles("clinician")
def session_new(request):
    """Plan one session, or the same time each week."""
    form = forms.PlanForm(
        request.POST or None, member=request.member, initial={"relationship": request.GET.get("with")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_plan(form.cleaned_data, by=request.member))
        except Refused as error:
            refusal(form, error)
    return personal_page(
        request, "meetings/session_new.html", {"form": form}, page="session-new", kinds=("appointments",)
    )


def _plan(said, *, by):
    same = {"minutes": said["minutes"], "zone": said["zone"], "place": said["place"], "by": by}
    if said["repeats"] == "once":
        return actions.schedule_session(
            said["relationship"], starts_at=said["starts_at"], **same
        ).get_absolute_url()
    series = actions.schedule_weekly(
        said["relationship"], first_day=said["day"], at=said["at"], weeks=said["weeks"], **same
    )
    return series.get_absolute_url()


@require_safe
@for_roles("clinician", "client", "supervisor")
def session_detail(request, pk):
    session = session_of(request, pk)
    member = request.member
    context = _facts(session) | {
        "check_in": (
            check_in := CheckIn.objects.visible_to(member).filter(session=session, corrected_by=None).first()
        ),
        "promises": queries.with_loops(
            Promise.objects.visible_to(member).filter(session=session).order_by("made_at", "pk")
        ),
        "settles": member.is_client or member.is_clinician,
        "check_in_is_open": is_open(session),
        "check_in_opens_at": session.starts_at - OPENS,
        "can_cancel": session.state == Session.State.PLANNED and session.starts_at > timezone.now(),
    }
    kinds = ["appointments", "check-ins", "promises"]
    if not member.is_client:
        context |= {
            "moments": Moment.objects.visible_to(member)
            .filter(session=session)
            .select_related("author")
            .order_by("at"),
            "notes": list(
                ProgressNote.objects.visible_to(member)
                .filter(session=session)
                .select_related("author")
                .order_by("-version")
            ),
        }
        kinds += ["moments", "progress-notes"]
    if check_in is not None:
        context["arriving"] = words.arriving(check_in.words)
    response = personal_page(
        request,
        "meetings/session_detail.html",
        context,
        page="session-detail",
        relationship=session.relationship,
        kinds=kinds,
    )
    notices.seen_about(member, session)
    if member.is_clinician and check_in is not None:
        loops.mark_seen(Loop.objects.visible_to(member).filter(source_id=check_in.pk).waiting(), by=member)
    return response


def _facts(session):
    return {
        "session": session,
        "relationship": session.relationship,
        "when": words.when(session),
        "became": words.standing(session),
        "other_zone": session.zone if session.zone != session.relationship.practice.time_zone else "",
    }


@for_roles("clinician")
def session_move(request, pk):
    session = session_of(request, pk)
    form = forms.MoveForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_session(session, starts_at=form.starts_at, by=request.member)
        except Refused as error:
            refusal(form, error)
        else:
            messages.success(request, _("The session has moved, and a notice says so."))
            return redirect(session)
    return _about_session(request, "session_move", session, form=form)


@for_roles("clinician", "client")
def session_cancel(request, pk):
    """Says first whether it counts as late; cancels when that is sent back."""
    session = session_of(request, pk)
    refused = ""
    if request.method == "POST":
        try:
            actions.cancel_session(session, by=request.member)
        except Refused as error:
            refused = str(error)
        else:
            messages.success(request, _("The session is cancelled, and a notice says so."))
            return redirect(session)
    return _about_session(
        request,
        "session_cancel",
        session,
        late=counts_as_late(session),
        hours=session.relationship.practice.late_cancel_hours,
        refused=refused,
    )


@for_roles("clinician")
def session_times(request, pk):
    """When it really was, or that it was not."""
    session = session_of(request, pk)
    missed = "missed" in request.POST
    form = forms.TimesForm(request.POST if request.method == "POST" and not missed else None, session=session)
    if missed or form.is_valid():
        try:
            if missed:
                actions.mark_missed(session, by=request.member)
            else:
                actions.record_times(session, **form.moments, by=request.member)
            return redirect(session)
        except Refused as error:
            if missed:
                messages.warning(request, str(error))
                return redirect("session-times", session.pk)
            refusal(form, error)
    return _about_session(request, "session_times", session, form=form)


@require_safe
@for_roles("clinician")
def session_room(request, pk):
    """A blank page with a clock. Dark, so that it lights up nobody's face."""
    session = session_of(request, pk)
    zone = request.member.practice.time_zone
    return personal_page(
        request,
        "meetings/session_room.html",
        {"session": session, "theme": "dark", "zone": zone, "time": words.clock(timezone.now(), zone)},
        page="session-room",
        relationship=session.relationship,
        kinds=("appointments",),
    )


@for_roles("clinician")
def series_detail(request, pk):
    """A weekly series: what is to come of it, more weeks, or no more of it."""
    series = get_object_or_404(
        Series.objects.visible_to(request.member).select_related(
            "relationship__client", "relationship__practice"
        ),
        pk=pk,
    )
    form = forms.WeeksForm(request.POST if "weeks" in request.POST else None)
    ending = "end" in request.POST
    if ending or form.is_valid():
        try:
            if ending:
                actions.end_series(series, by=request.member)
            else:
                actions.extend_series(series, weeks=form.cleaned_data["weeks"], by=request.member)
            return redirect(series)
        except Refused as error:
            refusal(form, error) if form.is_bound else messages.warning(request, str(error))
    sessions = series.sessions.select_related("relationship__client", "relationship__clinician").in_order()
    context = {
        "series": series,
        "relationship": series.relationship,
        "form": form,
        "lines": [(words.day(s.starts_at, s.zone), _line(s, request.member)) for s in sessions],
        "weekday": series.first_day,
    }
    return personal_page(
        request,
        "meetings/series_detail.html",
        context,
        page="series-detail",
        relationship=series.relationship,
        kinds=("appointments",),
    )


def _about_session(request, name, session, **context):
    return personal_page(
        request,
        f"meetings/{name}.html",
        _facts(session) | context,
        page=name.replace("_", "-"),
        relationship=session.relationship,
        kinds=("appointments",),
    )
