"""The client's map of topics and their pace: a tap each, in the middle of a session too."""

import re

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.meetings import words
from beside.practice.meetings.views.schedule import session_of
from beside.practice.pace import actions, closing, queries
from beside.practice.pace.brief import current_pace
from beside.practice.pace.forms import ReasonForm, TopicForm
from beside.practice.pace.models import Asking, Pace, Topic
from beside.practice.people import notices, taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, pair_of, personal_page
from beside.topics import offered_topics

# The place of a row on the page, as the page itself names it.
A_ROW = re.compile(r"[a-z0-9-]{1,40}")


@require_safe
@for_roles("client", "clinician", "supervisor")
def topics(request, pk):
    return _map(request, pair_of(request, pk, "topics"))


@require_POST
@for_roles("client", "clinician")
def topic_mark(request, pk):
    """One tap. With htmx its row alone comes back; without, the page, where the row stands."""
    relationship = pair_of(request, pk, "topics")
    wish, by = request.POST.get("wish", ""), request.member
    try:
        topic = _marked(request, relationship, wish=wish, by=by)
    except Refused as refused:
        return _map(request, relationship, refused=str(refused), status=422)
    if not request.htmx:
        return redirect(f"{reverse('topics', args=[relationship.pk])}#t-{topic.pk}")
    one = next(one for one in queries.topics_of(relationship, by=by) if one.topic.pk == topic.pk)
    row = request.POST.get("row", "")
    context = {
        "row": _row(one, place=row if A_ROW.fullmatch(row) else ""),
        "relationship": relationship,
        "may_mark": True,
    }
    return _page(request, "pace/_row.html", context, relationship, page="topics")


def _marked(request, relationship, *, wish, by):
    offered = request.POST.get("offered", "")
    if offered:
        return actions.mark_offered(relationship, offered=offered, wish=wish, by=by)
    asked = request.POST.get("topic", "")
    topic = next(
        (one.topic for one in queries.topics_of(relationship, by=by) if str(one.topic.pk) == asked), None
    )
    if topic is None:
        raise Refused(_("This topic is not on the map any more. Look at the map again."))
    return actions.mark(topic, wish=wish, by=by)


@require_POST
@for_roles("client", "clinician")
def topic_add(request, pk):
    relationship, form = pair_of(request, pk, "topics"), TopicForm(request.POST)
    if not form.is_valid():
        return _map(request, relationship, form=form, status=422)
    try:
        topic = actions.add_topic(relationship, **form.cleaned_data, by=request.member)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _map(request, relationship, form=form, status=422)
    return redirect(f"{reverse('topics', args=[relationship.pk])}#t-{topic.pk}")


@require_POST
@for_roles("client", "clinician")
def pace_set(request, pk):
    """One tap for the pace; why, if they like, afterwards."""
    relationship, reason = pair_of(request, pk, "topics"), None
    said = {"wish": request.POST.get("wish", "")}
    if "reason" in request.POST:
        reason = ReasonForm(request.POST)
        if not reason.is_valid():
            return _map(request, relationship, reason=reason, status=422)
        said = reason.cleaned_data
    try:
        actions.set_pace(relationship, **said, by=request.member)
    except Refused as refused:
        return _map(request, relationship, reason=reason, refused=str(refused), status=422)
    if reason:
        messages.success(request, _("Sent. It stands in the next brief."))
    return redirect(f"{reverse('topics', args=[relationship.pk])}#pace")


@require_safe
@for_roles("client", "clinician", "supervisor")
def topic_detail(request, pk):
    """One topic: what it was marked as and when, and whether it was asked about first."""
    topic = _topic(request, pk)
    context = {
        "topic": topic,
        "relationship": topic.relationship,
        "marks": topic.marks.select_related("entered_by").order_by("-at", "-pk"),
        "askings": [
            (asking, words.day(asking.session.starts_at, asking.session.zone))
            for asking in Asking.objects.visible_to(request.member)
            .filter(topic=topic)
            .select_related("session", "claimed_by")
            .order_by("-session__starts_at")
        ],
        "answers": Asking.Said.choices,
    }
    return _page(request, "pace/topic_detail.html", context, topic.relationship, page="topic-detail")


@for_roles("client", "clinician")
def asked_first(request, pk):
    """The therapist says what they asked about first in a session, the client whether it was so."""
    session, who = session_of(request, pk), request.member
    if request.method == "POST" and not who.is_clinician:
        raise Http404
    form = closing.asked_form(session, by=who, data=request.POST or None) if who.is_clinician else None
    if request.method == "POST" and form and form.is_valid():
        try:
            actions.say_asked_first(session, topics=form.chosen, by=who)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. Your client can say whether it was so."))
            return redirect(session)
    context = {
        "session": session,
        "relationship": session.relationship,
        "when": words.when(session),
        "form": form,
        "askings": queries.askings_of(session, by=who),
        "answers": Asking.Said.choices,
    }
    response = _page(request, "pace/asked_first.html", context, session.relationship, page="asked-first")
    notices.seen_about(who, session)
    return response


@require_POST
@for_roles("client")
def asked_answer(request, pk):
    asking = get_object_or_404(
        Asking.objects.visible_to(request.member).select_related("relationship"), pk=pk
    )
    try:
        actions.confirm_asked(asking, answer=request.POST.get("answer", ""), by=request.member)
        messages.success(request, _("Kept. You can change it."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("asked-first", asking.session_id)


def _topic(request, pk):
    found = Topic.objects.visible_to(request.member).select_related(
        "relationship__client", "relationship__clinician"
    )
    return taking_back.marked([get_object_or_404(found, pk=pk)])[0]


def _map(request, relationship, *, form=None, reason=None, refused="", status=200):
    who = request.member
    found = queries.topics_of(relationship, by=who)
    taking_back.marked([one.topic for one in found])
    pace = current_pace(relationship, by=who)
    standing = [one for one in found if not one.topic.taken_back_at]
    on_it = {one.topic.offered for one in standing}
    context = {
        "relationship": relationship,
        "rows": [_row(one) for one in standing],
        "hidden": [one.topic for one in found if one.topic.taken_back_at],
        "offered": [
            {"words": topic.words, "place": f"o-{topic.place}", "offered": topic.id}
            for topic in offered_topics(get_language() or "en")
            if topic.id not in on_it
        ],
        "pace": pace,
        "paces": Pace.Wish.choices,
        "form": form or TopicForm(),
        "reason": reason or ReasonForm(initial={"wish": pace.wish if pace else ""}),
        "refused": refused,
        "may_mark": not (who.is_supervisor or relationship.frozen or relationship.ended_on),
        "cover": who.is_client and who.cover,
    }
    return _page(request, "pace/topics.html", context, relationship, page="topics", status=status)


def _row(one, place=""):
    """One topic as its row shows it."""
    return {
        "words": one.topic.said,
        "wish": one.wish,
        "mark": one.mark,
        "topic": one.topic,
        "place": place or f"t-{one.topic.pk}",
    }


def _page(request, template, context, relationship, *, page, status=200):
    context |= {"wishes": Topic.Wish.choices}
    return personal_page(
        request, template, context, page=page, relationship=relationship, kinds=("topics",), status=status
    )
