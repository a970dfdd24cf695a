"""The journal on the device: without a connection, torn out elsewhere, in two tabs, with a picture and a voice, by a passkey, taken out as a file."""

import base64
import json
import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.browser import site
from tests.browser.test_journal import (
    PASSPHRASE,
    WORDS,
    begins,
    bodies_of,
    in_list,
    kept,
    opens,
    presses,
    writes,
)
from tests.vocabulary import a_client, a_practice, a_therapist

pytestmark = site.NEEDS_CHROMIUM

NAMES = ("Ann", "Ben", "Cam", "Dee", "Eve", "Fay", "Gus", "Hal", "Ida", "Jan")
A_FINGER = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
    "hasPrf": True,
}
IN_STORES = """() => new Promise((yes) => { const asked = indexedDB.open("journal"); asked.onsuccess = async () => {
  const all = {};
  for (const name of asked.result.objectStoreNames) all[name] = await new Promise((done) => {
    const got = asked.result.transaction(name).objectStore(name).getAll(); got.onsuccess = () => done(got.result); });
  asked.result.close(); yes(JSON.stringify(all)); }; })"""
ON_SHELVES = """async () => { const out = []; for (const name of await caches.keys()) { const shelf = await caches.open(name);
  for (const asked of await shelf.keys()) out.push([new URL(asked.url).pathname, await (await shelf.match(asked)).text()]); } return out; }"""
# How many sealed things a page opens.
COUNTED = """(() => { const real = SubtleCrypto.prototype.decrypt; window.opened = 0;
  SubtleCrypto.prototype.decrypt = function (...what) { window.opened += 1; return real.apply(this, what); }; })()"""
# A voice without a microphone; and what was shown, to look at.
A_VOICE = """(() => { navigator.mediaDevices.getUserMedia = async () => { const context = new AudioContext(), tone = context.createOscillator(),
  out = context.createMediaStreamDestination(); tone.connect(out); tone.start(); window.heard = out.stream; return out.stream; };
  const real = URL.createObjectURL; window.shown = []; URL.createObjectURL = (blob) => { window.shown.push(blob); return real.call(URL, blob); }; })()"""
A_JPEG = """() => { const canvas = document.createElement("canvas"); canvas.width = 2000; canvas.height = 1000;
  const pen = canvas.getContext("2d"); pen.fillStyle = "teal"; pen.fillRect(0, 0, 2000, 1000); return canvas.toDataURL("image/jpeg").split(",")[1]; }"""
BYTES = """async (at) => { const bytes = new Uint8Array(await window.shown[at].arrayBuffer()); let out = "";
  for (const one of bytes) out += String.fromCharCode(one); return btoa(out); }"""
PLACE = b"47.3769N 8.5417E on a Sunday"


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    with site.open_database(django_db_blocker):
        owner = a_practice("Elm Street")
        thea = a_therapist("Thea", owner=owner)
        cookies = {name: site.cookie_of(a_client(name, therapist=thea)) for name in NAMES}
        with site.running() as address, site.chromium() as browser:
            yield SimpleNamespace(
                address=address,
                open=lambda who, **how: site.phone(browser, address, cookies[who], **how),
            )


def synced(page):
    """What is done in the background is done: this device keeps the newest pages, sealed."""
    expect(page.locator("#journal[data-synced=yes]")).to_be_attached()


def on_a_kept_device(house, who):
    """A page whose worker has kept what it needs."""
    page = house.open(who, service_workers="allow")
    begins(page)
    writes(page)
    site.can_be_offline(page)
    site.comes_true(
        page,
        f"async () => (await ({ON_SHELVES})()).some(([path]) => path === '/journal-page-on-this-device')",
    )
    opens(page)
    synced(page)
    return page


def opens_without_a_connection(page):
    page.context.set_offline(True)
    page.goto("/journal/")
    page.get_by_text("Tap to open").click()
    page.get_by_label("My passphrase").fill(PASSPHRASE)
    presses(page, "Open my journal")
    expect(page.get_by_text("you see the pages that this device keeps")).to_be_visible()


def test_it_is_opened_and_written_without_a_connection_and_kept_when_there_is_one(house):
    page = on_a_kept_device(house, "Ann")
    opens_without_a_connection(page)
    expect(in_list(page)).to_be_visible()
    page.get_by_label("Write", exact=True).fill("written in a tunnel")
    expect(page.get_by_text("it waits on this device, sealed")).to_be_visible()
    # It comes back without a connection too.
    opens_without_a_connection(page)
    expect(in_list(page, "written in a tunnel")).to_be_visible()
    page.get_by_label("Search, on this device").fill("TUNNEL")
    expect(in_list(page)).to_have_count(0)
    expect(in_list(page, "written in a tunnel")).to_be_visible()
    page.context.set_offline(False)
    kept(page)
    other = house.open("Ann")
    opens(other)
    expect(in_list(other, "written in a tunnel")).to_be_visible()


def test_a_page_that_nobody_tells_of_the_connection_finds_it_by_itself(house):
    """The server was away and the device had a connection all along; or the browser does not say that it is back."""
    page = on_a_kept_device(house, "Jan")
    page.add_init_script("addEventListener('online', (event) => event.stopImmediatePropagation(), true)")
    opens_without_a_connection(page)
    page.get_by_label("Write", exact=True).fill("written while the server was away")
    expect(page.get_by_text("it waits on this device, sealed")).to_be_visible()
    page.context.set_offline(False)
    kept(page)
    other = house.open("Jan")
    opens(other)
    expect(in_list(other, "written while the server was away")).to_be_visible()


def test_what_a_device_keeps_holds_no_word_no_name_and_no_key(house):
    page = on_a_kept_device(house, "Ben")
    stores = page.evaluate(IN_STORES)
    assert json.loads(stores)["kept"]
    assert json.loads(stores)["locks"]
    shelves = dict(page.evaluate(ON_SHELVES))
    for secret in (WORDS, "yellow house", PASSPHRASE, "Ben", "Thea"):
        assert secret not in stores
        assert not re.search(rf"\b{secret}\b", shelves["/journal-page-on-this-device"])
    # Left quickly, no copy of it stays.
    page.goto("/leave/")
    assert json.loads(page.evaluate(IN_STORES))["kept"] == []


def test_nothing_is_kept_on_a_device_that_is_not_to_keep_it(house):
    page = house.open("Cam")
    begins(page)
    writes(page)
    synced(page)
    page.get_by_text("On this device, and out of here").click()
    page.get_by_label("Keep sealed copies on this device").uncheck()
    expect(page.get_by_text("Nothing of it is kept on this device any more")).to_be_visible()
    opens(page)
    synced(page)
    stores = json.loads(page.evaluate(IN_STORES))
    assert (stores["kept"], [one["off"] for one in stores["locks"]]) == ([], [True])


def test_a_page_torn_out_on_another_device_does_not_come_back(house):
    page, other = house.open("Dee"), house.open("Dee")
    begins(page)
    writes(page)
    opens(other)
    expect(in_list(other)).to_be_visible()
    other.context.set_offline(True)
    presses(other, "Go on writing")
    other.get_by_label("Write", exact=True).fill(f"{WORDS}, and the cellar")
    expect(other.get_by_text("it waits on this device, sealed")).to_be_visible()
    presses(page, "Tear it out")
    presses(page, "Yes, tear it out")
    expect(page.get_by_text("It is torn out, for good.")).to_be_visible()
    other.context.set_offline(False)
    expect(other.get_by_text("You tore this page out on another device.")).to_be_visible()
    opens(page)
    synced(page)
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()
    presses(other, "Keep what I wrote as a new page")
    expect(other.get_by_text("You tore this page out on another device.")).to_be_hidden()
    opens(page)
    expect(in_list(page, "and the cellar")).to_be_visible()


def test_torn_out_without_a_connection_it_is_gone_everywhere_when_there_is_one(house):
    page, other = house.open("Eve"), house.open("Eve")
    begins(page)
    writes(page)
    page.context.set_offline(True)
    presses(page, "Tear it out")
    presses(page, "Yes, tear it out")
    expect(page.get_by_text("everywhere when there is a connection")).to_be_visible()
    with page.expect_response(lambda answer: "tear-out" in answer.url):
        page.context.set_offline(False)
    opens(other)
    synced(other)
    expect(other.get_by_text("Nothing here yet.")).to_be_visible()


def test_two_tabs_show_the_same_and_lose_nothing(house):
    page = house.open("Fay")
    begins(page)
    other = page.context.new_page()
    opens(other)
    synced(other)
    writes(page)
    expect(in_list(other)).to_be_visible()
    presses(other, "Go on writing")
    writes(page, f"{WORDS}, and the garden")
    expect(other.get_by_label("Write", exact=True)).to_have_value(f"{WORDS}, and the garden")
    writes(other, "from the other tab")
    expect(page.get_by_label("Write", exact=True)).to_have_value("from the other tab")


def test_a_picture_and_a_voice_note_are_sealed_without_where_they_were_taken(house):
    page = house.open("Gus")
    page.add_init_script(A_VOICE)
    sent, heard = bodies_of(page), site.listened_to(page, house.address)
    begins(page)
    plain = base64.b64decode(page.evaluate(A_JPEG))
    told = b"Exif\x00\x00" + PLACE
    taken = plain[:2] + b"\xff\xe1" + (len(told) + 2).to_bytes(2, "big") + told + plain[2:]
    page.get_by_text("Add a picture or a voice note").click()
    expect(page.get_by_text("A voice note lasts four minutes at most.")).to_be_visible()
    page.get_by_label("A picture", exact=True).set_input_files(
        {"name": "sunday.jpg", "mimeType": "image/jpeg", "buffer": taken}
    )
    kept(page)
    presses(page, "Record a voice note")
    expect(page.get_by_text("Your voice is being recorded.")).to_be_visible()
    expect(page.locator("[data-part=seconds]")).not_to_have_text("0")
    presses(page, "Stop, and keep it")
    expect(page.get_by_text("Your voice is being recorded.")).to_be_hidden()
    expect(page.get_by_role("button", name="Listen to the voice note")).to_be_visible()
    kept(page)
    assert page.evaluate("window.heard.getTracks().map((one) => one.readyState)") == ["ended"]
    assert not [each for each in sent if "sunday" in each]
    sizes = {len(json.loads(each.split(" ", 1)[1])["sealed"]) for each in sent if '"sealed"' in each}
    assert sizes <= {4 * -(-(size + 28) // 3) for size in (1024, 4096, 262144)}
    opens(page)
    presses(page, "Show the picture")
    expect(page.get_by_role("img", name="A picture that you added")).to_be_visible()
    shown = base64.b64decode(page.evaluate(BYTES, 0))
    assert shown[:2] == b"\xff\xd8"
    assert PLACE not in shown
    assert page.evaluate("document.querySelector('[data-media] img').naturalWidth") == 1600
    page.get_by_role("button", name="Listen to the voice note").click()
    page.wait_for_function("() => document.querySelector('[data-media] audio').readyState >= 1")
    # Torn out, its parts go too.
    presses(page, "Tear it out")
    presses(page, "Yes, tear it out")
    expect(page.get_by_text("It is torn out, for good.")).to_be_visible()
    names = page.evaluate("async () => (await (await fetch('/journal/leaves/?names=1')).json()).names")
    assert names == []
    assert [each for each in heard if not each.startswith("asks blob:")] == []


def test_a_passkey_opens_it_and_the_passphrase_goes_on_doing_so(house):
    page = house.open("Hal")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": A_FINGER})
    sent = bodies_of(page)
    begins(page)
    writes(page)
    page.get_by_text("Open it with a passkey", exact=True).click()
    page.get_by_label("The passphrase that opens it now").fill(PASSPHRASE)
    presses(page, "Let a passkey open it")
    expect(page.get_by_text("From now on your passkey opens it too.")).to_be_visible()
    page.goto("/journal/")
    presses(page, "Open it with my passkey")
    expect(in_list(page)).to_be_visible()
    opens(page)
    expect(in_list(page)).to_be_visible()
    page.get_by_text("Open it with a passkey", exact=True).click()
    presses(page, "Let no passkey open it")
    expect(page.get_by_text("No passkey opens it any more.")).to_be_visible()
    page.goto("/journal/")
    expect(page.get_by_role("button", name="Open my journal").first).to_be_visible()
    expect(page.get_by_role("button", name="Open it with my passkey")).to_be_hidden()
    assert not [each for each in sent if PASSPHRASE in each]


def test_of_many_pages_only_the_first_are_opened_and_a_search_finds_the_oldest(house):
    page = house.open("Ida")
    page.add_init_script(COUNTED)
    begins(page)
    writes(page, "the very first of them")
    presses(page, "A new page")
    for number in range(60):
        page.get_by_label("Write", exact=True).fill(f"page number {number}")
        with page.expect_response(lambda answer: answer.url.endswith("/leaves/")):
            presses(page, "A new page")
    opens(page)
    synced(page)
    expect(page.locator("[data-part=list] article")).to_have_count(50)
    # The key, and fifty pages: not one more, however many there are.
    assert page.evaluate("window.opened") == 51
    page.get_by_label("Search, on this device").fill("very first")
    expect(in_list(page, "the very first of them")).to_be_visible()
    page.get_by_label("Search, on this device").fill("")
    presses(page, "Earlier pages")
    expect(page.locator("[data-part=list] article")).to_have_count(61)
    with page.expect_download() as taking:
        page.get_by_text("On this device, and out of here").click()
        presses(page, "Take my journal out as a file")
    file = taking.value.path().read_text()
    found = re.search(r'<script type="application/json" id="journal">(.*)</script>', file)
    pages = json.loads(found.group(1))["pages"]
    assert len(pages) == 61
    assert pages[0]["words"] == "the very first of them"
    assert "page number 59" in file.split("<script")[0]
    expect(page.get_by_text("Whoever finds the file can read it.")).to_be_visible()
