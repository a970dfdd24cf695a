"""Goals, steps, ratings and wins: one page for both, and a page for each goal."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.growth import actions, forms
from beside.practice.growth.models import Goal, GoalStep, KindWord, Rating, Win
from beside.practice.people import access
from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.vault import keyring

WINS_SHOWN = 30
TWO = ("client", "clinician")


@for_roles("client", "clinician", "supervisor")
@require_safe
def goals(request, pk):
    return _goals(request, _relationship(request, pk))


@for_roles(*TWO)
@require_POST
def goal_new(request, pk):
    relationship = _relationship(request, pk)
    return _sent(
        request,
        forms.GoalForm(request.POST),
        lambda goal, notice, key: actions.set_goal(
            relationship, goal=goal, notice=notice, key=key, by=request.member
        ),
        _("Kept. You can change it or let it go at any time."),
        again=lambda form: _goals(request, relationship, goal_form=form),
    )


@for_roles(*TWO)
@require_POST
def win_new(request, pk):
    relationship = _relationship(request, pk)
    return _sent(
        request,
        forms.WinForm(request.POST),
        lambda words, key: actions.note_win(relationship, words=words, key=key, by=request.member),
        _("Kept."),
        to=lambda _win: redirect("goals-of", pk),
        again=lambda form: _goals(request, relationship, win_form=form),
    )


@for_roles("client")
@require_POST
def kind_word(request, pk):
    relationship = _relationship(request, pk)
    return _sent(
        request,
        forms.KindWordForm(request.POST),
        lambda words: actions.keep_kind_word(relationship, words=words, by=request.member),
        _("Kept for you."),
        to=lambda _kept: redirect("goals-of", pk),
        again=lambda form: _goals(request, relationship, kind_form=form),
    )


@for_roles("client", "clinician", "supervisor")
@require_safe
def goal(request, pk):
    return _goal(request, _goal_of(request, pk), setback="setback" in request.GET)


@for_roles(*TWO)
@require_POST
def goal_change(request, pk):
    found = _goal_of(request, pk)
    return _sent(
        request,
        forms.GoalForm(request.POST),
        lambda goal, notice, key: actions.reword_goal(
            found, goal_words=goal, notice=notice, by=request.member
        ),
        _("Kept. What it was called before stays below."),
        again=lambda form: _goal(request, found, goal_form=form),
    )


@for_roles(*TWO)
@require_POST
def goal_end(request, pk):
    found = _goal_of(request, pk)
    state = request.POST.get("state")
    if state not in Goal.State.values:
        messages.warning(request, _("Choose what becomes of it: reached, or let go."))
        return redirect(found)
    try:
        actions.end_goal(found, state=state, by=request.member)
        messages.success(
            request,
            {
                Goal.State.REACHED: _("Kept: you are there."),
                Goal.State.LET_GO: _("Kept: it is let go. That is a decision too."),
                Goal.State.OPEN: _("Kept: it is open again."),
            }[state],
        )
    except Refused as error:
        messages.warning(request, str(error))
    return redirect(found)


@for_roles(*TWO)
@require_POST
def goal_rate(request, pk):
    found = _goal_of(request, pk)
    return _sent(
        request,
        forms.RateForm(request.POST),
        lambda near, key: actions.rate(found, near=near, key=key, by=request.member),
        _("Kept."),
        to=lambda _rating: redirect(found),
        again=lambda form: _goal(request, found, rate_form=form),
    )


@for_roles(*TWO)
@require_POST
def step_new(request, pk):
    found = _goal_of(request, pk)
    return _sent(
        request,
        forms.StepForm(request.POST),
        lambda words, key: actions.add_step(found, words=words, key=key, by=request.member),
        _("Kept."),
        to=lambda _step: redirect(found),
        again=lambda form: _goal(request, found, step_form=form),
    )


@for_roles(*TWO)
@require_POST
def step_mark(request, pk):
    """Done, not done after all, or taken off."""
    step = get_object_or_404(
        GoalStep.objects.visible_to(request.member).select_related("goal", "relationship"), pk=pk
    )
    try:
        if request.POST.get("what") == "off":
            actions.take_step_off(step, by=request.member)
        else:
            actions.mark_step(step, done=request.POST.get("what") == "done", by=request.member)
    except Refused as error:
        messages.warning(request, str(error))
    return redirect(step.goal)


@for_roles(*TWO)
@require_POST
def win_take_off(request, pk):
    win = get_object_or_404(Win.objects.visible_to(request.member).select_related("relationship"), pk=pk)
    try:
        actions.take_win_back(win, by=request.member)
        messages.success(request, _("It is taken off."))
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("goals-of", win.relationship_id)


def _relationship(request, pk):
    found = get_object_or_404(
        Relationship.objects.visible_to(request.member).select_related("client", "clinician", "practice"),
        pk=pk,
    )
    if not access.may_see(request.member, found, "goals"):
        raise Http404
    return found


def _goal_of(request, pk):
    return get_object_or_404(
        Goal.objects.visible_to(request.member).select_related(
            "relationship__client", "relationship__clinician", "relationship__practice", "made_by"
        ),
        pk=pk,
    )


def _sent(request, form, act, words, *, again, to=redirect):
    """A form that was sent: done and said, or back on its page with a sentence, as it was typed."""
    if form.is_valid():
        try:
            made = act(**form.cleaned_data)
        except Refused as error:
            refusal(form, error)
        else:
            messages.success(request, words)
            return to(made)
    return again(form)


def _goals(request, relationship, **bound):
    who = request.member
    keyring.warm(who.practice_id, [relationship.pk])
    found = list(
        Goal.objects.visible_to(who)
        .filter(relationship=relationship)
        .select_related("made_by")
        .order_by("made_at", "pk")
    )
    wins = (
        Win.objects.visible_to(who)
        .filter(relationship=relationship)
        .select_related("by")
        .order_by("-at", "pk")
    )
    context = {
        "relationship": relationship,
        "open_goals": [one for one in found if one.is_open],
        "ended": [one for one in found if not one.is_open],
        "wins": wins[:WINS_SHOWN],
        "writes": _writes(who, relationship),
        "goal_form": bound.get("goal_form") or forms.GoalForm(),
        "win_form": bound.get("win_form") or forms.WinForm(),
    }
    if who.is_client:
        kept = _kind_word(who, relationship)
        context["kind_form"] = bound.get("kind_form") or forms.KindWordForm(
            initial={"words": kept.words if kept else ""}
        )
    return personal_page(
        request, "growth/goals.html", context, page="goals", relationship=relationship, kinds=("goals",)
    )


def _goal(request, goal, *, setback=False, **bound):
    who, relationship = request.member, goal.relationship
    keyring.warm(who.practice_id, [relationship.pk])
    ratings = list(
        Rating.objects.visible_to(who).filter(goal=goal).select_related("by").order_by("-at", "-pk")
    )
    context = {
        "goal": goal,
        "relationship": relationship,
        "steps": GoalStep.objects.visible_to(who).filter(goal=goal).order_by("made_at", "pk"),
        "ratings": ratings,
        "apart": _apart(ratings, relationship),
        "writes": _writes(who, relationship),
        "setback": setback,
        "kind_word": _kind_word(who, relationship) if who.is_client else None,
        "goal_form": bound.get("goal_form") or forms.GoalForm(initial=goal.words),
        "step_form": bound.get("step_form") or forms.StepForm(),
        "rate_form": bound.get("rate_form") or forms.RateForm(),
    }
    return personal_page(
        request, "growth/goal.html", context, page="goals", relationship=relationship, kinds=("goals",)
    )


def _apart(ratings, relationship):
    """The newest of each of the two, where they lie three or more apart: something to talk about, and no more."""
    newest = {}
    for rating in ratings:
        newest.setdefault(rating.by_id, rating.near)
    two = [newest.get(member) for member in (relationship.client_id, relationship.clinician_id)]
    return two if None not in two and abs(two[0] - two[1]) >= 3 else None


def _kind_word(who, relationship):
    return KindWord.objects.visible_to(who).filter(relationship=relationship).first()


def _writes(who, relationship):
    return not who.is_supervisor and not relationship.frozen and relationship.ended_on is None
