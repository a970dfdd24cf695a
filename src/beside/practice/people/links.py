"""Links that open one thing once: only a digest of the secret is kept, so that the table opens nothing."""

import hashlib
import secrets

from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.people.errors import Refused
from beside.practice.people.models import Link


def make(member, *, purpose, lasts=None):
    """A fresh secret for this person and purpose; those made before stop working. Returns the secret, once."""
    revoke(member, purpose=purpose)
    secret = secrets.token_urlsafe(32)
    Link.objects.create(
        digest=digest(secret),
        purpose=purpose,
        practice_id=member.practice_id,
        member_id=member.pk,
        expires_at=timezone.now() + lasts if lasts else None,
    )
    return secret


def revoke(member, *, purpose):
    Link.objects.filter(member_id=member.pk, purpose=purpose, used_at=None).update(used_at=timezone.now())


def waiting(member, *, purpose):
    """The link that was handed over and still opens, or None."""
    link = Link.objects.filter(member_id=member.pk, purpose=purpose, used_at=None).first()
    return link if link and not _has_run_out(link) else None


def find(secret, *, purpose):
    """The link that still opens, or None: used, expired and never made look the same."""
    link = Link.objects.filter(digest=digest(secret), purpose=purpose, used_at=None).first()
    return link if link and not _has_run_out(link) else None


def use(link):
    """Use it up, now: of two who try at once one is refused."""
    taken = Link.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now())
    if not taken:
        raise Refused(_("This link has been used. Ask for a new one."))
    return link


def _has_run_out(link):
    return link.expires_at is not None and link.expires_at < timezone.now()


def digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()
