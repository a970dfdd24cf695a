"""The mirror, for whoever stands before it; and one figure of it, for a supervisor whom they chose."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.learning import drawing
from beside.practice.learning import mirror as counting
from beside.practice.learning import mirror_words as words
from beside.practice.learning.actions import showing
from beside.practice.learning.models import ShownFigure
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page
from beside.practice.vault import keyring


@require_safe
@for_roles("clinician")
def mirror(request):
    figures = counting.figures(request.member)
    supervisors = showing.supervisors_of(request.member)
    shown = list(
        ShownFigure.objects.visible_to(request.member)
        .filter(ended_at=None, until__gte=timezone.localdate(), supervisor__in=supervisors)
        .select_related("supervisor")
        .order_by("shown_at", "pk")
    )
    groups = [
        (
            title,
            [
                (words.said(one), drawing.over_time(one), [row for row in shown if row.key == one.key])
                for one in figures
                if one.group == group
            ],
        )
        for group, title in words.GROUPS.items()
    ]
    context = {"groups": groups, "supervisors": supervisors, "days": showing.DAYS}
    return personal_page(request, "learning/mirror.html", context, page="mirror", kinds=("mirror",))


@for_roles("clinician")
@require_POST
def mirror_show(request, figure):
    chosen = request.POST.get("supervisor", "")
    supervisor = next((one for one in showing.supervisors_of(request.member) if str(one.pk) == chosen), None)
    try:
        if supervisor is None:
            raise Refused(_("Choose somebody who supervises you now."))
        showing.show(figure, supervisor=supervisor, by=request.member)
        messages.success(
            request, _("%(name)s can read this one figure now.") % {"name": supervisor.short_name}
        )
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("mirror")


@for_roles("clinician")
@require_POST
def mirror_end(request, pk):
    shown = get_object_or_404(ShownFigure.objects.visible_to(request.member), pk=pk)
    showing.end(shown, by=request.member)
    messages.success(request, _("Not shown any more. What was read stays read."))
    return redirect("mirror")


@require_safe
@for_roles("supervisor")
def mirror_shown(request):
    """What therapists chose to show to this supervisor, and nothing else of anybody's mirror."""
    rows = list(
        ShownFigure.objects.visible_to(request.member).select_related("author").order_by("-shown_at", "pk")
    )
    keyring.warm(request.member.practice_id, list({row.author_id for row in rows}))
    for row in rows:
        notices.seen_about(request.member, row)
    units = counting.UNITS
    found = []
    for row in rows:
        if row.key not in words.WORDS or row.key not in units:
            continue
        title, basis, is_not = words.WORDS[row.key]
        n, unit = row.words, units[row.key]
        found.append(
            {
                "row": row,
                "title": title,
                "value": words.value(unit, n["value"]),
                "between": words.between(unit, n["low"], n["high"]),
                "rests_on": words.rests_on(unit, n["n"], n["sessions"], n["clients"]),
                "basis": basis,
                "is_not": is_not,
            }
        )
    return personal_page(
        request, "learning/mirror_shown.html", {"figures": found}, page="mirror", kinds=("mirror",)
    )
