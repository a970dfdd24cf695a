"""A training clinic's terms: for the owner; and for a client whose therapist's term ends."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.supervision import forms
from beside.practice.supervision.actions import handing, terms
from beside.practice.supervision.models import Cohort, TermEnd


@for_roles("owner")
def cohorts(request):
    form = forms.CohortForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(terms.make_cohort(**form.cleaned_data, by=request.member))
        except Refused as error:
            refusal(form, error)
    found = Cohort.objects.filter(practice=request.member.practice_id).order_by("-first_day", "name")
    return personal_page(
        request, "supervision/cohorts.html", {"cohorts": found, "form": form}, page="cohorts"
    )


@for_roles("owner")
def cohort(request, pk):
    found = _cohort(request, pk)
    form = forms.PlaceForm(request.POST or None, cohort=found)
    if request.method == "POST" and form.is_valid():
        try:
            terms.join_cohort(found, **form.cleaned_data, by=request.member)
            return redirect(found)
        except Refused as error:
            refusal(form, error)
    ends = TermEnd.objects.filter(practice=request.member.practice_id, cohort=found)
    context = {
        "cohort": found,
        "places": found.places.select_related("member").order_by("member__name", "pk"),
        "asked": ends.count(),
        "said": ends.exclude(said_at=None).count(),
        "form": form,
        "today": timezone.localdate(),
    }
    return personal_page(request, "supervision/cohort.html", context, page="cohort")


@require_POST
@for_roles("owner")
def cohort_ask(request, pk):
    terms.ask_clients(_cohort(request, pk), by=request.member)
    messages.success(
        request, _("Asked. Each client answers on their own page, and nobody is handed over by it.")
    )
    return redirect("cohort", pk)


@require_POST
@for_roles("owner")
def cohort_publish(request, pk):
    try:
        terms.publish(_cohort(request, pk), by=request.member)
        messages.success(request, _("Published. It is not counted anew."))
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("cohort", pk)


@for_roles("client", "clinician", "supervisor")
def term_end(request, pk):
    row = get_object_or_404(
        TermEnd.objects.visible_to(request.member).select_related(
            "cohort", "offered", "relationship__client", "relationship__clinician", "relationship__practice"
        ),
        pk=pk,
    )
    if request.method == "POST":
        try:
            if "to" in request.POST:
                given = request.POST.get("offer") == "yes"
                handing.answer_offer(row, to=request.POST["to"], given=given, by=request.member)
                messages.success(request, _("Kept. You can say it anew until it is done."))
            elif "no-back" in request.POST:
                handing.take_back_no(row, to=request.POST["no-back"], by=request.member)
                messages.success(
                    request, _("Your no is taken back. Only if they are offered again are you asked.")
                )
            else:
                terms.say(row, said=request.POST.get("say", ""), by=request.member)
                messages.success(request, _("Kept. You can say it anew at any time."))
        except Refused as error:
            messages.warning(request, str(error))
        return redirect(row)
    notices.seen_about(request.member, row)
    context = {
        "row": row,
        "relationship": row.relationship,
        "says": TermEnd.SAYS.items(),
        "said_words": TermEnd.SAYS.get(row.said, ""),
    }
    return personal_page(
        request,
        "supervision/term_end.html",
        context,
        page="term-end",
        relationship=row.relationship,
        kinds=("term-ends",),
    )


def _cohort(request, pk):
    return get_object_or_404(Cohort, practice=request.member.practice_id, pk=pk)
