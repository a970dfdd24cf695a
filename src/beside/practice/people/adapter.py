"""How accounts behave: nobody signs up, nothing tells whether somebody is here, mail carries no content."""

import base64
import hashlib
import hmac

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.encoding import force_bytes


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return address(request)


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
    given = credentials.get("email") or credentials.get("username") or request.POST.get("email") or request.POST.get("login") or ""
    return hmac.new(settings.SECRET_KEY.encode(), given.strip().lower().encode(), hashlib.sha256).hexdigest()[:40]


def _fernet():
    digest = hashlib.sha256(b"mfa|" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
