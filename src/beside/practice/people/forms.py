"""What people type in this room, checked once when it arrives."""

import zoneinfo

from allauth.account.forms import LoginForm
from allauth.account.internal import flows
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from beside.practice.people.models import Account, Member, Relationship, Role, SafeContact


def languages():
    return settings.LANGUAGES


class SignInForm(LoginForm):
    """allauth's, but that the session does not keep the address."""

    def login(self, request, redirect_url=None):
        self._login.email, self._login.redirect_url = None, redirect_url
        response = flows.login.perform_password_login(request, {}, self._login)
        request.session.set_expiry(0)
        return response


class AddPasskeyForm(AddWebAuthnForm):
    """allauth's, but that its one visible field has a name in every language."""

    name = forms.CharField(label=_("Name"), required=False, max_length=100)


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name"), max_length=100)


class NewPassword(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least 10 signs of any kind. A few words in a row are easy to keep in mind and hard to guess."
        ),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, account=None, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)

    def clean(self):
        given = super().clean()
        if "password" in given and "again" in given and given["password"] != given["again"]:
            self.add_error("again", _("The two are not the same. Type it once more."))
        elif "password" in given:
            account = self.account or Account(email=given.get("email", ""))
            try:
                password_validation.validate_password(given["password"], account)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given


class JoinForm(NewPassword):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        help_text=_("You sign in with it. Nothing is sent to it unless you say so later."),
    )
    field_order = ["email", "password", "again"]


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PersonForm(forms.ModelForm):
    """Somebody who is put on the practice's list."""

    class Meta:
        model = Member
        fields = ["name", "prefers", "pronouns", "language"]
        labels = {
            "name": _("Name"),
            "prefers": _("Name to use, if another"),
            "pronouns": _("Pronouns, if you know them"),
            "language": _("Language"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            required=False,
            choices=[("", _("The practice's language")), *languages()],
        )


class ColleagueForm(PersonForm):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (Role.CLINICIAN, _("Therapist: sees their own clients")),
            (Role.SUPERVISOR, _("Supervisor: is responsible for a therapist's work, or advises")),
            (Role.OWNER, _("Owner: accounts and settings, no client words")),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ["name", "role", "prefers", "pronouns", "language"]


class MeForm(forms.ModelForm):
    """How somebody wants to be called, and in which language."""

    class Meta:
        model = Member
        fields = ["prefers", "pronouns", "language", "cover", "sees_course"]
        labels = {
            "prefers": _("What you want to be called"),
            "pronouns": _("Pronouns"),
            "cover": _("Show nothing on the first page until I tap it"),
            "sees_course": _("Show me my course"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            required=False,
            choices=[("", _("The practice's language")), *languages()],
        )
        if not self.instance.is_client:
            del self.fields["cover"], self.fields["sees_course"]


class SafeContactForm(forms.ModelForm):
    # Sealed, so the row itself cannot say how long it may be.
    note = forms.CharField(
        label=_("Anything else about reaching you"),
        help_text=_("For example: no messages on my phone, never call at home."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = SafeContact
        fields = ["channel", "from_hour", "until_hour", "sender_name", "note"]
        labels = {
            "channel": _("Outside sessions"),
            "from_hour": _("Not before this hour"),
            "until_hour": _("Not after this hour"),
            "sender_name": _("Name the mail comes from"),
        }
        help_texts = {
            "sender_name": _(
                "A name that tells nothing to somebody who sees it. Left empty, it is an address only."
            ),
        }
        widgets = {"channel": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        hours = [(hour, f"{hour}:00") for hour in range(25)]
        self.fields["channel"].choices = SafeContact.Channel.choices
        for name, choices in (("from_hour", hours[:-1]), ("until_hour", hours[1:])):
            self.fields[name] = forms.TypedChoiceField(
                label=self.fields[name].label, choices=choices, coerce=int, required=True
            )


class HowOftenForm(forms.ModelForm):
    class Meta:
        model = Relationship
        fields = ["asked"]
        labels = {"asked": _("How often do you want to be asked about a session?")}
        widgets = {"asked": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["asked"].choices = Relationship.Asked.choices


def time_zones():
    """Places, as a person looks for them; the database's own administrative names are left out."""
    places = (zone for zone in zoneinfo.available_timezones() if "/" in zone)
    return [*sorted(zone for zone in places if not zone.startswith(("Etc/", "posix/", "right/"))), "UTC"]
