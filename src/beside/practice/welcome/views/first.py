"""Before the first session: who sees what, what holds in an emergency, and then three things at most."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beside.practice.people import actions as people
from beside.practice.people import drafts, eyes
from beside.practice.people.errors import Refused
from beside.practice.people.forms import SafeContactForm
from beside.practice.people.models import Relationship, SafeContact
from beside.practice.people.pages import for_roles, refusal
from beside.practice.welcome import actions, brief, forms, knowledge

STEPS = 3


@for_roles("client")
def welcome(request):
    """What to expect, who sees what, what one agrees to, and what this place cannot do."""
    relationship = _mine(request).first()
    if request.method == "POST":
        if relationship is None:
            return redirect("start")
        people.consent(relationship, purpose="told-who-sees", given=True, by=request.member)
        request.member.notices.filter(kind="welcome", seen_at=None).delete()
        return redirect("welcome-step", 1)
    context = {
        "relationship": relationship,
        "supervised": eyes.who_supervises(relationship) if relationship else [],
        "offer": brief.offer(relationship, by=request.member) if relationship else None,
    }
    return render(request, "welcome/welcome.html", context)


@for_roles("client")
def step(request, step):
    """One of the three. Each can be skipped."""
    relationship, this = _step(request, step)
    if request.method == "POST" and all(form.is_valid() for form in this.forms):
        try:
            with transaction.atomic():
                this.send()
            if step < STEPS:
                return redirect("welcome-step", step + 1)
            messages.success(request, _("That was all. Until your first session nothing else is asked."))
            return redirect("start")
        except Refused as error:
            refusal(this.forms[0], error)
    context = {"relationship": relationship, "step": step, "steps": STEPS, "has_draft": bool(this.draft)}
    context |= {"form": this.forms[0], "contact": this.forms[-1] if step == 1 else None}
    context |= {"next": step + 1 if step < STEPS else None}
    return render(request, f"welcome/step_{step}.html", context)


@for_roles("client")
@require_POST
def step_draft(request, step):
    relationship, this = _step(request, step)
    fields = {}
    for form in this.forms:
        fields |= forms.fields_of(request.POST, form)
    actions.keep_draft(relationship, page=_draft(step), fields=fields, by=request.member)
    if "X-Draft" in request.headers:
        return HttpResponse(status=204)
    messages.success(request, _("Kept for later. It is not sent, and is shown to nobody else."))
    return redirect("start")


@dataclass
class _Step:
    """One of the three: its forms, what was begun, and what sending it does."""

    forms: list[Any]
    send: Any
    draft: dict = field(default_factory=dict)


def _step(request, step):
    if not 1 <= step <= STEPS:
        raise Http404
    relationship = get_object_or_404(_mine(request)[:1])
    draft = drafts.words_of(request.member, page=_draft(step))
    return relationship, (_called_and_reached, _question, _barriers)[step - 1](request, relationship, draft)


def _called_and_reached(request, relationship, draft):
    page = knowledge.pages()["about-me"].part("called", "access")
    form = _page_form(request, relationship, page, draft)
    contact = _contact_form(request, draft)

    def send():
        people.change_safe_contact(contact.instance, by=request.member, **contact.cleaned_data)
        _send_what_was_written(request, relationship, form, 1)

    return _Step([form, contact], send, draft)


def _question(request, relationship, draft):
    form = forms.QuestionForm(request.POST or None, draft=draft)

    def send():
        actions.ask(
            relationship,
            words=form.question,
            key=form.cleaned_data["key"],
            by=request.member,
            draft=_draft(2),
        )

    return _Step([form], send, draft)


def _barriers(request, relationship, draft):
    page = knowledge.pages()["barriers"]
    form = _page_form(request, relationship, page, draft, strengths=False)
    return _Step([form], lambda: _send_what_was_written(request, relationship, form, 3), draft)


def _page_form(request, relationship, page, draft, **kwargs):
    earlier = actions.newest(relationship, page.id)
    return forms.PageForm(
        request.POST or None,
        page=page,
        client=relationship.client,
        words=earlier.words if earlier else {},
        draft=draft,
        **kwargs,
    )


def _contact_form(request, draft):
    contact, _fresh = SafeContact.objects.get_or_create(
        client=request.member, defaults={"practice_id": request.member.practice_id}
    )
    begun = {name: draft[name][0] for name in SafeContactForm.Meta.fields if draft.get(name)}
    return SafeContactForm(request.POST or None, instance=contact, initial=begun)


def _send_what_was_written(request, relationship, form, step):
    """Going on with nothing written is skipping."""
    if not any(form.words.values()) and actions.newest(relationship, form.page.id) is None:
        drafts.drop(request.member, page=_draft(step))
        return
    actions.send_page(
        relationship,
        page=form.page,
        words=form.words,
        key=form.cleaned_data["key"],
        by=request.member,
        draft=_draft(step),
    )


def _draft(step):
    return f"welcome:{step}"


def _mine(request):
    return (
        Relationship.objects.visible_to(request.member)
        .going_on()
        .select_related("client", "clinician", "practice")
        .order_by("-began_on", "pk")
    )
