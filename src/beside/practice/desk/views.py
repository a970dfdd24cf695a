import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from beside.practice.desk import brief as briefs
from beside.practice.desk import day as days
from beside.practice.desk import home as homes
from beside.practice.desk import pair
from beside.practice.endings import brief as endings
from beside.practice.feedback import brief as feedback
from beside.practice.loops import brief as loops
from beside.practice.loops import wording
from beside.practice.meetings.models import Session
from beside.practice.people import notices
from beside.practice.people.models import Relationship
from beside.practice.people.pages import for_roles, personal_page
from beside.practice.repair import brief as repair
from beside.practice.supervision import today as supervisors_today
from beside.practice.vault import keyring


@for_roles("clinician")
@require_safe
def today(request):
    """The day in order, and whatever is unanswered across everybody. Nothing else."""
    who, day = request.member, _day(request)
    visits = days.visits(who, day)
    context = {
        "day": day,
        "is_today": day == timezone.localdate(),
        "before": day - datetime.timedelta(days=1),
        "after": day + datetime.timedelta(days=1),
        "visits": visits,
        "chosen": days.chosen(visits),
        "urgent": feedback.urgent_waiting(who),
        "to_guess": feedback.guesses_waiting(who),
        "somebody": loops.waiting_across(who),
        "notices": notices.waiting_for(who).count(),
    }
    return personal_page(request, "desk/today.html", context, page="today", kinds=("appointments", "loops"))


@for_roles("clinician")
@require_safe
@vary_on_headers("HX-Request")
def brief(request, pk):
    """One screen before the door opens. What it shows of the client's words has been seen, from now on."""
    who = request.member
    session = get_object_or_404(
        Session.objects.visible_to(who).select_related(
            "relationship__client", "relationship__clinician", "relationship__practice"
        ),
        pk=pk,
    )
    keyring.warm(who.practice_id, [session.relationship_id])
    found = briefs.brief_for(session, by=who)
    loops.shown_to(found.waiting, by=who)
    day = timezone.localdate(session.starts_at)
    context = {
        "brief": found,
        "meeting": found.meeting,
        "session": session,
        "client": found.client,
        "when": wording.day(day),
    }
    template = "desk/brief.html"
    if request.htmx:
        template += "#brief"
    else:
        context |= {"day": day, "is_today": day == timezone.localdate(), "visits": days.visits(who, day)}
    return personal_page(
        request,
        template,
        context,
        page="brief",
        relationship=session.relationship,
        kinds=(
            "agreement",
            "another-therapist",
            "answers",
            "appointments",
            "boundaries",
            "breaks",
            "check-ins",
            "client-pages",
            "endings",
            "episodes",
            "loops",
            "news",
            "progress-notes",
            "promises",
            "reviews",
            "safe-contact",
            "topics",
            "urgent",
        ),
    )


@for_roles("client")
@require_safe
def home(request):
    who = request.member
    relationships = homes.relationships_of(who)
    keyring.warm(who.practice_id, [r.pk for r in relationships])
    found = homes.home_for(relationships[0], by=who) if relationships else None
    context = {
        "home": found,
        "strain": found and found.strain,
        "earlier": relationships[1:],
        "cover": who.cover,
    }
    return personal_page(request, "desk/home.html", context, page="home")


@for_roles("clinician", "supervisor")
@require_safe
def relationship(request, pk):
    who = request.member
    found = get_object_or_404(
        Relationship.objects.visible_to(who).select_related("client", "clinician", "practice"), pk=pk
    )
    words = pair.sees_words(who, found)
    context = {
        "relationship": found,
        "numbers": pair.numbers(found, by=who),
        "episodes": pair.episodes(found, by=who),
        "words": words,
    }
    kinds = ["relationships", "episodes"]
    if words:
        keyring.warm(who.practice_id, [found.pk])
        context |= pair.words_for(found, by=who) | {
            "promises": loops.promises(found, by=who),
            "standing": endings.standing(found, by=who),
            "asks_for_another": endings.told_of_asking(found, by=who),
            "strain": feedback.with_its_wording(repair.open_strain(found, by=who), by=who),
        }
        loops.shown_to(context["waiting"], by=who)
        kinds += ["appointments", "loops", "promises", "safe-contact"]
    else:
        context["name"] = pair.initials(found.client.name)
    return personal_page(
        request, "desk/relationship.html", context, page="relationship", relationship=found, kinds=kinds
    )


@for_roles("supervisor")
@require_safe
def supervisor(request):
    """What waits for me, whom I supervise, in which way, and what that lets me see."""
    found, now = pair.supervised(request.member), supervisors_today.of(request.member)
    context = {
        "supervised": [(one, rows, now.brought.get(one.pk, [])) for one, rows in found],
        "now": now,
        "strains": pair.open_strains(found),
        "notices": notices.waiting_for(request.member).count(),
    }
    return personal_page(
        request,
        "desk/supervisor.html",
        context,
        page="supervisor",
        kinds=("relationships", "episodes", "urgent", "loops", "progress-notes", "agreement"),
    )


def _day(request):
    """?day=2026-11-23, or today."""
    asked = request.GET.get("day")
    if not asked:
        return timezone.localdate()
    try:
        day = datetime.date.fromisoformat(asked)
    except ValueError:
        raise Http404 from None
    if not 2000 <= day.year <= 2100:
        raise Http404
    return day
