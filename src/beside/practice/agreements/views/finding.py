"""The pair and its agreement, for those who may see it; for anybody else there is no such page."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from beside.practice.agreements.models import Proposal, Version
from beside.practice.people import access
from beside.practice.people.models import Notice, Relationship
from beside.practice.vault import keyring


def pair_of(request, pk, kind="agreement"):
    found = get_object_or_404(
        Relationship.objects.visible_to(request.member).select_related("client", "clinician", "practice"),
        pk=pk,
    )
    if not access.may_see(request.member, found, kind):
        raise Http404
    keyring.warm(found.practice_id, [found.pk])
    return found


def proposal_of(request, relationship):
    """The text that is worked on, or None."""
    found = Proposal.objects.visible_to(request.member).filter(relationship=relationship).first()
    if found is not None:
        found.relationship = relationship
    return found


def proposal_or_404(request, relationship):
    found = proposal_of(request, relationship)
    if found is None:
        raise Http404
    return found


def versions_of(request, relationship):
    """Those that are signed, newest first."""
    return list(
        Version.objects.visible_to(request.member).filter(relationship=relationship).order_by("-number")
    )


def seen(request, relationship, prefix):
    """They have it before their eyes: what told them of it is seen."""
    Notice.objects.filter(
        practice_id=request.member.practice_id,
        member=request.member,
        relationship=relationship,
        kind__startswith=prefix,
        seen_at=None,
    ).update(seen_at=timezone.now())
