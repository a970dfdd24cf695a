"""The journal in the hands of somebody who means harm, or of a bad connection: what a stolen server, a lost answer or the browser itself could give away."""

import json
from contextlib import suppress
from types import SimpleNamespace

import pytest
from playwright.sync_api import Error, expect

from tests.browser import site
from tests.browser.test_journal import PASSPHRASE, WORDS, begins, in_list, kept, opens, presses, writes
from tests.browser.test_journal_on_the_device import IN_STORES, synced
from tests.crash.real_server import eventually
from tests.vocabulary import a_client, a_practice, a_therapist

pytestmark = site.NEEDS_CHROMIUM

NAMES = ("Ann", "Ben", "Cam", "Dee", "Eve", "Fay", "Gus", "Hal", "Ivy", "Jon")
LEAVES = "**/journal/leaves/*"
A_TAG = "<img src=x onerror=\"document.title='ran'\"><script>document.title='ran'</script>"


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    with site.open_database(django_db_blocker):
        thea = a_therapist("Thea", owner=a_practice("Elm Street"))
        cookies = {name: site.cookie_of(a_client(name, therapist=thea)) for name in NAMES}
        with site.running() as address, site.chromium() as browser:
            yield SimpleNamespace(
                address=address,
                open=lambda who, **how: site.phone(browser, address, cookies[who], **how),
            )


def answers_with(page, change):
    """A server that gives back what `change` makes of its leaves."""

    def answer(route):
        got = route.fetch()
        told = got.json()
        if "leaves" in told:
            told["leaves"] = [change(leaf) for leaf in told["leaves"]]
        route.fulfill(response=got, json=told)

    page.route(LEAVES, answer)


def leaves_of(page):
    return page.evaluate("async () => (await (await fetch('/journal/leaves/?from=0&many=9')).json()).leaves")


@pytest.mark.parametrize("renumbered", [False, True])
def test_an_older_page_given_back_is_told(house, renumbered):
    """With the old number, this device knows better, and shows its own; with the new one, what was sealed says otherwise."""
    page = house.open("Ann" if renumbered else "Ben")
    begins(page)
    writes(page)
    [old] = leaves_of(page)
    writes(page, f"{WORDS}, and what I said then")
    opens(page)
    synced(page)
    expect(page.locator("[data-part=older]")).to_be_hidden()
    [new] = leaves_of(page)
    assert new["version"] == old["version"] + 1
    answers_with(page, lambda _leaf: old | {"version": new["version"]} if renumbered else old)
    opens(page)
    expect(page.get_by_text("A page came back older than it should be.")).to_be_visible()
    if not renumbered:
        expect(in_list(page, "what I said then")).to_be_visible()
    synced(page)
    [copy] = json.loads(page.evaluate(IN_STORES))["versions"]
    assert copy["version"] == new["version"]


def test_a_page_under_anothers_name_does_not_open_and_that_is_said(house):
    page = house.open("Cam")
    begins(page)
    writes(page)
    answers_with(page, lambda leaf: leaf | {"id": "0b5b0d6e-55f1-4ef1-9b0e-1c8d5b7a1f00"})
    opens(page)
    expect(page.get_by_text("Some pages could not be opened. They are still kept.")).to_be_visible()
    assert not in_list(page).is_visible()


def test_words_that_look_like_code_are_words(house):
    page = house.open("Dee")
    begins(page)
    writes(page, A_TAG)
    opens(page)
    expect(in_list(page, A_TAG)).to_be_visible()
    page.get_by_label("Search, on this device").fill("onerror")
    expect(in_list(page, A_TAG)).to_be_visible()
    page.get_by_text("On this device, and out of here").click()
    with page.expect_download() as taking:
        presses(page, "Take my journal out as a file")
    file = taking.value.path().read_text()
    assert "<img" not in file
    assert file.count("<script") == 1
    assert page.title() != "ran"


def test_closed_the_page_holds_nothing_of_what_was_typed(house):
    """The browser puts what stood in a field back when a page is loaded again: not here."""
    page = house.open("Eve")
    begins(page)
    writes(page)
    page.get_by_label("Search, on this device").fill("yellow")
    presses(page, "Close my journal")
    expect(page.get_by_label("My passphrase")).to_be_visible()
    fields = "[...document.querySelectorAll('#journal input, #journal textarea')].map((one) => one.value)"
    assert not [one for one in page.evaluate(fields) if "yellow" in one]
    # What was kept stays as it was, and there is no second page when it is opened again.
    page.get_by_label("My passphrase").fill(PASSPHRASE)
    presses(page, "Open my journal")
    expect(in_list(page)).to_have_count(1)
    for name in ("journal-words", "journal-search"):
        assert page.locator(f"#{name}").get_attribute("autocomplete") == "off"


def loses_one_answer(page, address):
    """The server gets it, and the device does not hear so."""
    lost = []

    def lose(route):
        if route.request.method != "POST" or lost:
            route.fallback()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route(address, lose)
    return lost


def test_a_page_whose_answer_was_lost_is_one_page(house):
    page = house.open("Fay")
    begins(page)
    lost = loses_one_answer(page, "**/journal/leaves/")
    page.get_by_label("Write", exact=True).fill(WORDS)
    expect(page.get_by_text("it waits on this device, sealed")).to_be_visible()
    assert lost == [200]
    # It is sent again when the journal is opened again, or when something is added.
    page.get_by_label("Write", exact=True).fill(f"{WORDS}, and more")
    kept(page)
    opens(page)
    synced(page)
    expect(in_list(page)).to_have_count(1)
    expect(in_list(page, "and more")).to_have_count(1)


@pytest.mark.parametrize("reached", [True, False])
def test_a_page_that_dies_while_it_sends_has_lost_nothing_and_doubled_nothing(house, reached):
    """Whether the server got it or not, nobody heard: it waited on the device before it went."""
    page = house.open("Hal" if reached else "Ivy")
    begins(page)
    under_way = []

    def hold(route):
        if route.request.method != "POST":
            route.fallback()
            return
        under_way.append(route.fetch().status if reached else 0)

    page.route("**/journal/leaves/", hold)
    page.get_by_label("Write", exact=True).fill(WORDS)
    eventually(lambda: page.title() and under_way)
    context = page.context
    with suppress(Error):
        page.goto("chrome://crash")
    page = context.new_page()
    opens(page)
    synced(page)
    expect(in_list(page)).to_have_count(1)
    opens(house.open("Hal" if reached else "Ivy"))
    expect(in_list(page)).to_have_count(1)


def test_two_tabs_that_come_back_together_keep_one_page(house):
    page = house.open("Jon")
    begins(page)
    other = page.context.new_page()
    opens(other)
    synced(other)
    page.context.set_offline(True)
    page.get_by_label("Write", exact=True).fill(WORDS)
    expect(page.get_by_text("it waits on this device, sealed")).to_be_visible()
    page.context.set_offline(False)
    kept(page)
    kept(other)
    writes(page, f"{WORDS}, and more")
    opens(page)
    synced(page)
    expect(in_list(page)).to_have_count(1)
    expect(in_list(page, "and more")).to_have_count(1)


def test_a_code_whose_lock_was_kept_and_not_answered_is_made_once_more(house):
    page = house.open("Gus")
    page.goto("/journal/")
    lost = loses_one_answer(page, "**/journal/lock/")
    for _again in range(2):
        page.get_by_label("A passphrase", exact=True).fill(PASSPHRASE)
        page.get_by_label("Once more").first.fill(PASSPHRASE)
        presses(page, "Begin my journal")
        if not _again:
            expect(page.locator("[data-part=make] [data-says=no-connection]")).to_be_visible()
    assert lost == [200]
    expect(page.locator("[data-part=code]")).not_to_be_empty()
    presses(page, "I have written it down")
    expect(page.get_by_label("Write", exact=True)).to_be_visible()
