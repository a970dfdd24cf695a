"""`beside user second-step EMAIL`: what an account signs in with besides its password, and taking it off when it is lost.

Whoever runs the server does this after meeting the person: as sure of who they are as when they were invited.
"""

import sys

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext as _

from beside.practice.people import actions
from beside.practice.people.errors import Refused
from beside.practice.people.models import Account

WORDS = {
    Authenticator.Type.TOTP: "code app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}
ASK = "Have you met the person, or heard and known their voice, and are you sure that it is they who ask? Type yes: "


def show(email):
    """Each way with the day on which it was added, and when it was last used. No secret of it."""
    ways = Authenticator.objects.filter(user=_account(email)).order_by("created_at", "pk")
    for way in ways:
        used = f"last used {way.last_used_at:%Y-%m-%d}" if way.last_used_at else "never used"
        print(f"  {WORDS[way.type]:<15} added {way.created_at:%Y-%m-%d}, {used}")
    if not ways:
        print("  none: the password alone signs in")


def remove(email, *, sure=False):
    """Take them all off, and end the account's sign-ins everywhere."""
    account = _account(email)
    if not sure and not _says_yes():
        raise Refused(_("Nothing was changed."))
    actions.take_off_second_step(account)
    print("Taken off, and signed out everywhere. It is in the trail, and they read it in the app.")
    print(f"They sign in with their password at {settings.URL}; whoever works there then sets up a new one.")


def _account(email):
    account = Account.objects.filter(email=email.strip().lower()).first()
    if account is None:
        raise Refused(_("Nobody here signs in with that address. `beside user list` shows who there is."))
    return account


def _says_yes():
    if not sys.stdin.isatty():
        raise Refused(_("There is nobody to ask here. If you have met the person, say so with --yes."))
    return input(ASK).strip().lower() == "yes"
