"""What two people can look back on from this room: wins, and goals that were reached or let go. See endings/looking_back.py."""

from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.growth.models import Goal, Win


def lines(relationship, *, by):
    wins = Win.objects.visible_to(by).filter(relationship=relationship).select_related("by")
    goals = Goal.objects.visible_to(by).filter(relationship=relationship).select_related("made_by")
    found = [(_day(win.at), _("went well"), win.words, win.by.short_name) for win in wins]
    for goal in goals:
        said = _("a goal: %(state)s") % {"state": goal.get_state_display()}
        found.append((_day(goal.ended_at or goal.made_at), said, goal.words["goal"], goal.made_by.short_name))
    return found


def _day(moment):
    return timezone.localdate(moment)
