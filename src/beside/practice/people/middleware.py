"""Around every request: a plain log line, and who is asking."""

import time
from contextlib import nullcontext

import structlog
from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db import DatabaseError
from django.http import HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from beside.practice.people import devices, lock, second_step
from beside.practice.people.models import Member, Seat
from beside.practice.people.tenancy import inside
from beside.practice.vault import keyring

log = structlog.get_logger()

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


def plain_log(get_response):
    """One line a request: the page's name, never its address, which may hold an id or a secret.

    A page on which nobody is to be seen stands in the log under another's name (`logged_as`): see concerns/views.py.
    """

    def middleware(request):
        began = time.monotonic()
        response = get_response(request)
        called, refused = _called(request, request.resolver_match), _refused(request, response)
        log.info(
            "page",
            page=called,
            method=request.method,
            status=response.status_code,
            ms=round((time.monotonic() - began) * 1000),
            **refused,
        )
        return response

    return middleware


def _called(request, match):
    """Asked of the view and not of its answer: of a page that is not there, or a form that came too late, there is none of its own."""
    instead = getattr(match.func, "logged_as", None) if match else None
    return instead(request) if instead else (match and match.view_name) or "-"


def _refused(request, response):
    """Who was shown the door, by id: somebody who tries others' pages again and again is to be found."""
    member = getattr(request, "member", None)
    return {"member": str(member.pk)} if member and response.status_code in (403, 404, 429) else {}


def who_is_asking(get_response):
    """Set `request.member`: the one role this person has taken, or None. Every answer to them is never cached.

    Somebody who has yet to set up their second step is nobody here: they are `request.held_back` instead.
    """

    def middleware(request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        request.member = request.held_back = None
        request.locked = False
        request.seats = []
        request.shut_out = False
        # What a browser says of itself is kept nowhere but in the list of devices, and there in two words.
        request.META["HTTP_USER_AGENT"] = devices.in_short(request.META.get("HTTP_USER_AGENT", ""))
        try:
            response = _asked(request, get_response)
        except DatabaseError:
            if request.path not in (reverse("help-now"), reverse("leave")):
                raise
            response = _without_database(request, get_response)
        if request.user.is_authenticated or request.method != "GET":
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        response.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        )
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def _asked(request, get_response):
    keyring.refresh()
    with _practice_of(request):
        if request.user.is_authenticated:
            request.member = _member(request)
            _stay_or_go(request)
        _speak_their_language(request)
        _hold_back(request)
        if request.user.is_authenticated and lock.holds(request):
            request.locked, request.member = True, None
            if not lock.lets_through(request):
                return lock.asks_again(request)
        proofs = len(get_authentication_records(request, request.user))
        response = get_response(request)
        if proofs and len(get_authentication_records(request, request.user)) > proofs:
            _go_on_under_a_new_token(request)
        return response


class _NoSession(SessionBase):
    def load(self):
        return {}

    def flush(self):
        """There is nothing to end here; the view takes the cookie away."""


def _go_on_under_a_new_token(request):
    """Somebody has just proved themself again: whoever holds the old token does not come along."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def _without_database(request, get_response):
    """Crisis help and leaving quickly are there when nothing else is."""
    request.member, request.held_back, request.user = None, None, AnonymousUser()
    request.locked = False
    # A session that is neither read nor written: the sign-in is still good when the database comes back.
    request.session = _NoSession("kept as it is")
    timezone.deactivate()
    return get_response(request)


def _practice_of(request):
    """On PostgreSQL one transaction a request, in which only this practice's rows exist."""
    if not request.user.is_authenticated:
        return nullcontext()
    request.seats = list(Seat.objects.filter(account=request.user).order_by("pk"))
    seat = _taken_seat(request)
    return inside(seat.practice_id) if seat else nullcontext()


def _taken_seat(request):
    chosen = request.session.get("seat")
    for seat in request.seats:
        if str(seat.pk) == chosen:
            return seat
    return request.seats[0] if len(request.seats) == 1 else None


def _member(request):
    seat = _taken_seat(request)
    if seat is None:
        return None
    return (
        Member.objects.select_related("practice").filter(pk=seat.member_id, state=Member.State.ACTIVE).first()
    )


def _stay_or_go(request):
    """End the sign-in of somebody whose only place is closed, who has been idle, or who came half a day ago."""
    session, now = request.session, timezone.now().timestamp()
    role = request.member.role if request.member else "owner"
    last, began = session.get("last_asked"), session.setdefault("began", now)
    if not request.member and len(request.seats) < 2:
        request.shut_out = True
    idle = last and now - last > settings.IDLE_MINUTES[role] * 60
    if request.shut_out or idle or now - began > settings.SESSION_COOKIE_AGE:
        logout(request)
        request.member, request.seats = None, []
    # Once a minute is exact enough, and spares two writes on every page.
    elif not last or now - last > 60:
        session["last_asked"] = now
        UserSession.objects.create_from_request(request)


def _hold_back(request):
    """Without a member no page of a practice opens, whatever page it is: the one place where the rule is kept."""
    if request.member and second_step.is_missing(request.member, request.user):
        request.held_back, request.member = request.member, None


def _speak_their_language(request):
    member = request.member
    zone = member.practice.time_zone if member else settings.TIME_ZONE
    timezone.activate(zone)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and member:
        translation.activate(member.language or member.practice.language)
        request.LANGUAGE_CODE = translation.get_language()
