"""A client may share a phone with somebody dangerous: leaving in two keys, a lock, another name, a word before a file is left."""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from beside.practice.people.models import SafeContact
from tests.browser import site
from tests.vocabulary import PASSWORD, a_client, a_practice, a_session, a_therapist, in_days

pytestmark = site.NEEDS_CHROMIUM
CANARY = "zephyr kumquat lantern"


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker):
    with pytest.MonkeyPatch.context() as patch, site.open_database(django_db_blocker):
        # Playwright runs a loop of its own in this thread; what is asked of the database here waits for nobody.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        kay = a_client("Kay Keel", therapist=a_therapist("Tess Tern", owner=a_practice("Elm Street")))
        session = a_session(kay, starts_at=in_days(1))
        with site.running() as address, site.chromium() as browser:
            yield SimpleNamespace(kay=kay, session=session, address=address, browser=browser)


@pytest.fixture
def device(place):
    context = place.browser.new_context(
        base_url=place.address, viewport=site.PHONE, reduced_motion="reduce", service_workers="allow"
    )
    yield context
    context.close()


def signed_in(device, place):
    page = device.new_page()
    site.signs_in(page, place.kay.account.email, PASSWORD)
    return page


def opened(page, address):
    page.goto(address)
    page.wait_for_function("() => document.documentElement.dataset.canWait")


def proves_it_is_them(page):
    page.wait_for_url(re.compile("/account/reauthenticate/"))
    assert CANARY not in page.content()
    assert not re.search(r"\bKay\b", page.content())
    page.get_by_label("Password").first.fill(PASSWORD)
    page.locator("main").get_by_role("button").first.click()


def test_escape_twice_leaves(place, device):
    page = signed_in(device, place)
    opened(page, "/home/")
    page.keyboard.press("Escape")
    expect(page).to_have_title("Home · Beside")
    page.keyboard.press("Escape")
    expect(page).to_have_title("Kitchen measures")
    page.go_back()
    expect(page).not_to_have_title("Home · Beside")


def test_nobody_touching_it_for_five_minutes_locks_it_and_no_typed_word_is_lost(place, device):
    page = signed_in(device, place)
    page.clock.install()
    opened(page, reverse("safe-contact"))
    page.locator("[name=note]").fill(CANARY)
    # Filling it scrolls, which is a touch that may come later than the clock moves on: the last touch is this one.
    page.clock.run_for("00:30")
    page.mouse.move(10, 10)
    page.clock.run_for("04:50")
    assert page.locator("[name=note]").is_visible()
    page.clock.run_for("00:15")
    expect(page.locator("[name=note]")).not_to_be_visible()
    proves_it_is_them(page)
    page.wait_for_url("**" + reverse("safe-contact"))
    expect(page.get_by_text("This is what you typed without a connection. It is not sent.")).to_be_visible()
    page.get_by_role("button", name="Put it into the form").click()
    expect(page.locator("[name=note]")).to_have_value(CANARY)
    assert SafeContact.objects.get(client=place.kay).note != CANARY


def test_touching_it_keeps_it_open_and_locking_one_tab_locks_all(place, device):
    page, other = signed_in(device, place), device.new_page()
    page.clock.install()
    opened(page, "/home/")
    opened(other, "/gave/")
    for _each in range(3):
        page.clock.run_for("03:00")
        page.mouse.move(10, 10 + _each)
        page.mouse.move(20, 20 + _each)
    assert page.get_by_role("heading", level=1).is_visible()
    page.clock.run_for("05:05")
    page.wait_for_url(re.compile("/account/reauthenticate/"))
    other.wait_for_url(re.compile("/account/reauthenticate/"))


def test_locked_without_a_connection_nothing_is_shown_but_help(place, device):
    page = signed_in(device, place)
    page.clock.install()
    opened(page, "/home/")
    device.set_offline(True)
    page.clock.run_for("05:05")
    expect(page.get_by_text("It opens again with your password, when there is a connection.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).not_to_be_visible()
    expect(page.get_by_role("link", name="Crisis help")).to_be_visible()
    device.set_offline(False)
    page.wait_for_url(re.compile("/account/reauthenticate/"))


def test_it_may_be_called_something_else_without_a_connection_too(place, device):
    page = signed_in(device, place)
    opened(page, "/me/")
    page.get_by_role("button", name="Notes", exact=True).click()
    expect(page).to_have_title(re.compile(" · Notes$"))
    site.can_be_offline(page)
    site.comes_true(
        page,
        """async () => { const kept = await caches.match("/empty-page-on-this-device"); return Boolean(kept) && / · Notes</.test(await kept.text()); }""",
    )
    device.set_offline(True)
    page.goto("/home/")
    expect(page).to_have_title("No connection · Notes")
    assert not re.search("Beside", page.locator("body").inner_text())


def test_before_a_file_is_left_on_the_device_it_is_said(place, device):
    page = signed_in(device, place)
    opened(page, reverse("paper-form", args=["session"]) + "?pdf")
    expect(page.get_by_role("heading", level=1)).to_have_text("This leaves a file on this device")
    page.get_by_role("link", name="Leave it").click()
    expect(page).not_to_have_title(re.compile("^A file"))


def test_violence_at_home_has_a_place_of_its_own_on_the_help_page(place, device):
    page = device.new_page()
    page.goto("/help/?country=IE")
    expect(page.get_by_role("heading", name="Violence or fear at home")).to_be_visible()
    expect(page.get_by_role("link", name="Call 1800 341 900")).to_have_attribute("href", "tel:1800341900")
    page.goto("/help/?country=CA")
    expect(page.get_by_role("link", name="Find a place near you")).to_be_visible()
