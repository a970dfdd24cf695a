"""A passage for one supervisor: asked by the therapist, read and answered by the client, read by the supervisor."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.learning.consent import unless_taken_back
from beside.practice.people import notices, submissions
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.supervision import forms, picking
from beside.practice.supervision.actions import passages
from beside.practice.supervision.models import Passage
from beside.practice.supervision.views.agenda import own_relationships, page, supervision_or_404
from beside.practice.vault import keyring


@for_roles("clinician")
def passage_ask(request, pk):
    found, picked = supervision_or_404(request, pk), _picked(request)
    form = forms.PassageForm(
        request.POST or None, relationships=own_relationships(request), picked=_of(picked)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = passages.ask(
                found,
                relationship=form.relationship,
                text=form.cleaned_data["text"],
                key=form.cleaned_data["key"],
                by=request.member,
                **picked,
            )
            messages.success(request, _("Asked. They read exactly these words, and who would read them."))
            return redirect(made)
        except (Refused, submissions.AlreadySent) as error:
            refusal(form, error)
    context = {
        "supervision": found,
        "form": form,
        "title": _("Ask to show a passage"),
        "button": _("Ask for a yes"),
    }
    if not picked:
        context |= _to_pick(request)
    return page(request, "passage_ask", context, kinds=("kept-moments", "shares"))


def _picked(request):
    """What the words are cut from: {"kept": …}, {"share": …} or nothing."""
    for name, found in (("kept", picking.moments), ("share", picking.shares)):
        if name in request.GET:
            one = next((one for one in found(request.member) if str(one.pk) == request.GET[name]), None)
            if one is None:
                raise Http404
            return {name: one}
    return {}


def _of(picked):
    """(its relationship, its words), or nothing."""
    return next(((one.relationship, picking.words_of(one)) for one in picked.values()), None)


def _to_pick(request):
    moments, shares = picking.moments(request.member), picking.shares(request.member)
    keyring.warm(request.member.practice_id, list({one.relationship_id for one in (*moments, *shares)}))
    return {
        "sources": [
            (title, [(name, one, picking.words_of(one)) for one in rows])
            for title, name, rows in (
                (_("From a moment that you kept"), "kept", moments),
                (_("From what they shared with you"), "share", shares),
            )
            if rows
        ]
    }


@require_safe
@for_roles("client", "clinician", "supervisor")
def passage(request, pk):
    found = _passage(request, pk)
    stands = passages.may_be_shown(found)
    if request.member.is_supervisor and not stands:
        raise Http404
    notices.seen_about(request.member, found)
    context = {"passage": found, "relationship": found.relationship, "stands": stands}
    return personal_page(
        request,
        "supervision/passage.html",
        context,
        page="supervision-passage",
        relationship=found.relationship,
        kinds=("passages",),
    )


@require_POST
@for_roles("client")
def passage_answer(request, pk):
    found, said = _passage(request, pk), request.POST.get("say")
    if said not in ("yes", "no"):
        messages.warning(request, _("Choose yes or no. Nothing has changed."))
        return redirect(found)
    return _done(
        request,
        found,
        lambda: passages.answer(found, given=said == "yes", by=request.member),
        _("Kept: you said yes.") if said == "yes" else _("Kept: you said no. The words are gone."),
    )


@require_POST
@for_roles("clinician")
def passage_end(request, pk):
    found = _passage(request, pk)
    done = _("Not shown any more. What was read stays read.")
    return _done(request, found, lambda: passages.end(found, by=request.member), done)


def _done(request, found, act, words):
    try:
        act()
        messages.success(request, words)
    except Refused as error:
        messages.warning(request, str(error))
    return redirect(found)


def _passage(request, pk):
    found = Passage.objects.visible_to(request.member)
    if not request.member.is_client:
        found = unless_taken_back(found)
    return get_object_or_404(
        found.select_related(
            "supervisor",
            "author",
            "supervision__supervisor",
            "relationship__client",
            "relationship__clinician",
            "relationship__practice",
        ),
        pk=pk,
    )
