"""The page of quiet signs, for whoever treats; and a client's cairn."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.cairn import actions, drawing, forms, offering
from beside.practice.cairn.models import Cairn, Stone
from beside.practice.people import eyes
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, pair_of, personal_page, refusal
from beside.practice.vault import keyring


@for_roles("clinician")
@require_safe
def quiet_signs(request, pk):
    relationship = pair_of(request, pk, "check-ins")
    keyring.warm(relationship.practice_id, [relationship.pk])
    context = {
        "relationship": relationship,
        "signs": offering.quiet_signs(relationship, by=request.member),
    }
    return personal_page(
        request,
        "cairn/signs.html",
        context,
        page="quiet-signs",
        relationship=relationship,
        kinds=("appointments",),
    )


@for_roles("clinician")
@require_POST
def sign_let_be(request, pk):
    """For whoever says so, this one is none."""
    relationship = pair_of(request, pk, "check-ins")
    try:
        actions.let_pass(relationship, mark=request.POST.get("mark", ""), by=request.member)
        messages.success(request, _("It is not named to you again."))
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("quiet-signs", pk)


@for_roles("client", "clinician", "supervisor")
@require_safe
def cairn(request, pk):
    return _cairn(request, pair_of(request, pk, "cairn-shown"))


@for_roles("client")
@require_POST
def cairn_turn(request, pk):
    """On, off; and, when it is off, letting every stone go."""
    relationship = pair_of(request, pk, "cairn-shown")
    what = request.POST.get("what")
    try:
        if what == "on":
            actions.turn_on(relationship, by=request.member)
        elif what == "off":
            actions.turn_off(relationship, by=request.member)
            messages.success(request, _("It is off. Your stones are kept, and not shown."))
        elif what == "let-go" and request.POST.get("sure"):
            actions.let_all_go(relationship, by=request.member)
            messages.success(request, _("Your stones are gone, for good."))
        else:
            messages.warning(
                request, _("Nothing was changed. Tick the box first, if you want to let them go.")
            )
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("cairn", pk)


@for_roles("client")
@require_POST
def cairn_show(request, pk):
    relationship = pair_of(request, pk, "cairn-shown")
    shown = request.POST.get("shown") == "yes"
    try:
        actions.show(relationship, shown=shown, by=request.member)
        messages.success(
            request,
            _("It is shown from now on. You can end that here.")
            if shown
            else _("It is yours alone again. What was seen stays seen."),
        )
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("cairn", pk)


@for_roles("client")
@require_POST
def stone_keep(request, pk):
    """In one's own words."""
    relationship = pair_of(request, pk, "cairn-shown")
    form = forms.StoneForm(request.POST)
    if form.is_valid():
        try:
            actions.keep_stone(relationship, by=request.member, **form.cleaned_data)
        except Refused as error:
            refusal(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("cairn", pk)
    return _cairn(request, relationship, stone_form=form, status=422)


@for_roles("client")
@require_POST
def stone_offer(request, pk):
    """One that is offered is kept, or let pass."""
    relationship = pair_of(request, pk, "cairn-shown")
    form = forms.OfferForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("This is not offered any more. Open the page again."))
        return redirect("cairn", pk)
    try:
        if request.POST.get("what") == "pass":
            actions.let_pass(relationship, mark=form.cleaned_data["mark"], by=request.member)
        else:
            actions.keep_stone(relationship, by=request.member, **form.cleaned_data)
            messages.success(request, _("Kept."))
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("cairn", pk)


@for_roles("client")
@require_POST
def stone(request, pk):
    """Said in other words, or let go."""
    found = get_object_or_404(
        Stone.objects.visible_to(request.member).select_related("relationship"), pk=pk, member=request.member
    )
    if request.POST.get("what") == "let-go":
        return _let_go(request, found)
    form = forms.OtherWordsForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        try:
            actions.say_it_otherwise(found, by=request.member, **form.cleaned_data)
        except Refused as error:
            refusal(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("cairn", found.relationship_id)
    relationship = pair_of(request, found.relationship_id, "cairn-shown")
    return _cairn(request, relationship, other={found.pk: form}, status=422)


def _let_go(request, found):
    try:
        actions.let_go(found, by=request.member)
        messages.success(request, _("It is gone."))
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("cairn", found.relationship_id)


def _cairn(request, relationship, *, stone_form=None, other=None, status=200):
    """The client's whole page; to anybody else the picture and its words, once it is shown. Until then there is no such page.

    `stone_form`, `other` ({stone: form}): what was typed and not taken. It stands on the page also where nothing can be written now.
    """
    who = request.member
    found = Cairn.objects.visible_to(who).filter(relationship=relationship).first()
    if not who.is_client and found is None:
        raise Http404
    keyring.warm(who.practice_id, [relationship.pk])
    on = found is not None and found.on
    stones = list(Stone.objects.visible_to(who).filter(relationship=relationship).order_by("at", "pk"))
    for one in stones:
        one.form = (other or {}).get(one.pk) or forms.OtherWordsForm(
            initial={"words": one.words}, auto_id=f"id_{one.pk}_%s"
        )
    offers = offering.offers(relationship, by=who) if on and who.is_client else []
    context = {
        "relationship": relationship,
        "cairn": found,
        "on": on,
        "stones": stones,
        "rows": [[stone.on_day, stone.words] for stone in stones],
        "picture": drawing.drawing([one.pk for one in stones]) if on and stones else None,
        "offers": [(offer, uuid.uuid4()) for offer in offers],
        "stone_form": stone_form or forms.StoneForm(),
        "not_taken": [stone_form] if stone_form else list((other or {}).values()),
        "writes": who.is_client and not relationship.frozen,
        "who": eyes.who_sees(relationship, "cairn-shown" if on and found.shown_at else "cairn", viewer=who),
    }
    return personal_page(
        request,
        "cairn/cairn.html",
        context,
        page="cairn",
        relationship=relationship,
        kinds=("cairn-shown",),
        status=status,
    )
