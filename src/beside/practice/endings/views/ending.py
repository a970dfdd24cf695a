"""The end of the work of two people: planned, looked back on, ended, and the way back."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.endings import actions, forms, looking_back
from beside.practice.endings.models import Ending, HandedOn, LastWord
from beside.practice.endings.views.acting import act, act_on
from beside.practice.loops import brief as loops
from beside.practice.people import notices, taking_back
from beside.practice.people.pages import for_roles, pair_of, personal_page
from beside.practice.vault import keyring

OPEN_SHOWN = 50
TOLD = ("ending-planned", "ending-dropped", "ended", "last-words", "back-asked", "begun-again")


@for_roles("client", "clinician", "supervisor")
@require_safe
def ending(request, pk):
    return _ending(request, pair_of(request, pk, "endings"))


@for_roles("client", "clinician")
@require_POST
def ending_plan(request, pk):
    relationship, form = pair_of(request, pk, "endings"), forms.EndingForm(request.POST)
    return act_on(
        form,
        request,
        lambda _said: actions.plan_ending(relationship, by=request.member, **form.chosen),
        _("Kept. The other reads it when they look."),
        to="ending",
        arg=pk,
        again=lambda form: _ending(request, relationship, form=form, status=422),
    )


@for_roles("client", "clinician")
@require_POST
def ending_drop(request, pk):
    relationship = pair_of(request, pk, "endings")
    return act(
        request,
        lambda: actions.drop_plan(relationship, by=request.member),
        _("Taken back: your work together goes on."),
        to="ending",
        arg=pk,
    )


@for_roles("client", "clinician")
@require_POST
def ending_now(request, pk):
    relationship = pair_of(request, pk, "endings")
    return act(
        request,
        lambda: actions.finish(relationship, by=request.member),
        _("Your work together has ended."),
        to="ending",
        arg=pk,
    )


@for_roles("client", "clinician")
@require_POST
def last_word(request, pk):
    relationship, form = pair_of(request, pk, "endings"), forms.LastWordForm(request.POST)
    return act_on(
        form,
        request,
        lambda said: actions.say_last(relationship, by=request.member, **said),
        _("Kept."),
        to="ending",
        arg=pk,
        again=lambda form: _ending(request, relationship, word_form=form, status=422),
    )


@for_roles("client")
@require_POST
def come_back(request, pk):
    relationship = pair_of(request, pk, "endings")
    return act(
        request,
        lambda: actions.ask_to_come_back(relationship, by=request.member),
        _("Asked. %(name)s is told that there is something to look at.")
        % {"name": relationship.clinician.short_name},
        to="ending",
        arg=pk,
    )


@for_roles("clinician")
@require_POST
def begin_again(request, pk):
    relationship = pair_of(request, pk, "endings")
    return act(
        request,
        lambda: actions.begin_again(relationship, by=request.member),
        _("Begun again. Plan a session."),
        to="ending",
        arg=pk,
    )


def _ending(request, relationship, *, form=None, word_form=None, status=200):
    who = request.member
    keyring.warm(who.practice_id, [relationship.pk])
    found = (
        Ending.objects.visible_to(who)
        .filter(relationship=relationship)
        .exclude(state=Ending.State.DROPPED)
        .select_related("by", "relationship")
        .order_by("-begun_at")
        .first()
    )
    if found:
        found = actions.show_when_due(found, by=who)
        found.relationship = relationship
        if found.back_at:
            found = None  # they came back: this is a time of its own
    words = taking_back.marked(
        list(LastWord.objects.visible_to(who).filter(ending=found).select_related("author").order_by("at"))
        if found
        else []
    )
    for word in words:
        word.relationship = relationship
    mine = next((word for word in words if word.author_id == who.pk), None)
    acts = not (who.is_supervisor or relationship.frozen)
    context = {
        "relationship": relationship,
        "other": relationship.clinician if who.is_client else relationship.client,
        "ending": found,
        "words": words,
        "mine": mine,
        "form": form or forms.EndingForm(initial={"how": "sessions"}),
        "word_form": word_form or forms.LastWordForm(initial={"words": mine.words if mine else ""}),
        "may_plan": acts and found is None and relationship.ended_on is None,
        "may_act": acts,
        "may_say": acts and found and not found.shown_at,
        "lines": looking_back.gathered(relationship, by=who) if found else [],
        "open": loops.waiting(relationship, by=who, at_most=OPEN_SHOWN).lines,
        "promises": loops.promises(relationship, by=who),
        "handed_on": HandedOn.objects.visible_to(who).filter(relationship=relationship).exists(),
        "today": timezone.localdate(),
        "cover": who.is_client and who.cover,
    }
    response = personal_page(
        request,
        "endings/ending.html",
        context,
        page="ending",
        relationship=relationship,
        kinds=("endings", "loops", "promises", "goals", "reviews"),
        status=status,
    )
    notices.seen_of(who, relationship, TOLD)
    return response
