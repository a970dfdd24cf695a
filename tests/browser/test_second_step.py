"""Somebody who works in a practice sets up their second step on the way in: on a phone, with a passkey or a code app."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.browser import site
from tests.browser.test_every_page import code_of, finds
from tests.vocabulary import PASSWORD, a_practice, a_therapist

pytestmark = site.NEEDS_CHROMIUM

SCREENLOCK = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    with site.open_database(django_db_blocker):
        owner = a_practice(second_step=True)
        emails = {name: a_therapist(name, owner=owner).account.email for name in ("Thea Tern", "Pia Pell")}
        with site.running() as address, site.chromium() as browser:
            yield SimpleNamespace(emails=emails, open=lambda: site.phone(browser, address))


def is_held_back(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step, once")
    assert page.url.endswith("/account/second-step/")


def test_a_therapist_sets_up_a_code_app_and_goes_on(house):
    page = house.open()
    site.signs_in(page, house.emails["Thea Tern"], PASSWORD)
    is_held_back(page)
    found = finds(page)
    page.goto("/clients/")
    is_held_back(page)
    page.get_by_role("link", name="Set up a code app").click()
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("[name=code]").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    found += finds(page)
    page.get_by_role("link", name="Go on to my first page").click()
    page.wait_for_url("**/today/")
    assert not found, "\n".join(found)


def test_a_therapist_sets_up_a_passkey_and_signs_in_with_it_alone(house):
    page = house.open()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": SCREENLOCK})
    site.signs_in(page, house.emails["Pia Pell"], PASSWORD)
    is_held_back(page)
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.get_by_role("link", name="Go on to my first page").click()
    page.wait_for_url("**/today/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/today/")
