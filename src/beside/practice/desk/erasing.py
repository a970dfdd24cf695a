"""The pages for erasing: the client asks or takes it back, a second person agrees."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.desk import erase
from beside.practice.endings import keeping
from beside.practice.people.errors import Refused
from beside.practice.people.models import ErasureRequest, Relationship
from beside.practice.people.pages import for_roles, personal_page


@for_roles("client")
def erase_ask(request):
    """With each therapist of theirs: what can be erased, or where it stands."""
    mine = Relationship.objects.visible_to(request.member).select_related("clinician", "practice")
    if request.method == "POST":
        relationship = mine.filter(pk=_uuid(request.POST.get("relationship"))).first()
        if relationship is None:
            messages.error(request, _("Choose with which therapist."))
        else:
            erase.ask_for_erasure(relationship, by=request.member)
            messages.success(request, _("Asked. You can take it back until it is done."))
        return redirect("erase-ask")
    asked = {
        one.relationship_id: one
        for one in ErasureRequest.objects.visible_to(request.member).filter(withdrawn_at=None)
    }
    pairs = [_line(one, asked.get(one.pk)) for one in mine.order_by("began_on", "pk")]
    return personal_page(request, "desk/erase_ask.html", {"pairs": pairs}, page="erase-ask")


@for_roles("client")
@require_POST
def erase_withdraw(request, pk):
    asked = get_object_or_404(ErasureRequest.objects.visible_to(request.member), pk=pk)
    try:
        erase.withdraw(asked, by=request.member)
        messages.success(request, _("Taken back. Nothing was erased."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("erase-ask")


@for_roles("owner", "clinician")
@require_safe
def erasures(request):
    """Who asked, and what is left to agree to."""
    asked = (
        ErasureRequest.objects.visible_to(request.member)
        .filter(withdrawn_at=None)
        .select_related(
            "relationship__client", "relationship__clinician", "relationship__practice", "agreed_by"
        )
        .order_by("done_at", "asked_at")
    )
    lines = [_line(one.relationship, one) for one in asked]
    return personal_page(
        request, "desk/erasures.html", {"lines": lines}, page="erasures", kinds=("erasures",)
    )


@for_roles("owner", "clinician")
@require_POST
def erase_agree(request, pk):
    asked = get_object_or_404(ErasureRequest.objects.visible_to(request.member), pk=pk)
    try:
        erase.agree_to_erasure(asked, by=request.member)
        messages.success(request, _("Agreed. It is done when the thirty days are over."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("erasures")


def _line(relationship, asked):
    return {
        "relationship": relationship,
        "asked": asked,
        "due": asked and erase.due_at(asked),
        "record_until": erase.record_kept_until(relationship),
        "kept": keeping.kept(relationship, today=timezone.localdate()),
    }


def _uuid(text):
    import uuid

    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
