"""A therapist's view of their own reliability. It is theirs alone: no page shows it to anybody else."""

from django.views.decorators.http import require_safe

from beside.practice.agreements import consistency as counting
from beside.practice.people.pages import for_roles, personal_page


@require_safe
@for_roles("clinician")
def consistency(request):
    return personal_page(
        request,
        "agreements/consistency.html",
        {"lines": counting.lines(request.member), "days": counting.WINDOW.days},
        page="consistency",
        kinds=("consistency",),
    )
