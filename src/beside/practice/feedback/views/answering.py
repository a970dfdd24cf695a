"""The client answers, a few questions at a time, and sees where it stands."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from beside.guidance import guidance
from beside.measures import load_form
from beside.practice.feedback import actions, asking, reading, stepping
from beside.practice.feedback.models import Sheet, Urgent
from beside.practice.feedback.views import rows
from beside.practice.people import drafts, taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles
from beside.practice.repair.brief import open_strain


@for_roles("client")
def after(request, pk):
    """After a session: a few questions at a time; once sent, where it stands."""
    session = rows.session(request, pk)
    if not session.has_begun:
        return render(request, "feedback/not_yet.html", {"session": session})
    form = asking.form_after(session)
    if request.method == "GET" and (
        rows.sheet(request, session, form.id) or rows.kept(request, session, form.id)
    ):
        return _after_sent(request, session, form)
    return _answer(request, session, form, done=reverse("after", args=[pk]))


@for_roles("client")
def after_correct(request, pk):
    """The same questions again, with what was sent and kept; both versions are kept."""
    session = rows.session(request, pk)
    form = asking.form_after(session)
    sheet, kept = rows.sheet(request, session, form.id), rows.kept(request, session, form.id)
    if sheet is None and kept is None:
        return redirect("after", pk=pk)
    return _answer(request, session, form, done=reverse("after", args=[pk]), corrects=sheet, kept=kept)


@for_roles("client")
def questionnaire(request, form_id):
    _relationship, session, form = rows.planned(request, form_id)
    sheet = rows.sheet(request, session, form_id) if session else None
    if session is None or session.is_first:
        return render(request, "feedback/not_yet.html", {"session": session})
    correcting = "correct" in request.GET
    if sheet and request.method == "GET" and not correcting:
        return redirect("questionnaire-sent", form_id=form_id)
    done = reverse("questionnaire-sent", args=[form_id])
    return _answer(request, session, form, done=done, corrects=sheet if correcting else None)


@for_roles("client")
@require_safe
def questionnaire_sent(request, form_id):
    """Thanks, and what happens now. Help at once where the answers ask for it."""
    relationship, session, _form = rows.planned(request, form_id)
    sheet = rows.sheet(request, session, form_id) if session else None
    if sheet is None:
        return redirect("questionnaire", form_id=form_id)
    whole = load_form(sheet.form, sheet.version)
    positive = bool(whole.positive(sheet.answers))
    context = {
        "relationship": relationship,
        "form_id": form_id,
        "shown": reading.answered(sheet),
        "taken_back": taking_back.marked([sheet])[0].taken_back_at,
        "positive": positive,
        "urgent": Urgent.objects.visible_to(request.member).filter(relationship=relationship).select_related("seen_by").order_by("-raised_at").first() if positive else None,
        "next_forms": rows.next_forms(relationship, session),
        **(rows.help_near(request) if positive else {}),
    }  # fmt: skip
    return render(request, "feedback/questionnaire_sent.html", context)


@for_roles("client")
@require_POST
def safety_ask(request, pk):
    session = rows.session(request, pk)
    sheet = get_object_or_404(
        Sheet.objects.visible_to(request.member).current().select_related("relationship"),
        session=session,
        form=asking.SESSION,
    )
    try:
        actions.ask_for_safety(sheet, by=request.member)
    except Refused:
        raise Http404 from None
    return redirect(reverse("after", args=[pk]) + "#safety")


def _answer(request, session, form, *, done, corrects=None, kept=None):
    """One step of a questionnaire: show it, keep it as a draft, go on, or send it all."""
    relationship, member = session.relationship, request.member
    asked = asking.askable(form, practice_id=member.practice_id)
    if request.method != "POST":
        answers = {**(corrects.answers if corrects else {}), **(kept.answers if kept else {})}
        real = [
            key
            for key, value in (kept.answers if kept else {}).items()
            if not _itself_private(form, key, value)
        ]
        paper = stepping.opened(asked, by=member, session=session, answers=answers, only_me=real)
        if (at := request.GET.get("at", "")).isdigit():
            paper.at = min(int(at), paper.of - 1)
        return _step_page(request, session, paper, corrects)
    paper = stepping.posted(asked, request.POST)
    page = asking.draft_page(form.id, session)
    if request.headers.get("X-Draft"):
        drafts.keep(relationship, by=member, page=page, words=paper.draft())
        return HttpResponse(status=204)
    if actions.unanswerable_risk(form, request.POST, by=member):
        # Never dropped in silence: it is said, help stands on the page, and the rest can be sent.
        return _step_page(request, session, paper, corrects, error=actions.NOBODY_ANSWERS, help_now=True)
    move = request.POST.get("move", stepping.SEND if paper.is_last else stepping.NEXT)
    if move == stepping.SEND or (move == stepping.SKIP and paper.is_last):
        if move == stepping.SKIP:
            paper = stepping.moved(paper, move)
        return _send(request, session, form, paper, done, corrects)
    drafts.keep(relationship, by=member, page=page, words=stepping.moved(paper, move).draft())
    # The step stands in the address, so that a draft that was saved a moment late does not lead back.
    return redirect(f"{_here(request)}{'&' if 'correct' in request.GET else '?'}at={paper.at}")


def _here(request):
    return request.path + ("?correct" if "correct" in request.GET else "")


def _itself_private(form, key, value):
    return form.item(key).keeps(value)


def _send(request, session, form, paper, done, corrects):
    try:
        with transaction.atomic():
            if corrects:
                sent = actions.correct_answers(
                    corrects, answers=paper.answers, key=paper.key, by=request.member, only_me=paper.only_me
                )
            else:
                sent = actions.send_answers(
                    session.relationship,
                    form=form,
                    answers=paper.answers,
                    key=paper.key,
                    by=request.member,
                    session=session,
                    only_me=paper.only_me,
                )
                if form.id == asking.SESSION:
                    actions.say_of_episode(session, said=request.POST.get("episode", ""), by=request.member)
    except Refused as refused:
        return _step_page(request, session, paper, corrects, error=str(refused))
    if sent.sheet is None and not sent.kept:
        return redirect("/")
    return redirect(done)


def _step_page(request, session, paper, corrects, *, error="", help_now=False):
    form, relationship = paper.form, session.relationship
    text = form.text(
        get_language() or "en", therapist=relationship.clinician.short_name, client=request.member.short_name
    )
    risky = any(form.item(key).urgent for keys in (paper.keys, *paper.later) for key in keys)
    asks_of_episode = form.id == asking.SESSION and not corrects
    questions = stepping.questions(paper, text)
    rest = [stepping.questions(paper, text, keys=keys) for keys in paper.later]
    may_keep = any(question.may_keep for question in questions)
    context = {
        "session": session,
        "relationship": relationship,
        "paper": paper,
        "text": text,
        "questions": questions,
        "may_keep": may_keep,
        # What stands on the later pages, for somebody whose connection is lost on this one.
        "rest": rest,
        "rest_may_keep": not may_keep and any(question.may_keep for step in rest for question in step),
        "here_url": _here(request),
        "about_session": not form.has_total,
        "corrects": corrects,
        "error": error,
        "left_out": asking.has_risk_items(load_form(form.id)) and not asking.has_risk_items(form),
        "episode": actions.open_episode_asked_about(session) if asks_of_episode else None,
        "help_now": help_now,
        **(rows.help_near(request) if risky or help_now else {}),
    }  # fmt: skip
    return render(request, "feedback/answering.html", context, status=409 if error else 200)


def _after_sent(request, session, form):
    sheet, kept = rows.sheet(request, session, form.id), rows.kept(request, session, form.id)
    relationship, language = session.relationship, get_language() or "en"
    text = form.text(language, therapist=relationship.clinician.short_name)
    loops = actions.loops_of(sheet) if sheet else []
    answers = sheet.answers if sheet else {}
    context = {
        "session": session,
        "relationship": relationship,
        "sheet": sheet,
        "taken_back": taking_back.marked([sheet])[0].taken_back_at if sheet else None,
        "shown": reading.answered(sheet, therapist=relationship.clinician.short_name) if sheet else None,
        "kept": [
            (text.question(key).words, reading.in_words(text.question(key), value)) for key, value in kept.answers.items()
        ] if kept else [],
        "loops": [loop for loop in loops if loop.state != loop.State.LEFT],
        "low_safety": actions.is_low_safety(answers),
        "safety": guidance("low-safety", language),
        "safety_asked": any(loop.kind == loop.Kind.SAFETY for loop in loops),
        "supervisors": rows.supervisors(relationship),
        "held_back": guidance("held-back", language) if answers.get("held") == "help_raise" else None,
        "strain": open_strain(relationship, by=request.member),
        "next_forms": rows.next_forms(relationship, session),
    }  # fmt: skip
    return render(request, "feedback/after_sent.html", context)
