"""The session, and what there is of it, for the two it is between; for anybody else there is no such page."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from beside.practice.meetings.models import Session
from beside.practice.recordings import consent
from beside.practice.recordings.models import KeptMoment, Recording, Report, Showing


def session_of(request, pk):
    sessions = Session.objects.visible_to(request.member).select_related(
        "relationship__client", "relationship__clinician", "relationship__practice"
    )
    if request.member.is_clinician:
        # Neither a deputy nor anybody who treats the same client.
        sessions = sessions.filter(relationship__clinician=request.member.pk)
    return get_object_or_404(sessions, pk=pk)


def recording_of(request, session):
    """What was asked about this session, or None."""
    found = Recording.objects.visible_to(request.member).filter(session=session).first()
    if found is not None:
        # The same rows that the page holds already.
        found.session, found.relationship = session, session.relationship
    return found


def recording_or_404(request, pk):
    found = recording_of(request, session_of(request, pk))
    if found is None:
        raise Http404
    return found


def report_of(request, recording):
    """What was heard, if whoever asks may read it: its author, or the client once it is shared. None where it is gone."""
    if not consent.may_be_read(recording):
        return None
    return (
        Report.objects.visible_to(request.member)
        .filter(transcript__recording=recording)
        .select_related("transcript")
        .defer("transcript__words", "transcript__trouble")
        .first()
    )


def kept_of(request, recording):
    """The moments that were kept, in the order of the session. None of a recording that was taken back."""
    if recording is None or recording.was_withdrawn:
        return []
    return list(
        KeptMoment.objects.visible_to(request.member)
        .filter(recording=recording)
        .order_by("turn", "kept_at", "pk")
    )


def showings_of(request, recording):
    """To which supervisors it is, was or is to be shown, the newest last."""
    if recording is None:
        return []
    found = list(
        Showing.objects.visible_to(request.member)
        .filter(recording=recording)
        .select_related("supervisor")
        .order_by("asked_at", "pk")
    )
    for one in found:
        one.recording, one.relationship = recording, recording.relationship
        one.asked_again = one.is_open and not consent.may_be_shown(one)
    return found
