"""What this room puts into the brief, into Today and onto the client's home. Each costs a constant number of queries."""

import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beside.guidance import guidance
from beside.practice.feedback import asking, course
from beside.practice.feedback.actions import PACE_ASKS, is_low_safety
from beside.practice.feedback.models import Sheet, Urgent
from beside.practice.people import access

STAYS = datetime.timedelta(days=14)


def urgent_waiting(by):
    """Everything urgent, across everybody, that nobody has seen yet."""
    return list(
        Urgent.objects.visible_to(by)
        .filter(seen_at=None)
        .select_related("relationship__client", "sheet__session")
        .order_by("raised_at")
    )


def urgent_lines(relationship, *, by):
    """What stands above the brief, and what the client reads of it: unseen ones, and those seen in the last fortnight."""
    rows = (
        Urgent.objects.visible_to(by)
        .filter(relationship=relationship)
        .select_related("seen_by", "sheet")
        .order_by("-raised_at")
    )
    since = timezone.now() - STAYS
    return [urgent for urgent in rows[:10] if urgent.seen_at is None or urgent.raised_at > since]


def latest_said(relationship, *, by):
    """The rule that the last answers meet, with one next step; None where they ask for nothing, or wait for a guess.

    Strain has a place of its own in the brief (repair). At most one thing stands here: what was said before what was numbered.
    """
    if not access.may_see(by, relationship, "answers"):
        return None
    sheet = (
        Sheet.objects.current()
        .filter(relationship=relationship, form=asking.SESSION)
        .select_related("session")
        .order_by("-sent_at")
        .first()
    )
    if sheet is None or not asking.answers_visible(sheet.session, by=by):
        return None
    found = next(_said(sheet.answers), None)
    if found is None:
        return None
    name, words = found
    return {"sheet": sheet, "words": words, "step": guidance(name, get_language() or "en")}


def _said(answers):
    if answers.get("held") == "help_raise":
        yield "held-back", _("They asked for help to raise something.")
    if answers.get("pace", 0) >= PACE_ASKS:
        yield "pace-too-fast", _("The pace was too fast for them.")
    if answers.get("pace", 0) <= -PACE_ASKS:
        yield "pace-too-slow", _("The pace was too slow for them.")
    if is_low_safety(answers):
        yield "low-safety", _("They could not easily say no to you.")


def course_for(relationship, *, by):
    """Context of feedback/_course.html: the session course, then the questionnaires; None where these eyes may not see it."""
    if not access.may_see(by, relationship, "course"):
        return None
    if by.is_client and not by.sees_course:
        return None
    return {
        "courses": [course.session_course(relationship, by=by), *course.outcome_courses(relationship, by=by)]
    }
