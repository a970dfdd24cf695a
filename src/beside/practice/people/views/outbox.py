"""Where sealed letters from devices come in, and the page of what came back to its author."""

from allauth.core.internal import ratelimit
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from beside.practice.people.outbox import arriving, came
from beside.practice.people.outbox.forms import form_of
from beside.practice.people.pages import for_roles

LIMITS = {"outbox": "60/m/ip", "outbox-member": "60/10m/key"}


# No cookie is looked at, so there is none to forge with: what lets a letter in is the token sealed inside it.
@csrf_exempt
@require_POST
def letter(request):
    """One sealed letter. The answer says what became of it, and nothing of whose it is."""
    if not _may_go_on(request, "outbox"):
        return HttpResponse(status=429)
    found = _opened(request)
    if found is None:
        return JsonResponse({"state": arriving.CLOSED})
    if not _may_go_on(request, "outbox-member", key=found.token.member):
        return HttpResponse(status=429)
    return JsonResponse({"state": arriving.take(found, asked=request)})


@for_roles("client")
@require_POST
def give_back(request):
    """A letter that is not let in any more: its words, back to whoever is signed in, if they wrote them."""
    found = _opened(request)
    kept = found is not None and arriving.give_back(found, to=request.member)
    return JsonResponse({"state": arriving.KEPT if kept else arriving.CLOSED})


@for_roles("client")
def outbox(request):
    """What waits on this device (said by the device), and what came back, with its words."""
    if request.method == "POST":
        came.drop(request.member, place=request.POST.get("place", ""), item=request.POST.get("item") or None)
        if "X-Outbox" in request.headers:
            return HttpResponse(status=204)
        return redirect("outbox")
    places = [
        {
            "place": place,
            "url": place if (form := form_of(place)) else "",
            "words": form.words if form else _("Something you wrote"),
            "items": [one | {"lines": _lines(one["fields"])} for one in items],
        }
        for place, items in came.of(request.member)
    ]
    context = {"places": places, "here": reverse("something-else")}
    return render(request, "people/outbox.html", context)


@for_roles("client")
def something_else(request):
    """Words that belong to no form yet: kept for their author, among what came back, until they put them somewhere."""
    if request.method == "POST" and (words := request.POST.get("words", "").strip()[: arriving.LONGEST]):
        came.keep(request.member, place=request.path, fields=[["words", words]], why=came.DRAFT)
    return redirect("outbox")


def _opened(request):
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > arriving.LARGEST:
            return None
        return arriving.opened(request.body)
    except (RequestDataTooBig, ValueError):
        return None


def _lines(fields):
    """What a person typed, without what a page added or what was tapped."""
    return [value for _name, value in fields if len(value) > 2 and not value.replace("-", "").isalnum()] or [
        value for _name, value in fields if value
    ]


def _may_go_on(request, action, key=None):
    return ratelimit.consume(request, app="beside", action=action, key=key, config=LIMITS)
