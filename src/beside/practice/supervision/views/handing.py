"""The end of a term for whoever is responsible: per therapist and client, who could go on with them, and what the client says."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beside.practice.endings.actions.another import others
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.people.models import Member, Relationship, Role
from beside.practice.people.pages import for_roles, personal_page
from beside.practice.supervision.actions import handing, terms
from beside.practice.supervision.models import TermEnd
from beside.practice.vault import keyring


@for_roles("supervisor")
def term_handing(request, pk):
    who = request.member
    cohort = get_object_or_404(terms.cohorts_of(who), pk=pk)
    rows = _rows(cohort, who)
    if request.method == "POST":
        try:
            _act(request, cohort, rows)
        except Refused as error:
            messages.warning(request, str(error))
        return redirect("term-handing", pk)
    keyring.warm(who.practice_id, [row.relationship_id for row in rows])
    for row in rows:
        notices.seen_about(who, row)
    context = {
        "cohort": cohort,
        "rows": [(row, TermEnd.SAYS.get(row.said, ""), _may_be_moved(row, cohort)) for row in rows],
        "to_choose": Member.objects.active()
        .filter(practice=who.practice_id, role=Role.CLINICIAN)
        .order_by("name", "pk"),
        "not_asked": _not_asked(cohort, who).count(),
        "ready": sum(bool(row.agreed_at) and not row.moved_at for row in rows),
        "over": cohort.last_day <= timezone.localdate(),
    }
    return personal_page(
        request, "supervision/term_handing.html", context, page="term-handing", kinds=("term-ends",)
    )


def _rows(cohort, who):
    found = TermEnd.objects.visible_to(who).filter(
        cohort=cohort, relationship__clinician__in=handing.responsible_for(who)
    )
    found = found.select_related("relationship__client", "relationship__clinician", "offered")
    return list(found.order_by("relationship__clinician__name", "relationship__client__name", "pk"))


def _may_be_moved(row, cohort):
    """Whether a reason can stand in for an answer that did not come."""
    waited = row.offered_at and row.offered_at <= timezone.now() - handing.TIME
    return bool(row.waits_for_client and waited and cohort.last_day <= timezone.localdate())


def _not_asked(cohort, who):
    trainees = cohort.places.filter(member__in=handing.responsible_for(who)).values("member")
    return (
        Relationship.objects.going_on()
        .filter(practice=who.practice_id, clinician__in=trainees, frozen=False)
        .exclude(pk__in=TermEnd.objects.filter(cohort=cohort).values("relationship"))
    )


def _act(request, cohort, rows):
    move, by = request.POST.get("move", ""), request.member
    if move == "ask":
        terms.ask_clients(cohort, by=by, of=handing.responsible_for(by))
        messages.success(request, _("Asked. Each client answers on their own page."))
    elif move == "all":
        count = handing.hand_over_all(cohort, by=by)
        said = ngettext("%(n)s client is handed over.", "%(n)s clients are handed over.", count)
        messages.success(request, said % {"n": count})
    elif move in ("offer", "reason"):
        row = next((one for one in rows if str(one.pk) == request.POST.get("row")), None)
        if row is None:
            raise Http404
        if move == "reason":
            handing.hand_over_with_a_reason(row, reason=request.POST.get("reason", ""), by=by)
            messages.success(request, _("Handed over. The client reads your reason."))
            return
        to = next((one for one in others(row.relationship) if str(one.pk) == request.POST.get("to")), None)
        if to is None:
            raise Refused(_("Choose another therapist of the practice, who has joined."))
        handing.offer(row, to=to, by=by)
        messages.success(request, _("Offered. The client says yes or no."))
