from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from beside.practice.people import taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles


@for_roles("client")
def take_back(request, kind, pk):
    """What taking it back does and does not, who had read it, and the way back from it."""
    thing = taking_back.find(kind, pk, by=request.member)
    if thing is None:
        raise Http404
    if request.method == "POST":
        return _done(request, thing)
    context = {
        "thing": taking_back.marked([thing])[0],
        "relationship": thing.relationship,
        "called": thing.called(),
        "why_it_stays": thing.why_it_stays(),
        "reads": taking_back.readers(thing),
        "therapist": thing.relationship.clinician.short_name,
    }
    return render(request, "people/take_back.html", context)


def _done(request, thing):
    again = request.POST.get("do") == "show"
    try:
        if again:
            taking_back.show_again(thing, by=request.member)
            messages.success(request, _("It can be seen again, as before."))
        else:
            taking_back.take_back(thing, by=request.member)
            messages.success(request, _("Taken back. It is hidden from now on."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect(thing.take_back_url)
