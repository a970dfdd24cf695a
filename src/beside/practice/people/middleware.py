"""Around every request: a plain log line, and who is asking."""

import time
from contextlib import nullcontext

import structlog
from django.contrib.auth import logout
from django.conf import settings
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from beside.practice.people.models import Member, Seat
from beside.practice.people.tenancy import inside
from beside.practice.vault import keyring

log = structlog.get_logger()


def plain_log(get_response):
    """One line a request: the page's name, never its address, which may hold an id or a secret."""

    def middleware(request):
        began = time.monotonic()
        response = get_response(request)
        match = request.resolver_match
        log.info(
            "page",
            page=(match and match.view_name) or "-",
            method=request.method,
            status=response.status_code,
            ms=round((time.monotonic() - began) * 1000),
        )
        return response

    return middleware


def who_is_asking(get_response):
    """Set `request.member`: the one role this person has taken, or None. Every answer to them is never cached."""

    def middleware(request):
        request.member = None
        request.seats = []
        keyring.refresh()
        with _practice_of(request):
            request.member = _member(request)
            _speak_their_language(request)
            response = get_response(request)
        if request.user.is_authenticated or request.method != "GET":
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        response.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        )
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


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
    seat = _taken_seat(request) if request.user.is_authenticated else None
    if seat is None:
        return None
    member = (
        Member.objects.select_related("practice").filter(pk=seat.member_id, state=Member.State.ACTIVE).first()
    )
    if member is None:
        return None
    now = timezone.now().timestamp()
    last = request.session.get("last_asked")
    if last and now - last > settings.IDLE_MINUTES[member.role] * 60:
        logout(request)
        return None
    # Once a minute is exact enough, and spares a write on every page.
    if not last or now - last > 60:
        request.session["last_asked"] = now
    return member


def _speak_their_language(request):
    member = request.member
    zone = member.practice.time_zone if member else settings.TIME_ZONE
    timezone.activate(zone)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and member:
        translation.activate(member.language or member.practice.language)
        request.LANGUAGE_CODE = translation.get_language()
