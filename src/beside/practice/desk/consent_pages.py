"""The client's page of the consent ledger."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.desk import consents as ledgers
from beside.practice.desk import home as homes
from beside.practice.people.errors import Refused
from beside.practice.people.models import Consent
from beside.practice.people.pages import for_roles, personal_page


@require_safe
@for_roles("client")
def consents(request):
    entries = ledgers.ledger(request.member, homes.relationships_of(request.member))
    return personal_page(
        request, "desk/consents.html", {"entries": entries, "cover": request.member.cover}, page="consents"
    )


@for_roles("client")
@require_POST
def consent_withdraw(request, pk):
    line = get_object_or_404(
        Consent.objects.visible_to(request.member).select_related("relationship__clinician"), pk=pk
    )
    if line.who_id != request.member.pk:
        raise Http404
    try:
        ledgers.withdraw(line, by=request.member)
        messages.success(request, _("Taken back. It holds from this moment."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("consents")
