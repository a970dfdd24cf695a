"""The therapist writes the text: begun, changed a part at a time, shown to the client, dropped."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beside.practice.agreements import actions, forms, terms
from beside.practice.agreements.actions.proposing import guardians_print
from beside.practice.agreements.clauses import LANGUAGES
from beside.practice.agreements.errors import BothChanged
from beside.practice.agreements.models import Proposal
from beside.practice.agreements.views.finding import pair_of, proposal_or_404
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page, refusal


@for_roles("clinician")
@require_POST
def agreement_begin(request, pk):
    relationship = pair_of(request, pk)
    language = request.POST.get("language", "")
    try:
        actions.begin(relationship, by=request.member, language=language if language in LANGUAGES else "")
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("agreement", pk)


@for_roles("clinician")
@require_POST
def agreement_offer(request, pk):
    return _done(
        request,
        pk,
        actions.offer,
        _("Shown. Your client can read it, say something to it and sign."),
    )


@for_roles("clinician")
@require_POST
def agreement_drop(request, pk):
    return _done(request, pk, actions.drop, _("Dropped. What both of you signed holds as before."))


def _done(request, pk, act, words):
    proposal = proposal_or_404(request, pair_of(request, pk))
    try:
        act(proposal, by=request.member)
        messages.success(request, words)
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("agreement", pk)


@for_roles("clinician")
def agreement_edit(request, pk, group):
    """One part of it. Where another changed the same words meanwhile, both texts stand on the page."""
    relationship = pair_of(request, pk)
    proposal = proposal_or_404(request, relationship)
    found, facts = terms.group_of(proposal.terms, group), proposal.terms["facts"]
    if found is None:
        raise Http404
    language, conflicts = proposal.language, []
    form = forms.GroupForm(request.POST or None, group=found, facts=facts, language=language)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_group(
                proposal,
                group=group,
                texts=form.texts,
                facts=form.facts,
                bases=form.bases,
                by=request.member,
            )
        except BothChanged as both:
            conflicts = both.conflicts
            fresh = Proposal.objects.get(pk=proposal.pk)
            there, facts = terms.group_of(fresh.terms, group), fresh.terms["facts"]
            posted = forms.on_what_stands_there(request.POST, there, facts, language)
            form = forms.GroupForm(posted, group=there, facts=facts, language=language)
            form.is_valid()
            refusal(form, both)
        except Refused as refused:
            refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("agreement", pk)
    context = {"relationship": relationship, "proposal": proposal, "group": found, "form": form}
    return _page(request, "agreements/edit.html", relationship, context | {"conflicts": conflicts})


@for_roles("clinician")
def agreement_guardians(request, pk):
    relationship = pair_of(request, pk)
    proposal = proposal_or_404(request, relationship)
    guardians = proposal.terms["guardians"]
    rows = forms.guardian_forms(request.POST or None, guardians)
    base = request.POST.get("base", guardians_print(guardians))
    error, valid = "", [row.is_valid() for row in rows]
    if request.method == "POST" and all(valid):
        try:
            actions.name_guardians(
                proposal, guardians=forms.guardians_said(rows), base=base, by=request.member
            )
        except Refused as refused:
            error, base = str(refused), guardians_print(guardians)
        else:
            messages.success(request, _("Saved."))
            return redirect("agreement", pk)
    context = {"relationship": relationship, "rows": rows, "base": base, "error": error}
    return _page(request, "agreements/guardians.html", relationship, context)


def _page(request, template, relationship, context):
    return personal_page(
        request,
        template,
        context,
        page="agreement-edit",
        relationship=relationship,
        kinds=("agreement",),
    )
