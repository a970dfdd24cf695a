from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.loops import actions, wording
from beside.practice.loops.forms import NoteForm
from beside.practice.loops.models import Loop
from beside.practice.people import notices, taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page
from beside.practice.vault import keyring

# What each of the two may do, by the name that the page sends.
MOVES = {
    "clinician": {"talked": actions.talked_about, "changed": actions.what_changed, "left": actions.leave_be},
    "client": {"again": actions.not_answered_for_me, "left": actions.leave_be},
}
A_PAGE = 12


@require_safe
@for_roles("client")
def gave(request):
    """Everything I gave and where it stands, newest first."""
    who = request.member
    loops = (
        Loop.objects.visible_to(who)
        .filter(given_by=who)
        .select_related("given_by", "relationship__clinician")
        .prefetch_related("steps__by")
        .order_by("-opened_at", "-pk")
    )
    page = Paginator(loops, A_PAGE).get_page(request.GET.get("page"))
    keyring.warm(who.practice_id, [loop.relationship_id for loop in page])
    for loop in taking_back.marked(list(page)):
        _with_words(loop, who)
    return personal_page(
        request, "loops/gave.html", {"page": page, "cover": who.cover}, page="gave", kinds=("loops",)
    )


@require_safe
@for_roles("client", "clinician", "supervisor")
def detail(request, pk):
    return _detail(request, _loop(request, pk))


@for_roles("client", "clinician")
@require_POST
def move(request, pk):
    """One move of a loop, by its name. What the action refuses stands on the page, with what was typed."""
    loop, form = _loop(request, pk), NoteForm(request.POST)
    act = MOVES[request.member.role].get(request.POST.get("move"))
    if act is None or not form.is_valid():
        return _detail(request, loop, form=form, status=422)
    try:
        note = {} if act is actions.leave_be else {"note": form.cleaned_data["note"]}
        act(loop, by=request.member, **note)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _detail(request, _loop(request, pk), form=form, status=409)
    messages.success(request, _moved(request.POST["move"], loop))
    return redirect("loop-detail", pk)


def _moved(name, loop):
    return {
        "talked": _("Kept: you talked about it."),
        "changed": _("Kept. %(name)s can read it.") % {"name": loop.relationship.client.short_name},
        "left": _("Kept: you agreed to leave it. It is not asked about again."),
        "again": _("It is open again, and stands before the others."),
    }[name]


def _loop(request, pk):
    loops = Loop.objects.visible_to(request.member).select_related(
        "given_by", "relationship__client", "relationship__clinician"
    )
    return get_object_or_404(loops.prefetch_related("steps__by"), pk=pk)


def _detail(request, loop, *, form=None, status=200):
    who = request.member
    if status == 200 and actions.mark_seen([loop], by=who):
        loop = _loop(request, loop.pk)
    if loop.kind in Loop.ANSWERED:
        notices.seen_about(who, loop)
    _with_words(loop, who)
    next_moves = (
        Loop.MOVES[loop.state] if who.pk in (loop.relationship.client_id,) or who.is_clinician else set()
    )
    if loop.relationship.frozen or who.is_supervisor:
        next_moves = set()
    context = {
        "loop": loop,
        "relationship": loop.relationship,
        "form": form or NoteForm(),
        "can_talk": who.is_clinician and Loop.State.TALKED in next_moves,
        "can_change": who.is_clinician and Loop.State.CHANGED in next_moves,
        "can_leave": Loop.State.LEFT in next_moves,
        "can_reopen": loop.can_reopen,
        "can_settle": bool(next_moves),
        "is_promise": loop.kind == Loop.Kind.PROMISE,
        "is_question": loop.kind in Loop.ANSWERED,
        "can_keep": who.is_clinician and bool(loop.came_of_it),
        "cover": who.is_client and who.cover,
    }
    return personal_page(
        request,
        "loops/detail.html",
        context,
        page="loop-detail",
        relationship=loop.relationship,
        kinds=("loops",),
        status=status,
    )


def _with_words(loop, who):
    """Give a loop what its page says of it."""
    loop.line = wording.line(loop, viewer=who)
    loop.moves = [(wording.move(step, viewer=who), step) for step in loop.steps.all()]
    loop.can_reopen = (
        who.is_client
        and loop.given_by_id == who.pk
        and Loop.State.GIVEN in Loop.MOVES[loop.state]
        and not loop.relationship.frozen
    )
    loop.came_of_it = [step for step in loop.steps.all() if step.note and not step.reopened]
