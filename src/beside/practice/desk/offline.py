"""What a device needs to work without a connection: an empty page to write on, and what seals and lets in what is written."""

import json

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from beside.helplines import helplines
from beside.practice.meetings.forms import CheckInForm
from beside.practice.meetings.models import Session
from beside.practice.people.models import Relationship
from beside.practice.people.outbox import came, tokens
from beside.practice.people.outbox.forms import OFFLINE, ONLY_KEPT, form_of
from beside.practice.people.pages import for_roles
from beside.practice.vault import letterbox
from beside.practice.vault.errors import VaultError

MOST_PLACES = 40
# How often somebody can write without a connection from the empty page before they have one again.
SPARE = 4


@require_safe
def offline(request):
    """The empty page that a device keeps: nobody's, fetched without cookies. Which of its forms can be used the device knows."""
    form = CheckInForm(auto_id="offline-%s")
    found = helplines(None)
    context = {"check_in": [form["arrive_words"], *form.questions], "statement": found.statement}
    response = render(request, "desk/offline.html", context)
    response["Cache-Control"] = "no-cache"
    return response


@for_roles("client")
@require_POST
def ready(request):
    """For the page that asks: the key to seal to, a token for each of its forms that takes what waited, and what came back for them."""
    places = _places(request)
    if places is None:
        return HttpResponse(status=400)
    try:
        box = letterbox.told()
    except (VaultError, OSError):
        # The folder of keys cannot be written: pages work as they do without any of this.
        return JsonResponse({"box": None})
    taken = {place: form for place in places if (form := form_of(place))}
    back = dict(came.of(request.member))
    answer = {
        "box": box,
        "who": str(request.member.pk),
        "now": timezone.now().timestamp(),
        "forms": {place: _open_for(request.member, place, form) for place, form in taken.items()},
        "came": {place: back[place] for place in taken if place in back},
        "back": sum(len(items) for items in back.values()),
    }
    if request.POST.get("spare"):
        answer["spare"] = _spare(request.member)
    return JsonResponse(answer)


def _spare(member):
    """Tokens for the empty page: for the next check-in, and for words that have no form yet and come back to their author."""
    return {
        name: [_open_for(member, place, OFFLINE[resolve(place).url_name]) for _each in range(SPARE)]
        for name, place in _empty_forms(member).items()
    }


def _empty_forms(member):
    relationship = Relationship.objects.visible_to(member).going_on().order_by("-began_on").first()
    if relationship is None:
        return {}
    coming = (
        Session.objects.visible_to(member)
        .filter(relationship=relationship, state=Session.State.PLANNED, ends_at__gt=timezone.now())
        .in_order()
        .first()
    )
    forms = {"check-in": reverse("check-in", args=[coming.pk])} if coming else {}
    return forms | {
        "message": reverse("message-send", args=[relationship.pk]),
        "else": reverse("something-else"),
    }


def _open_for(member, place, form):
    open_for = {"place": place, "token": tokens.make(member, place=place), "version": form.version}
    return open_for | {"typed": True} if form in ONLY_KEPT.values() else open_for


def _places(request):
    try:
        places = json.loads(request.POST.get("places", "[]"))
    except ValueError:
        return None
    good = isinstance(places, list) and all(
        isinstance(place, str) and place.startswith("/") and len(place) < 300 for place in places
    )
    return list(dict.fromkeys(places))[:MOST_PLACES] if good else None
