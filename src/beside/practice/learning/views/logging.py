"""The learning log: hours and topics for continuing education, on a page, as CSV, on paper and as a PDF."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.audit import trail
from beside.practice.learning import forms, log
from beside.practice.learning.actions import reflecting
from beside.practice.learning.models import LogEntry
from beside.practice.learning.views.practising import learning_page, tongue
from beside.practice.people import submissions
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, refusal
from beside.practice.people.pdf import pdf_page


@for_roles("clinician")
def learning_log(request):
    form = forms.LogForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reflecting.log(**form.cleaned_data, by=request.member)
            messages.success(request, _("Kept in your log."))
            return redirect("learning-log")
        except (Refused, submissions.AlreadySent) as error:
            refusal(form, error)
    return learning_page(request, "learning/log.html", _of(request) | {"form": form})


@require_safe
@for_roles("clinician")
def learning_log_file(request):
    found = _of(request)["lines"]
    made = HttpResponse(
        log.as_csv(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="learning-log.csv"'},
    )
    _read(request)
    return made


@require_safe
@for_roles("clinician")
def learning_log_paper(request):
    """To print, or as a PDF where pango is installed."""
    context = _of(request)
    if "pdf" in request.GET:
        try:
            made = pdf_page(
                request,
                "learning/log_paper.html",
                context | {"as_file": True},
                file_name="learning-log.pdf",
                for_screen_readers=True,
            )
            _read(request)
            return made
        except Refused as refused:
            messages.warning(request, str(refused))
            return redirect("learning-log-paper")
    return learning_page(request, "learning/log_print.html", context)


@for_roles("clinician")
@require_POST
def learning_log_throw(request, pk):
    reflecting.throw_away(
        get_object_or_404(LogEntry.objects.visible_to(request.member), pk=pk), by=request.member
    )
    messages.success(request, _("Taken out of your log."))
    return redirect("learning-log")


def _read(request):
    trail.read("learning", by=request.member, kinds=("learning",))


def _of(request):
    between = forms.BetweenForm(request.GET if request.GET.keys() & {"since", "until"} else None)
    days = between.cleaned_data if between.is_bound and between.is_valid() else {}
    found = log.lines(request.member, tongue(), since=days.get("since"), until=days.get("until"))
    asked = request.GET.copy()
    asked.pop("pdf", None)
    return {
        "lines": found,
        "rows": [(line, log.hours_of(line.minutes)) for line in found],
        "in_all": log.hours(found),
        "between": between,
        "days": days,
        "query": asked.urlencode(),
    }
