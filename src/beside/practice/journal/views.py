"""The journal's page, what its script asks the server for, and what is shared."""

import base64
import binascii
import hashlib
import json
import uuid
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.db.models import IntegerField
from django.db.models.functions import Length
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beside.beginnings import beginnings
from beside.practice.journal import actions, forms
from beside.practice.journal.models import Leaf, Lock, Received, Share
from beside.practice.loops.models import Loop
from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.vault import keyring

A_BATCH = 500
MOST_NAMED = 100
# What is larger holds a part of a picture or a voice note, or more words than anybody reads at once: asked for by name.
SMALL = 100_000
# What a wrapped key may hold. Anything else is not kept: it could be words.
WRAPPED = {"v", "rounds", "salt", "by_passphrase", "by_code"}
BY_PASSKEY = {"credential", "salt", "nonce", "key"}
LEAST_ROUNDS = 600_000  # a key that is quick to guess is not kept
LONGEST_PART, LONGEST_CREDENTIAL = 200, 1400


# A picture or a voice note that the device opened, shown from its memory.
SHOWN_FROM_MEMORY = {"img-src": ["blob:"], "media-src": ["blob:"]}


@for_roles("client")
@require_safe
@csp_update(SHOWN_FROM_MEMORY)
def journal(request):
    """A page without a word on it: the device fetches what is sealed, and opens it itself."""
    context = {
        "digest": script_digest(),
        "relationship": _relationship(request.member),
        "share_form": forms.ShareForm(auto_id="share_%s"),
        "beginnings": beginnings(get_language() or "en"),
    }
    return _may_listen(personal_page(request, "journal/journal.html", context, page="journal"))


@require_safe
@csp_update(SHOWN_FROM_MEMORY)
def shell(request):
    """The same page as a device keeps it, to open without a connection: nobody's, fetched without cookies (sw.js)."""
    context = {"digest": script_digest(), "beginnings": beginnings(get_language() or "en")}
    response = _may_listen(render(request, "journal/shell.html", context))
    response["Cache-Control"] = "no-cache"
    return response


def _may_listen(response):
    """A voice note is taken here and on no other page. The browser asks the client each time, or once."""
    response["Permissions-Policy"] = "camera=(), microphone=(self), geolocation=(), payment=(), usb=()"
    return response


@for_roles("client")
@require_http_methods(["GET", "POST"])
def lock(request):
    if request.method == "GET":
        return JsonResponse(_lock(Lock.objects.visible_to(request.member).first()))
    try:
        sent = _json(request)
        if sent.get("anew") is True and not did_recently_reauthenticate(request):
            # It deletes every page: whoever only holds the device does not.
            return JsonResponse({"again": _proof(request)}, status=403)
        wrapped = _wrapped(sent["wrapped"])
        kept = actions.keep_lock(
            wrapped=wrapped, version=int(sent["version"]), anew=sent.get("anew") is True, by=request.member
        )
    except actions.Meanwhile as meanwhile:
        return JsonResponse(_lock(meanwhile.there), status=409)
    except (KeyError, TypeError, ValueError):
        return _not_understood()
    return JsonResponse({"version": kept.version})


@for_roles("client")
@require_http_methods(["GET", "POST"])
def leaves(request):
    """GET: sealed pages, the newest first, so many at a time. POST: one page, sealed on the device.

    GET with `names`: only which there are, and which version of each. With `ids`: those.
    """
    if request.method == "GET":
        if "names" in request.GET:
            return _names(request)
        return _named(request) if "ids" in request.GET else _batch(request)
    try:
        sent = _json(request)
        kept = actions.keep_leaf(
            uuid.UUID(sent["id"]),
            sealed=base64.b64decode(sent["sealed"], validate=True),
            version=int(sent["version"]),
            by=request.member,
        )
    except actions.Meanwhile as meanwhile:
        there = meanwhile.there
        return JsonResponse(_leaf(there) if there else {"version": 0}, status=409)
    except actions.TornOut:
        return JsonResponse({"torn": True}, status=410)
    except Refused as error:
        return JsonResponse({"says": str(error)}, status=422)
    except (KeyError, TypeError, ValueError, binascii.Error):
        return _not_understood()
    return JsonResponse({"version": kept.version, "at": kept.at.isoformat()})


@for_roles("client")
@require_POST
def leaf_tear_out(request, pk):
    actions.tear_out(pk, by=request.member)
    return JsonResponse({})


# -- Shared ----------------------------------------------------------------------------------------------------------


@for_roles("client")
def share_new(request):
    """Written here, or carried over from the journal by its script. It works without one: a summary in own words."""
    relationship = _relationship(request.member)
    if relationship is None:
        raise Http404
    form = forms.ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.share(relationship, **form.cleaned_data, by=request.member)
        except Refused as error:
            refusal(form, error)
        else:
            messages.success(
                request,
                _("Shared with %(name)s. You see here when it was read, and you can take it back.")
                % {"name": relationship.clinician.short_name},
            )
            return redirect(made)
    shares = Share.objects.visible_to(request.member).filter(relationship=relationship)
    context = {
        "relationship": relationship,
        "form": form,
        "shares": shares.defer("words").order_by("-at")[:50],
    }
    return personal_page(
        request,
        "journal/share_new.html",
        context,
        page="shares",
        relationship=relationship,
        kinds=("shares",),
    )


@for_roles("client", "clinician")
@require_safe
def share(request, pk):
    return _share(request, _share_of(request, pk))


@for_roles("client")
@require_POST
def share_received(request, pk):
    """How it felt. "Not well" offers help to say so, and only a second tap lets the therapist know."""
    found = _share_of(request, pk)
    form = forms.ReceivedForm(request.POST)
    if not form.is_valid():
        return _share(request, found, form=form)
    tell = request.POST.get("tell") == "yes"
    try:
        actions.say_how_it_was_received(found, **form.cleaned_data, tell=tell, by=request.member)
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request,
            _("%(name)s can see now that it was not received well. It waits for an answer again.")
            % {"name": found.relationship.clinician.short_name}
            if tell
            else _("Kept for you. Nobody was told."),
        )
    return redirect(found)


def _share_of(request, pk):
    return get_object_or_404(
        Share.objects.visible_to(request.member).select_related(
            "read_by", "relationship__client", "relationship__clinician", "relationship__practice"
        ),
        pk=pk,
    )


def _share(request, found, form=None):
    who, relationship = request.member, found.relationship
    keyring.warm(who.practice_id, [relationship.pk])
    actions.has_read(found, by=who)
    received = Received.objects.visible_to(who).filter(share=found).first() if who.is_client else None
    loop = Loop.objects.visible_to(who).filter(
        practice=found.practice_id, source_kind=Share._meta.label_lower, source_id=found.pk
    )
    context = {
        "share": found,
        "relationship": relationship,
        "loop": loop.first(),
        "received": received,
        "form": form or forms.ReceivedForm(initial={"felt": received.felt} if received else None),
        "not_well": received is not None and received.felt == Received.Felt.NOT_WELL,
    }
    return personal_page(
        request, "journal/share.html", context, page="share", relationship=relationship, kinds=("shares",)
    )


# -- What the script sends and gets --------------------------------------------------------------------------------


@cache
def script_digest():
    """SHA-256 of the script that seals: docs/journal.md says how to compare it with that of the release."""
    return hashlib.sha256(Path(finders.find("beside/js/journal.js")).read_bytes()).hexdigest()


def _proof(request):
    """Where they sign in once more, and come back from to the journal."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse('journal')})}"


def _batch(request):
    found = (
        Leaf.objects.visible_to(request.member)
        .annotate(size=Length("sealed", output_field=IntegerField()))
        .filter(size__lte=SMALL)
        .order_by("-at", "-pk")
    )
    try:
        start = min(max(0, int(request.GET.get("from", 0))), actions.MOST_LEAVES)
        many = min(max(1, int(request.GET.get("many", A_BATCH))), A_BATCH)
    except ValueError:
        return _not_understood()
    batch = list(found[start : start + many + 1])
    return JsonResponse({"leaves": [_leaf(one) for one in batch[:many]], "more": len(batch) > many})


def _names(request):
    size = Length("sealed", output_field=IntegerField())
    found = Leaf.objects.visible_to(request.member).annotate(size=size).order_by("-at", "-pk")
    return JsonResponse(
        {
            "names": [
                [str(pk), version, size <= SMALL]
                for pk, version, size in found.values_list("pk", "version", "size")
            ]
        }
    )


def _named(request):
    try:
        ids = [uuid.UUID(one) for one in request.GET["ids"].split(",")][:MOST_NAMED]
    except ValueError:
        return _not_understood()
    return JsonResponse(
        {"leaves": [_leaf(one) for one in Leaf.objects.visible_to(request.member).filter(pk__in=ids)]}
    )


def _leaf(leaf):
    return {
        "id": str(leaf.pk),
        "version": leaf.version,
        "at": leaf.at.isoformat(),
        "sealed": base64.b64encode(bytes(leaf.sealed)).decode(),
    }


def _lock(lock):
    return {"wrapped": lock.wrapped, "version": lock.version} if lock else {"wrapped": None, "version": 0}


def _wrapped(sent):
    """Keys wrapped on the device, and nothing else."""
    if (
        not isinstance(sent, dict)
        or set(sent) - {"by_passkey"} != WRAPPED
        or sent["v"] != 1
        or type(sent["rounds"]) is not int
        or sent["rounds"] < LEAST_ROUNDS
    ):
        raise ValueError
    parts = [sent["salt"]]
    for way in ("by_passphrase", "by_code"):
        if not isinstance(sent[way], dict) or set(sent[way]) != {"nonce", "key"}:
            raise ValueError
        parts += sent[way].values()
    if "by_passkey" in sent:
        by = sent["by_passkey"]
        if not isinstance(by, dict) or set(by) != BY_PASSKEY:
            raise ValueError
        parts += [by["salt"], by["nonce"], by["key"]]
        _base64(by["credential"], LONGEST_CREDENTIAL)
    for part in parts:
        _base64(part, LONGEST_PART)
    return sent


def _base64(part, longest):
    if not isinstance(part, str) or len(part) > longest:
        raise ValueError
    base64.b64decode(part, validate=True)


def _json(request):
    sent = json.loads(request.body)
    if not isinstance(sent, dict):
        raise TypeError
    return sent


def _not_understood():
    return JsonResponse({"says": _("This was not understood. Open the journal again.")}, status=400)


def _relationship(member):
    """Whom a client shares with: the newest that goes on."""
    return (
        Relationship.objects.visible_to(member)
        .going_on()
        .filter(frozen=False)
        .select_related("client", "clinician", "practice")
        .order_by("-began_on", "pk")
        .first()
    )
