"""What taking a yes back does in this room, and until when a yes holds. Gathered by name by desk/consents.py."""

from beside.practice.recordings import actions
from beside.practice.recordings.consent import PURPOSE, SHOWING
from beside.practice.recordings.models import Recording, Showing


def _listening(line, *, by):
    """The same as on the page about the session: what was said and heard goes at once."""
    recording = Recording.objects.visible_to(by).filter(session=line.about_id).first()
    if recording is not None:
        actions.answer(recording, given=False, by=by)


def _showing(line, *, by):
    showing = Showing.objects.visible_to(by).filter(pk=line.about_id).first()
    if showing is not None:
        actions.answer_showing(showing, given=False, by=by)


def until(lines, *, by):
    """{id that a line is about: the last day on which its yes holds}"""
    sessions = [line.about_id for line in lines if line.purpose == PURPOSE]
    found = Recording.objects.visible_to(by).filter(session__in=sessions) if sessions else ()
    return {recording.session_id: recording.until for recording in found}


WITHDRAWN = {PURPOSE: _listening, SHOWING: _showing}
