"""A client's pages lock when nobody has touched them for five minutes: whoever picks the phone up reads nothing.

The page itself says so (lock.js): the server cannot know whether somebody is reading or typing, and without the script
there is the end of the sign-in after half an hour. Locked, the sign-in opens nothing until it is proved anew; what was typed is sealed first.
"""

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.views import redirect_to_login
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

KEY = "locked_at"
# Names nobody, opens nothing of anybody's, or is the way back in.
OPEN = frozenset(
    {
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_logout",
        "sign-out-everywhere",
        "help-now",
        "leave",
        "lock",
        "manifest",
        "service-worker",
        "offline",
        "outbox-letter",
        "set_language",
        "theme-set",
        "app-name-set",
    }
)


def now(request):
    request.session[KEY] = timezone.now().timestamp()


def holds(request) -> bool:
    """Whether it was locked and nothing was proved since."""
    locked = request.session.get(KEY)
    if locked is None:
        return False
    proofs = [record.get("at", 0) for record in get_authentication_records(request, request.user)]
    if max(proofs, default=0) <= locked:
        return True
    del request.session[KEY]
    return False


def lets_through(request) -> bool:
    try:
        return resolve(request.path_info).url_name in OPEN
    except Resolver404:
        return True


def asks_again(request):
    place = request.get_full_path() if request.method == "GET" else "/"
    return redirect_to_login(place, reverse("account_reauthenticate"))
