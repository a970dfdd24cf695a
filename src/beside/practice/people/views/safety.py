"""Crisis help, leaving quickly, and what the service worker needs: for everybody, signed out, with nothing behind them."""

import contextlib
import json
import re
from pathlib import Path

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.staticfiles import finders
from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.helplines import countries, helplines
from beside.practice.people import app_names, lock
from beside.practice.people.models import Practice
from beside.practice.people.pages import for_roles, own_address

YEAR = 365 * 24 * 60 * 60
NUMBER = re.compile(r"\+?\(?\d[\d\s()./-]{2,}\d")


@require_safe
def help_now(request):
    """The practice's contacts and the country's lines. Nobody is told that it was opened, and it is written nowhere."""
    practice = _practice(request)
    chosen = request.GET.get("country", "").upper()
    country = chosen if chosen in countries() else practice.country if practice else None
    language = get_language() or "en"
    found = helplines(country, language)
    context = {
        "country": found.name,
        "statement": found.statement,
        "emergency": found.emergency.tel.removeprefix("tel:") if found.emergency else "",
        "lines": [_line(line) for line in found.lines if not line.kind],
        "violence": [_line(line) for line in found.lines if line.kind == "violence"],
        "contacts": contacts(practice.contacts) if practice else [],
        "countries": sorted((helplines(code, language).name, code) for code in countries()),
        "chosen": found.country,
    }
    response = render(request, "help_now.html", context)
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def leave(request):
    """One tap: signed out, and another page in its place. A plain link, because a form would ask for more taps."""
    # The page first: without the database the sign-in ends on this device by its cookie, and on the server when it runs out.
    with contextlib.suppress(DatabaseError):
        logout(request)
    response = render(request, "neutral.html")
    response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
    response["Clear-Site-Data"] = '"cache"'
    add_never_cache_headers(response)
    response["Cache-Control"] = "no-store, private"
    return response


@for_roles("client")
@require_POST
def lock_now(request):
    """Nobody has touched the page for a while: what is open here is asked for again."""
    lock.now(request)
    return HttpResponse(status=204)


@require_POST
def app_name_set(request):
    """What the app is called on this device, and its icon: kept on this device only, so that it holds signed out too."""
    response = redirect(own_address(request.POST.get("next", ""), request))
    name = request.POST.get("name", "")
    if name in app_names.NAMES and name:
        response.set_cookie(
            app_names.cookie(),
            name,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    else:
        response.delete_cookie(app_names.cookie(), samesite="Lax")
    return response


@require_safe
def service_worker(request):
    script = Path(finders.find("beside/sw.js")).read_bytes()
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request):
    told = json.loads(Path(finders.find("beside/manifest.webmanifest")).read_text("utf-8"))
    # Fetched without cookies: which name it is stands in the address.
    app = app_names.of(request)
    told["name"] = told["short_name"] = str(app.name)
    for icon in told["icons"]:
        icon["src"] = static(f"beside/icons/{app.icon}-{icon['sizes'].partition('x')[0]}.png")
    return HttpResponse(json.dumps(told), content_type="application/manifest+json")


def contacts(text):
    """A practice's contacts as its owner wrote them, a line each; a number in a line can be called."""
    return [_contact(line.strip()) for line in text.splitlines() if line.strip()]


def _contact(line):
    number = NUMBER.search(line)
    if number is None:
        return {"name": line}
    before, after = (
        part.strip(" :,;-\N{EN DASH}") for part in (line[: number.start()], line[number.end() :])
    )
    call = {"call": re.sub(r"[^\d+]", "", number[0]), "call_words": number[0]}
    return {"name": before or after or number[0], "words": after if before else "", **call}


def _practice(request):
    """A client's own; signed out the only one there is. Of several nobody is told which."""
    if request.member:
        return request.member.practice if request.member.is_client else None
    try:
        practices = list(Practice.objects.order_by("pk")[:2])
    except DatabaseError:
        return None
    return practices[0] if len(practices) == 1 else None


def _line(line):
    about = [line.what, line.hours]
    return {
        "name": line.name,
        "words": " · ".join(words for words in about if words),
        "call": line.tel.removeprefix("tel:"),
        "call_words": line.number,
        "text": line.sms.removeprefix("sms:"),
        "text_words": _("Text %(words)s to") % {"words": line.sms_words} if line.sms_words else "",
        "chat": line.chat,
        "web": line.web,
    }
