"""After a session: the closing step, the note apart from it, and promises settled."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.contrib import messages
from django.db import transaction
from django.forms import formset_factory
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beside.practice.meetings import actions, forms, queries, words
from beside.practice.meetings.models import ProcessNote, ProgressNote, Promise
from beside.practice.meetings.views.schedule import session_of
from beside.practice.people import drafts
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page, refusal

ROWS = 3


@for_roles("clinician")
def session_close(request, pk):
    """One page, under two minutes. Opened again it adds, and writes a new version of the note."""
    session = session_of(request, pk)
    note = (
        ProgressNote.objects.visible_to(request.member).filter(session=session).order_by("-version").first()
    )
    before = {"progress": note.words, "last_time": note.last_time} if note else {}
    draft = drafts.words_of(request.member, page=actions.closing_draft_page(session))
    form = forms.ClosingForm(request.POST or None, initial=before | draft)
    promises = _promise_rows(request, session.relationship, draft.get("promises", []))
    parts = _parts(session, request)
    asks_for_more = "more" in request.POST
    whole = [form.is_valid(), promises.is_valid(), *(part.is_valid() for part in parts)]
    if request.method == "POST" and not asks_for_more and all(whole):
        try:
            with transaction.atomic():
                _close(session, form.cleaned_data, promises, by=request.member)
                for part in parts:
                    part.save(by=request.member)
        except Refused as error:
            refusal(form, error)
        else:
            messages.success(request, _("Closed. What you wrote is kept."))
            return redirect(session)
    context = {
        "session": session,
        "relationship": session.relationship,
        "when": words.when(session),
        "form": form,
        "promises": promises,
        "parts": parts,
        "made": queries.with_loops(Promise.objects.visible_to(request.member).filter(session=session)),
        "has_draft": bool(draft),
        "can_have_more": promises.total_form_count() < forms.MOST_PROMISES,
    }
    return personal_page(
        request,
        "meetings/session_close.html",
        context,
        page="session-close",
        relationship=session.relationship,
        kinds=("promises", "progress-notes"),
    )


@require_POST
@for_roles("clinician")
def session_close_draft(request, pk):
    """Kept as it is typed, for whoever types it."""
    actions.keep_closing_draft(
        session_of(request, pk), words=forms.closing_draft(request.POST), by=request.member
    )
    return HttpResponse(status=204)


def _parts(session, request):
    """What other rooms ask in the closing step: `part` of each room's closing.py, by name.

    A part has a template, is_valid() and save(by=); where there is nothing to ask it is None.
    """
    found = (
        import_module(f"{app.name}.closing").part(session, by=request.member, data=request.POST or None)
        for app in apps.get_app_configs()
        if app.name.startswith("beside.") and find_spec(f"{app.name}.closing")
    )
    return [part for part in found if part is not None]


def _promise_rows(request, relationship, drafted=()):
    """Three rows, those of a draft first; "one more" gives the page back with another, and everything that was typed."""
    extra = max(1, ROWS - len(drafted))
    rows = formset_factory(
        forms.PromiseForm, extra=extra, max_num=forms.MOST_PROMISES, absolute_max=forms.MOST_PROMISES
    )
    posted = request.POST or None
    if "more" in request.POST:
        posted = request.POST.copy()
        try:
            count = int(posted.get("promise-TOTAL_FORMS", ROWS))
        except ValueError:
            count = ROWS
        posted["promise-TOTAL_FORMS"] = min(max(count, 0) + 1, forms.MOST_PROMISES)
    incomplete = _("The rows for promises did not arrive whole. Write them again, or send without them.")
    return rows(
        posted,
        initial=list(drafted),
        prefix="promise",
        form_kwargs={"relationship": relationship},
        error_messages={"missing_management_form": incomplete},
    )


def _close(session, said, promises, *, by):
    actions.close_session(
        session,
        promises=[
            (row["whose"], row["words"], row.get("due_on"))
            for row in promises.cleaned_data
            if row.get("words")
        ],
        moment=said["moment"],
        progress=said["progress"],
        last_time=said["last_time"],
        key=said["key"],
        by=by,
    )


@for_roles("clinician")
def note_process(request, pk):
    """The author's own note. On no other page, in no search, in no export but the author's."""
    session = session_of(request, pk)
    note = ProcessNote.objects.visible_to(request.member).filter(session=session).first()
    form = forms.ProcessNoteForm(request.POST or None, initial={"words": note.words if note else ""})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_process_note(session, words=form.cleaned_data["words"], by=request.member)
        except Refused as error:
            refusal(form, error)
        else:
            messages.success(request, _("Your note is kept."))
            return redirect("note-process", session.pk)
    return personal_page(
        request,
        "meetings/note_process.html",
        {
            "session": session,
            "relationship": session.relationship,
            "when": words.when(session),
            "form": form,
            "note": note,
        },
        page="note-process",
        relationship=session.relationship,
        kinds=("process-notes",),
    )


@require_POST
@for_roles("client", "clinician")
def promise_settle(request, pk):
    promise = get_object_or_404(
        Promise.objects.visible_to(request.member).select_related("relationship"), pk=pk
    )
    form = forms.SettleForm(request.POST)
    if form.is_valid():
        try:
            actions.settle_promise(promise, **form.cleaned_data, by=request.member)
        except Refused as error:
            messages.warning(request, str(error))
    else:
        messages.warning(request, _("Say whether it is done, or whether you let it go."))
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return redirect(back)
    return redirect("session-detail", promise.session_id)
