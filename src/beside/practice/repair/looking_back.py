"""What two people can look back on from this room: what was mended, and what was learnt in words that one has shown."""

from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.repair.models import Account, Episode


def lines(relationship, *, by):
    mended = Episode.objects.visible_to(by).filter(relationship=relationship, state=Episode.State.MENDED)
    found = [(timezone.localdate(one.ended_at), _("mended between you"), "", "") for one in mended]
    learnt = Account.objects.visible_to(by).filter(
        relationship=relationship, of=Account.Of.LEARNT, shown_at__isnull=False
    )
    for one in learnt.select_related("author"):
        found.append(
            (timezone.localdate(one.shown_at), _("what we learnt"), one.words, one.author.short_name)
        )
    return found
