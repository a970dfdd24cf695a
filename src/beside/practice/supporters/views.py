"""Who supports a client, and the one page that a supporter opens: by a link, and a code that came another way."""

import datetime

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from beside.practice.audit import trail
from beside.practice.growth.models import Goal
from beside.practice.people import links
from beside.practice.people.errors import Refused
from beside.practice.people.models import Link
from beside.practice.people.pages import for_roles, pair_of, personal_page, refusal
from beside.practice.people.tenancy import inside
from beside.practice.supporters import actions, forms, showing
from beside.practice.supporters.models import Supporter
from beside.practice.vault import keyring

LIMITS = {
    # Links that open nothing, and codes that are wrong: somebody is guessing.
    "supporter": "30/10m/ip",
    # Of one link, from wherever it is tried.
    "supporter-link": "10/h/key",
}


@for_roles("client", "clinician")
@require_http_methods(["GET", "HEAD", "POST"])
def supporters(request, pk):
    """The client names somebody; their therapist reads who that is, where the client lets them know."""
    relationship = pair_of(request, pk, "supporters-shown")
    keyring.warm(relationship.practice_id, [relationship.pk])
    who = request.member
    if not who.is_client:
        if request.method == "POST":
            raise Http404
        return _page(request, "supporters/named.html", relationship)
    form = forms.SupporterForm(request.POST or None, goals=_goals(relationship, who))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.name_supporter(relationship, **form.said, key=form.cleaned_data["key"], by=who)
        except Refused as error:
            refusal(form, error)
        else:
            messages.success(
                request, _("Kept. Nobody sees anything yet: look at the page first, then make a link.")
            )
            return redirect(made)
    return _page(request, "supporters/supporters.html", relationship, form=form)


@for_roles("client")
@require_http_methods(["GET", "HEAD", "POST"])
def supporter(request, pk):
    """Exactly what they see, when they looked, and what they may know."""
    found = _found(request, pk)
    form = forms.SupporterForm(
        request.POST or None, goals=_goals(found.relationship, request.member), initial=_as_ticked(found)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(found, **form.said, by=request.member)
        except Refused as error:
            refusal(form, error)
        else:
            messages.success(request, _("Kept. It holds from now on."))
            return redirect(found)
    return _supporter(request, found, form=form)


@for_roles("client")
@require_POST
def supporter_link(request, pk):
    """A fresh link and a fresh code, on this one answer and never again."""
    found = _found(request, pk)
    try:
        secret, code = actions.make_link(found, by=request.member)
    except Refused as error:
        messages.warning(request, str(error))
        return redirect(found)
    found.refresh_from_db()
    address = settings.URL + reverse("supporter-page", args=[secret])
    return _supporter(request, found, address=address, code=f"{code[:4]} {code[4:]}")


@for_roles("client")
@require_POST
def supporter_end(request, pk):
    """They see nothing from now on; or they are taken off the page too."""
    found = _found(request, pk)
    try:
        if request.POST.get("what") == "forget":
            actions.forget(found, by=request.member)
            messages.success(request, _("Taken off."))
        else:
            actions.end(found, by=request.member)
            messages.success(request, _("Ended. The link opens nothing any more."))
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("supporters", found.relationship_id)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def supporter_page(request, secret):
    """The link alone shows nothing. With the code it shows what the client ticked, in this one answer: nothing is kept on the device."""
    link = links.find(secret, purpose=Link.Purpose.SUPPORTER)
    if link is None:
        return _nothing_here(request)
    with inside(link.practice_id):
        if actions.behind(link.digest) is None:
            return _nothing_here(request)
        form = forms.CodeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            found = actions.open_page(link.digest, code=form.cleaned_data["code"])
            if found is not None:
                return _open(request, found)
            if actions.behind(link.digest) is None:
                return _nothing_here(request)
            if not (_may_go_on(request, "supporter") and _may_go_on(request, "supporter-link", link.digest)):
                return _quietly(ratelimit.respond_429(request))
            form.add_error("code", _("That is not the code. Look at each letter, or ask for it again."))
        status = 422 if form.errors else 200
        return _quietly(render(request, "supporters/code.html", {"form": form}, status=status))


def _open(request, found):
    """Written down before it is sent, as every reading is."""
    page = showing.page_of(found)
    with timezone.override(found.relationship.practice.time_zone):
        response = render(request, "supporters/page.html", {"page": page})
    shown = {"appointments": page["asked_next"], "goals": page["goals"]}
    trail.read(
        "supporter-page",
        by=actions.holder_of(found),
        relationship=found.relationship_id,
        kinds=[kind for kind, there in shown.items() if there],
    )
    return _quietly(response)


def _nothing_here(request):
    if not _may_go_on(request, "supporter"):
        return _quietly(ratelimit.respond_429(request))
    return _quietly(render(request, "supporters/nothing.html", status=404))


def _quietly(response):
    """For no search engine and no cache, whoever asks."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "no-store, private"
    return response


def _may_go_on(request, action, key=None):
    return ratelimit.consume(request, app="beside", action=action, key=key, config=LIMITS, limit_get=True)


def _found(request, pk):
    return get_object_or_404(
        Supporter.objects.visible_to(request.member).select_related(
            "relationship__client", "relationship__clinician", "relationship__practice", "member"
        ),
        pk=pk,
    )


def _goals(relationship, who):
    found = Goal.objects.visible_to(who).filter(relationship=relationship, state=Goal.State.OPEN)
    return list(found.order_by("made_at", "pk"))


def _as_ticked(found):
    may_know = found.may_know or {}
    return {
        "name": found.who["name"],
        "relation": found.who["as"],
        "next": may_know.get("next", False),
        "help": may_know.get("help", False),
        "words": may_know.get("words", ""),
        "goals": may_know.get("goals", []),
        "until": found.until,
        "shown": found.shown_at is not None,
    }


def _page(request, template, relationship, **more):
    found = Supporter.objects.visible_to(request.member).filter(relationship=relationship)
    context = {
        "relationship": relationship,
        "found": list(found.order_by("-made_at", "pk")),
        "today": timezone.localdate(),
        "writes": not relationship.frozen and relationship.ended_on is None,
        **more,
    }
    return personal_page(
        request, template, context, page="supporters", relationship=relationship, kinds=("supporters-shown",)
    )


def _supporter(request, found, *, form=None, address="", code=""):
    relationship = found.relationship
    keyring.warm(relationship.practice_id, [relationship.pk])
    context = {
        "supporter": found,
        "relationship": relationship,
        "page": showing.page_of(found),
        "form": form
        or forms.SupporterForm(goals=_goals(relationship, request.member), initial=_as_ticked(found)),
        "address": address,
        "code": code,
        "closed": actions.is_closed(found),
        "over": found.until < timezone.localdate(),
        "opened": [datetime.datetime.fromisoformat(at) for at in reversed(found.opened or [])],
        "writes": not relationship.frozen and relationship.ended_on is None and found.ended_at is None,
    }
    return personal_page(
        request, "supporters/supporter.html", context, page="supporters", relationship=relationship
    )
