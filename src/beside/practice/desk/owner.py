"""The owner's page: accounts, roles, supervision, absences, settings, and counts. No client's word is on it."""

import datetime

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.audit.models import Entry
from beside.practice.desk.owner_forms import (
    AbsenceForm,
    CustodyForm,
    LeaveForm,
    PracticeForm,
    ResponderForm,
    SupervisionForm,
)
from beside.practice.endings.actions import let_leave
from beside.practice.feedback import responders
from beside.practice.feedback.models import Responder
from beside.practice.meetings import custody
from beside.practice.meetings.models import Custody, Session
from beside.practice.people import actions
from beside.practice.people.errors import Refused
from beside.practice.people.forms import ColleagueForm
from beside.practice.people.models import Absence, Member, Relationship, Role, Supervision
from beside.practice.people.pages import for_roles, personal_page, refusal

LOOK_BACK = datetime.timedelta(days=30)
ORDER = {role: place for place, role in enumerate((Role.OWNER, Role.CLINICIAN, Role.SUPERVISOR, Role.CLIENT))}


@for_roles("owner")
@require_safe
def owner(request):
    practice_id = request.member.practice_id
    members = sorted(
        Member.objects.visible_to(request.member).order_by("name", "pk"),
        key=lambda member: ORDER[member.role],
    )
    context = {
        "staff": [member for member in members if not member.is_client],
        "clients": [member for member in members if member.is_client],
        "supervisions": Supervision.objects.filter(practice=practice_id, ended_on=None)
        .select_related("supervisor", "clinician")
        .order_by("clinician__name", "pk"),
        "absences": _absences(request.member),
        "responder": responders.current_responder(practice_id),
        "responder_gone": Responder.objects.filter(practice=practice_id, ended_at=None).exists(),
        "counts": _counts(practice_id),
        "opened": _opened(practice_id, members),
    }
    return _page(request, "desk/owner/owner.html", context, page="owner")


@for_roles("owner")
def practice_settings(request):
    practice = request.member.practice
    form = PracticeForm(request.POST or None, instance=practice)
    if request.method == "POST" and form.is_valid():
        actions.change_practice(practice, by=request.member, **form.cleaned_data)
        return _done(request, _("Saved."))
    return _form(request, form, title=_("Settings of the practice"), button=_("Save"))


# -- People ------------------------------------------------------------------------------------------------------------


@for_roles("owner")
def member_add(request):
    form = ColleagueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = actions.add_member(by=request.member, **form.cleaned_data)
        return redirect("invitation-made", pk=member.pk)
    text = _(
        "Nothing is sent. The next page makes a link to hand over. Clients are added by their therapist."
    )
    return _form(request, form, title=_("Add somebody who works here"), button=_("Add"), text=text)


@for_roles("owner")
@require_safe
def member_detail(request, pk):
    member = _member(request, pk)
    return _page(request, "desk/owner/member.html", {"person": member}, page="member-detail")


@for_roles("owner")
@require_POST
def member_suspend(request, pk):
    return _act(request, actions.suspend, _member(request, pk), _("Suspended, on every device."))


@for_roles("owner")
@require_POST
def member_back(request, pk):
    return _act(request, actions.bring_back, _member(request, pk), _("They can sign in again."))


@for_roles("owner")
def member_leave(request, pk):
    """Somebody leaves: their clients are handed over first."""
    member = _member(request, pk)
    form = LeaveForm(request.POST if request.method == "POST" else None, member=member)
    if request.method == "POST" and form.is_valid():
        try:
            let_leave(member, hand_over_to=form.cleaned_data.get("to"), by=request.member)
            return _done(request, _("They have left. Their clients are told in the app."))
        except Refused as error:
            refusal(form, error)
    text = _(
        "Their sign-in ends now, on every device. Their clients go on with whom you choose, and are told. What was said to them stays in their record."
    )
    return _form(
        request,
        form,
        title=_("%(name)s leaves") % {"name": member.name},
        button=_("Let them leave"),
        text=text,
    )


@for_roles("owner")
def supervision_add(request):
    form = SupervisionForm(request.POST or None, practice_id=request.member.practice_id)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.supervise(
                given["clinician"], supervisor=given["supervisor"], kind=given["kind"], by=request.member
            )
            return _done(request, _("Linked. The therapist's clients are told."))
        except Refused as error:
            refusal(form, error)
    text = _("Clients read who supervises, and in which of the two ways, before they start.")
    return _form(request, form, title=_("Who supervises whom"), button=_("Link them"), text=text)


@for_roles("owner")
@require_POST
def supervision_end(request, pk):
    supervision = get_object_or_404(Supervision, practice=request.member.practice_id, pk=pk, ended_on=None)
    actions.end_supervision(supervision, by=request.member)
    return _done(request, _("Ended. The supervisor sees nothing of it any more, and clients are told."))


@for_roles("owner", "clinician")
def absence_add(request):
    form = AbsenceForm(request.POST or None, by=request.member)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.go_away(
                given["clinician"],
                deputy=given["deputy"],
                first_day=given["first_day"],
                last_day=given["last_day"],
                by=request.member,
            )
            return _done(request, _("Written down. The clients are told who stands in, and when."))
        except Refused as error:
            refusal(form, error)
    text = _(
        "On these days the deputy sees what the therapist sees, what was written before too. The clients are told."
    )
    return _form(request, form, title=_("A therapist is away"), button=_("Name the deputy"), text=text)


@for_roles("owner", "clinician")
@require_POST
def absence_end(request, pk):
    absence = get_object_or_404(_absences(request.member), pk=pk)
    actions.come_back(absence, by=request.member)
    return _done(request, _("Ended. The deputy sees nothing of it any more."))


# -- Who answers risk items --------------------------------------------------------------------------------------------


@for_roles("owner")
def responder_name(request):
    now = responders.current_responder(request.member.practice_id)
    before = {
        "responder": now and now.responder_id,
        "deputy": now and now.deputy_id,
        "hours": now and now.hours,
        "answer_time": now and now.answer_time,
    }
    form = ResponderForm(request.POST or None, practice_id=request.member.practice_id, initial=before)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            responders.name_responder(given.pop("responder"), by=request.member, **given)
            return _done(request, _("Named. Clients read it before they answer such a question."))
        except Refused as error:
            refusal(form, error)
    text = _(
        "Questions about harm are asked only while somebody answers for them. Beside is no monitoring service: promise only what is kept."
    )
    return _form(
        request,
        form,
        title=_("Who answers when a question about harm is positive"),
        button=_("Name them"),
        text=text,
    )


@for_roles("owner")
@require_POST
def responder_end(request):
    responders.end_responder(request.member.practice_id, by=request.member)
    return _done(request, _("Ended. Questions about harm are not asked any more."))


# -- Sealed custody ----------------------------------------------------------------------------------------------------


@for_roles("owner", "clinician", "supervisor")
def custody_list(request):
    """Requests to open process notes of somebody who has left: asked by one, agreed by another."""
    form = (
        CustodyForm(request.POST or None, practice_id=request.member.practice_id)
        if request.member.is_owner
        else None
    )
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            relationship = form.cleaned_data["relationship"]
            try:
                custody.ask(
                    relationship,
                    author=relationship.clinician,
                    authority=form.cleaned_data["authority"],
                    by=request.member,
                )
                messages.success(request, _("Asked. Nothing is open until a second person agrees."))
                return redirect("custody")
            except Refused as error:
                refusal(form, error)
    requests = [
        (
            asked,
            custody.is_open(asked),
            not asked.agreed_at and not asked.ended_at and custody.may_agree(request.member, asked),
        )
        for asked in custody.concerning(request.member)
    ]
    return _page(
        request, "desk/owner/custody.html", {"form": form, "requests": requests}, page="custody-list"
    )


@for_roles("owner", "clinician", "supervisor")
@require_POST
def custody_agree(request, pk):
    try:
        custody.agree(_custody(request, pk), by=request.member)
        messages.success(request, _("Agreed. The two of you can read the notes for two weeks."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("custody")


@for_roles("owner", "clinician", "supervisor")
@require_POST
def custody_end(request, pk):
    custody.end(_custody(request, pk), by=request.member)
    messages.success(request, _("Closed again."))
    return redirect("custody")


@for_roles("owner", "clinician", "supervisor")
@require_safe
def custody_open(request, pk):
    asked = _custody(request, pk)
    if not custody.is_open(asked) or request.member.pk not in (asked.asked_by_id, asked.agreed_by_id):
        raise Http404
    return personal_page(
        request,
        "desk/owner/custody_open.html",
        {"asked": asked, "notes": custody.notes(asked, by=request.member)},
        page="custody",
        relationship=asked.relationship_id,
        kinds=("process-notes",),
    )


# -- Shared ------------------------------------------------------------------------------------------------------------


def _member(request, pk):
    return get_object_or_404(Member.objects.visible_to(request.member).select_related("practice"), pk=pk)


def _custody(request, pk):
    known = {asked.pk for asked in custody.concerning(request.member)}
    return get_object_or_404(
        Custody.objects.filter(pk__in=known).select_related("relationship__client", "author"), pk=pk
    )


def _absences(member):
    absences = Absence.objects.filter(practice=member.practice_id, last_day__gte=timezone.localdate())
    if member.is_clinician:
        absences = absences.filter(clinician=member)
    return absences.select_related("clinician", "deputy").order_by("first_day", "pk")


def _counts(practice_id):
    """How many, never who or what."""
    since = timezone.now() - LOOK_BACK
    sessions = Session.objects.filter(
        practice=practice_id, starts_at__gte=since, starts_at__lte=timezone.now()
    ).aggregate(
        held=Count("pk", filter=Q(state__in=("planned", "held"))),
        cancelled=Count("pk", filter=Q(state="cancelled")),
    )
    going_on = Relationship.objects.going_on().filter(practice=practice_id).count()
    return [
        (_("Relationships that are going on"), going_on),
        (_("Sessions in the last 30 days"), sessions["held"]),
        (_("Cancelled in the last 30 days"), sessions["cancelled"]),
    ]


def _opened(practice_id, members):
    """Who opened and changed how much in the last 30 days: counts and who, no content."""
    names = {member.pk: member.name for member in members if not member.is_client}
    entries = (
        Entry.objects.filter(practice_id=practice_id, at__gte=timezone.now() - LOOK_BACK, who_id__in=names)
        .values("who_id")
        .annotate(read=Count("pk", filter=Q(verb=Entry.READ)), wrote=Count("pk", filter=Q(verb=Entry.WROTE)))
    )
    return sorted([names[entry["who_id"]], entry["read"], entry["wrote"]] for entry in entries)


def _act(request, action, member, said):
    try:
        action(member, by=request.member)
        messages.success(request, said)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("member-detail", pk=member.pk)


def _done(request, said):
    messages.success(request, said)
    return redirect("start")


def _form(request, form, *, title, button, text=""):
    context = {"form": form, "title": title, "button": button, "text": text}
    return _page(request, "desk/owner/form.html", context, page="owner")


def _page(request, template, context, *, page):
    return personal_page(request, template, context, page=page, kinds=("accounts",))
