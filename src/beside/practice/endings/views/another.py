"""Another therapist: the client's page, and the page of those who decide."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.concerns.outside import ways_outside
from beside.practice.endings import actions, forms
from beside.practice.endings.actions.another import others, those_who_decide
from beside.practice.endings.models import AnotherAsked
from beside.practice.endings.views.acting import act_on
from beside.practice.people import eyes, notices
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, pair_of, personal_page, refusal


@for_roles("client")
@require_safe
def another(request, pk):
    return _another(request, pair_of(request, pk, "another-therapist"))


@for_roles("client")
@require_POST
def another_ask(request, pk):
    relationship, form = pair_of(request, pk, "another-therapist"), forms.AnotherForm(request.POST)
    return act_on(
        form,
        request,
        lambda said: actions.ask_for_another(relationship, by=request.member, **said),
        _("Asked. Where it stands is on this page."),
        to="another",
        arg=pk,
        again=lambda form: _another(request, relationship, form=form, status=422),
    )


@for_roles("client")
@require_POST
def another_take_back(request, pk):
    return _act(request, pk, actions.take_back_asking, _("Taken back."))


@for_roles("client")
@require_POST
def another_tell(request, pk):
    return _act(request, pk, actions.tell_therapist, _("Told that you ask, and nothing more."))


@for_roles("client")
@require_POST
def another_go_on(request, pk):
    return _act(request, pk, actions.go_on_with, _("You go on with somebody else from today."), to="for-next")


@for_roles("owner")
@require_safe
def another_asked(request):
    """Who asks, and where it stands. Never of a client of one's own."""
    return _asked_page(request)


@for_roles("owner")
@require_POST
def another_answer(request, pk):
    asked = get_object_or_404(_of(request.member), pk=pk)
    form = _answer_form(asked, request.POST)
    if form.is_valid():
        to, words = form.cleaned_data["to"], form.cleaned_data["words"]
        try:
            if to:
                actions.offer(asked, to=to, words=words, by=request.member)
            else:
                actions.answer_asked(asked, words=words, by=request.member)
        except Refused as refused:
            refusal(form, refused)
        else:
            messages.success(request, _("Answered. The client reads it, and says how it goes on."))
            return redirect("another-asked")
    return _asked_page(request, {asked.pk: form}, status=422)


def _answer_form(asked, data=None):
    return forms.AnswerForm(data, others=others(asked.relationship), auto_id=f"id_{asked.pk}_%s")


def _asked_page(request, given=None, *, status=200):
    """`given`: {pk: a form that was not taken, with what was typed in it}."""
    who = request.member
    asked = list(_of(who))
    for one in asked:
        one.form = (given or {}).get(one.pk) or _answer_form(one)
    response = personal_page(
        request,
        "endings/another_asked.html",
        {"asked": asked},
        page="another-asked",
        kinds=("another-therapist",),
        status=status,
    )
    AnotherAsked.objects.filter(pk__in=[one.pk for one in asked], seen_at=None).update(seen_at=timezone.now())
    for one in asked:
        notices.seen_about(who, one)
    return response


def _of(who):
    return (
        AnotherAsked.objects.visible_to(who)
        .filter(state__in=AnotherAsked.OPEN)
        .select_related("relationship__client", "relationship__clinician", "offered")
        .order_by("asked_at")
    )


def _latest(who, relationship):
    found = AnotherAsked.objects.visible_to(who).filter(relationship=relationship)
    return (
        found.exclude(state=AnotherAsked.State.WITHDRAWN)
        .select_related("offered")
        .order_by("-asked_at")
        .first()
    )


def _act(request, pk, action, said, *, to="another"):
    relationship = pair_of(request, pk, "another-therapist")
    asked = _latest(request.member, relationship)
    if asked is None:
        messages.warning(request, _("You have not asked for another therapist."))
        return redirect("another", pk)
    asked.relationship = relationship
    try:
        action(asked, by=request.member)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("another", pk)
    messages.success(request, said)
    return redirect(to, pk)


def _another(request, relationship, *, form=None, status=200):
    who = request.member
    if not who.is_client:
        raise Http404
    asked, decide = _latest(who, relationship), those_who_decide(relationship)
    if asked:
        asked.relationship = relationship
    context = {
        "relationship": relationship,
        "asked": asked,
        "decide": eyes.together([member.name for member in decide]),
        "there_are_others": others(relationship).exists(),
        "may_ask": bool(decide)
        and not (asked and asked.is_open)
        and not (relationship.ended_on or relationship.frozen),
        "form": form or forms.AnotherForm(),
        "contacts": relationship.practice.contacts,
        "cover": who.cover,
        **ways_outside(relationship.practice, language=get_language() or "en"),
    }
    response = personal_page(
        request, "endings/another.html", context, page="another", relationship=relationship, status=status
    )
    notices.seen_of(who, relationship, ("another-answered",))
    return response
