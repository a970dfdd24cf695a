"""How accounts behave: nobody signs up, nothing tells whether somebody is here, mail carries no content."""

import base64
import hashlib
import hmac

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils import timezone
from django.utils.encoding import force_bytes

from beside.practice.people import mail
from beside.practice.people.models import Account

# From one network address, whoever is tried: a practice of twenty behind one address stays well under it.
WRONG_PASSWORDS = {"wrong-password": "60/15m/ip"}
log = structlog.get_logger()
UNSAID = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return address(request)

    def pre_authenticate(self, request, **credentials):
        """Wrong passwords against one account are axes' matter; here only many accounts tried from one place."""
        self._login_failed_rl_usage = ratelimit.consume(
            request, app="beside", action="wrong-password", config=WRONG_PASSWORDS
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request, **credentials):
        """A closed account looks like a wrong password: allauth by itself would say that it is closed."""
        account = super().authenticate(request, **credentials)
        if account and account.is_active:
            return account
        # A digest: the same one again and again is somebody guessing, and it names nobody.
        digest = nameless(request, credentials)[:12]
        log.warning("sign-in refused", digest=digest)
        return None

    def login(self, request, user):
        super().login(request, user)
        request.session["began"] = timezone.now().timestamp()
        records = get_authentication_records(request, user)
        log.info("signed in", account=str(user.pk), ways="+".join(record["method"] for record in records))
        if records:
            # allauth asks again even seconds after signing in: only what was proved once more counts for it.
            # Signing in takes every factor of the account, which is no less.
            records[-1]["reauthenticated"] = True
            request.session[AUTHENTICATION_METHODS_SESSION_KEY] = records

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        # allauth's greeting says the address aloud.
        if message_template not in UNSAID:
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix, email, context):
        """All that allauth sends goes through here, and only where mail may reach this person: somebody else may read
        a client's mail, or have asked for it."""
        account = Account.objects.filter(email=email.lower()).first()
        if account and mail.may_reach(account):
            super().send_mail(template_prefix, email, context)


class MfaAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery seeds are encrypted before they are kept."""

    def encrypt(self, text):
        return _fernet().encrypt(force_bytes(text)).decode()

    def decrypt(self, encrypted_text):
        return _fernet().decrypt(force_bytes(encrypted_text)).decode()


def address(request):
    """The caller's address; a forwarded one only where a proxy was announced."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    # The last one was written by our own proxy; those before it could be anybody's claim.
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")


def nameless(request, credentials=None):
    """What the sign-in limits call an account: a keyed digest, so that their tables hold no addresses."""
    credentials = credentials or {}
    given = (
        credentials.get("email")
        or credentials.get("username")
        or request.POST.get("email")
        or request.POST.get("login")
        or ""
    )
    return hmac.new(settings.SECRET_KEY.encode(), given.strip().lower().encode(), hashlib.sha256).hexdigest()[
        :40
    ]


def _fernet():
    digest = hashlib.sha256(b"mfa|" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
