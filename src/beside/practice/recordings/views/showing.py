"""What was heard is shown to a supervisor: asked, answered, read, ended."""

from types import SimpleNamespace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page
from beside.practice.recordings import actions, shown, words
from beside.practice.recordings.models import Showing
from beside.practice.recordings.views.acting import carried_out
from beside.practice.recordings.views.finding import recording_or_404
from beside.practice.vault import keyring


@for_roles("clinician")
@require_POST
def listening_show(request, pk):
    recording = recording_or_404(request, pk)
    chosen = request.POST.get("supervisor", "")
    supervisor = next(
        (one for one in actions.supervisors_of(recording.relationship) if str(one.pk) == chosen), None
    )
    if supervisor is None:
        messages.warning(request, _("Choose somebody who supervises you now."))
        return redirect("listening", pk)
    done = _("Asked. %(name)s sees it on their own page.") % {
        "name": recording.relationship.client.short_name
    }
    return carried_out(request, recording, actions.ask_to_show, done, supervisor=supervisor)


@for_roles("client")
@require_POST
def listening_show_answer(request, pk):
    found = _showing(request, pk)
    said = request.POST.get("say")
    if said not in ("yes", "no"):
        messages.warning(request, _("Choose yes or no. Nothing has changed."))
        return redirect("listening", found.recording.session_id)
    done = _("Kept: you said yes.") if said == "yes" else _("Kept: you said no.")
    return _done(request, found, actions.answer_showing, done, given=said == "yes")


@for_roles("clinician")
@require_POST
def listening_show_end(request, pk):
    done = _("Not shown any more. What was read stays read.")
    return _done(request, _showing(request, pk), actions.end_showing, done)


@require_safe
@for_roles("supervisor")
def shown_to_me(request):
    """Every report that is shown to this supervisor, newest first."""
    found = Showing.objects.visible_to(request.member).select_related("author").order_by("-agreed_at", "pk")
    return personal_page(
        request,
        "recordings/shown.html",
        {"showings": list(found)},
        page="listening-shown",
        kinds=("showings",),
    )


@require_safe
@for_roles("supervisor", "clinician", "client")
def listening_shown(request, pk):
    """The report as its author reads it, without names, notes or anything to press. The two it is about have their own page."""
    found = _showing(request, pk)
    if not request.member.is_supervisor:
        return redirect("listening", found.recording.session_id)
    report = actions.report_shown(found, by=request.member)
    if report is None:
        raise Http404
    report.transcript.recording = found.recording
    keyring.warm(request.member.practice_id, [found.relationship_id])
    # Whoever advises knows no names: the client has none here for any supervisor.
    pair = SimpleNamespace(
        clinician=found.relationship.clinician, client=SimpleNamespace(short_name=_("the client"))
    )
    context = {
        "showing": found,
        "relationship": pair,
        "recording": found.recording,
        "report": report,
        "own": False,
        "readers": words.who_reads(found.relationship, report, [found], viewer=request.member),
        "page": shown.page(report, pair, by=request.member),
    }
    actions.mark_shown_read(found, by=request.member)
    return personal_page(
        request,
        "recordings/report.html",
        context,
        page="listening-shown",
        relationship=found.relationship,
        kinds=("listening-reports",),
    )


def _showing(request, pk):
    return get_object_or_404(
        Showing.objects.visible_to(request.member).select_related(
            "supervisor",
            "recording__session",
            "relationship__client",
            "relationship__clinician",
            "relationship__practice",
        ),
        pk=pk,
    )


def _done(request, found, act, words, **how):
    try:
        act(found, by=request.member, **how)
        messages.success(request, words)
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("listening", found.recording.session_id)
