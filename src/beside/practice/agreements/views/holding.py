"""What held and what slipped, as either noted; and who else is in the room of a session."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beside.practice.agreements import actions, companions, forms, terms, wording
from beside.practice.agreements.models import BoundaryNote, Companion
from beside.practice.agreements.views.finding import pair_of, seen, versions_of
from beside.practice.loops import actions as loops
from beside.practice.loops import wording as loop_wording
from beside.practice.loops.models import Loop
from beside.practice.meetings import words as times
from beside.practice.meetings.models import Session
from beside.practice.people import notices, taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page, refusal

NOTES_SHOWN = 30


@for_roles("client", "clinician", "supervisor")
def boundaries(request, pk):
    relationship = pair_of(request, pk, "boundaries")
    member = request.member
    if request.method == "POST" and member.is_supervisor:
        raise Http404
    form, (named, language) = None, _named(request, relationship)
    if not member.is_supervisor and not relationship.frozen:
        form = forms.BoundaryForm(
            request.POST or None, relationship=relationship, named=named, language=language, by=member
        )
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            actions.note_boundary(
                relationship,
                by=member,
                session=_last_begun(request, relationship),
                **form.cleaned_data,
            )
        except Refused as refused:
            refusal(form, refused)
        else:
            other = relationship.clinician if member.is_client else relationship.client
            messages.success(request, _("Kept. %(name)s can read it.") % {"name": other.short_name})
            return redirect("boundaries", pk)
    notes = _notes(request, relationship)
    loops.mark_seen([one["loop"] for one in notes if one["loop"]], by=member)
    response = personal_page(
        request,
        "agreements/boundaries.html",
        {"relationship": relationship, "form": form, "notes": notes, "language": language},
        page="boundaries",
        relationship=relationship,
        kinds=("boundaries", "loops"),
    )
    seen(request, relationship, "boundary-")
    return response


def _named(request, relationship):
    """The clauses that there are, by name, and the language of those names."""
    versions = versions_of(request, relationship)
    if not versions:
        return [], relationship.practice.language
    return terms.names_of(versions[0].terms), versions[0].language


def _last_begun(request, relationship):
    found = Session.objects.visible_to(request.member).standing().filter(relationship=relationship)
    return next((session for session in found.order_by("-starts_at") if session.has_begun), None)


def _notes(request, relationship):
    found = taking_back.marked(
        list(
            BoundaryNote.objects.visible_to(request.member)
            .filter(relationship=relationship)
            .select_related("author", "session", "relationship__client", "relationship__clinician")
            .order_by("-at", "-pk")[:NOTES_SHOWN]
        )
    )
    lines = {
        loop.source_id: loop
        for loop in Loop.objects.visible_to(request.member)
        .filter(relationship=relationship, source_id__in=[note.pk for note in found])
        .select_related("given_by")
    }
    for loop in lines.values():
        loop.relationship = relationship
    return [
        {
            "note": note,
            "says": wording.boundary(note, viewer=request.member),
            "loop": lines.get(note.pk),
            "stands": loop_wording.stands(lines[note.pk], viewer=request.member) if note.pk in lines else "",
        }
        for note in found
    ]


@for_roles("client", "clinician", "supervisor")
def companions_of(request, pk):
    """Who else is in the room of this session. The therapist names them; the client says yes or no."""
    session = get_object_or_404(
        Session.objects.visible_to(request.member).select_related(
            "relationship__client", "relationship__clinician", "relationship__practice"
        ),
        pk=pk,
    )
    member = request.member
    form = forms.CompanionForm(request.POST or None) if member.is_clinician else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                actions.name_companion(session, by=member, **form.cleaned_data)
            except Refused as refused:
                refusal(form, refused)
            else:
                messages.success(
                    request,
                    _("Named. %(name)s is asked.") % {"name": session.relationship.client.short_name},
                )
                return redirect("companions", pk)
    there = companions.named(session, by=member)
    context = {
        "session": session,
        "relationship": session.relationship,
        "when": times.when(session),
        "there": there,
        "standing": companions.standing(session, there),
        "form": form,
    }
    response = personal_page(
        request,
        "agreements/companions.html",
        context,
        page="companions",
        relationship=session.relationship,
        kinds=("appointments",),
    )
    notices.seen_about(member, session)
    return response


@for_roles("client", "clinician")
@require_POST
def companions_answer(request, pk):
    session = get_object_or_404(
        Session.objects.visible_to(request.member).select_related("relationship"), pk=pk
    )
    said = request.POST.get("say")
    if said not in ("yes", "no"):
        messages.warning(request, _("Choose yes or no. Nothing has changed."))
        return redirect("companions", pk)
    try:
        actions.answer_companions(
            session,
            given=said == "yes",
            seen=request.POST.getlist("seen"),
            by=request.member,
        )
        messages.success(request, _("Kept. You can change it whenever you like."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("companions", pk)


@for_roles("clinician")
@require_POST
def companion_off(request, pk):
    found = get_object_or_404(
        Companion.objects.visible_to(request.member).select_related("relationship"), pk=pk
    )
    session = found.session_id
    try:
        actions.take_off(found, by=request.member)
        messages.success(request, _("Taken off: they are not in the room."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("companions", session)
