"""The first page of each, and which seat somebody takes who has several."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from beside.practice.people.models import Member
from beside.practice.people.tenancy import inside

FIRST_PAGE = {"clinician": "today", "client": "home", "owner": "owner", "supervisor": "supervisor"}


@require_safe
def start(request):
    if request.shut_out:
        return render(request, "people/no_place.html")
    if request.held_back:
        return redirect("second-step")
    if request.member:
        return redirect(first_page(request.member))
    return redirect("seat-choose" if request.user.is_authenticated else "account_login")


def first_page(member):
    try:
        return reverse(FIRST_PAGE[member.role])
    except NoReverseMatch:
        return reverse("account-home")


@login_required
def seat_choose(request):
    """One person, several roles: in which one do they sit now?"""
    places = [place for seat in request.seats if (place := _open_place(seat))]
    if request.method == "POST":
        for seat, member in places:
            if str(seat.pk) == request.POST.get("seat"):
                # A new role is a new session: nothing of the last one is carried over by whoever knows its key.
                request.session.cycle_key()
                request.session["seat"] = str(seat.pk)
                request.session.pop("last_asked", None)
                return redirect(first_page(member))
        raise Http404
    return render(request, "people/seat_choose.html", {"places": places})


def _open_place(seat):
    """The seat with its member, or None where it leads nowhere: suspended, left."""
    with inside(seat.practice_id):
        member = Member.objects.select_related("practice").filter(pk=seat.member_id).first()
    return (seat, member) if member and member.state == Member.State.ACTIVE else None
