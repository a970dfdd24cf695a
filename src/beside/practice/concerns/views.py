"""The pages for what is not right: for a client, for whoever was told, for the owner's rules, and outside help for anybody."""

import hashlib
from functools import cache
from pathlib import Path

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.concerns import UnknownConcern, concerns, numbered
from beside.practice.concerns import actions, forms, whole
from beside.practice.concerns.models import Concern, Reader, Step
from beside.practice.concerns.outside import ways_outside
from beside.practice.concerns.readers import offered, procedure_of
from beside.practice.people.errors import Refused
from beside.practice.people.models import Practice, Relationship
from beside.practice.people.pages import for_roles, pair_of, personal_page, refusal
from beside.regulators import countries, regulators

# Under which names these pages stand in the log, which is to tell nobody that somebody was here: those of other pages of the same people.
LOGGED = {"client": ("home", "check-in"), "": ("help-now", "help-now")}
LOGGED_FOR_STAFF = ("notices", "notice-later")


def quiet(view):
    """Neither the log nor the trail says that this page was opened, or that somebody tried to."""

    view.logged_as = _logged_as
    return view


def _logged_as(request):
    member = getattr(request, "member", None)
    looked, sent = LOGGED.get(member.role if member else "", LOGGED_FOR_STAFF)
    return sent if request.method == "POST" else looked


# -- A client's pages --------------------------------------------------------------------------------------------------


@quiet
@for_roles("client")
@require_safe
def something_wrong(request):
    """What it could be, what I sent, and whom I can turn to."""
    sent = list(
        Concern.objects.visible_to(request.member)
        .defer("said")
        .select_related("relationship__clinician")
        .order_by("-sent_at")
    )
    pairs = _pairs(request.member)
    context = {
        "kinds": concerns(_language()),
        "sent": sent,
        "pairs": pairs,
        "missing": whole.are_missing(pairs, sent),
    }
    return render(request, "concerns/something_wrong.html", context | _help(request))


@quiet
@for_roles("client")
@require_safe
def kind(request, number):
    """One thing: is it common, what helps, words for it, whom to tell."""
    found = _kind(number)
    offers = [(pair, offered(pair)) for pair in _pairs(request.member) if not pair.frozen]
    context = {
        "kind": found,
        "offers": offers,
        "solo": any(each.solo for _pair, each in offers),
        "procedure": procedure_of(request.member.practice_id),
    }
    context["outside_first"] = found.serious or context["solo"]
    return render(request, "concerns/kind.html", context | _help(request))


@quiet
@for_roles("client")
def send(request, number, pk):
    """Written, then read once more with who will read it; only then is it sent."""
    found, pair = _kind(number), _pair(request, pk)
    offers = offered(pair)
    step = request.POST.get("step") if request.method == "POST" else ""
    form = forms.SendForm(
        request.POST or None,
        offers=offers,
        serious=found.serious,
        initial={"words": _chosen_words(request, found)},
    )
    context = {
        "kind": found,
        "relationship": pair,
        "offers": offers,
        "form": form,
        "procedure": procedure_of(request.member.practice_id),
    }
    if step and form.is_valid() and step != "change":
        if step == "send":
            try:
                made = actions.send(pair, about=found.id, **_given(form), by=request.member)
            except Refused as error:
                refusal(form, error)
            else:
                messages.success(request, _("Sent, to those whom you chose."))
                return redirect(made)
        else:
            return render(request, "concerns/look.html", context | {"chosen": form.chosen()} | _help(request))
    return render(request, "concerns/send.html", context | _help(request))


@quiet
@for_roles("client")
@require_safe
def keep(request, number):
    """For nobody yet: sealed on the device, among the pages of the journal and by the same request (js/concern.js)."""
    found = _kind(number)
    context = {"kind": found, "chosen": _chosen_words(request, found), "digest": script_digest()}
    return render(request, "concerns/keep.html", context | _help(request))


@quiet
@for_roles("client", "clinician", "supervisor", "owner")
@require_safe
def concern(request, pk):
    return _concern(request, _one(request, pk))


@quiet
@for_roles("client")
@require_POST
def again(request, pk):
    found, form = _one(request, pk), forms.AgainForm(request.POST)
    if not form.is_valid():
        return _concern(request, found, again_form=form)
    said = _("It waits for an answer again.")
    try:
        return _done(request, found, actions.not_answered_for_me, said, words=form.cleaned_data["words"])
    except Refused as error:
        return _concern(request, found, again_form=refusal(form, error))


@quiet
@for_roles("client")
@require_POST
def settled(request, pk):
    return _act(request, _one(request, pk), actions.settled, _("Settled. You can open it again at any time."))


@quiet
@for_roles("client")
@require_POST
def reader(request, pk):
    found = _one(request, pk)
    form = _reader_form(found, request.POST)
    if not form.is_valid():
        return _concern(request, found, reader_form=form)
    given = {
        "reader": form.cleaned_data["reader"],
        "they_may_know": form.cleaned_data.get("they_may_know", False),
    }
    return _act(request, found, actions.add_reader, _("They can read it now."), **given)


@quiet
@for_roles("client")
@require_POST
def take_back(request, pk):
    said = _("Taken back. From now on you alone see it here.")
    return _act(request, _one(request, pk), actions.take_back, said)


# -- For whoever was told ----------------------------------------------------------------------------------------------


@quiet
@for_roles("clinician", "supervisor", "owner")
@require_safe
def to_me(request):
    """What clients sent to this person by name. For whoever was sent nothing it is the same page, empty."""
    mine = list(
        Reader.objects.visible_to(request.member)
        .filter(member=request.member)
        .select_related("concern__relationship__client")
        .defer("concern__said")
        .order_by("-concern__sent_at")
    )
    return personal_page(request, "concerns/to_me.html", {"mine": mine}, page="concerns")


@quiet
@for_roles("clinician", "supervisor", "owner")
@require_POST
def answer(request, pk):
    found, form = _one(request, pk), forms.AnswerForm(request.POST)
    if not form.is_valid():
        return _concern(request, found, answer_form=form)
    given = {"words": form.cleaned_data["words"], "done": request.POST.get("done") == "yes"}
    try:
        return _done(request, found, actions.answer, _("Answered. They can read it."), **given)
    except Refused as error:
        return _concern(request, found, answer_form=refusal(form, error))


# -- The practice's rules, and outside help ----------------------------------------------------------------------------


@for_roles("owner")
def rules(request):
    practice = request.member.practice
    form = forms.ProcedureForm(request.POST or None, instance=procedure_of(practice))
    if request.method == "POST" and form.is_valid():
        actions.change_procedure(practice, by=request.member, **form.cleaned_data)
        messages.success(request, _("Saved. Clients read it before they send anything."))
        return redirect("owner")
    return personal_page(request, "concerns/rules.html", {"form": form}, page="concern-rules")


@quiet
@require_safe
def outside(request):
    """Signed in or not: what can be not right, and who hears it outside. Nobody is told that it was opened."""
    response = render(request, "concerns/outside.html", {"kinds": concerns(_language())} | _help(request))
    response["Cache-Control"] = "no-cache"
    return response


@cache
def script_digest():
    """SHA-256 of the script that seals here: docs/journal.md says how to compare it with that of the release."""
    return hashlib.sha256(Path(finders.find("beside/js/concern.js")).read_bytes()).hexdigest()


# -- Shared ------------------------------------------------------------------------------------------------------------


def _concern(request, found, **given):
    """`given`: a form that was not taken, with what was typed in it."""
    who = request.member
    actions.has_read(found, by=who)
    found = _one(request, found.pk)
    readers = Reader.objects.visible_to(who).filter(concern=found).select_related("member")
    context = {
        "concern": found,
        "is_whole": whole.is_whole(found),
        "relationship": found.relationship,
        "writes": not found.relationship.frozen,
        "readers": list(readers.order_by("named_at", "pk")),
        "steps": Step.objects.visible_to(who).filter(concern=found).select_related("by"),
        "reader_form": _reader_form(found) if who.is_client else None,
        "again_form": forms.AgainForm(),
        "answer_form": forms.AnswerForm(),
    }
    status = 422 if given else 200
    return render(request, "concerns/concern.html", context | _help(request) | given, status=status)


def _one(request, pk):
    return get_object_or_404(
        Concern.objects.visible_to(request.member).select_related(
            "relationship__client", "relationship__clinician", "relationship__practice"
        ),
        pk=pk,
    )


def _act(request, found, action, said, **given):
    try:
        return _done(request, found, action, said, **given)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("concern", pk=found.pk)


def _done(request, found, action, said, **given):
    action(found, by=request.member, **given)
    messages.success(request, said)
    return redirect("concern", pk=found.pk)


def _reader_form(found, data=None):
    known = set(found.readers.values_list("member", flat=True))
    return forms.ReaderForm(data, offers=offered(found.relationship), serious=found.is_serious, known=known)


def _given(form):
    given = dict(form.cleaned_data)
    return {
        "words": given["words"],
        "readers": given["readers"],
        "key": given["key"],
        "they_may_know": given.get("they_may_know", False),
    }


def _kind(number):
    try:
        return numbered(number, _language())
    except UnknownConcern:
        raise Http404 from None


def _chosen_words(request, found):
    """Of the words that a page offers, those that were tapped: by their number, so that no address holds a word."""
    try:
        return found.words[int(request.GET.get("say", "")) - 1] if int(request.GET.get("say", "")) > 0 else ""
    except (ValueError, IndexError):
        return ""


def _pairs(member):
    """Whom it can be about: those of now first, then those of before."""
    found = Relationship.objects.visible_to(member).select_related("client", "clinician", "practice")
    return sorted(found, key=lambda pair: (pair.ended_on is not None, -pair.began_on.toordinal()))


def _pair(request, pk):
    pair = pair_of(request, pk, "concerns")
    if pair.frozen:
        raise Http404
    return pair


def _language():
    return get_language() or "en"


def _help(request):
    """Crisis help, which stands on top of each of these pages, and the bodies outside."""
    practice = request.member.practice if request.member else _only_practice()
    spoken, chosen = _language(), request.GET.get("country", "").upper()
    return ways_outside(practice, language=spoken, own=bool(request.member), chosen=chosen) | {
        "lands": sorted((regulators(code, spoken).name, code) for code in countries())
    }


def _only_practice():
    """Signed out, the only one there is. Of several nobody is told which."""
    practices = list(Practice.objects.order_by("pk")[:2])
    return practices[0] if len(practices) == 1 else None
