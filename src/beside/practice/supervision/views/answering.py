"""Co-signing, and asking after what is urgent: for somebody who is responsible."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beside.practice.agreements.models import Version
from beside.practice.loops.models import Loop
from beside.practice.meetings.models import ProgressNote
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page
from beside.practice.supervision.actions import answering

AROUND = ("relationship__client", "relationship__clinician", "relationship__practice")


@for_roles("supervisor")
def cosign_note(request, pk):
    rows = ProgressNote.objects.visible_to(request.member).select_related("session", "author", *AROUND)
    return _cosign(request, get_object_or_404(rows, pk=pk), answering.cosign_note, "progress-notes")


@for_roles("supervisor")
def cosign_agreement(request, pk):
    rows = Version.objects.visible_to(request.member).select_related("cosignature__by", *AROUND)
    return _cosign(request, get_object_or_404(rows, pk=pk), answering.cosign_agreement, "agreement")


def _cosign(request, thing, act, kind):
    if request.method == "POST":
        try:
            act(thing, by=request.member)
            messages.success(request, _("Co-signed. You answer for it with your name."))
            return redirect("supervisor")
        except Refused as error:
            messages.warning(request, str(error))
            return redirect(request.path)
    return personal_page(
        request,
        "supervision/cosign.html",
        {"thing": thing, "is_note": kind == "progress-notes", "relationship": thing.relationship},
        page="cosign",
        relationship=thing.relationship,
        kinds=(kind,),
    )


@require_POST
@for_roles("supervisor")
def ask_after(request, pk):
    loop = get_object_or_404(Loop.objects.visible_to(request.member).select_related(*AROUND), pk=pk)
    try:
        answering.ask_after(loop, by=request.member)
        messages.success(request, _("Asked. They see it among their notices."))
    except Refused as error:
        if loop.kind not in answering.URGENT:
            raise Http404 from None
        messages.warning(request, str(error))
    return redirect("supervisor")
