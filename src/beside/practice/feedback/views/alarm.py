"""When an answer is urgent, and when somebody asks to be called."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from beside.measures import load_form
from beside.practice.feedback import actions, reading
from beside.practice.feedback.views import rows
from beside.practice.people.errors import Refused
from beside.practice.people.models import Notice
from beside.practice.people.pages import for_roles, personal_page


@for_roles("owner", "clinician", "supervisor")
@require_safe
def urgent(request, pk):
    """The risk item that raised it, who it is about and how they may be reached. For who treats, and who answers."""
    row = rows.urgent(request, pk)
    form = load_form(row.sheet.form, row.sheet.version)
    text = form.text(get_language() or "en")
    items = [
        (
            text.question(item.key).words,
            reading.in_words(text.question(item.key), row.sheet.answers[item.key]),
        )
        for item in form.positive(row.sheet.answers)
    ]
    context = {
        "urgent": row,
        "relationship": row.relationship,
        "client": row.relationship.client,
        "items": items,
        "title": text.title,
        "contact": getattr(row.relationship.client, "safe_contact", None),
    }
    return personal_page(
        request,
        "feedback/urgent.html",
        context,
        page="urgent",
        relationship=row.relationship,
        kinds=("urgent", "safe-contact"),
    )


@for_roles("owner", "clinician", "supervisor")
@require_POST
def urgent_see(request, pk):
    actions.see_urgent(rows.urgent(request, pk), by=request.member)
    return redirect("urgent", pk=pk)


@for_roles("client")
def tell_someone(request):
    """Who is told, when somebody answers, and that this is no monitoring service; or the lines, where nobody is named."""
    relationship = rows.my_relationship(request)
    error = ""
    if request.method == "POST" and relationship:
        try:
            actions.ask_to_be_called(relationship, by=request.member)
            return redirect("tell-someone")
        except Refused as refused:
            error = str(refused)
    told = (
        Notice.objects.filter(practice=request.member.practice_id, kind="call-me", relationship=relationship)
        .select_related("member")
        .order_by("-at")
        .first()
        if relationship
        else None
    )
    return render(
        request,
        "feedback/tell_someone.html",
        {"relationship": relationship, "told": told, "error": error, **rows.help_near(request)},
    )


@for_roles("owner", "clinician", "supervisor")
def call_me(request, pk):
    """Somebody asked to be called: who, and how they may be reached. For whom the notice was meant, and nobody else."""
    notice = get_object_or_404(
        Notice.objects.select_related("relationship__client", "relationship__clinician"),
        practice=request.member.practice_id, member=request.member, kind="call-me", pk=pk,
    )  # fmt: skip
    if request.method == "POST":
        Notice.objects.filter(pk=notice.pk, seen_at=None).update(seen_at=timezone.now())
        return redirect("call-me", pk=pk)
    client = notice.relationship.client
    context = {
        "notice": notice,
        "client": client,
        "relationship": notice.relationship,
        "contact": getattr(client, "safe_contact", None),
    }
    return personal_page(
        request,
        "feedback/call_me.html",
        context,
        page="call-me",
        relationship=notice.relationship,
        kinds=("safe-contact",),
    )
