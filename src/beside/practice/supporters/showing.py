"""What a supporter sees: the one place that puts it together, for them and for the client who looks at the same page."""

from django.utils.translation import get_language

from beside.helplines import helplines
from beside.practice.growth.models import Goal
from beside.practice.meetings.models import Session
from beside.practice.supporters import actions


def page_of(supporter):
    """Everything on the page, and nothing that was not ticked."""
    may_know, holder = supporter.may_know or {}, actions.holder_of(supporter)
    return {
        "supporter_name": supporter.who["name"],
        "client_name": supporter.relationship.client.short_name,
        "asked_next": bool(may_know.get("next")),
        "next_session": Session.objects.visible_to(holder).first(),
        "goals": [goal.words["goal"] for goal in _goals(holder)],
        "words": may_know.get("words", ""),
        "help": _help(supporter) if may_know.get("help") else None,
        "until": supporter.until,
    }


def _goals(holder):
    """Those named that are still gone for: what was let go is no longer anybody's business."""
    return Goal.objects.visible_to(holder).filter(state=Goal.State.OPEN).order_by("made_at", "pk")


def _help(supporter):
    found = helplines(supporter.relationship.practice.country, get_language() or "en")
    return {
        "emergency": found.emergency.tel.removeprefix("tel:"),
        "emergency_words": found.emergency.number,
        "lines": [
            (line.name, line.number, line.tel.removeprefix("tel:"))
            for line in found.lines
            if line.tel and not line.kind
        ],
    }
