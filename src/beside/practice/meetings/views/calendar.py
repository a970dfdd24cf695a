"""Appointments in one's own calendar: when, and nothing else."""

import datetime

import icalendar
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.meetings import actions
from beside.practice.meetings.models import Session
from beside.practice.people import links
from beside.practice.people.middleware import inside
from beside.practice.people.models import Link, Member
from beside.practice.people.pages import for_roles, personal_page

BACK = datetime.timedelta(days=31)


@require_safe
def calendar_feed(request, secret):
    """For a calendar program, which holds nothing but the secret. A wrong one and a revoked one look the same."""
    link = links.find(secret, purpose=Link.Purpose.CALENDAR)
    if link is None:
        raise Http404
    with inside(link.practice_id):
        member = (
            Member.objects.select_related("practice")
            .filter(practice=link.practice_id, pk=link.member_id, state=Member.State.ACTIVE)
            .first()
        )
        if member is None:
            raise Http404
        sessions = Session.objects.visible_to(member).standing().filter(starts_at__gte=timezone.now() - BACK)
        with translation.override(member.language or member.practice.language):
            content = _feed(sessions.in_order())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "no-store, private"
    response["Content-Disposition"] = 'inline; filename="appointments.ics"'
    return response


def _feed(sessions):
    """Whoever sees the calendar sees that there is an appointment: not with whom, not where, not what for."""
    feed = icalendar.Calendar()
    feed.add("prodid", "-//Beside//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    now = timezone.now()
    for session in sessions:
        event = icalendar.Event()
        event.add("uid", str(session.pk))
        event.add("dtstamp", now)
        event.add("dtstart", session.starts_at.astimezone(datetime.UTC))
        event.add("dtend", session.ends_at.astimezone(datetime.UTC))
        event.add("summary", _("Appointment"))
        event.add("class", "PRIVATE")
        feed.add_component(event)
    return feed.to_ical()


@require_POST
@for_roles("clinician", "client")
def calendar_link(request):
    """A fresh link, shown this once: only a digest of it is kept."""
    secret = actions.make_calendar_link(request.member, by=request.member)
    address = settings.URL + reverse("calendar-feed", args=[secret])
    return personal_page(request, "meetings/calendar_link.html", {"address": address}, page="calendar-link")


@require_POST
@for_roles("clinician", "client")
def calendar_revoke(request):
    actions.revoke_calendar_links(request.member, by=request.member)
    messages.success(request, _("The calendar link has stopped working."))
    return redirect("schedule")
