"""Mail without content, and only where it may go."""

import datetime
import re
import smtplib
from pathlib import Path

import pytest
from django.core import mail as post
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from beside.practice.people import actions, mail, notices
from beside.practice.people.adapter import AccountAdapter
from beside.practice.people.models import Notice, Relationship, SafeContact
from tests.vocabulary import a_client, a_practice, a_therapist

pytestmark = pytest.mark.engine_free

# Monday, 2 March 2026: 14:00 in London.
AFTERNOON = datetime.datetime(2026, 3, 2, 14, tzinfo=datetime.UTC)


@pytest.fixture
def server(settings, time_machine):
    """A mail server is named, and it is Monday afternoon."""
    settings.EMAIL_HOST = "mail.example"
    settings.DEFAULT_FROM_EMAIL = "Beside <post@example.org>"
    time_machine.move_to(AFTERNOON, tick=False)
    return time_machine


def reachable(owner=None, **changes):
    owner = owner or a_practice(time_zone="Europe/London")
    chris = a_client(therapist=a_therapist(owner=owner))
    contact = chris.safe_contact
    actions.change_safe_contact(contact, by=chris, **{"channel": "email", **changes})
    return chris


def told(member, on_commit, kind="therapist-away"):
    with on_commit(execute=True):
        return notices.tell(member, kind=kind)


def test_a_mail_says_that_there_is_something_and_where(
    server, mailoutbox, django_capture_on_commit_callbacks
):
    chris = reachable(sender_name="R. Hill")
    told(chris, django_capture_on_commit_callbacks)
    [letter] = mailoutbox
    assert (letter.subject, letter.to) == ("Something to look at", [chris.account.email])
    assert letter.body == "There is something to look at: http://localhost:8000/\n"
    assert letter.from_email == '"R. Hill" <post@example.org>'
    whole = letter.message().as_string()
    for word in ("Chris", "Client", "Thea", "Elm Street", "therap", "Beside"):
        assert word not in whole.replace("beside", "")


def test_nobody_is_called_back_from_a_break_before_its_last_day_is_over_where_they_are(server, mailoutbox):
    chris = reachable(a_practice(time_zone="America/Los_Angeles"), from_hour=0, until_hour=24)
    pair = chris.relationship
    Relationship.objects.filter(pk=pair.pk).update(
        paused_from=datetime.date(2026, 3, 3), paused_until=datetime.date(2026, 3, 10)
    )
    pair.refresh_from_db()
    # Five in the afternoon of the last day in Los Angeles is the day after in UTC.
    server.move_to(datetime.datetime(2026, 3, 11, 0, 5, tzinfo=datetime.UTC), tick=False)
    notices.tell(chris, kind="message", relationship=pair, thing=pair)
    assert mail.send_waiting() == 0
    server.move_to(datetime.datetime(2026, 3, 11, 7, 5, tzinfo=datetime.UTC), tick=False)
    assert mail.send_waiting() == 1
    assert len(mailoutbox) == 1


def test_without_a_name_the_sender_is_an_address_only(server, mailoutbox, django_capture_on_commit_callbacks):
    told(reachable(), django_capture_on_commit_callbacks)
    assert mailoutbox[0].from_email == "post@example.org"


def test_a_line_break_in_a_sender_name_sends_nothing_else(
    server, mailoutbox, django_capture_on_commit_callbacks
):
    told(reachable(sender_name="R\r\nBcc: x@example.org"), django_capture_on_commit_callbacks)
    assert all("Bcc" not in letter.message() for letter in mailoutbox)


def test_the_language_is_the_receivers(server, mailoutbox, django_capture_on_commit_callbacks, monkeypatch):
    chris = reachable()
    actions.change_me(chris, by=chris, language="es")
    spoken = []
    monkeypatch.setattr(mail, "_", lambda words: spoken.append(mail.translation.get_language()) or words)
    told(chris, django_capture_on_commit_callbacks)
    assert set(spoken) == {"es"}


def test_nothing_is_sent_without_a_mail_server(mailoutbox, django_capture_on_commit_callbacks):
    told(reachable(), django_capture_on_commit_callbacks)
    assert mailoutbox == []


def none_wanted(chris, owner):
    actions.change_safe_contact(chris.safe_contact, by=chris, channel="none")


NEVER = {
    "no contact": none_wanted,
    "died": lambda chris, owner: actions.record_death(chris, by=owner),
    "left": lambda chris, owner: actions.leave_practice(chris, by=owner),
    "suspended": lambda chris, owner: actions.suspend(chris, by=owner),
}


@pytest.mark.parametrize("why", NEVER)
def test_some_are_never_written_to(why, server, mailoutbox, django_capture_on_commit_callbacks):
    owner = a_practice(time_zone="Europe/London")
    chris = reachable(owner)
    NEVER[why](chris, owner)
    chris.refresh_from_db()
    told(chris, django_capture_on_commit_callbacks)
    mail.send_waiting(timezone.now() + datetime.timedelta(days=1))
    assert mailoutbox == []


def test_a_client_who_never_signs_in_is_not_written_to(
    server, mailoutbox, django_capture_on_commit_callbacks
):
    from beside.practice.people.models import Role

    thea = a_therapist()
    kim = actions.add_member("Kim Client", role=Role.CLIENT, by=thea)
    actions.begin_relationship(kim, clinician=thea, by=thea)
    told(kim, django_capture_on_commit_callbacks)
    assert mailoutbox == []


def test_the_demo_writes_to_nobody(server, mailoutbox, django_capture_on_commit_callbacks):
    told(reachable(a_practice(demo=True)), django_capture_on_commit_callbacks)
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("zone", "sent"), [("Europe/London", 1), ("America/Los_Angeles", 0), ("Asia/Tokyo", 0)]
)
def test_hours_are_the_practices(zone, sent, server, mailoutbox, django_capture_on_commit_callbacks):
    """At 14:00 in London it is 6:00 in Los Angeles and 23:00 in Tokyo; mail may come from 9 to 18."""
    told(reachable(a_practice(time_zone=zone)), django_capture_on_commit_callbacks)
    assert len(mailoutbox) == sent


def test_what_came_outside_the_hours_is_sent_inside_them_once(
    server, mailoutbox, django_capture_on_commit_callbacks
):
    told(reachable(from_hour=16, until_hour=18), django_capture_on_commit_callbacks)
    assert mail.send_waiting(AFTERNOON) == 0
    later = AFTERNOON + datetime.timedelta(hours=2, minutes=1)
    assert mail.send_waiting(later) == 1
    assert mail.send_waiting(later) == 0
    assert len(mailoutbox) == 1


def test_what_was_seen_is_not_written_about(server, mailoutbox, django_capture_on_commit_callbacks):
    notice = told(reachable(from_hour=16, until_hour=18), django_capture_on_commit_callbacks)
    notices.seen(notice)
    mail.send_waiting(AFTERNOON + datetime.timedelta(hours=3))
    assert mailoutbox == []


def test_one_mail_says_as_much_as_three(server, mailoutbox, django_capture_on_commit_callbacks):
    chris = reachable()
    for kind in ("therapist-away", "supervision-began", "therapist-back"):
        told(chris, django_capture_on_commit_callbacks, kind=kind)
    assert len(mailoutbox) == 1


def test_whoever_answers_for_risk_is_written_to_each_time(
    server, mailoutbox, django_capture_on_commit_callbacks
):
    thea = a_therapist()
    for kind in ("urgent", "call-me"):
        told(thea, django_capture_on_commit_callbacks, kind=kind)
    assert len(mailoutbox) == 2
    assert {letter.body for letter in mailoutbox} == {
        "There is something to look at: http://localhost:8000/\n"
    }


class Away(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("chris@example.org could not be reached")


def test_a_mail_server_that_is_away_stops_nothing_and_it_goes_out_later(
    server, mailoutbox, monkeypatch, django_capture_on_commit_callbacks, caplog, capsys
):
    chris = reachable()
    with monkeypatch.context() as broken:
        broken.setattr(post, "get_connection", lambda **kwargs: Away())
        notice = told(chris, django_capture_on_commit_callbacks)
    assert Notice.objects.get(pk=notice.pk).mailed_at is None
    assert chris.account.email not in caplog.text + capsys.readouterr().out
    assert "chris@example.org" not in caplog.text
    assert mail.send_waiting(AFTERNOON + datetime.timedelta(minutes=5)) == 1


def test_a_mail_goes_out_only_after_the_thing_is_kept(server, mailoutbox):
    """The test is inside a transaction that is never committed."""
    assert connection.in_atomic_block
    notices.tell(reachable(), kind="therapist-away")
    assert mailoutbox == []


def test_the_worker_sends_what_waits(server, mailoutbox, django_capture_on_commit_callbacks, time_machine):
    from beside.practice.people import recurring

    told(reachable(from_hour=16, until_hour=18), django_capture_on_commit_callbacks)
    time_machine.move_to(AFTERNOON + datetime.timedelta(hours=2), tick=False)
    recurring.send_waiting.func()
    assert len(mailoutbox) == 1


def test_one_place_alone_sends_mail():
    """It asks the safe-contact record first. Whatever else sends would not."""
    package = Path(mail.__file__).parent.parent.parent
    sends = re.compile(
        r"EmailMessage|EmailMultiAlternatives|send_mass_mail|mail_admins|mail_managers|smtplib|core\.mail import"
    )
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if sends.search(path.read_text("utf-8"))
    }
    assert found == {"practice/people/mail.py"}


def test_what_allauth_would_send_by_itself_is_asked_too(server, mailoutbox):
    """Its adapter sends through one method for everything: codes, notices of a change, links."""
    chris = reachable(channel=SafeContact.Channel.NONE)
    adapter = AccountAdapter()
    adapter.send_mail("account/email/password_reset_key", chris.account.email, {"user": chris.account})
    assert mailoutbox == []
