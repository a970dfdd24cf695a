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


class Line:
    """One client as whoever is responsible reads them: who can be offered, and whether a reason can stand in for an answer."""

    def __init__(self, row, here, declined, breaks):
        self.row, self.said = row, TermEnd.SAYS.get(row.said, "")
        self.to_choose = [
            one for one in here if one.pk != row.relationship.clinician_id and str(one.pk) not in declined
        ]
        self.is_gone = row.offered_id is not None and row.offered not in here
        self.may_be_offered = not row.relationship.frozen and (self.is_gone or not row.agreed_at)
        self.may_be_moved = (
            not (row.agreed_at or row.moved_at or row.relationship.frozen or self.is_gone)
            and row.cohort.last_day <= timezone.localdate()
            and not handing.why_no_reason(row, declined=declined, break_over=breaks.get(row.relationship_id))
        )


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
    pairs = [row.relationship_id for row in rows]
    keyring.warm(who.practice_id, pairs)
    declined, breaks = handing.declined_by(pairs), handing.breaks_over(pairs)
    to_choose = list(
        Member.objects.active().filter(practice=who.practice_id, role=Role.CLINICIAN).order_by("name", "pk")
    )
    for row in rows:
        notices.seen_about(who, row)
    context = {
        "cohort": cohort,
        "rows": [Line(row, to_choose, declined[row.relationship_id], breaks) for row in rows],
        "not_asked": _not_asked(cohort, who).count(),
        "ready": handing.said_yes(cohort, by=who).filter(offered__in=to_choose).count(),
        "over": cohort.last_day <= timezone.localdate(),
    }
    return personal_page(
        request, "supervision/term_handing.html", context, page="term-handing", kinds=("term-ends",)
    )


def _rows(cohort, who):
    found = TermEnd.objects.visible_to(who).filter(
        cohort=cohort, relationship__clinician__in=handing.responsible_for(who)
    )
    found = found.select_related("relationship__client", "relationship__clinician", "offered", "cohort")
    return list(found.order_by("relationship__clinician__name", "relationship__client__name", "pk"))


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
        left = handing.said_yes(cohort, by=by).select_related("relationship__client")
        if names := [one.relationship.client.name for one in left.order_by("relationship__client__name")]:
            messages.warning(
                request,
                _(
                    "Not handed over, since whom they said yes to is not here any more: %(names)s. Offer them somebody else."
                )
                % {"names": ", ".join(names)},
            )
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
