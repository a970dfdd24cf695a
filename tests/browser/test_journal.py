"""A journal in a real browser: what is written never leaves the device unsealed, and each way of losing a key does what its page says."""

import json
import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.browser import site
from tests.vocabulary import a_client, a_practice, a_therapist

pytestmark = site.NEEDS_CHROMIUM

PASSPHRASE, ANOTHER = "copper lamp seven geese", "slow river under glass"
WORDS = "I dreamt of the yellow house again"
# What the page would find where there is no WebCrypto.
AN_OLD_BROWSER = "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })"

# How many letters to the server wait on the device.
LETTERS = """() => new Promise((yes) => { const asked = indexedDB.open("outbox"); asked.onsuccess = () => {
  const all = asked.result.transaction("letters").objectStore("letters").getAll();
  all.onsuccess = () => { asked.result.close(); yes(all.result.length); }; }; })"""


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    with site.open_database(django_db_blocker):
        owner = a_practice("Elm Street")
        thea = a_therapist("Thea", owner=owner)
        names = ("Chris", "Ann", "Cam", "Dee", "Eve", "Fay", "Gus", "Hal", "Ivy")
        cookies = {name: site.cookie_of(a_client(name, therapist=thea)) for name in names}
        cookies["Thea"] = site.cookie_of(thea)
        with site.running() as address, site.chromium() as browser:
            yield SimpleNamespace(
                address=address, open=lambda who: site.phone(browser, address, cookies[who])
            )


def bodies_of(page):
    """Everything that the page sends, as it is sent."""
    sent = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    return sent


def presses(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def kept(page):
    expect(page.get_by_text("Kept, sealed.", exact=True)).to_be_visible()


def begins(page, passphrase=PASSPHRASE):
    """A journal is made, its code written down; returns the code."""
    page.goto("/journal/")
    page.get_by_label("A passphrase", exact=True).fill(passphrase)
    page.get_by_label("Once more").first.fill(passphrase)
    presses(page, "Begin my journal")
    code = page.locator("[data-part=code]")
    expect(code).to_have_text(re.compile(r"(\w{4} ?){8}"))
    told = code.inner_text()
    presses(page, "I have written it down")
    expect(page.get_by_label("Write", exact=True)).to_be_visible()
    return told


def writes(page, words=WORDS):
    page.get_by_label("Write", exact=True).fill(words)
    kept(page)


def opens(page, passphrase=PASSPHRASE):
    page.goto("/journal/")
    page.get_by_label("My passphrase").fill(passphrase)
    presses(page, "Open my journal")


def in_list(page, words=WORDS):
    return page.locator("[data-part=list]").get_by_text(words)


def test_neither_the_words_nor_the_passphrase_nor_the_code_ever_leave_the_device(house):
    page = house.open("Chris")
    sent, heard = bodies_of(page), site.listened_to(page, house.address)
    code = begins(page)
    writes(page)
    page.reload()
    opens(page)
    expect(in_list(page)).to_be_visible()
    assert any("/journal/leaves/" in each and "sealed" in each for each in sent)
    for secret in (WORDS, "yellow house", PASSPHRASE, code, code.replace(" ", "")):
        assert not [each for each in sent if secret in each]
    assert heard == []
    stored = page.evaluate("JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})")
    assert not [secret for secret in (WORDS, PASSPHRASE, code) if secret in stored]


def test_a_wrong_passphrase_opens_nothing_and_says_what_to_look_at(house):
    page = house.open("Ann")
    begins(page)
    writes(page)
    opens(page, "copper lamp seven goose")
    expect(page.locator("[data-part=open] [data-says=wrong]")).to_be_visible()
    assert not in_list(page).is_visible()
    page.get_by_label("My passphrase").fill(PASSPHRASE)
    presses(page, "Open my journal")
    expect(in_list(page)).to_be_visible()


def test_the_code_opens_it_once_with_another_passphrase(house):
    page = house.open("Cam")
    code = begins(page)
    writes(page)
    page.goto("/journal/")
    presses(page, "I do not know it any more")
    page.get_by_label("My code").fill(code.lower())
    page.get_by_label("A new passphrase").first.fill(ANOTHER)
    page.get_by_label("Once more").nth(1).fill(ANOTHER)
    page.locator("[data-part=by-code] button").first.click()
    expect(page.locator("[data-part=code]")).to_have_text(re.compile(r"(\w{4} ?){8}"))
    assert page.locator("[data-part=code]").inner_text() != code
    presses(page, "I have written it down")
    expect(in_list(page)).to_be_visible()
    opens(page, PASSPHRASE)
    expect(page.locator("[data-part=open] [data-says=wrong]")).to_be_visible()
    opens(page, ANOTHER)
    expect(in_list(page)).to_be_visible()


def test_a_changed_passphrase_opens_everything_on_the_other_device_too(house):
    page, other = house.open("Dee"), house.open("Dee")
    begins(page)
    writes(page)
    page.get_by_text("Change my passphrase").click()
    page.get_by_label("The one I have").fill(PASSPHRASE)
    page.locator("#change-one").fill(ANOTHER)
    page.locator("#change-two").fill(ANOTHER)
    presses(page, "Change it")
    presses(page, "I have written it down")
    expect(in_list(page)).to_be_visible()
    opens(other, PASSPHRASE)
    expect(other.locator("[data-part=open] [data-says=wrong]")).to_be_visible()
    opens(other, ANOTHER)
    expect(in_list(other)).to_be_visible()


def test_without_passphrase_and_code_another_journal_begins_and_the_old_one_is_gone(house):
    page = house.open("Eve")
    begins(page)
    writes(page)
    page.goto("/journal/")
    presses(page, "I do not know it any more")
    presses(page, "I have neither")
    expect(page.get_by_text("nobody can open it, and we cannot help")).to_be_visible()
    presses(page, "Begin another journal")
    page.get_by_label("A passphrase", exact=True).fill(ANOTHER)
    page.get_by_label("Once more").first.fill(ANOTHER)
    presses(page, "Begin my journal")
    # What is there is deleted by it: they sign in once more, and choose again.
    page.get_by_label("Password").fill("correct horse battery")
    page.locator("main form button").first.click()
    presses(page, "I do not know it any more")
    presses(page, "I have neither")
    presses(page, "Begin another journal")
    page.get_by_label("A passphrase", exact=True).fill(ANOTHER)
    page.get_by_label("Once more").first.fill(ANOTHER)
    presses(page, "Begin my journal")
    presses(page, "I have written it down")
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()


def test_two_devices_on_one_page_keep_both(house):
    page, other = house.open("Fay"), house.open("Fay")
    begins(page)
    writes(page)
    opens(other)
    expect(in_list(other)).to_be_visible()
    presses(page, "Go on writing")
    writes(page, "the garden, from the phone")
    presses(other, "Go on writing")
    other.get_by_label("Write", exact=True).fill("the cellar, from the tablet")
    expect(other.get_by_text("Both are kept, as two pages.")).to_be_visible()
    for words in ("the garden, from the phone", "the cellar, from the tablet"):
        expect(in_list(other, words)).to_be_visible()


def test_what_is_written_without_a_connection_waits_sealed_and_is_kept_when_there_is_one(house):
    page = house.open("Gus")
    begins(page)
    page.context.set_offline(True)
    page.get_by_label("Write", exact=True).fill(WORDS)
    expect(page.get_by_text("it waits on this device, sealed")).to_be_visible()
    waiting = page.evaluate(
        """() => new Promise((yes) => { const asked = indexedDB.open("journal"); asked.onsuccess = () => {
        const all = asked.result.transaction("waiting").objectStore("waiting").getAll();
        all.onsuccess = () => yes(JSON.stringify(all.result)); }; })"""
    )
    assert json.loads(waiting)
    assert "yellow house" not in waiting
    page.context.set_offline(False)
    opens(page)
    expect(in_list(page)).to_be_visible()
    expect(page.get_by_label("Write", exact=True)).to_be_visible()
    opens(house.open("Gus"))


def test_an_old_browser_is_told_and_nothing_is_typed_into_it(house):
    page = house.open("Hal")
    page.add_init_script(AN_OLD_BROWSER)
    page.goto("/journal/")
    expect(page.get_by_text("This browser cannot seal a journal")).to_be_visible()
    assert not page.get_by_label("A passphrase", exact=True).is_visible()


def test_searching_marking_and_sharing_a_passage(house):
    page, thea = house.open("Hal"), house.open("Thea")
    begins(page)
    writes(page, "Monday was grey. On Tuesday I laughed with my sister.")
    presses(page, "A new page")
    writes(page, "Nothing to say about the office.")
    page.get_by_label("Search, on this device").fill("SISTER")
    expect(in_list(page, "office")).to_have_count(0)
    expect(in_list(page, "laughed")).to_be_visible()
    page.evaluate(
        """() => { const node = document.querySelector("[data-part=list] [data-words]").firstChild;
        const from = node.data.indexOf("On Tuesday"); const range = document.createRange();
        range.setStart(node, from); range.setEnd(node, node.data.length);
        getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    page.evaluate("document.querySelector('[data-part=list] [data-share]').click()")
    expect(page.get_by_label("What will be read")).to_have_value("On Tuesday I laughed with my sister.")
    expect(page.get_by_label("a passage")).to_be_checked()
    presses(page, "Share these words")
    expect(page.get_by_text("Thea has not read it yet.")).to_be_visible()
    thea.goto(page.url)
    expect(thea.get_by_text("On Tuesday I laughed with my sister.")).to_be_visible()
    assert "Monday was grey" not in thea.content()


def test_axe_finds_nothing_in_any_of_its_views(house):
    page = house.open("Hal")
    page.goto("/journal/")
    expect(page.get_by_label("My passphrase")).to_be_visible()
    found = site.violations(page)
    presses(page, "I do not know it any more")
    found += site.violations(page)
    presses(page, "Back")
    page.get_by_label("My passphrase").fill(PASSPHRASE)
    presses(page, "Open my journal")
    expect(in_list(page, "laughed")).to_be_visible()
    found += site.violations(page)
    assert found == []


def test_what_is_typed_in_the_journals_share_form_is_never_sealed_to_the_servers_key(house):
    """Neither as it is typed, nor when the page locks, nor when it is sent without a connection: no token is there for it."""
    page = house.open("Ivy")
    sent = bodies_of(page)
    begins(page)
    writes(page)
    page.reload()
    opens(page)
    expect(in_list(page)).to_be_visible()
    page.wait_for_function("() => document.documentElement.dataset.canWait")
    in_list(page).locator("xpath=ancestor::article").locator("[data-share]").click()
    words = page.get_by_label("What will be read")
    words.fill(f"{WORDS}, typed")
    page.context.set_offline(True)
    words.fill(f"{WORDS}, typed without a connection")
    presses(page, "Share these words")
    expect(page.get_by_text("Your words stay on this page")).to_be_visible()
    expect(words).to_have_value(f"{WORDS}, typed without a connection")
    page.evaluate("() => new BroadcastChannel('lock').postMessage('locked')")
    expect(page.locator("html.locked")).to_be_attached()
    expect(page.locator("[data-lock-offline]")).to_be_visible()
    assert page.evaluate(LETTERS) == 0
    assert not [each for each in sent if "/outbox/" in each and "journal%2Fshare" in each]
