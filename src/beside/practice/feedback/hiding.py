"""Answers that their client hides, or shows again: what was worked out from them follows."""

from beside.practice.feedback import following
from beside.practice.repair import actions as repair
from beside.practice.repair.models import Episode


def hidden(sheet, *, by, now):
    """Gone from the course. A strain that began with them is left, as when it is corrected away."""
    following.follow_anew(sheet.relationship)
    if _strength(sheet) != "no":
        for episode in _begun_with(sheet, by).going_on():
            repair.leave_it(episode, by=by, now=now)


def shown(sheet, *, by, moments):
    """In the course again, and a strain that was left at one of the moments they were hidden is open again."""
    following.follow_anew(sheet.relationship)
    if _strength(sheet) != "no" and _begun_with(sheet, by).filter(ended_at__in=moments).exists():
        repair.open_episode(sheet.relationship, by=by, session=sheet.session, strength=_strength(sheet))


def _begun_with(sheet, by):
    return Episode.objects.filter(relationship=sheet.relationship, session=sheet.session, opened_by=by)


def _strength(sheet):
    newest = type(sheet).objects.current().get(pk__in=sheet.goes_together())
    return newest.answers.get("strain", "no")
