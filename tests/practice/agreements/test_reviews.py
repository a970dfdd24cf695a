"""When it is to be looked at together: after so many sessions, then every so many months."""

import datetime

import pytest

from beside.practice.agreements import actions, reviewing
from beside.practice.agreements.models import Version
from tests.vocabulary import a_client, an_agreement, in_days, past_sessions


def due(client, today=None):
    version = Version.objects.order_by("-number").first()
    return reviewing.due_since(client.relationship, version, today=today)


def test_nothing_signed_is_looked_at_again_by_nobody():
    assert due(a_client()) is None


@pytest.mark.parametrize(("sessions", "is_due"), [(3, False), (4, True), (5, True)])
def test_the_first_comes_after_session_four(sessions, is_due):
    chris = a_client()
    an_agreement(chris, now=in_days(-60))
    past_sessions(chris, sessions)
    assert bool(due(chris)) is is_due


def test_signed_after_session_four_it_comes_by_the_calendar():
    chris = a_client()
    past_sessions(chris, 6)
    an_agreement(chris)
    assert due(chris) is None
    signed = Version.objects.get().signed_at.date()
    assert due(chris, today=reviewing.months_later(signed, 6)) == reviewing.months_later(signed, 6)


def test_looking_at_it_puts_it_off_and_so_does_a_new_version():
    chris = a_client()
    an_agreement(chris, now=in_days(-60))
    past_sessions(chris, 4)
    actions.reviewed(chris.relationship, by=chris.relationship.clinician, note="All fits.")
    assert due(chris) is None
    ann = a_client("Ann Other")
    an_agreement(ann, now=in_days(-60))
    past_sessions(ann, 4, hour=9)
    version = an_agreement(ann, lateness="Ten minutes are fine.")
    assert reviewing.due_since(ann.relationship, version) is None


def test_work_that_has_ended_is_not_looked_at_again():
    chris = a_client()
    version = an_agreement(chris, now=in_days(-400))
    assert reviewing.due_since(chris.relationship, version)
    chris.relationship.ended_on = datetime.date(2026, 1, 1)
    assert reviewing.due_since(chris.relationship, version) is None


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2027, 8, 31), 6, (2028, 2, 29)),
        ((2026, 11, 22), 1, (2026, 12, 22)),
        ((2026, 12, 1), 12, (2027, 12, 1)),
        ((2026, 6, 15), 6, (2026, 12, 15)),
    ],
)
def test_a_month_without_that_day_ends_on_its_last(day, months, later):
    assert reviewing.months_later(datetime.date(*day), months) == datetime.date(*later)
