"""What makes it hard to come, what to do and to say, and a practice's own words on it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from beside.guidance import barriers as every
from beside.guidance import guidance
from beside.practice.people.pages import for_roles
from beside.practice.welcome import actions, forms, knowledge, shown


@for_roles("clinician", "owner")
def barriers(request):
    own, sent = shown.own_guidance(request.member), request.POST.get("barrier")
    rows = [_row(request, barrier, own.get(barrier, []), sent) for barrier in every()]
    form = next((form for barrier, form in rows if barrier.id == sent), None)
    if form is not None and form.is_valid():
        actions.lay_over(sent, by=request.member, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("barriers")
    return render(request, "welcome/barriers.html", {"rows": rows})


def _row(request, name, own, sent):
    mine = next((row for row in own if row.author_id == request.member.pk), None)
    form = forms.OwnGuidanceForm(
        request.POST if name == sent else None,
        by=request.member,
        prefix=name,
        initial={"words": mine.words, "instead": mine.instead} if mine else None,
    )
    barrier = shown.Barrier(name, None, guidance(f"barrier-{name}", knowledge.spoken()), own)
    return barrier, form
