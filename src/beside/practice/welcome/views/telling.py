"""What a client tells and asks, page by page: on their own, or typed by the therapist with them in the room."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.loops import actions as loops
from beside.practice.people import access, drafts, notices
from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.vault import keyring
from beside.practice.welcome import actions, forms, knowledge, shown


@require_safe
@for_roles("client", "clinician", "supervisor")
def client_pages(request, pk):
    """All pages: for the client to choose one, for the therapist to read what was told."""
    who, relationship = request.member, _pair(request, pk)
    told, own = shown.told(relationship, by=who), shown.own_guidance(who)
    asked = shown.questions(relationship, by=who)
    context = {
        "rows": [
            (page, told.get(page.id), shown.answers(told[page.id], own) if page.id in told else [])
            for page in knowledge.pages().values()
        ],
        "left_out": [page for page in knowledge.pages().values() if page.id not in told],
        "asked": asked,
        "differences": shown.differences(relationship, told),
        "may_write": not who.is_supervisor and not relationship.ended_on and not relationship.frozen,
    }
    # Their questions stand here in words: they are before the therapist's eyes.
    loops.mark_seen([line.loop for line in asked], by=who)
    if who.is_clinician:
        notices.seen_of(who, relationship, ("told", "question"))
    return _page(request, "client_pages", relationship, context)


@for_roles("client", "clinician")
def client_page(request, pk, page):
    relationship, page = _going_on(request, pk), _definition(page)
    told = shown.told(relationship, by=request.member).get(page.id)
    # What was taken back is not sent again unseen.
    stands = actions.newest(relationship, page.id)
    draft = drafts.words_of(request.member, page=_draft(relationship, page))
    form = forms.PageForm(
        request.POST or None,
        page=page,
        client=relationship.client,
        words=stands.words if stands else {},
        draft=draft,
    )
    if request.method == "POST" and "drop" in request.POST:
        drafts.drop(request.member, page=_draft(relationship, page))
        messages.success(request, _("Thrown away. Nothing of it was sent."))
        return redirect("client-pages", relationship.pk)
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_page(
                relationship,
                page=page,
                words=form.words,
                key=form.cleaned_data["key"],
                by=request.member,
                draft=_draft(relationship, page),
            )
            messages.success(request, _("Sent. You can change it at any time."))
            # Where the two lean apart it is said at once, on the page itself.
            if page.id == "preferences":
                return redirect("client-page", relationship.pk, page.id)
            return redirect("client-pages", relationship.pk)
        except Refused as error:
            refusal(form, error)
    context = {"form": form, "definition": page, "told": told, "stands": stands, "has_draft": bool(draft)}
    context["differences"] = shown.differences(relationship, {page.id: stands} if stands else {})
    return _page(request, "client_page", relationship, context)


@for_roles("client", "clinician")
@require_POST
def client_page_draft(request, pk, page):
    """Kept as it is typed, for whoever types it. Not in the trail: nobody else ever learns of it."""
    relationship, page = _going_on(request, pk), _definition(page)
    form = forms.PageForm(page=page, client=relationship.client)
    fields = forms.fields_of(request.POST, form)
    actions.keep_draft(relationship, page=_draft(relationship, page), fields=fields, by=request.member)
    return _kept(request, "client-pages", relationship)


@for_roles("client", "clinician")
def ask(request, pk):
    """A question for the therapist, and those that were asked before."""
    who, relationship = request.member, _going_on(request, pk)
    draft = drafts.words_of(who, page=_ask_draft(relationship))
    form = forms.QuestionForm(request.POST or None, draft=draft)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask(
                relationship,
                words=form.question,
                key=form.cleaned_data["key"],
                by=who,
                draft=_ask_draft(relationship),
            )
            messages.success(request, _("Asked. It stands here until it has an answer."))
            return redirect("ask", relationship.pk)
        except Refused as error:
            refusal(form, error)
    asked = shown.questions(relationship, by=who)
    loops.mark_seen([line.loop for line in asked], by=who)
    context = {"form": form, "asked": asked, "has_draft": bool(draft)}
    return _page(request, "ask", relationship, context)


@for_roles("client", "clinician")
@require_POST
def ask_draft(request, pk):
    relationship = _going_on(request, pk)
    fields = forms.fields_of(request.POST, forms.QuestionForm())
    actions.keep_draft(relationship, page=_ask_draft(relationship), fields=fields, by=request.member)
    return _kept(request, "ask", relationship)


def _kept(request, then, relationship):
    if "X-Draft" in request.headers:
        return HttpResponse(status=204)
    messages.success(request, _("Kept for later. It is not sent, and is shown to nobody else."))
    return redirect(then, relationship.pk)


def _pair(request, pk):
    relationship = get_object_or_404(
        Relationship.objects.visible_to(request.member).select_related("client", "clinician", "practice"),
        pk=pk,
    )
    # A supervisor who advises knows of the pair, and reads no word of it.
    if request.member.is_supervisor and not access.may_see(request.member, relationship, "client-pages"):
        raise Http404
    keyring.warm(relationship.practice_id, [relationship.pk])
    return relationship


def _going_on(request, pk):
    relationship = _pair(request, pk)
    if relationship.ended_on:
        raise Http404
    return relationship


def _definition(name):
    try:
        return knowledge.pages()[name]
    except KeyError:
        raise Http404 from None


def _draft(relationship, page):
    return f"{page.id}:{relationship.pk}"


def _ask_draft(relationship):
    return f"ask:{relationship.pk}"


def _page(request, name, relationship, context):
    return personal_page(
        request,
        f"welcome/{name}.html",
        {"relationship": relationship, **context},
        page=name.replace("_", "-"),
        relationship=relationship,
        kinds=("client-pages", "loops"),
    )
