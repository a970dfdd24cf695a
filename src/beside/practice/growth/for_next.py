"""Which lines of this room a client can hand on: their goals. See endings/lines.py."""

from django.utils.translation import gettext as _

from beside.practice.growth.models import Goal


def lines(relationship, *, by):
    goals = Goal.objects.visible_to(by).filter(relationship=relationship).order_by("made_at", "pk")
    for goal in goals:
        yield _("My goals"), f"goal:{goal.pk}", goal.get_state_display(), goal.words["goal"]
