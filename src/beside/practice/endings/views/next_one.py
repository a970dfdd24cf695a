"""What the next therapist should know: chosen by the client, read by that therapist."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.endings import actions, forms
from beside.practice.endings import lines as offered_lines
from beside.practice.endings.actions.next_one import OWN_WORDS
from beside.practice.endings.models import ForNext, HandedOn
from beside.practice.people import notices, taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship
from beside.practice.people.pages import for_roles, pair_of, personal_page, refusal
from beside.practice.vault import keyring


@for_roles("client")
def for_next(request, pk):
    """Line by line; nothing is chosen beforehand, and nothing goes anywhere before it is given."""
    relationship = pair_of(request, pk, "for-next")
    keyring.warm(request.member.practice_id, [relationship.pk])
    who, offered = request.member, offered_lines.lines(relationship, by=request.member)
    chosen = list(ForNext.objects.visible_to(who).filter(relationship=relationship).order_by("at", "pk"))
    form = forms.LinesForm(request.POST or None, offered=offered, initial=_initial(offered, chosen))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.choose_lines(relationship, sources=form.sources, own=form.cleaned_data["own"], by=who)
            except Refused as refused:
                refusal(form, refused)
            else:
                messages.success(request, _("Kept for you. It goes nowhere before you give it."))
                return redirect("for-next", pk)
    context = {
        "relationship": relationship,
        "form": form,
        "chosen": chosen,
        "next_ones": Relationship.objects.visible_to(who)
        .going_on()
        .filter(frozen=False)
        .exclude(pk=relationship.pk)
        .select_related("clinician")
        .order_by("-began_on"),
        "give_form": forms.Keyed(),
        "cover": who.cover,
    }
    response = personal_page(
        request, "endings/for_next.html", context, page="for-next", relationship=relationship, status=status
    )
    notices.seen_of(who, relationship, ("for-next",))
    return response


@for_roles("client")
@require_POST
def for_next_give(request, pk):
    relationship, form = pair_of(request, pk, "for-next"), forms.Keyed(request.POST)
    mine = Relationship.objects.visible_to(request.member).going_on()
    to = next((one for one in mine if str(one.pk) == request.POST.get("to")), None)
    if to is None or not form.is_valid():
        messages.warning(request, _("Choose the therapist with whom you go on."))
        return redirect("for-next", pk)
    try:
        actions.give_lines(relationship, to=to, key=form.cleaned_data["key"], by=request.member)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("for-next", pk)
    messages.success(request, _("Given. You can take each line back."))
    return redirect("handed-on", to.pk)


@for_roles("client", "clinician", "supervisor")
@require_safe
def handed_on(request, pk):
    """All that the next therapist reads of the work before."""
    relationship, who = pair_of(request, pk, "handed-on"), request.member
    keyring.warm(who.practice_id, [relationship.pk])
    lines = taking_back.marked(
        list(HandedOn.objects.visible_to(who).filter(relationship=relationship).order_by("at", "pk"))
    )
    for line in lines:
        line.relationship = relationship
    context = {"relationship": relationship, "lines": lines, "cover": who.is_client and who.cover}
    response = personal_page(
        request,
        "endings/handed_on.html",
        context,
        page="handed-on",
        relationship=relationship,
        kinds=("handed-on",),
    )
    notices.seen_of(who, relationship, ("handed-on", "new-client"))
    return response


def _initial(offered, chosen):
    ticked = {line.source for line in chosen}
    groups = dict.fromkeys(line.group for line in offered)
    found = {
        f"lines_{at}": [line.source for line in offered if line.group == group and line.source in ticked]
        for at, group in enumerate(groups)
    }
    own = next((line.words["words"] for line in chosen if line.source == OWN_WORDS), "")
    return found | {"own": own}
