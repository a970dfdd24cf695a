"""What is one tap on the page about a session: done and said, or refused and said why."""

from django.contrib import messages
from django.shortcuts import redirect

from beside.practice.people.errors import Refused


def carried_out(request, recording, act, words="", **how):
    """Do `act` to the recording and say `words`, or say why not; either way back to the page about its session."""
    try:
        act(recording, by=request.member, **how)
        if words:
            messages.success(request, words)
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("listening", recording.session_id)
