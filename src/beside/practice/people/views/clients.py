"""A therapist's clients, and the links that are handed to people."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beside.practice.people import actions, links, mail
from beside.practice.people.errors import Refused
from beside.practice.people.forms import PersonForm
from beside.practice.people.models import Link, Member, Relationship, Role
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.people.views.joining import address_of


@for_roles("clinician")
def clients(request):
    """The clients, with what is still open about their joining; and a form to add one."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            client = _add(form, by=request.member)
            return redirect("invitation-made", pk=client.pk)
        except Refused as error:
            refusal(form, error)
    relationships = (
        Relationship.objects.visible_to(request.member)
        .going_on()
        .select_related("client")
        .order_by("client__name", "pk")
    )
    context = {"form": form, "relationships": relationships}
    return personal_page(request, "people/clients.html", context, page="clients", kinds=("relationships",))


@transaction.atomic
def _add(form, *, by):
    client = actions.add_member(role=Role.CLIENT, by=by, **form.cleaned_data)
    actions.begin_relationship(client, clinician=by, by=by)
    return client


@for_roles("owner", "clinician")
@never_cache
def invitation_made(request, pk):
    """A link to join by, shown once, to hand over by hand. A client may also do without: on paper, aloud, in the room."""
    member = _in_my_hands(request, pk)
    context = {"invited": member, "waiting": links.waiting(member, purpose=Link.Purpose.INVITATION)}
    if request.method == "POST":
        try:
            context["link"] = address_of("invitation", actions.invite(member, by=request.member))
        except Refused as error:
            context["refused"] = str(error)
    context["mail"] = mail.is_set_up()
    return personal_page(
        request, "people/invitation_made.html", context, page="invitation-made", kinds=("accounts",)
    )


@for_roles("owner", "clinician")
@require_POST
def invitation_revoke(request, pk):
    member = _in_my_hands(request, pk)
    actions.revoke_invitation(member, by=request.member)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("invitation-made", pk=member.pk)


@for_roles("owner", "clinician")
@never_cache
def member_reset(request, pk):
    """A link to choose a new password, shown once, to hand over."""
    member = _in_my_hands(request, pk)
    context = {"invited": member, "mail": mail.is_set_up()}
    if request.method == "POST":
        try:
            context["link"] = address_of("reset", actions.reset_link(member, by=request.member))
        except Refused as error:
            context["refused"] = str(error)
    return personal_page(request, "people/reset_made.html", context, page="member-reset", kinds=("accounts",))


@for_roles("owner", "clinician")
def client_died(request, pk):
    """Cannot be undone here: the name has to be typed."""
    people = _clients_of(request.member).exclude(state=Member.State.DIED)
    member = get_object_or_404(people, pk=pk)
    context = {"invited": member}
    if request.method == "POST":
        if request.POST.get("name", "").strip().casefold() == member.name.strip().casefold():
            actions.record_death(member, by=request.member)
            messages.success(request, _("Recorded. No mail goes out any more, and the record is frozen."))
            return redirect("start")
        context["refused"] = _("The name is not the same. Type it as it stands above; nothing was changed.")
    return personal_page(request, "people/client_died.html", context, page="client-died", kinds=("accounts",))


def _in_my_hands(request, pk):
    """Whom one gives links to: an owner those who work here, a therapist the clients they treat or stand in for.

    Whoever makes a link could open it themself, so an owner, who sees no client's words, makes none for a client.
    """
    if request.member.is_owner:
        people = Member.objects.visible_to(request.member).exclude(role=Role.CLIENT)
    else:
        people = _clients_of(request.member)
    return get_object_or_404(people.select_related("practice", "account"), pk=pk)


def _clients_of(who):
    """Clients whose account `who` may act on: a former therapist still sees a client's name, and has no hand in what is theirs now."""
    clients = Member.objects.visible_to(who).filter(role=Role.CLIENT)
    if who.is_owner:
        return clients
    return clients.filter(pk__in=Relationship.objects.visible_to(who).newest().values("client"))
