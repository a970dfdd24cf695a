"""The agreement of two people: what holds, what is being worked on, what was said to it; and each signed version."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beside.practice.agreements import differences, forms, reviewing, terms, wording
from beside.practice.agreements.actions.signing import signs_in, still_to_sign
from beside.practice.agreements.models import Remark, Version
from beside.practice.agreements.views.finding import pair_of, proposal_of, seen, versions_of
from beside.practice.audit import trail
from beside.practice.loops import actions as loops
from beside.practice.loops import wording as loop_wording
from beside.practice.loops.models import Loop
from beside.practice.people import taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page
from beside.practice.people.pdf import pdf_page
from beside.practice.vault import keyring

REMARKS_SHOWN = 20


@require_safe
@for_roles("client", "clinician", "supervisor")
def agreement(request, pk):
    relationship = pair_of(request, pk)
    response = the_page(request, relationship)
    seen(request, relationship, "agreement-")
    return response


def the_page(request, relationship, *, status=200, **bound):
    """`bound` are forms that were refused, by name: what was typed stays on the page."""
    member = request.member
    proposal, versions = proposal_of(request, relationship), versions_of(request, relationship)
    current = versions[0] if versions else None
    answers = not member.is_supervisor and not relationship.frozen
    writes = member.is_clinician and not relationship.ended_on and not relationship.frozen
    said = _remarks(request, relationship)
    context = {
        "relationship": relationship,
        "proposal": proposal,
        "current": current,
        "versions": versions,
        "text": proposal or current,
        "differences": differences.between(current.terms, proposal.terms) if proposal and current else [],
        "signatures": wording.signed(current.signatures, current.terms) if current else [],
        "remarks": said,
        "review_due": reviewing.due_since(relationship, current),
        "review": forms.ReviewForm(),
        "writes": writes,
        "edits": writes and proposal is not None,
        "answers": answers,
        # Whoever can change the text has no need to say something to each clause of it.
        "says_there": answers and not (writes and proposal),
        **(_signing(member, relationship, proposal) if proposal else {}),
        **bound,
    }
    loops.mark_seen([one["loop"] for one in said], by=member)
    return personal_page(
        request,
        "agreements/agreement.html",
        context,
        page="agreement",
        relationship=relationship,
        kinds=("agreement", "loops"),
        status=status,
    )


def _signing(member, relationship, proposal):
    missing = still_to_sign(proposal)
    mine = {relationship.client_id: "client", relationship.clinician_id: "clinician"}.get(member.pk)
    here = {"clinician", "client"} if signs_in(relationship.client) else {"clinician"}
    others = [one for one in missing if one not in here]
    return {
        "missing": wording.missing(proposal, missing),
        "signed": wording.signed(proposal.signatures, proposal.terms),
        "mine": mine,
        "i_sign": mine in missing,
        "guardians": [differences.guardian_said(one) for one in proposal.terms["guardians"]],
        "on_paper": forms.PaperForm(
            people=list(zip(others, wording.missing(proposal, others), strict=True)),
            initial={"revision": proposal.revision},
        )
        if others and proposal.offered_at and member.pk == relationship.clinician_id
        else None,
    }


def _remarks(request, relationship):
    """What was said to it and where it stands, newest first. Three queries."""
    found = taking_back.marked(
        list(
            Remark.objects.visible_to(request.member)
            .filter(relationship=relationship)
            .select_related("author")
            .order_by("-at", "-pk")[:REMARKS_SHOWN]
        )
    )
    lines = {
        loop.source_id: loop
        for loop in Loop.objects.visible_to(request.member)
        .filter(relationship=relationship, source_id__in=[one.pk for one in found])
        .select_related("given_by")
        .prefetch_related("steps__by")
    }
    said = []
    for one in found:
        # Hidden again by who gave it, or gone with its loop: then it is not shown either.
        if loop := lines.get(one.pk):
            loop.relationship = relationship
            notes = [(step.by, step.note) for step in loop.steps.all() if step.note]
            said.append(
                {
                    "remark": one,
                    "loop": loop,
                    "stands": loop_wording.stands(loop, viewer=request.member),
                    "notes": notes,
                    "to_answer": loop.is_waiting and one.author_id != request.member.pk,
                }
            )
    return said


@require_safe
@for_roles("client", "clinician", "supervisor")
def agreement_version(request, pk):
    """One signed version, what differed from the one before, and as a PDF."""
    version = _version(request, pk)
    if "pdf" in request.GET:
        try:
            return _as_a_file(request, version)
        except Refused as refused:
            messages.warning(request, str(refused))
            return redirect(version)
    return personal_page(
        request,
        "agreements/version.html",
        _of(version) | {"differences": _since_before(request, version)},
        page="agreement-version",
        relationship=version.relationship,
        kinds=("agreement",),
    )


def _as_a_file(request, version):
    """The whole of it in the language in which it was signed, whatever language its reader reads pages in."""
    asked_first = request.member.is_client and "yes" not in request.GET
    with translation.override(get_language() if asked_first else version.language):
        made = pdf_page(
            request,
            "agreements/paper.html",
            _of(version),
            file_name=f"agreement-{version.number}.pdf",
            for_screen_readers=True,
        )
    if not request.member.is_client:
        trail.read(
            "agreement-version", by=request.member, relationship=version.relationship, kinds=("agreement",)
        )
    return made


def _version(request, pk):
    found = get_object_or_404(
        Version.objects.visible_to(request.member).select_related(
            "cosignature__by", "relationship__client", "relationship__clinician", "relationship__practice"
        ),
        pk=pk,
    )
    keyring.warm(found.practice_id, [found.relationship_id])
    return found


def _of(version):
    return {
        "version": version,
        "relationship": version.relationship,
        "text": version,
        "signatures": wording.signed(version.signatures, version.terms),
        "guardians": [differences.guardian_said(one) for one in version.terms["guardians"]],
        "title": _("How we work together, version %(n)d") % {"n": version.number},
    }


def _since_before(request, version):
    before = (
        Version.objects.visible_to(request.member)
        .filter(relationship=version.relationship_id, number=version.number - 1)
        .first()
    )
    return differences.between(before.terms, version.terms) if before else []


def clause_or_404(text, name):
    """(title, text) of a clause of this text; the whole of it under no name."""
    if not name:
        return "", ""
    found = terms.clause_of(text.terms, name)
    if found is None or not found["text"]:
        raise Http404
    return found["title"] or terms.group_of(text.terms, name.partition(".")[0])["title"], found["text"]
