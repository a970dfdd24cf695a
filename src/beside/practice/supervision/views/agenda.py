"""The room of two: what is brought, answered and promised, before they meet and after."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beside.practice.learning.models import Reflection, ShownFigure
from beside.practice.learning.patterns import FELT, MINE
from beside.practice.people import notices, submissions
from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship, Supervision
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.supervision import agenda, forms
from beside.practice.supervision.actions import points
from beside.practice.supervision.models import Point
from beside.practice.vault import keyring


def page(request, template, context=None, **more):
    return personal_page(request, f"supervision/{template}.html", context, page="supervision", **more)


def supervision_or_404(request, pk, going_on=True):
    """One of the two, of a supervision that goes on; its supervisee may read on when it has ended."""
    found = Supervision.objects.filter(practice=request.member.practice_id, pk=pk)
    if request.member.is_supervisor:
        found = found.filter(supervisor=request.member.pk, ended_on=None)
    else:
        found = found.filter(clinician=request.member.pk)
    if going_on:
        found = found.filter(ended_on=None)
    return get_object_or_404(found.select_related("supervisor", "clinician"), pk=pk)


def own_relationships(request):
    return list(
        Relationship.objects.going_on()
        .filter(practice=request.member.practice_id, clinician=request.member.pk, frozen=False)
        .select_related("client")
        .order_by("client__name", "pk")
    )


@require_safe
@for_roles("clinician")
def supervisions(request):
    """Who supervises me, in which way; and earlier ones."""
    found = (
        Supervision.objects.filter(practice=request.member.practice_id, clinician=request.member.pk)
        .select_related("supervisor", "clinician")
        .order_by("-began_on", "pk")
    )
    return page(request, "supervisions", {"supervisions": found})


@require_safe
@for_roles("clinician", "supervisor")
def supervision(request, pk):
    found = supervision_or_404(request, pk, going_on=False)
    return page(request, "supervision", agenda.of(found, by=request.member))


def _kept(request, form, act, done):
    """Whether it was done; a refusal stands above the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except (Refused, submissions.AlreadySent) as error:
        refusal(form, error)
        return False
    messages.success(request, done)
    return True


def _form(request, supervision, form, title, button, text=""):
    context = {"supervision": supervision, "form": form, "title": title, "button": button, "text": text}
    return page(request, "form", context)


@for_roles("clinician", "supervisor")
def bring(request, pk):
    """A question in one's own words; or what a therapist wrote of a session, in the words that they let the other read."""
    found = supervision_or_404(request, pk)
    member = request.member
    own = member.is_clinician
    form = (
        forms.BringForm(
            request.POST or None,
            relationships=own_relationships(request),
            initial=_of_a_reflection(request),
        )
        if own
        else forms.AskForm(request.POST or None)
    )

    def act():
        more = {"label": form.cleaned_data["label"], "relationship": form.relationship} if own else {}
        kind = "reflection" if own and "reflection" in request.GET else "question"
        given = form.cleaned_data
        points.bring(found, kind=kind, text=given["text"], key=given["key"], by=member, **more)

    if _kept(request, form, act, _("Kept. It stands on the agenda of both of you.")):
        return redirect("supervision", pk)
    return _form(request, found, form, _("Bring something"), _("Bring it"))


def _of_a_reflection(request):
    """Its words, to be changed before anybody else reads them; the page itself stays its author's."""
    if "reflection" not in request.GET:
        return {}
    try:
        pk = uuid.UUID(request.GET["reflection"])
    except ValueError:
        raise Http404 from None
    row = Reflection.objects.visible_to(request.member).filter(pk=pk).first()
    if row is None:
        raise Http404
    said = row.words or {}
    felt = ", ".join(str(FELT[one]) for one in said.get("felt", ()) if one in FELT)
    mine = ", ".join(str(MINE[one]) for one in said.get("mine", ()) if one in MINE)
    told = [felt, said.get("when"), mine, said.get("client"), said.get("next")]
    return {
        "text": "\n".join(one for one in told if one)[: forms.TEXT],
        "about": str(row.relationship_id or ""),
    }


@for_roles("clinician")
def bring_figure(request, pk, figure):
    """A figure of the mirror that is shown to this supervisor stands on the agenda too."""
    found = supervision_or_404(request, pk)
    shown = get_object_or_404(
        ShownFigure.objects.visible_to(request.member).filter(ended_at=None, supervisor=found.supervisor_id),
        pk=figure,
    )
    form = forms.AskForm(request.POST or None)

    def act():
        given = form.cleaned_data
        points.bring(
            found, kind="figure", text=given["text"], figure=shown, key=given["key"], by=request.member
        )

    if _kept(request, form, act, _("Kept. It stands on the agenda of both of you.")):
        return redirect("supervision", pk)
    return _form(request, found, form, _("Bring something"), _("Bring it"), agenda.figure_words(shown))


@for_roles("clinician", "supervisor")
def promise(request, pk):
    found = supervision_or_404(request, pk)
    form = forms.PromiseForm(request.POST or None)

    def act():
        points.promise(found, **form.cleaned_data, by=request.member)

    if _kept(request, form, act, _("Kept. The other can read it.")):
        return redirect("supervision", pk)
    return _form(request, found, form, _("What was agreed"), _("Promise it"))


@for_roles("clinician")
def check_in(request, pk):
    found = supervision_or_404(request, pk)
    form = forms.CheckInForm(request.POST or None)

    def act():
        points.check_in(found, words=form.words, key=form.cleaned_data["key"], by=request.member)

    if _kept(request, form, act, _("Sent. What asks for something waits for an answer.")):
        return redirect("supervision", pk)
    return _form(request, found, form, _("Before we meet"), _("Send it"))


@for_roles("clinician")
def sheet(request, pk):
    found = supervision_or_404(request, pk)
    form = forms.SheetForm(request.POST or None, supervisor=found.supervisor)

    def act():
        points.send_sheet(found, answers=form.answers, key=form.cleaned_data["key"], by=request.member)

    if _kept(request, form, act, _("Sent. It waits for an answer.")):
        return redirect("supervision", pk)
    return _form(request, found, form, form.title, _("Send it"), form.instruction)


@for_roles("clinician", "supervisor")
def point(request, pk):
    """One thing: what was brought, each answer to it, and what may follow."""
    found = get_object_or_404(
        Point.objects.visible_to(request.member).select_related(
            "by",
            "figure",
            "passage",
            "relationship__client",
            "supervision__supervisor",
            "supervision__clinician",
        ),
        pk=pk,
    )
    keyring.warm(found.practice_id, [found.relationship_id or found.supervisee_id])
    form = forms.ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text, move = form.cleaned_data["text"], request.POST.get("move", "")
        try:
            if move == "again":
                points.not_answered_for_me(found, text=text, by=request.member)
            else:
                points.answer(found, state=move, text=text, by=request.member)
            messages.success(request, _("Kept. The other can read it."))
            return redirect(found)
        except Refused as error:
            refusal(form, error)
    elif found.supervision.ended_on is None:
        points.seen(found, by=request.member)
    notices.seen_about(request.member, found)
    return page(request, "point", agenda.one(found, form, by=request.member, language=get_language() or "en"))
