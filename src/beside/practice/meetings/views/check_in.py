"""What a client gives before the door opens, typed by them, or by the therapist with them in the room."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.loops.models import Loop
from beside.practice.meetings import actions, forms, words
from beside.practice.meetings.actions.check_in import OPENS, closes_at, draft_page, is_open
from beside.practice.meetings.models import CheckIn, Session
from beside.practice.meetings.views.schedule import session_of
from beside.practice.people import drafts, taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page, refusal


@for_roles("client", "clinician")
def check_in(request, pk):
    session = session_of(request, pk)
    sent = _sent(request, session)
    draft = drafts.words_of(request.member, page=draft_page(session))
    stands = sent if sent and not sent.taken_back_at else None
    form = forms.CheckInForm(request.POST or None, initial=draft or (stands.words if stands else {}))
    if request.method == "POST" and form.is_valid():
        client = session.relationship.client
        try:
            actions.send_check_in(
                session, words=form.words, key=form.cleaned_data["key"], by=client, entered_by=request.member
            )
            return redirect("check-in-sent", session.pk)
        except Refused as error:
            refusal(form, error)
    # What was refused stays on the page, even when the time for it is over.
    context = {"form": form, "is_open": is_open(session) or form.is_bound, "has_draft": bool(draft)}
    return _page(request, "check_in", session, sent, **context)


@require_POST
@for_roles("client", "clinician")
def check_in_draft(request, pk):
    """Kept as it is typed, for whoever types it. Not in the trail: nobody else ever learns of it."""
    session = session_of(request, pk)
    actions.keep_check_in_draft(session, words=forms.draft_words(request.POST), by=request.member)
    if "X-Draft" in request.headers:
        return HttpResponse(status=204)
    messages.success(request, _("Kept for later. It is not sent, and is shown to nobody else."))
    return redirect("check-in", session.pk)


@require_safe
@for_roles("client", "clinician")
def check_in_sent(request, pk):
    """Who will see it, where it stands, and until when it can be changed."""
    session = session_of(request, pk)
    sent = _sent(request, session)
    if sent is None:
        return redirect("check-in", session.pk)
    versions = CheckIn.objects.filter(session=session).values("pk")
    waiting = Loop.objects.visible_to(request.member).not_taken_back().filter(source_id__in=versions)
    return _page(
        request, "check_in_sent", session, sent, loops=list(waiting.oldest_first()), is_open=is_open(session)
    )


def _sent(request, session):
    """The newest version, marked where the client took it back: they alone still see it."""
    found = CheckIn.objects.visible_to(request.member).filter(session=session, corrected_by=None)
    return next(iter(taking_back.marked(list(found))), None)


def _page(request, name, session, sent, **context):
    context |= {
        "session": session,
        "relationship": session.relationship,
        "when": words.when(session),
        "sent": sent,
        "arriving": words.arriving(sent.words) if sent else "",
        "opens_at": session.starts_at - OPENS,
        "closes_at": closes_at(session),
        "stands": session.state in (Session.State.PLANNED, Session.State.HELD),
    }
    return personal_page(
        request,
        f"meetings/{name}.html",
        context,
        page=name.replace("_", "-"),
        relationship=session.relationship,
        kinds=("check-ins",),
    )
