"""A transcript is added and listened to; what was heard is read."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.meetings import words as times
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.recordings import actions, forms, plain, shown, words
from beside.practice.recordings.models import Transcript
from beside.practice.recordings.views.acting import carried_out
from beside.practice.recordings.views.asking import for_the_therapist
from beside.practice.recordings.views.finding import recording_or_404, report_of, showings_of
from beside.practice.vault import keyring


@for_roles("clinician")
@require_POST
def listening_add(request, pk):
    recording = recording_or_404(request, pk)
    form = forms.TranscriptForm(request.POST, request.FILES, too_big=getattr(request, "file_too_big", False))
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.add_transcript(
                recording,
                file=said["file"].read(),
                therapist=said["therapist"],
                two_names=said["two_names"],
                key=said["key"],
                by=request.member,
            )
        except Refused as error:
            refusal(form, error)
        else:
            if Transcript.objects.visible_to(request.member).filter(recording=recording).exists():
                messages.success(
                    request, _("Added. It is listened to now, and this page says when it is done.")
                )
            else:  # sent twice, and deleted in between
                messages.warning(request, _("There is no transcript here any more."))
            return redirect("listening", pk)
    return for_the_therapist(request, recording.session, recording, add=form)


@require_safe
@for_roles("clinician")
def listening_progress(request, pk):
    """How far it is, and nothing else: for the page that asks again every few seconds."""
    recording = recording_or_404(request, pk)
    response = render(
        request, "recordings/_progress.html", {"recording": recording, "session": recording.session}
    )
    if not recording.is_under_way or recording.is_stuck:
        response["HX-Refresh"] = "true"
    return response


@for_roles("clinician")
@require_POST
def listening_again(request, pk):
    return carried_out(request, recording_or_404(request, pk), actions.try_again, "")


@for_roles("clinician")
@require_POST
def listening_delete(request, pk):
    return carried_out(
        request,
        recording_or_404(request, pk),
        actions.delete,
        _("Nobody reads it any more. What you kept of it stays."),
    )


@for_roles("clinician")
@require_POST
def listening_who(request, pk):
    recording = recording_or_404(request, pk)
    transcript = Transcript.objects.visible_to(request.member).filter(recording=recording).first()
    if transcript is None:
        messages.warning(request, _("There is no transcript here any more."))
        return redirect("listening", pk)
    form = forms.WhoForm(request.POST, speakers=plain.speakers(transcript.words))
    if form.is_valid():
        try:
            actions.say_who(recording, roles=form.roles, by=request.member)
        except Refused as error:
            refusal(form, error)
        else:
            messages.success(request, _("Kept. It is listened to again with that."))
            return redirect("listening", pk)
    return for_the_therapist(request, recording.session, recording, who=form)


@require_safe
@for_roles("clinician", "client")
def listening_report(request, pk):
    """What was heard: for its author, and in the same words for the client once it is shared."""
    recording = recording_or_404(request, pk)
    report = report_of(request, recording)
    if report is None:
        raise Http404
    report.transcript.recording = recording
    showings = showings_of(request, recording)
    keyring.warm(request.member.practice_id, [recording.relationship_id])
    context = {
        "session": recording.session,
        "relationship": recording.relationship,
        "when": times.when(recording.session),
        "recording": recording,
        "report": report,
        "readers": words.who_reads(recording.relationship, report, showings, viewer=request.member),
        "own": request.member.pk == report.author_id,
        "page": shown.page(report, recording.relationship, by=request.member),
        "cover": request.member.is_client and request.member.cover,
    }
    actions.mark_read(report, by=request.member)
    return personal_page(
        request,
        "recordings/report.html",
        context,
        page="listening-report",
        relationship=recording.relationship,
        kinds=("listening-reports", "transcripts"),
    )
