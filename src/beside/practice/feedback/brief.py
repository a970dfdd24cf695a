"""What this room puts into the brief, into Today and onto the client's home. Each costs a constant number of queries."""

import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import get_language

from beside.measures import load_form
from beside.practice.feedback import asking, course, following, noticing
from beside.practice.feedback.models import Guess, Kept, Sheet, Urgent
from beside.practice.meetings.models import Session
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


def guesses_waiting(by):
    """The therapist's own sessions of the last weeks whose answers are there and not guessed yet, oldest first. One query."""
    return list(
        Session.objects.visible_to(by)
        .filter(
            Exists(
                Sheet.objects.standing()
                .filter(session=OuterRef("pk"), form=asking.SESSION)
                .exclude(entered_by=by.pk)
            ),
            ~Exists(Guess.objects.filter(session=OuterRef("pk"), author=by.pk)),
            relationship__clinician=by.pk,
            number__gt=1,
            starts_at__gt=timezone.now() - STAYS,
        )
        .select_related("relationship__client")
        .order_by("starts_at")
    )


def waiting_for_client(relationship, *, by):
    """What a client is asked for now, as often as they chose: the latest session, and the questionnaires that are due."""
    session = asking.latest_session(relationship)
    if session is None or not asking.is_asked(relationship, session):
        return {"session": None, "forms": []}
    form = asking.form_after(session)
    answered = (
        Sheet.objects.visible_to(by).filter(session=session, form=form.id).exists()
        or Kept.objects.visible_to(by).filter(session=session, form=form.id).exists()
    )
    due = asking.due_forms(relationship, session=session)
    titles = [(form_id, load_form(form_id).text(get_language() or "en").title) for form_id in due]
    return {"session": None if answered else session, "forms": titles}


def latest_said(relationship, *, by):
    """The rule that the last answers meet, with one next step; None where they ask for nothing, or wait for a guess.

    Strain has a place of its own in the brief (repair). At most one thing stands here: what was said before what was numbered.
    """
    if not access.may_see(by, relationship, "answers"):
        return None
    sheet = (
        Sheet.objects.standing()
        .filter(relationship=relationship, form=asking.SESSION, session__isnull=False)
        .select_related("session")
        .order_by("-session__starts_at")
        .first()
    )
    if sheet is None or not asking.answers_visible(sheet.session, by=by):
        return None
    prompt = noticing.said_last(sheet, name=relationship.client.short_name)
    return prompt and _note(prompt)


def latest_noticed(relationship, *, by, before):
    """What the numbers of the last answers show, with one next step; None where they show nothing. Said comes first."""
    prompt = noticing.newest(following.standing_of(relationship, by=by), by=by, before=before)
    return prompt and _note(prompt)


def _note(prompt):
    """What the brief's amber note needs of a prompt."""
    return {"words": prompt.words, "step": prompt.step, "why": (*prompt.why, prompt.step.why)}


def with_its_wording(strain, *, by):
    """The open strain, and whether it is quieter by now: a word about numbers, which closes nothing. For the therapist's side."""
    if strain is None or strain["for_client"]:
        return strain
    standing = following.standing_of(strain["episode"].relationship, by=by)
    return {
        **strain,
        "quieter": standing is not None and following.is_quieter(standing, strain["episode"], by=by),
    }


def course_for(relationship, *, by):
    """Context of feedback/_course.html: the session course, then the questionnaires; None where these eyes may not see it."""
    if not access.may_see(by, relationship, "course"):
        return None
    if by.is_client and not by.sees_course:
        return None
    return {
        "courses": [course.session_course(relationship, by=by), *course.outcome_courses(relationship, by=by)]
    }
