"""What two people can look back on from this room: the stones of a cairn that is shown. See endings/looking_back.py."""

from django.utils.translation import gettext as _

from beside.practice.cairn.models import Stone


def lines(relationship, *, by):
    shown = Stone.objects.visible_to(by).filter(relationship=relationship, shown_at__isnull=False)
    stones = shown.select_related("member").order_by("at", "pk")
    return [(stone.on_day, _("a stone"), stone.words, stone.member.short_name) for stone in stones]
