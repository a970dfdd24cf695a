"""Something is not right, on a phone: written for nobody it is a page of the journal like any other; sent, it was shown first who reads it."""

import json
import uuid
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from beside.practice.journal import actions as journal
from tests.browser import site
from tests.browser.test_journal import PASSPHRASE, begins, in_list, opens, presses, writes
from tests.browser.test_journal_on_the_device import IN_STORES
from tests.vocabulary import a_client, a_practice, a_supervisor, a_therapist

pytestmark = site.NEEDS_CHROMIUM
WORDS = "He locked the door behind me"


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    with site.open_database(django_db_blocker):
        owner = a_practice("Elm Street")
        thea = a_therapist("Thea", owner=owner)
        a_therapist("Theo", owner=owner)
        sara = a_supervisor("Sara", of=thea, by=owner)
        people = {name: a_client(name, therapist=thea) for name in ("Chris", "Ann", "Cam")} | {"Sara": sara}
        # More than one opening fetches at once.
        for _each in range(60):
            journal.keep_leaf(uuid.uuid4(), sealed=b"sealed", version=0, by=people["Chris"])
        cookies = {name: site.cookie_of(member) for name, member in people.items()}
        with site.running() as address, site.chromium() as browser:
            yield SimpleNamespace(
                address=address,
                open=lambda who, **how: site.phone(browser, address, cookies[who], **how),
            )


def asked_of(page):
    """What the page asks the server for by itself, as it goes on asking."""
    asked = []
    page.on("request", lambda request: asked.append(request) if "/journal/l" in request.url else None)
    return asked


def shape(request):
    """Address, headers' names, where it says that it comes from, how much it sends: of names that are made up, only that there are some."""
    sent, headers = json.loads(request.post_data or "{}"), request.all_headers()
    sizes = {name: len(value) if isinstance(value, str) else value for name, value in sent.items()}
    return (
        request.method,
        request.url.partition("ids=")[0],
        tuple(sorted(headers)),
        headers.get("referer"),
        sizes,
    )


def goes_to_keep(page):
    page.goto("/home/")
    page.get_by_role("link", name="Something is not right").click()
    page.get_by_role("link", name="A line was crossed").click()
    page.get_by_role("link", name="Write it for myself").click()


def keeps(page, words=WORDS, passphrase=PASSPHRASE):
    page.get_by_label("What is not right").fill(words)
    page.get_by_label("My passphrase").fill(passphrase)
    presses(page, "Keep it for me")


def test_written_for_nobody_it_is_a_page_of_the_journal_and_was_kept_by_the_same_request(house):
    page = house.open("Chris")
    begins(page)
    writes(page, "I dreamt of a blue house")
    # A device of its own each, that keeps nothing yet: whatever opening asks for is asked for.
    page, other = house.open("Chris"), house.open("Chris")
    opened = asked_of(page)
    opens(page)
    expect(page.locator("#journal[data-synced=yes]")).to_be_attached()
    writes(page, "I dreamt of a yellow house")
    page = other
    unsent = asked_of(page)
    goes_to_keep(page)
    heard = site.listened_to(page, house.address)
    sent = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    keeps(page)
    expect(page.get_by_text("Kept, sealed, among the pages of your journal.")).to_be_visible()
    assert [shape(one) for one in unsent] == [shape(one) for one in opened]
    assert [one.method for one in unsent] == ["GET", "GET", "GET", "GET", "POST"]
    assert not [one for one in sent if "locked" in one or PASSPHRASE in one]
    stores = page.evaluate(IN_STORES)
    assert json.loads(stores)["kept"]
    assert not [one for one in (WORDS, PASSPHRASE) if one in stores]
    assert heard == []
    opens(page)
    expect(in_list(page, WORDS)).to_be_visible()


def test_with_another_passphrase_nothing_is_kept_and_the_words_stay(house):
    page = house.open("Ann")
    begins(page)
    goes_to_keep(page)
    keeps(page, passphrase="not the right one")
    expect(page.get_by_text("It did not open with this.")).to_be_visible()
    expect(page.get_by_label("What is not right")).to_have_value(WORDS)


def test_without_a_journal_or_without_scripts_the_page_says_what_else_there_is(house):
    page = house.open("Cam")
    goes_to_keep(page)
    expect(page.get_by_text("You have no journal yet.")).to_be_visible()
    plain = house.open("Cam", java_script_enabled=False)
    plain.goto(page.url)
    expect(plain.get_by_text("Without them, write it on paper")).to_be_visible()


def test_it_is_sent_only_after_it_was_shown_who_reads_it_and_is_answered(house):
    page = house.open("Cam")
    heard = site.listened_to(page, house.address)
    page.goto("/home/")
    page.get_by_role("link", name="Something is not right").click()
    page.get_by_role("link", name="I do not feel safe").click()
    page.get_by_role("link", name="Write to somebody here").click()
    page.get_by_label("What is not right").fill(WORDS)
    page.get_by_label("Sara.").check()
    presses(page, "Look at it before it goes")
    expect(page.get_by_role("heading", name="Who reads it")).to_be_visible()
    expect(page.get_by_text("Nothing is sent yet.")).to_be_visible()
    expect(page.get_by_role("heading", name="Sara")).to_be_visible()
    assert site.violations(page) == []
    presses(page, "Send it to them now")
    expect(page.get_by_text("has not read it yet")).to_be_visible()
    there = page.url
    hers = house.open("Sara")
    hers.goto("/notices/")
    assert "not right" not in hers.content()
    hers.goto("/more/to-me/")
    hers.get_by_role("link", name="Cam").click()
    hers.get_by_label("What you say to it").fill("I believe you.")
    hers.get_by_role("button", name="Answer", exact=True).click()
    expect(hers.get_by_text("I believe you.")).to_be_visible()
    page.goto(there)
    expect(page.get_by_text("I believe you.")).to_be_visible()
    assert heard == []


@pytest.mark.parametrize("who", ["Ann"])
def test_signed_out_meanwhile_what_was_written_stays_on_the_page(house, who):
    """Nothing of it waits on a device, so it must not leave the page for the one that asks to sign in."""
    page = house.open(who)
    page.goto("/more/2/")
    page.get_by_role("link", name="Write to somebody here").click()
    page.get_by_label("What is not right").fill(WORDS)
    page.get_by_role("checkbox", name="Sara").check()
    page.context.clear_cookies(name="beside")
    page.get_by_role("button", name="Look at it before it goes").click()
    expect(page.get_by_text("Your words are still on this page")).to_be_visible()
    expect(page.get_by_label("What is not right")).to_have_value(WORDS)
