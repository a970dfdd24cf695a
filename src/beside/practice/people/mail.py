"""Mail without content: that there is something to look at, and where. Never who, never why, never a word.

A client gets it only as their safe-contact record says; without a mail server nothing is sent at all.
"""

import datetime
import smtplib
from email.utils import formataddr, parseaddr
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from beside.practice.people.models import Member, Notice, SafeContact, Seat
from beside.practice.people.tenancy import inside

log = structlog.get_logger()

# One mail says as much as ten: while it is unread, the next waits.
PAUSE = {"client": datetime.timedelta(hours=24)}
STAFF_PAUSE = datetime.timedelta(hours=1)
# Somebody may be waiting for help: each is told by a mail of its own.
AT_ONCE = ("urgent", "call-me")
TOO_OLD = datetime.timedelta(days=7)


def is_set_up():
    return bool(settings.EMAIL_HOST)


def send_notice(practice_id, notice_id, now=None):
    """Mail this person about this notice, once, if they may be reached now. Returns whether a mail went out."""
    if not is_set_up():
        return False
    now = now or timezone.now()
    with inside(practice_id):
        notice = (
            Notice.objects.select_related("member__account", "practice", "relationship")
            .filter(practice=practice_id, pk=notice_id, mailed_at=None, seen_at=None)
            .first()
        )
        if notice is None or not _may_send(notice, now):
            return False
        # Taken before it is sent: of two workers one sends. Given back if the server refuses.
        mine = Notice.objects.filter(pk=notice_id, mailed_at=None)
        if not mine.update(mailed_at=now):
            return False
        message = _message(notice)
    if _sent(message):
        return True
    with inside(practice_id):
        Notice.objects.filter(pk=notice_id).update(mailed_at=None)
    return False


def send_waiting(now=None):
    """Send what could not be sent when it happened: outside the hours, or the server was away. Safe to repeat."""
    now = now or timezone.now()
    sent = 0
    if not is_set_up():
        return sent
    for practice_id in list(Seat.objects.order_by().values_list("practice_id", flat=True).distinct()):
        with inside(practice_id):
            waiting = list(
                Notice.objects.filter(
                    practice=practice_id,
                    mailed_at=None,
                    seen_at=None,
                    show_from__lte=now,
                    at__gte=now - TOO_OLD,
                )
                .order_by("at")
                .values_list("pk", flat=True)
            )
        sent += sum(send_notice(practice_id, notice_id, now) for notice_id in waiting)
    return sent


def may_reach(account):
    """Whether this account may be written to at all: no client whose record says not to, nobody who has gone."""
    seats = list(Seat.objects.filter(account=account))
    members = []
    for seat in seats:
        with inside(seat.practice_id):
            members += Member.objects.filter(pk=seat.member_id).select_related("safe_contact", "practice")
    # Of several seats the most careful one decides: it is one mailbox.
    return bool(members) and all(_reachable(member) for member in members)


def _may_send(notice, now):
    member = notice.member
    # By the practice's clock: the worker has none of its own.
    here = now.astimezone(ZoneInfo(notice.practice.time_zone))
    if notice.show_from > now or notice.practice.demo or not _reachable(member):
        return False
    if member.is_client and notice.relationship and notice.relationship.is_on_a_break(here.date()):
        return False  # it stands in the app; nobody is called back from a break by a mail
    if member.is_client and not _within_hours(member.safe_contact, here):
        return False
    if notice.kind in AT_ONCE:
        return True
    pause = PAUSE.get(member.role, STAFF_PAUSE)
    return not Notice.objects.filter(
        practice=notice.practice_id, member=member, seen_at=None, mailed_at__gt=now - pause
    ).exists()


def _reachable(member):
    if member.state != Member.State.ACTIVE or member.account_id is None:
        return False
    if not member.is_client:
        return True
    contact = SafeContact.objects.filter(client=member).first()
    if contact is None or contact.channel != SafeContact.Channel.EMAIL:
        return False
    member.safe_contact = contact
    return True


def _within_hours(contact, here):
    return contact.from_hour <= here.hour < contact.until_hour


def _message(notice):
    member = notice.member
    # A line break in it would be a second header.
    sender = " ".join(member.safe_contact.sender_name.split()) if member.is_client else ""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    with translation.override(member.language or notice.practice.language):
        return EmailMessage(
            subject=_("Something to look at"),
            body=_("There is something to look at: %(address)s") % {"address": f"{settings.URL}/"} + "\n",
            from_email=formataddr((sender, address)) if sender else address,
            to=[member.account.email],
        )


def _sent(message):
    try:
        return bool(message.send())
    except (OSError, smtplib.SMTPException) as error:
        # The kind only: a server's answer may repeat the address.
        log.warning("mail not sent", kind=type(error).__name__, code=getattr(error, "smtp_code", ""))
        return False
