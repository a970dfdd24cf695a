"""What lets a sealed submission in: made with the page for one member and one form, good for fourteen days and one use.

It is a sealed note to ourselves, so that nothing is kept for the thousands that are never used, and whoever reads one on a device learns
nothing from it. That one was used is kept (arriving.py). Whoever is signed in when it comes does not matter, and that is the point: signing
out, or somebody else signing in, neither loses nor misattributes what waits.
"""

import base64
import binascii
import datetime
import hashlib
import json
import secrets
import uuid
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils import timezone

from beside.practice.people.models import Account, Member, Role, Seat
from beside.practice.vault import keyfiles, seal
from beside.practice.vault.errors import Unreadable

LASTS = datetime.timedelta(days=14)
PLACE = "outbox-token"


@dataclass(frozen=True)
class Token:
    member: str
    practice: str
    account: str
    # The form's address, with what stands behind its question mark.
    place: str
    # A digest of what a changed password changes.
    stamp: str
    at: float
    nonce: str

    @property
    def key(self):
        """The one under which its use is written down."""
        return uuid.UUID(hashlib.sha256(f"outbox|{self.nonce}".encode()).hexdigest()[:32])


def make(member, *, place, now=None) -> str:
    token = {
        "member": str(member.pk),
        "practice": str(member.practice_id),
        "account": str(member.account_id),
        "place": place,
        "stamp": _stamp(member.account),
        "at": (now or timezone.now()).timestamp(),
        "nonce": secrets.token_urlsafe(16),
    }
    sealed = seal.seal(_key(), json.dumps(token).encode(), PLACE)
    return base64.urlsafe_b64encode(sealed).decode()


def read(text) -> Token | None:
    """The token, if it is one of ours. Whether it still opens anything is another question."""
    try:
        sealed = base64.urlsafe_b64decode(str(text).encode())
        return Token(**json.loads(seal.open_sealed(_key(), sealed, PLACE)))
    except (Unreadable, ValueError, TypeError, binascii.Error):
        return None


def account_of(token, *, now=None):
    """The account for which it still opens; None once it ran out, or every device was signed out since."""
    now = now or timezone.now()
    at = datetime.datetime.fromtimestamp(token.at, datetime.UTC)
    account = Account.objects.filter(pk=token.account, is_active=True).first()
    if account is None or not at <= now + datetime.timedelta(minutes=5) or now - at > LASTS:
        return None
    if account.signed_out_at and account.signed_out_at >= at:
        return None
    if not secrets.compare_digest(_stamp(account), token.stamp):
        return None
    seated = Seat.objects.filter(account=account, member_id=token.member, practice_id=token.practice)
    return account if seated.exists() else None


def member_of(token, account):
    """Its member, inside their practice: a client who is still here."""
    found = Member.objects.select_related("practice", "account").filter(
        pk=token.member, practice=token.practice, account=account
    )
    return found.filter(state=Member.State.ACTIVE, role=Role.CLIENT).first()


def _stamp(account):
    return hashlib.sha256(account.get_session_auth_hash().encode()).hexdigest()[:16]


def _key():
    return HKDF(hashes.SHA256(), 32, None, b"beside outbox token").derive(keyfiles.key("secret"))
