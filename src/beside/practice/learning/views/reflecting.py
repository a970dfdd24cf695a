"""A session that did not land: five small questions, and what comes back in them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.learning import forms
from beside.practice.learning.actions import reflecting
from beside.practice.learning.models import Reflection
from beside.practice.learning.patterns import FELT, FROM, MINE, patterns
from beside.practice.learning.views.practising import learning_page
from beside.practice.people import submissions
from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship
from beside.practice.people.pages import for_roles, refusal
from beside.practice.vault import keyring

SHOWN = 50


@require_safe
@for_roles("clinician")
def reflections(request):
    who = request.member
    found = list(
        Reflection.objects.visible_to(who)
        .select_related("relationship__client")
        .order_by("-at", "-pk")[:SHOWN]
    )
    keyring.warm(who.practice_id, list({one.relationship_id or who.pk for one in found}))
    rows = [(one, _chosen(one)) for one in found]
    return learning_page(
        request, "learning/reflections.html", {"rows": rows, "patterns": patterns(who), "least": FROM}
    )


@for_roles("clinician")
def reflection_new(request):
    mine = list(
        Relationship.objects.visible_to(request.member)
        .filter(clinician=request.member.pk, frozen=False)
        .going_on()
        .select_related("client")
        .order_by("client__name", "pk")
    )
    form = forms.ReflectionForm(request.POST or None, relationships=mine)
    if request.method == "POST" and form.is_valid():
        about = next((one for one in mine if str(one.pk) == form.cleaned_data.get("about")), None)
        try:
            reflecting.reflect(
                words=form.words, relationship=about, key=form.cleaned_data["key"], by=request.member
            )
            messages.success(request, _("Kept for you."))
            return redirect("reflections")
        except (Refused, submissions.AlreadySent) as error:
            refusal(form, error)
    return learning_page(request, "learning/reflection.html", {"form": form, "reflection": None})


@for_roles("clinician")
def reflection(request, pk):
    found = get_object_or_404(
        Reflection.objects.visible_to(request.member).select_related("relationship__client"), pk=pk
    )
    form = forms.ReflectionForm(request.POST or None, initial=found.words)
    if request.method == "POST" and form.is_valid():
        try:
            reflecting.change(found, words=form.words, by=request.member)
            messages.success(request, _("Kept for you."))
            return redirect("reflections")
        except Refused as error:
            refusal(form, error)
    return learning_page(
        request,
        "learning/reflection.html",
        {"form": form, "reflection": found},
        relationship=found.relationship,
    )


@for_roles("clinician")
@require_POST
def reflection_throw(request, pk):
    found = get_object_or_404(Reflection.objects.visible_to(request.member), pk=pk)
    try:
        reflecting.throw_away(found, by=request.member)
        messages.success(request, _("Thrown away."))
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("reflections")


def _chosen(one):
    words = [FELT.get(key) for key in one.words.get("felt", ())] + [
        MINE.get(key) for key in one.words.get("mine", ())
    ]
    return ", ".join(str(word) for word in words if word)
