"""Words of a client's own to practise with: asked for, read and changed by the client, said yes or no to."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.learning import consent, forms
from beside.practice.learning.actions import materials
from beside.practice.learning.models import Material
from beside.practice.learning.views.practising import learning_page, tongue
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.people.models import Consent
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.recordings.models import KeptMoment
from beside.practice.vault import keyring

MOST = 60


@require_safe
@for_roles("clinician")
def learning_moments(request):
    """What was kept of sessions and could be asked for; what was asked; what may be practised with."""
    return _moments(request)


def _moments(request, wrong=None):
    member = request.member
    asked = list(
        consent.unless_taken_back(Material.objects.visible_to(member))
        .filter(author=member.pk)
        .select_related("relationship__client", "relationship__clinician")
        .order_by("-asked_at", "pk")[:MOST]
    )
    kept = list(
        KeptMoment.objects.visible_to(member)
        .filter(author=member.pk, material=None)
        .select_related("recording", "relationship__client")
        .order_by("-kept_at", "pk")[:MOST]
    )
    keyring.warm(member.practice_id, list({one.relationship_id for one in (*asked, *kept)}))
    allowed = {one.pk for one in consent.practised(asked)}
    context = {
        "ready": [one for one in asked if one.pk in allowed],
        "waiting": [one for one in asked if one.pk not in allowed and not one.refused_at],
        "refused": [one for one in asked if one.refused_at],
        "kept": [(one, _ask_form(one, wrong)) for one in kept if consent.may_be_asked(one)],
    }
    return learning_page(
        request, "learning/moments.html", context, kinds=("kept-moments", "learning-moments")
    )


def _ask_form(kept, wrong):
    if wrong and wrong[0] == kept.pk:
        return wrong[1]
    return forms.AskForm(
        initial={"words": kept.words["words"][: materials.LONGEST]},
        language=tongue(),
        auto_id=f"id_{kept.pk}_%s",
    )


@for_roles("clinician")
@require_POST
def learning_moment_ask(request, pk):
    kept = get_object_or_404(
        KeptMoment.objects.visible_to(request.member)
        .filter(author=request.member.pk)
        .select_related("recording", "relationship__client", "relationship__clinician"),
        pk=pk,
    )
    form = forms.AskForm(request.POST, language=tongue(), auto_id=f"id_{kept.pk}_%s")
    if not form.is_valid():
        return _moments(request, (kept.pk, form))
    try:
        material = materials.ask(kept, **form.cleaned_data, by=request.member)
        messages.success(
            request,
            _("Asked. %(name)s reads these words on their own page, and can change them.")
            % {"name": material.relationship.client.short_name},
        )
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("learning-moments")


@require_safe
@for_roles("clinician", "client")
def learning_moment(request, pk):
    material = _material(request, pk)
    if material is None:
        # What was said to it stays to be read; the words went with the moment that they were from.
        said = Consent.objects.visible_to(request.member).filter(purpose=consent.PURPOSE, about_id=pk)
        if not said.filter(who=request.member.pk).exists():
            raise Http404
        return render(request, "learning/moment_gone.html")
    notices.seen_about(request.member, material)
    return _moment(request, material)


@for_roles("client")
@require_POST
def learning_moment_answer(request, pk):
    material = _material(request, pk)
    if material is None:
        raise Http404
    form = forms.WordsForm(request.POST)
    said = request.POST.get("say")
    if said not in ("yes", "no"):
        messages.warning(request, _("Choose yes or no. Nothing has changed."))
        return redirect(material)
    if not form.is_valid() and said == "yes":
        return _moment(request, material, form)
    try:
        materials.answer(
            material, given=said == "yes", words=form.cleaned_data.get("words", ""), by=request.member
        )
    except Refused as error:
        return _moment(request, material, refusal(form, error))
    if said == "yes":
        messages.success(request, _("Kept: you said yes to these words, and to no others."))
    else:
        messages.success(request, _("Kept: you said no. The words are gone."))
    return redirect(material)


@for_roles("clinician")
@require_POST
def learning_moment_give_up(request, pk):
    material = _material(request, pk)
    if material is None:
        raise Http404
    try:
        materials.give_up(material, by=request.member)
        messages.success(request, _("Given up. The words and your answers to them are gone."))
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("learning-moments")


def _moment(request, material, form=None):
    words = (material.words or {}).get("words", "")
    stands = consent.may_be_practised(material)
    context = {
        "material": material,
        "relationship": material.relationship,
        "words": words,
        "stands": stands,
        "again": bool(material.agreed_at and not stands and not material.relationship.frozen),
        "form": form or forms.WordsForm(initial={"words": words}),
    }
    return personal_page(
        request,
        "learning/moment.html",
        context,
        page="learning-moment",
        relationship=material.relationship,
        kinds=("learning-moments",),
    )


def _material(request, pk):
    found = Material.objects.visible_to(request.member).select_related(
        "relationship__client", "relationship__clinician", "relationship__practice"
    )
    if request.member.is_clinician:
        found = consent.unless_taken_back(found.filter(author=request.member.pk))
    return found.filter(pk=pk).first()
