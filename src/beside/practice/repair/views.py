from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beside.practice.meetings.models import Session
from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship
from beside.practice.people.pages import for_roles
from beside.practice.repair import actions
from beside.practice.repair.models import Episode


@for_roles("client")
@require_POST
def mended(request, pk):
    episode = get_object_or_404(
        Episode.objects.visible_to(request.member).select_related("relationship"), pk=pk
    )
    session = Session.objects.standing().filter(relationship=episode.relationship_id).order_by("-starts_at")
    return _done(
        request,
        lambda: actions.mended(
            episode, by=request.member, session=next((s for s in session if s.has_begun), None)
        ),
        _("Kept: it is mended. You are not asked about it again."),
    )


@for_roles("client")
@require_POST
def leave(request, pk):
    episode = get_object_or_404(
        Episode.objects.visible_to(request.member).select_related("relationship"), pk=pk
    )
    return _done(
        request,
        lambda: actions.leave_it(episode, by=request.member),
        _("Kept: it is left. You are not asked about it again."),
    )


@for_roles("clinician")
@require_POST
def open_one(request, pk):
    relationship = get_object_or_404(Relationship.objects.visible_to(request.member), pk=pk)
    return _done(
        request,
        lambda: actions.open_episode(relationship, by=request.member),
        _("Kept. It stays in each brief until your client says that it is mended, or that it is to be left."),
    )


def _done(request, act, words):
    try:
        act()
        messages.success(request, words)
    except Refused as refused:
        messages.warning(request, str(refused))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if safe else "/")
