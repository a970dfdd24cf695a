"""The ways out, and a break."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.endings import actions, forms
from beside.practice.endings.models import Break
from beside.practice.endings.views.acting import act, act_on
from beside.practice.people import notices
from beside.practice.people.pages import for_roles, pair_of, personal_page


@for_roles("client")
@require_safe
def ways_out(request, pk):
    """A break, another therapist, an end: what each does, before anything is sent."""
    relationship = pair_of(request, pk, "breaks")
    context = {"relationship": relationship, "cover": request.member.cover}
    return personal_page(request, "endings/ways_out.html", context, page="pause", relationship=relationship)


@for_roles("client", "clinician")
@require_safe
def pause(request, pk):
    return _pause(request, pair_of(request, pk, "breaks"))


@for_roles("client", "clinician")
@require_POST
def pause_begin(request, pk):
    relationship, form = pair_of(request, pk, "breaks"), forms.BreakForm(request.POST)
    return act_on(
        form,
        request,
        lambda said: actions.begin_break(relationship, by=request.member, **said),
        _("The break stands. One tap on this page ends it."),
        to="pause",
        arg=pk,
        again=lambda form: _pause(request, relationship, form=form, status=422),
    )


@for_roles("client", "clinician")
@require_POST
def pause_end(request, pk):
    relationship, form = pair_of(request, pk, "breaks"), forms.BackForm(request.POST)
    return act_on(
        form,
        request,
        lambda said: actions.end_break(relationship, words=said["back_words"], by=request.member),
        _("Welcome back. Plan the next session together."),
        to="pause",
        arg=pk,
        again=lambda form: _pause(request, relationship, back_form=form, status=422),
    )


@for_roles("clinician")
@require_POST
def place_keep(request, pk):
    relationship = pair_of(request, pk, "breaks")
    return act(
        request,
        lambda: actions.keep_the_place(relationship, by=request.member),
        _("Their place is kept. They are told once, and nothing is asked of them."),
        to="pause",
        arg=pk,
    )


def _pause(request, relationship, *, form=None, back_form=None, status=200):
    who = request.member
    made = Break.objects.visible_to(who).filter(relationship=relationship).order_by("-made_at")
    now = made.filter(ended_at=None).select_related("by").first()
    if now:
        now.relationship = relationship
        if now.last_day and now.last_day < timezone.localdate():
            now = None
    context = {
        "relationship": relationship,
        "other": relationship.clinician if who.is_client else relationship.client,
        "now": now,
        "may_begin": not (now or relationship.ended_on or relationship.frozen),
        "form": form or forms.BreakForm(initial={"first_day": timezone.localdate()}),
        "back_form": back_form or forms.BackForm(),
        "late_hours": relationship.practice.late_cancel_hours,
        "cover": who.is_client and who.cover,
    }
    response = personal_page(
        request,
        "endings/pause.html",
        context,
        page="pause",
        relationship=relationship,
        kinds=("breaks",),
        status=status,
    )
    notices.seen_of(who, relationship, ("break", "back-again", "place-kept"))
    return response
