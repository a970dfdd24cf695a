"""The messages of two people, the hours in which they are read, and whom to call when it cannot wait."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.loops import wording
from beside.practice.loops.models import Loop
from beside.practice.people import drafts, notices, taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, pair_of, personal_page, refusal
from beside.practice.people.views.safety import contacts
from beside.practice.thread import actions, hours
from beside.practice.thread.forms import MessageForm, TermsForm
from beside.practice.thread.models import Message
from beside.practice.thread.queries import current_terms, unread
from beside.practice.vault import keyring

A_PAGE = 30
TERMS = ("on", "days", "from_hour", "until_hour", "answer_within_hours", "show_outside_hours")


@require_safe
@for_roles("client", "clinician", "supervisor")
def thread(request, pk):
    return _thread(request, pair_of(request, pk, "messages"))


@require_POST
@for_roles("client", "clinician")
def message_send(request, pk):
    relationship, form = pair_of(request, pk, "messages"), MessageForm(request.POST)
    if form.is_valid():
        try:
            message = actions.send_message(relationship, **form.cleaned_data, by=request.member)
        except Refused as refused:
            refusal(form, refused)
        else:
            messages.success(request, _sent(message))
            return redirect("thread", relationship.pk)
    return _thread(request, relationship, form=form, status=422)


def _sent(message):
    if not message.is_held:
        return _("Sent.")
    return _("Sent. It is read from %(when)s on.") % {"when": _moment(message.shown_from)}


@require_POST
@for_roles("client", "clinician")
def message_draft(request, pk):
    """Kept as it is typed, for whoever types it."""
    relationship = pair_of(request, pk, "messages")
    words = request.POST.get("words", "")[: MessageForm.base_fields["words"].max_length]
    try:
        actions.keep_draft(relationship, words=words, by=request.member)
    except Refused as refused:
        return HttpResponse(str(refused), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@require_POST
@for_roles("client")
def message_again(request, pk):
    """Not answered for me."""
    message = get_object_or_404(
        Message.objects.visible_to(request.member).filter(author=request.member), pk=pk
    )
    try:
        actions.not_answered(message, by=request.member)
        messages.success(request, _("It is open again, and stands before the others."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("thread", message.relationship_id)


@for_roles("clinician")
def thread_terms(request, pk):
    """When the therapist reads messages, and how soon they answer."""
    relationship = pair_of(request, pk, "messages")
    terms = current_terms(relationship)
    initial = {name: getattr(terms, name) for name in TERMS} if terms else _usual()
    form = TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_terms(relationship, **form.cleaned_data, by=request.member)
        except Refused as refused:
            refusal(form, refused)
        else:
            messages.success(request, _("Kept. Your client is told."))
            return redirect("thread", relationship.pk)
    hours_now = _hours(terms) if terms else ""
    context = {"relationship": relationship, "form": form, "terms": terms, "hours": hours_now}
    return _page(request, "thread/terms.html", context, relationship, page="thread")


def _usual():
    return {
        "on": True,
        "days": [0, 1, 2, 3, 4],
        "from_hour": 9,
        "until_hour": 18,
        "answer_within_hours": 24,
        "show_outside_hours": False,
    }


def _thread(request, relationship, *, form=None, status=200):
    who, now = request.member, timezone.now()
    keyring.warm(who.practice_id, [relationship.pk])
    terms = current_terms(relationship)
    page = Paginator(
        Message.objects.visible_to(who)
        .filter(relationship=relationship)
        .select_related("author", "read_by")
        .order_by("-sent_at", "-pk"),
        A_PAGE,
    ).get_page(request.GET.get("page"))
    if status == 200:
        shown = list(page.object_list.values_list("pk", flat=True))
        actions.mark_read(relationship, by=who, shown=shown)
    context = {
        "relationship": relationship,
        "page": page,
        "shown": _shown(list(page), relationship, who),
        "terms": terms,
        "hours": _hours(terms) if terms else "",
        "reads_at": _moment(hours.begin_at(terms, now)) if terms and not hours.are_now(terms, now) else "",
        "form": form or MessageForm(initial=drafts.words_of(who, page=actions.draft_page(relationship))),
        "may_write": bool(terms and terms.on)
        and not (who.is_supervisor or relationship.frozen or relationship.ended_on),
        "standing_in": actions.who_reads(relationship, now)[1:],
        "contacts": contacts(relationship.practice.contacts) if who.is_client else [],
        "cover": who.is_client and who.cover,
    }
    response = _page(request, "thread/thread.html", context, relationship, page="thread", status=status)
    notices.seen_about(who, relationship, kind="message-terms")
    # What is not on this page was not seen: it came while another was being written, or stands on the page before.
    if not unread(relationship, by=who):
        notices.seen_about(who, relationship, kind="message")
    return response


def _shown(found, relationship, who):
    """Oldest first, each with where it stands."""
    loops = {
        loop.source_id: loop
        for loop in Loop.objects.visible_to(who)
        .filter(source_kind=Message._meta.label_lower, source_id__in=[message.pk for message in found])
        .select_related("given_by")
    }
    for message in taking_back.marked(found):
        message.relationship = relationship
        message.mine = message.author_id == who.pk
        loop = loops.get(message.pk)
        if loop is not None:
            loop.relationship = relationship
            message.line = wording.line(loop, viewer=who)
            message.can_say_again = who.is_client and loop.state in (Loop.State.TALKED, Loop.State.CHANGED)
        message.held_until = _moment(message.shown_from) if message.is_held else ""
    return found[::-1]


def _hours(terms):
    """ "Monday, Tuesday and Friday, from 9:00 to 18:00"."""
    days = get_text_list([str(WEEKDAYS[day]) for day in terms.days], _("and"))
    if len(terms.days) == 7:
        days = _("every day")
    elif terms.days == [0, 1, 2, 3, 4]:
        days = _("Monday to Friday")
    return _("%(days)s, from %(from)d:00 to %(until)d:00") % {
        "days": days,
        "from": terms.from_hour,
        "until": terms.until_hour,
    }


def _moment(moment):
    local = timezone.localtime(moment)
    return _("%(day)s at %(time)s") % {"day": wording.day(local.date()), "time": f"{local:%H:%M}"}


def _page(request, template, context, relationship, *, page, status=200):
    return personal_page(
        request, template, context, page=page, relationship=relationship, kinds=("messages",), status=status
    )
