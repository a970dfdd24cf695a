"""Invitations and reset links, opened by people who are signed out.

A link that was used, has run out, was revoked or never was: one page for all of them, and the status of a page that is not there.
"""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from beside.practice.people import actions, links, notices
from beside.practice.people.errors import Refused
from beside.practice.people.forms import JoinForm, NewPassword
from beside.practice.people.models import Link, Member
from beside.practice.people.tenancy import inside

LIMITS = {
    # Links that open nothing: somebody is guessing.
    "link": "20/10m/ip",
    # Addresses that were refused on one invitation: somebody may be asking who is here.
    "address": "3/h/key",
}


@never_cache
@sensitive_post_parameters("password", "again")
def invitation(request, secret):
    """What the account is for and who invites; then an e-mail address and a password, or the account one has."""
    link, member = _found(secret, Link.Purpose.INVITATION)
    if link is None:
        return _no_link(request)
    account = request.user if request.user.is_authenticated else None
    form = JoinForm(request.POST if request.method == "POST" and not account else None)
    refused = ""
    if request.method == "POST" and (account or form.is_valid()):
        try:
            return _joined(request, link, member, form, account)
        except Refused as error:
            if not _may_go_on(request, "address", key=link.digest):
                return ratelimit.respond_429(request)
            refused = str(error)
    context = {
        "refused": refused,
        "form": form,
        "invited": member,
        "therapist": _therapist(member),
        "secret": secret,
        "account": account,
    }
    return render(request, "people/invitation.html", context)


@never_cache
@sensitive_post_parameters("password", "again")
def reset(request, secret):
    link, member = _found(secret, Link.Purpose.RESET)
    if link is None or member.account is None or member.state != Member.State.ACTIVE:
        return _no_link(request)
    form = NewPassword(request.POST or None, account=member.account)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_password(link, password=form.cleaned_data["password"])
        except Refused:
            return _no_link(request)
        messages.success(
            request, _("Your new password is set, and every device is signed out. Sign in with it now.")
        )
        return redirect("account_login")
    return render(request, "people/reset.html", {"form": form})


def _joined(request, link, member, form, account):
    given = form.cleaned_data if account is None else {"email": "", "password": ""}
    try:
        joined = actions.join(link, email=given["email"], password=given["password"], account=account)
    except IntegrityError:
        # Two took the same address at the same moment: the second hears what everybody hears.
        raise Refused(_("This address cannot be used here. Use another.")) from None
    if member.is_client:
        with inside(link.practice_id):
            member.refresh_from_db()
            notices.tell(member, kind="welcome")
    if account is None:
        # Their password is seconds old: it counts as a proof, as signing in with it would.
        record_authentication(request, joined, method="password")
        get_adapter().login(request, joined)
    request.session["seat"] = str(joined.seats.get(member_id=member.pk).pk)
    return redirect("welcome" if member.is_client else "start")


def _found(secret, purpose):
    link = links.find(secret, purpose=purpose)
    if link is None:
        return None, None
    with inside(link.practice_id):
        return link, Member.objects.select_related("practice", "account").get(pk=link.member_id)


def _therapist(member):
    """Who invites a client. Of anybody else it is the practice."""
    if not member.is_client:
        return None
    with inside(member.practice_id):
        relationship = (
            member.therapies.going_on().select_related("clinician").order_by("-began_on", "pk").first()
        )
    return relationship and relationship.clinician


def _no_link(request):
    if not _may_go_on(request, "link"):
        return ratelimit.respond_429(request)
    return render(request, "people/no_link.html", status=404)


def _may_go_on(request, action, key=None):
    return ratelimit.consume(request, app="beside", action=action, key=key, config=LIMITS, limit_get=True)


def address_of(name, secret):
    """The whole address of a link to hand over."""
    from django.urls import reverse

    return settings.URL + reverse(name, args=[secret])
