"""One moment: kept, shared, corrected."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beside.practice.meetings import words as times
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.recordings import actions, forms, shown, words
from beside.practice.recordings.actions.keeping import finding_in
from beside.practice.recordings.models import KeptMoment
from beside.practice.recordings.views.acting import carried_out
from beside.practice.recordings.views.finding import recording_or_404, report_of, showings_of

# How many turns stand around the one that is looked at.
AROUND = 2


@for_roles("clinician")
def listening_turn(request, pk, turn):
    """One turn with what stands around it, what was read in it, and what its author does with that."""
    recording = recording_or_404(request, pk)
    report = report_of(request, recording)
    if report is None or turn >= len(report.heard["turns"]):
        raise Http404
    corrected = None
    if request.method == "POST":
        reading = request.POST.get("reading", "")
        try:
            corrected = _act(request, recording, report, turn, reading)
        except Refused as error:
            messages.warning(request, str(error))
        if corrected is None:
            return redirect("listening-turn", pk, turn)
    return _turn_page(request, recording, report, turn, corrected)


@for_roles("clinician")
@require_POST
def listening_share(request, pk):
    recording = recording_or_404(request, pk)
    shared = request.POST.get("share") == "yes"
    words = _("Not shared any more. What was read stays read.")
    if shared:
        words = _("Shared. %(name)s can read it now.") % {"name": recording.relationship.client.short_name}
    return carried_out(request, recording, actions.share_report, words, shared=shared)


@for_roles("clinician")
@require_POST
def kept_moment(request, pk):
    """Share it, no longer share it, or let it go."""
    kept = get_object_or_404(
        KeptMoment.objects.visible_to(request.member)
        .filter(author=request.member.pk)
        .select_related("recording__session", "relationship__client"),
        pk=pk,
    )
    session = kept.recording.session_id
    act = {
        "share": lambda: actions.share_moment(kept, shared=True, by=request.member),
        "unshare": lambda: actions.share_moment(kept, shared=False, by=request.member),
        "let-go": lambda: actions.let_go(kept, by=request.member),
    }.get(request.POST.get("do", ""))
    try:
        if act is None:
            raise Refused(_("Choose what becomes of it."))
        act()
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("listening", session)


def _act(request, recording, report, turn, reading):
    """Do it; the form of a correction that cannot be kept as it is comes back."""
    if request.POST.get("do") == "keep":
        actions.keep(recording, turn=turn, reading=reading, by=request.member)
        messages.success(request, _("Kept. It stays when the transcript is deleted."))
        return None
    if request.POST.get("do") == "correct":
        finding_in(report.heard, turn, reading)
        form = forms.CorrectForm(request.POST, reading=reading)
        if not form.is_valid():
            return reading, form
        said = form.cleaned_data
        try:
            actions.correct(
                recording,
                turn=turn,
                reading=reading,
                was="" if said["was"] == "none" else said["was"],
                note=said["note"],
                by=request.member,
            )
        except Refused as error:
            return reading, refusal(form, error)
        messages.success(request, _("Kept beside what the program read."))
        return None
    raise Refused(_("Choose what becomes of it."))


def _turn_page(request, recording, report, turn, corrected):
    relationship, turns = recording.relationship, report.heard["turns"]
    first = max(0, turn - AROUND)
    return personal_page(
        request,
        "recordings/turn.html",
        {
            "session": recording.session,
            "relationship": relationship,
            "when": times.when(recording.session),
            "recording": recording,
            "turn": turn,
            "shared": bool(report.shared_at),
            "readers": words.who_reads(
                relationship, report, showings_of(request, recording), viewer=request.member
            ),
            "around": [
                (
                    words.role(row["role"], relationship) or row["speaker"],
                    words.clock(row["start"]),
                    row["text"],
                    row["index"] == turn,
                )
                for row in turns[first : turn + AROUND + 1]
            ],
            "readings": [
                (one, _form_of(one, corrected))
                for one in shown.of_turn(report, relationship, turn, by=request.member)
            ],
        },
        page="listening-turn",
        relationship=relationship,
        kinds=("listening-reports", "transcripts"),
    )


def _form_of(one, corrected):
    if corrected and corrected[0] == one.told.name:
        return corrected[1]
    return forms.CorrectForm(
        reading=one.told.name,
        initial={"was": one.was, "note": one.note},
        auto_id=f"id_{one.told.name}_%s",
    )
