"""What several pages fetch: always what this person may see, or a 404."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from beside.helplines import helplines
from beside.measures import load_form
from beside.practice.feedback import asking, reading
from beside.practice.feedback.models import Due, Kept, Sheet, Urgent
from beside.practice.feedback.responders import current_responder
from beside.practice.meetings.models import Session
from beside.practice.people import taking_back
from beside.practice.people.models import Relationship

A_PAGE = 12


def session(request, pk):
    sessions = Session.objects.visible_to(request.member).standing()
    return get_object_or_404(
        sessions.select_related("relationship__client", "relationship__clinician", "relationship__practice"),
        pk=pk,
    )


def sheet(request, session, form_id):
    rows = Sheet.objects.visible_to(request.member).current().filter(session=session, form=form_id)
    return rows.select_related(
        "relationship__client", "relationship__clinician", "relationship__practice", "session", "corrects"
    ).first()


def sent(request):
    """All that this client sent, newest first, a page of it in words. Five queries."""
    rows = Sheet.objects.visible_to(request.member).current().select_related("relationship__clinician")
    page = Paginator(rows.order_by("-sent_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    sheets = taking_back.marked(page.object_list.with_versions())
    page.object_list = [
        reading.answered(sheet, therapist=sheet.relationship.clinician.short_name) for sheet in sheets
    ]
    return page


def kept(request, session, form_id):
    return Kept.objects.visible_to(request.member).filter(session=session, form=form_id).first()


def urgent(request, pk):
    rows = Urgent.objects.visible_to(request.member).select_related(
        "sheet", "seen_by", "relationship__client", "relationship__clinician"
    )
    return get_object_or_404(rows, pk=pk)


def my_relationship(request):
    rows = Relationship.objects.visible_to(request.member).select_related("client", "clinician", "practice")
    return (
        rows.order_by("ended_on", "-began_on").filter(ended_on=None).first()
        or rows.order_by("-ended_on").first()
    )


def planned(request, form_id):
    """The relationship in which this questionnaire is planned, its latest session, and the form; or there is no such page."""
    plan = (
        Due.objects.visible_to(request.member)
        .filter(form=form_id, ended_at=None, relationship__ended_on=None)
        .select_related("relationship__client", "relationship__clinician", "relationship__practice")
        .first()
    )
    form = asking.questionnaire(form_id)
    if plan is None or form is None:
        raise Http404
    session = asking.latest_session(plan.relationship)
    if session:
        session.relationship = plan.relationship
    return plan.relationship, session, form


def next_forms(relationship, session):
    """The questionnaires that are due, with their titles."""
    due = asking.due_forms(relationship, session=session)
    return [(form_id, load_form(form_id).text(get_language() or "en").title) for form_id in due]


def responder_for(form, request):
    return current_responder(request.member.practice_id) if asking.has_risk_items(form) else None


def supervisors(relationship):
    rows = relationship.clinician.supervised_by.filter(ended_on=None).select_related("supervisor")
    return [row.supervisor.name for row in rows]


def help_near(request):
    practice = request.member.practice
    return {
        "responder": current_responder(practice.pk),
        "help_lines": helplines(practice.country, get_language() or "en"),
        "practice_contacts": practice.contacts,
    }
