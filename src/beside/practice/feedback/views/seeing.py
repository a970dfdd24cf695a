"""The therapist guesses, sees the answers, types in from paper, plans questionnaires; everybody their courses."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beside.measures import load_form
from beside.practice.feedback import actions, asking, brief, multiples, reading, stepping
from beside.practice.feedback.forms import PlanForm
from beside.practice.feedback.models import Due, Sheet
from beside.practice.feedback.responders import current_responder
from beside.practice.feedback.views import rows
from beside.practice.loops.actions import mark_seen
from beside.practice.people.errors import Refused
from beside.practice.people.models import Notice, Relationship
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.people.pdf import pdf_page


@for_roles("clinician")
def guess(request, pk):
    session = rows.session(request, pk)
    if asking.answers_visible(session, by=request.member):
        return redirect("answers", pk=pk)
    client = session.relationship.client.short_name
    form = load_form(asking.SESSION)
    error, paper = "", stepping.Paper(form)
    if request.method == "POST":
        paper = stepping.posted(form, request.POST)
        passed = request.POST.get("move") == "pass"
        try:
            actions.guess(session, answers=None if passed else paper.answers, by=request.member)
            return redirect("answers", pk=pk)
        except Refused as refused:
            error = str(refused)
    text = form.text(get_language() or "en", voice="therapist", client=client)
    questions = stepping.questions(paper, text, keys=[item.key for item in form.items], voice="therapist")
    context = {"session": session, "client": client, "text": text, "questions": questions, "error": error}
    return personal_page(
        request,
        "feedback/guess.html",
        context,
        page="guess",
        relationship=session.relationship,
        kinds=("appointments",),
    )


@for_roles("clinician", "supervisor")
@require_safe
def answers(request, pk):
    """The answers of one session beside the therapist's own guess. A therapist guesses, or passes, first."""
    session = rows.session(request, pk)
    if not asking.answers_visible(session, by=request.member):
        return redirect("guess", pk=pk)
    relationship = session.relationship
    if not request.member.is_supervisor:
        mark_seen(actions.loops_of_session(session), by=request.member)
        Notice.objects.filter(
            practice=request.member.practice_id,
            member=request.member,
            kind="answers",
            thing_id=session.pk,
            seen_at=None,
        ).update(seen_at=timezone.now())
    shown, guessed = reading.sheets_of(
        session,
        by=request.member,
        therapist=relationship.clinician.short_name,
        client=relationship.client.short_name,
    )
    context = {
        "session": session,
        "relationship": relationship,
        "client": relationship.client.short_name,
        "sheets": shown,
        "guess": guessed,
    }
    return personal_page(
        request,
        "feedback/answers.html",
        context,
        page="answers",
        relationship=relationship,
        kinds=("answers", "guesses"),
    )


@for_roles("clinician", "client")
@require_safe
def paper_form(request, form_id):
    """Any form to print: no name on it, only a line for a code. What is not asked on the therapist's device is not on it."""
    form = asking.questionnaire(form_id) or (
        load_form(form_id) if form_id in (asking.SESSION, asking.FIRST) else None
    )
    if form is None:
        raise Http404
    asked = asking.askable(form, practice_id=request.member.practice_id, device="therapist")
    text = form.text(get_language() or "en", therapist=_("my therapist"))
    questions = stepping.questions(
        stepping.Paper(asked), text, keys=[item.key for item in asked.items], voice="paper"
    )
    context = {
        "form": form,
        "source": _(form.source),
        "text": text,
        "questions": questions,
        "responder": rows.responder_for(asked, request),
        "private": len(asked.items) < len(form.items) and form.id == asking.SESSION,
    }
    if "pdf" in request.GET:
        try:
            return pdf_page(request, "feedback/paper_form.html", context, file_name=f"{form.id}.pdf")
        except Refused as refused:
            messages.warning(request, str(refused))
    return render(request, "feedback/paper_form.html", context)


@for_roles("clinician")
def paper_entry(request, pk):
    """Typed in by the therapist from paper, or asked aloud, and marked as such."""
    session = rows.session(request, pk)
    relationship = session.relationship
    form = asking.questionnaire(request.GET.get("form", "")) or asking.form_after(session)
    asked = asking.askable(form, practice_id=request.member.practice_id, device="therapist")
    sheet = rows.sheet(request, session, form.id)
    mine = sheet if sheet and sheet.entered_by_id == request.member.pk else None
    error, paper = (
        "",
        stepping.opened(asked, by=request.member, session=session, answers=mine.answers if mine else None),
    )
    way = request.POST.get("given", mine.way if mine else "")
    if request.method == "POST":
        paper = stepping.posted(asked, request.POST)
        try:
            if way not in (Sheet.Way.PAPER, Sheet.Way.ALOUD):
                raise Refused(_("Say whether it is from paper or was asked aloud."))
            if not session.has_begun:
                raise Refused(_("Answers can be typed in when the session has begun."))
            if mine:
                actions.correct_answers(mine, answers=paper.answers, key=paper.key, by=request.member)
            else:
                actions.send_answers(
                    relationship,
                    form=form,
                    answers=paper.answers,
                    key=paper.key,
                    by=request.member,
                    session=session,
                    way=way,
                )
            return redirect("answers", pk=pk)
        except Refused as refused:
            error = str(refused)
    text = form.text(get_language() or "en", therapist=relationship.clinician.short_name)
    context = {
        "session": session,
        "relationship": relationship,
        "client": relationship.client.short_name,
        "paper": paper,
        "here_url": request.get_full_path(),
        "text": text,
        "questions": stepping.questions(paper, text, keys=[item.key for item in asked.items], voice="paper"),
        "error": error,
        "ways": [(Sheet.Way.PAPER, _("From paper")), (Sheet.Way.ALOUD, _("Asked aloud"))],
        "way": way,
        "others": [
            (other.id, other.text(get_language() or "en").title)
            for other in [
                asking.form_after(session),
                *(asking.questionnaires() if not session.is_first else []),
            ]
            if other.id != form.id
        ],
        "mine": mine,
        "form": form,
        "responder": rows.responder_for(asked, request),
    }
    return personal_page(
        request,
        "feedback/paper_entry.html",
        context,
        page="paper-entry",
        relationship=relationship,
        kinds=("appointments",),
    )


@for_roles("client")
@require_safe
def course(request):
    relationship = rows.my_relationship(request)
    shown = brief.course_for(relationship, by=request.member) if relationship else None
    context = {"shown": shown, "relationship": relationship, "own": True, "sent": rows.sent(request)}
    return render(request, "feedback/course.html", context)


@for_roles("clinician", "supervisor")
@require_safe
def relationship_course(request, pk):
    relationship = get_object_or_404(
        Relationship.objects.visible_to(request.member).select_related("client", "clinician"), pk=pk
    )
    shown = brief.course_for(relationship, by=request.member)
    context = {
        "shown": shown,
        "relationship": relationship,
        "client": relationship.client.short_name,
        "own": False,
    }
    return personal_page(
        request,
        "feedback/course.html",
        context,
        page="course",
        relationship=relationship,
        kinds=("course", "episodes"),
    )


@for_roles("clinician")
@require_safe
def courses(request):
    """Everybody's course, small, on one page."""
    context = {"courses": multiples.courses(request.member)}
    return personal_page(
        request, "feedback/courses.html", context, page="courses", kinds=("course", "episodes")
    )


@for_roles("clinician")
def questionnaire_plan(request, pk):
    relationship = get_object_or_404(
        Relationship.objects.visible_to(request.member).select_related("client", "clinician"), pk=pk
    )
    form = PlanForm(request.POST or None)
    if request.method == "POST":
        if "end" in request.POST:
            due = get_object_or_404(
                Due.objects.visible_to(request.member).filter(relationship=relationship, ended_at=None),
                form=request.POST["end"],
            )
            actions.end_plan(due, by=request.member)
            return redirect("questionnaire-plan", pk=pk)
        if form.is_valid():
            try:
                actions.plan_questionnaire(
                    relationship,
                    form=form.cleaned_data["form"],
                    every=form.cleaned_data["every"],
                    by=request.member,
                )
                return redirect("questionnaire-plan", pk=pk)
            except Refused as refused:
                refusal(form, refused)
    plans = (
        Due.objects.visible_to(request.member)
        .filter(relationship=relationship, ended_at=None)
        .order_by("since")
    )
    context = {
        "relationship": relationship,
        "client": relationship.client.short_name,
        "form": form,
        "plans": [(plan, load_form(plan.form).text(get_language() or "en").title) for plan in plans],
        "responder": current_responder(request.member.practice_id),
    }
    return personal_page(
        request,
        "feedback/plan.html",
        context,
        page="questionnaire-plan",
        relationship=relationship,
        kinds=("answers",),
    )
