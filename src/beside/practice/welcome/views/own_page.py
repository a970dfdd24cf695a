"""A therapist's page: written from examples, checked for plain words, seen as a client sees it, published."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.loops.models import Loop
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.welcome import actions, forms, knowledge, preferences, reading_age
from beside.practice.welcome.models import KeptAnswer, TherapistPage


@for_roles("clinician")
def edit(request):
    """Section by section, each with a hint and an example; what was saved is checked for plain words."""
    page = _own(request).first()
    form = forms.TherapistPageForm(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid():
        try:
            words = _begun_from_an_example(request, form.words)
            actions.save_draft(request.member, words=words, **_window(form))
            if "X-Draft" in request.headers:
                return HttpResponse(status=204)
            messages.success(request, _("Saved. Your clients see it once you publish it."))
            return redirect("own-page")
        except Refused as error:
            refusal(form, error)
    if request.method == "POST" and "X-Draft" in request.headers:
        return HttpResponse(status=409)
    return render(request, "welcome/own_page.html", _editor(request, form, page))


def _editor(request, form, page):
    words = page.draft.get("words", {}) if page else {}
    whole = reading_age.read("\n".join(words.values()), knowledge.spoken())
    return {
        "form": form,
        "page": page,
        "rows": [
            (section, form[section.key], _read(words.get(section.key, "")))
            for section in knowledge.sections()
        ],
        "reading": whole if words else None,
        "aim": reading_age.AIM,
        "kept": _kept(request),
    }


def _read(text):
    return reading_age.read(text, knowledge.spoken()) if text else None


def _begun_from_an_example(request, words):
    """The example of a section, where that was asked for and nothing stands there."""
    wanted = request.POST.get("example", "")
    examples = {section.key: section.example for section in knowledge.sections() if section.key == wanted}
    return {**examples, **words}


@for_roles("clinician")
def style(request):
    """How I like to work, on the same sliders as my clients."""
    page = _own(request).first()
    form = forms.StyleForm(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_draft(request.member, style=form.style, **_window(form))
            messages.success(request, _("Saved. Your clients see it once you publish it."))
            return redirect("own-page")
        except Refused as error:
            refusal(form, error)
    return render(request, "welcome/style.html", {"form": form})


@require_safe
@for_roles("clinician")
def preview(request):
    """The draft, as a client will see it."""
    page = _own(request).first()
    context = _as_a_client_sees(request.member, page.draft if page else {}, _kept(request))
    return render(request, "welcome/therapist_page.html", context | {"is_preview": True, "page": page})


@for_roles("clinician")
@require_POST
def publish(request):
    try:
        actions.publish(get_object_or_404(_own(request)), by=request.member)
        messages.success(request, _("Published. Those you treat can read it."))
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("own-page")


@for_roles("clinician")
@require_POST
def take_down(request):
    actions.unpublish(get_object_or_404(_own(request)), by=request.member)
    messages.success(request, _("Taken down. No client sees it now, and your draft is still here."))
    return redirect("own-page")


@require_safe
@for_roles("client")
def therapist_page(request, pk):
    """A client reads about their own therapist. Of any other there is no such page."""
    page = get_object_or_404(
        TherapistPage.objects.visible_to(request.member).select_related("clinician"), clinician=pk
    )
    kept = KeptAnswer.objects.visible_to(request.member).filter(clinician=pk).order_by("kept_at", "pk")
    relationship = request.member.therapies.going_on().filter(clinician=pk).first()
    context = _as_a_client_sees(page.clinician, page.published, kept)
    return render(
        request, "welcome/therapist_page.html", context | {"page": page, "relationship": relationship}
    )


def _as_a_client_sees(therapist, content, kept):
    words = content.get("words", {})
    return {
        "therapist": therapist,
        "sections": [
            (section.title, words[section.key]) for section in knowledge.sections() if section.key in words
        ],
        "leans": [lean for lean in preferences.leans(content.get("style", {})) if lean.value],
        "kept": kept,
    }


@for_roles("clinician")
def keep_answer(request, pk):
    """An answer, for one's page: the question anew, in the therapist's words."""
    loops = Loop.objects.visible_to(request.member).select_related("relationship__client", "given_by")
    loop = get_object_or_404(loops, pk=pk, kind=Loop.Kind.QUESTION)
    said = [step.note for step in loop.steps.all() if step.note and step.by_id == request.member.pk]
    form = forms.KeepAnswerForm(request.POST or None, initial={"answer": said[-1] if said else ""})
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_answer(loop, by=request.member, **form.cleaned_data)
            messages.success(request, _("Kept for your page."))
            return redirect("own-page")
        except Refused as error:
            refusal(form, error)
    return personal_page(
        request,
        "welcome/keep_answer.html",
        {"form": form, "loop": loop},
        page="answer-keep",
        relationship=loop.relationship,
        kinds=("loops",),
    )


@for_roles("clinician")
@require_POST
def let_go(request, pk):
    actions.let_go(get_object_or_404(_kept(request), pk=pk), by=request.member)
    messages.success(request, _("Taken off your page."))
    return redirect("own-page")


def _own(request):
    return TherapistPage.objects.visible_to(request.member)


def _kept(request):
    return KeptAnswer.objects.visible_to(request.member).order_by("kept_at", "pk")


def _window(form):
    return {"window": form.cleaned_data["window"], "seen": form.cleaned_data["seen"]}
