"""Say something to it, answer, sign, look at it again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beside.practice.agreements import actions, forms
from beside.practice.agreements.actions.remarks import text_before
from beside.practice.agreements.models import Remark
from beside.practice.agreements.views.finding import pair_of, proposal_or_404
from beside.practice.agreements.views.reading import clause_or_404, the_page
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page, refusal


@for_roles("client", "clinician")
def agreement_remark(request, pk):
    """To one clause (?clause=time.lateness) or to all of it."""
    relationship = pair_of(request, pk)
    text = text_before(relationship, by=request.member)
    if text is None:
        raise Http404
    name = request.POST.get("clause", request.GET.get("clause", ""))
    title, words = clause_or_404(text, name)
    form = forms.RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.remark(
                relationship,
                words=said["words"],
                key=said["key"],
                by=request.member,
                clause=name,
                asks_for_change=said["asks"] == "change",
            )
        except Refused as refused:
            refusal(form, refused)
        else:
            other = relationship.clinician if request.member.is_client else relationship.client
            messages.success(
                request, _("Kept. It waits until %(name)s answers.") % {"name": other.short_name}
            )
            return redirect("agreement", pk)
    context = {
        "relationship": relationship,
        "form": form,
        "clause": name,
        "title": title,
        "words": words,
        "language": text.language,
    }
    return personal_page(
        request,
        "agreements/remark.html",
        context,
        page="agreement-remark",
        relationship=relationship,
        kinds=("agreement",),
    )


@for_roles("client", "clinician")
@require_POST
def agreement_answer(request, pk):
    found = get_object_or_404(Remark.objects.visible_to(request.member).select_related("relationship"), pk=pk)
    form = forms.AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer(found, words=form.cleaned_data["words"], by=request.member)
        except Refused as refused:
            refusal(form, refused)
        else:
            messages.success(request, _("Kept. The other can read it."))
            return redirect("agreement", found.relationship_id)
    relationship = pair_of(request, found.relationship_id)
    return the_page(request, relationship, status=422, answering=found.pk, answer=form)


@for_roles("client", "clinician")
@require_POST
def agreement_sign(request, pk):
    """One's own name, under the text that the page showed; or taken back before everybody has signed."""
    relationship = pair_of(request, pk)
    proposal = proposal_or_404(request, relationship)
    member = request.member
    try:
        if "back" in request.POST:
            actions.take_signature_back(proposal, by=member)
            messages.success(request, _("Taken back. Nothing is signed by you now."))
        else:
            version = actions.sign(
                proposal,
                by=member,
                revision=_number(request.POST.get("revision")),
                whose="client" if member.is_client else "clinician",
            )
            messages.success(request, _said(version))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("agreement", pk)


@for_roles("clinician")
@require_POST
def agreement_paper(request, pk):
    """A client or guardian who does not sign in signed on paper or said yes aloud."""
    relationship = pair_of(request, pk)
    proposal = proposal_or_404(request, relationship)
    guardians = [
        (f"guardian-{number}", one["name"]) for number, one in enumerate(proposal.terms["guardians"])
    ]
    people = [("client", relationship.client.short_name), *guardians]
    form = forms.PaperForm(request.POST, people=people)
    if not form.is_valid():
        messages.warning(request, _("Say who signed, and how."))
        return redirect("agreement", pk)
    try:
        messages.success(request, _said(actions.sign(proposal, by=request.member, **form.cleaned_data)))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("agreement", pk)


def _said(version):
    if version is None:
        return _("Signed. It holds when everybody has signed.")
    return _("Everybody has signed. Version %(n)d holds from now on.") % {"n": version.number}


def _number(typed):
    return int(typed) if (typed or "").isdecimal() else 0


@for_roles("clinician")
@require_POST
def agreement_review(request, pk):
    relationship = pair_of(request, pk)
    form = forms.ReviewForm(request.POST)
    if form.is_valid():
        try:
            actions.reviewed(relationship, by=request.member, note=form.cleaned_data["note"])
        except Refused as refused:
            refusal(form, refused)
        else:
            messages.success(request, _("Kept: you looked at it together, and it stays as it is."))
            return redirect("agreement", pk)
    return the_page(request, relationship, status=422, review=form)
