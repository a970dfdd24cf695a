"""How long somebody stays signed in, on which devices, and what ends it."""

import datetime
import re

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as site
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from beside.practice.people import actions
from tests import vocabulary
from tests.practice.config.routes import routes

NEW_PASSWORD = "seven purple lanterns"


def signed_in_by_password(member, password=vocabulary.PASSWORD):
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": member.account.email, "password": password})
    assert answer.status_code == 302, "sign-in was refused"
    return browser


def token(browser):
    return browser.cookies[site.SESSION_COOKIE_NAME].value


def is_in(browser):
    """Whether this browser still sees pages of a signed-in person."""
    return browser.get(reverse("account_change_password")).status_code == 200


def test_signing_in_makes_a_new_session():
    member = vocabulary.a_therapist()
    browser = Client()
    session = browser.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    browser.cookies[site.SESSION_COOKIE_NAME] = before
    browser.post(reverse("account_login"), {"login": member.account.email, "password": vocabulary.PASSWORD})
    assert token(browser) != before
    assert not Session.objects.filter(session_key=before).exists()


def test_proving_oneself_again_makes_a_new_session_too():
    browser = signed_in_by_password(vocabulary.a_therapist())
    is_in(browser)
    stolen = Client()
    stolen.cookies[site.SESSION_COOKIE_NAME] = before = token(browser)
    assert browser.post(reverse("account_reauthenticate"), {"password": "not this one"}).status_code == 200
    assert is_in(stolen)
    assert (
        browser.post(reverse("account_reauthenticate"), {"password": vocabulary.PASSWORD}).status_code == 302
    )
    assert token(browser) != before
    assert is_in(browser)
    assert not is_in(stolen)
    assert UserSession.objects.filter(session_key=token(browser)).exists()
    assert not UserSession.objects.filter(session_key=before).exists()


def test_session_tokens_are_long_and_never_the_same():
    member = vocabulary.a_therapist()
    tokens = {token(signed_in_by_password(member)) for _ in range(5)}
    assert len(tokens) == 5
    # 32 signs out of 36 are 165 bits.
    assert all(re.fullmatch(r"[a-z0-9]{32}", each) for each in tokens)


def test_a_changed_token_is_nobody():
    browser = signed_in_by_password(vocabulary.a_therapist())
    browser.cookies[site.SESSION_COOKIE_NAME] = token(browser)[::-1]
    assert not is_in(browser)


def test_signing_out_ends_the_session_on_the_server():
    browser = signed_in_by_password(vocabulary.a_therapist())
    stolen = Client()
    stolen.cookies[site.SESSION_COOKIE_NAME] = token(browser)
    assert is_in(stolen)
    browser.post(reverse("account_logout"))
    assert not is_in(stolen)
    assert not is_in(browser)


def test_signing_out_clears_what_the_browser_held():
    """But what waits there sealed (tests/browser/test_offline.py): it would be lost, and nobody can read it."""
    browser = signed_in_by_password(vocabulary.a_therapist())
    answer = browser.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def test_signing_out_is_a_change_not_a_look():
    browser = signed_in_by_password(vocabulary.a_therapist())
    browser.get(reverse("account_logout"))
    assert is_in(browser)


@pytest.mark.parametrize("role", ["owner", "therapist", "client", "supervisor"])
def test_every_page_of_a_signed_in_person_can_sign_out(role):
    therapist = vocabulary.a_therapist()
    who = {
        "owner": lambda: vocabulary.a_practice(),
        "therapist": lambda: therapist,
        "client": lambda: vocabulary.a_client(therapist=therapist),
        "supervisor": lambda: vocabulary.a_supervisor(of=therapist),
    }[role]()
    browser = vocabulary.sign_in(Client(), who)
    without = []
    for name, path in routes():
        # Two ways out, and the pages that a device keeps, which are nobody's.
        if re.search(r"logout|leave|^offline$|^journal-shell$", name):
            continue
        answer = browser.get(path)
        whole = answer.status_code == 200 and b"<html" in answer.content
        if whole and reverse("account_logout").encode() not in answer.content:
            without.append(name)
    assert without == []


@pytest.mark.parametrize("role", ["client", "therapist"])
def test_nobody_touching_it_ends_the_session(role, time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC), tick=False)
    therapist = vocabulary.a_therapist()
    member = therapist if role == "therapist" else vocabulary.a_client(therapist=therapist)
    idle = datetime.timedelta(minutes=site.IDLE_MINUTES[member.role])
    browser = signed_in_by_password(member)
    assert is_in(browser)
    time_machine.shift(idle - datetime.timedelta(minutes=2))
    assert is_in(browser)
    time_machine.shift(idle + datetime.timedelta(minutes=2))
    stolen = Client()
    stolen.cookies[site.SESSION_COOKIE_NAME] = token(browser)
    assert not is_in(stolen)
    assert not is_in(browser)


def test_a_day_of_work_ends_the_session(time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 6, tzinfo=datetime.UTC), tick=False)
    browser = signed_in_by_password(vocabulary.a_therapist())
    for _ in range(12 * 6 - 1):
        time_machine.shift(datetime.timedelta(minutes=10))
        assert is_in(browser)
    time_machine.shift(datetime.timedelta(minutes=11))
    assert not is_in(browser)


def test_a_new_password_ends_the_other_sessions():
    member = vocabulary.a_therapist()
    here, elsewhere = signed_in_by_password(member), signed_in_by_password(member)
    here.post(
        reverse("account_change_password"),
        {"oldpassword": vocabulary.PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert not is_in(elsewhere)
    assert is_in(here)


def test_all_devices_can_be_signed_out_from_one():
    member = vocabulary.a_therapist()
    here, elsewhere = signed_in_by_password(member), signed_in_by_password(member)
    is_in(elsewhere)
    here.post(reverse("usersessions_list"))
    assert not is_in(elsewhere)


def test_somebody_suspended_is_out_at_once():
    owner = vocabulary.a_practice()
    member = vocabulary.a_therapist(owner=owner)
    browser = signed_in_by_password(member)
    assert is_in(browser)
    actions.suspend(member, by=owner)
    assert not is_in(browser)


def test_somebody_who_left_is_out_at_once():
    owner = vocabulary.a_practice()
    member = vocabulary.a_therapist(owner=owner)
    browser = signed_in_by_password(member)
    actions.leave_practice(member, by=owner)
    assert not is_in(browser)
