"""One's own account: what one is called, what one is shown, how one is reached, who sees what, and signing out."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.account.views import logout as allauth_logout
from allauth.account.views import password_reset as allauth_password_reset
from allauth.mfa.totp.views import activate_totp as allauth_code_app
from allauth.mfa.webauthn.views import add_webauthn as allauth_passkey
from allauth.usersessions.views import list_usersessions as allauth_devices
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.audit.models import Entry
from beside.practice.people import actions, eyes, kinds, mail
from beside.practice.people import second_step as rule
from beside.practice.people.errors import Refused
from beside.practice.people.forms import EmailForm, HowOftenForm, MeForm, SafeContactForm
from beside.practice.people.models import Member, Relationship, SafeContact
from beside.practice.people.pages import THEMES, for_roles, own_address, personal_page, refusal

YEAR = 365 * 24 * 60 * 60
READS_SHOWN = 50
# Not "storage": what waits there unsent is sealed, and would be lost. The page takes the rest away (outbox.js).
CLEAR = '"cache"'


@for_roles("client", "clinician", "supervisor", "owner")
def account_home(request):
    form = MeForm(request.POST or None, instance=request.member)
    if request.method == "POST" and form.is_valid():
        actions.change_me(request.member, by=request.member, **form.cleaned_data)
        messages.success(request, _("Saved."))
        response = redirect("account-home")
        # Otherwise what was chosen at the foot of a page would go on outweighing what was chosen here.
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response
    return render(request, "people/account_home.html", {"form": form})


@login_required
def email(request):
    """Another address to sign in with. Our own page: allauth's would mail a link, and many practices send no mail."""
    if not did_recently_reauthenticate(request):
        # Not allauth's decorator: it would keep what was typed, an address, in the session.
        return redirect_to_login(request.path, reverse("account_reauthenticate"))
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_email(request.user, email=form.cleaned_data["email"], by=_seated(request))
            messages.success(request, _("Your address is changed. Sign in with it from now on."))
            return redirect("account-home")
        except Refused as error:
            refusal(form, error)
    return render(request, "people/email.html", {"form": form})


def _seated(request):
    """In which role they sit, for the trail: also while they are held back."""
    return request.member or request.held_back


# -- A second step -------------------------------------------------------------------------------------------------


@login_required
@require_safe
def second_step(request):
    """Why somebody who works here is asked for a second step, and the two ways to set one up."""
    if not request.held_back:
        return redirect("start")
    return render(request, "people/second_step.html")


@login_required
def code_app(request):
    return _set_up(request, allauth_code_app)


@login_required
def passkey(request):
    return _set_up(request, allauth_passkey)


def _set_up(request, page):
    """allauth's page. The first way that is added signs out whoever came in without it, on every other device."""
    had_one = rule.has_one(request.user)
    response = page(request)
    if not had_one and rule.has_one(request.user):
        actions.second_step_set_up(request.user, here=request.session.session_key, by=_seated(request))
    return response


# -- Signing out ---------------------------------------------------------------------------------------------------


def password_reset(request):
    """By mail where there is mail; elsewhere the page says whom to ask, and pretends nothing."""
    if mail.is_set_up():
        return allauth_password_reset(request)
    return render(request, "people/no_mail.html")


def sign_out(request):
    """allauth's page, and the browser is told to forget what it kept of us."""
    response = allauth_logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = CLEAR
    return response


@login_required
@reauthentication_required
def devices(request):
    """allauth's page, for somebody who has just proved themself: when and from where a person signs in is theirs alone."""
    response = allauth_devices(request)
    if request.method == "POST":
        actions.sign_out_everywhere(request.user, but=request.session.session_key)
    return response


@login_required
@require_POST
def sign_out_everywhere(request):
    """Every device, this one too. No password is asked for: somebody in danger ends them all with one tap."""
    actions.sign_out_everywhere(request.user)
    logout(request)
    messages.success(request, _("Every device is signed out."))
    response = redirect("account_login")
    response["Clear-Site-Data"] = CLEAR
    return response


@require_POST
def theme_set(request):
    """Light, dark or as the device; works signed out, and is kept on this device only."""
    response = redirect(own_address(request.POST.get("next", ""), request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            settings.THEME_COOKIE_NAME,
            theme,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    else:
        response.delete_cookie(settings.THEME_COOKIE_NAME, samesite="Lax")
    return response


# -- A client's ----------------------------------------------------------------------------------------------------


@for_roles("client")
def safe_contact(request):
    return _safe_contact(request, _own_contact(request), _own(request).first(), "account-home")


@for_roles("clinician", "supervisor")
def safe_contact_of(request, pk):
    """The therapist reads how a client may be reached, and writes it down with them."""
    relationship = get_object_or_404(Relationship.objects.visible_to(request.member), pk=pk)
    contact = get_object_or_404(SafeContact.objects.visible_to(request.member), client=relationship.client_id)
    return _safe_contact(request, contact, relationship, "clients")


def _safe_contact(request, contact, relationship, then):
    form = SafeContactForm(request.POST or None, instance=contact)
    may_change = not request.member.is_supervisor
    if request.method == "POST" and not may_change:
        raise Http404
    if request.method == "POST" and may_change and form.is_valid():
        try:
            actions.change_safe_contact(contact, by=request.member, **form.cleaned_data)
            messages.success(request, _("Saved. It holds from now on."))
            return redirect(then)
        except Refused as error:
            refusal(form, error)
    context = {"form": form, "relationship": relationship, "contact": contact, "may_change": may_change}
    return personal_page(
        request,
        "people/safe_contact.html",
        context,
        page="safe-contact-of",
        relationship=relationship,
        kinds=("safe-contact",),
    )


@for_roles("client")
def how_often(request):
    relationship = _own(request).first()
    form = HowOftenForm(request.POST or None, instance=relationship) if relationship else None
    if request.method == "POST" and form and form.is_valid():
        try:
            actions.choose_how_often(relationship, asked=form.cleaned_data["asked"], by=request.member)
        except Refused as refused:
            refusal(form, refused)
        else:
            messages.success(request, _("Saved. It holds from the next session on."))
            return redirect("account-home")
    status = 422 if form and form.errors else 200
    return render(
        request, "people/how_often.html", {"form": form, "relationship": relationship}, status=status
    )


@require_safe
@for_roles("client")
def who_sees(request):
    """Each kind of data with the people who can really see it and why, and who read what."""
    # Those that have ended too: what was said to somebody stays in their record.
    relationships = list(_of_mine(request))
    tables = [(relationship, _by_sentence(relationship, request.member)) for relationship in relationships]
    context = {
        "tables": tables,
        "supervised": [
            line for pair in relationships if not pair.ended_on for line in eyes.who_supervises(pair)
        ],
        "reads": _reads(request.member, relationships),
    }
    return render(request, "people/who_sees.html", context)


def _by_sentence(relationship, viewer):
    """The kinds of data that the same people see, together: the sentence, and of what it is true."""
    said: dict[str, list] = {}
    for kind, words in kinds.KINDS.items():
        said.setdefault(eyes.who_sees(relationship, kind, viewer=viewer), []).append(words)
    return list(said.items())


def _reads(member, relationships):
    """Who opened which page about this client, newest first."""
    entries = list(
        Entry.objects.filter(
            practice_id=member.practice_id,
            relationship_id__in=[relationship.pk for relationship in relationships],
            verb=Entry.READ,
        ).order_by("-number")[:READS_SHOWN]
    )
    people = Member.objects.filter(practice=member.practice_id).in_bulk(
        {entry.who_id for entry in entries if entry.who_id}
    )
    return [(people.get(entry.who_id), kinds.page(entry.what), entry.at) for entry in entries]


def _own(request):
    return _of_mine(request).going_on()


def _of_mine(request):
    relationships = Relationship.objects.visible_to(request.member).select_related("client", "clinician")
    return relationships.order_by("-began_on", "pk")


def _own_contact(request):
    return SafeContact.objects.get_or_create(
        client=request.member, defaults={"practice_id": request.member.practice_id}
    )[0]
