"""A client whose connection is gone: in the middle of a form, closing the page, signing out, somebody else signing in, three tabs.

Canary words are looked for in everything that the browser keeps, and on the pages of everybody else.
"""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from beside.measures import load_form
from beside.practice.feedback import actions as feedback
from beside.practice.feedback.models import Kept, Sheet
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop, Step
from beside.practice.meetings import actions as meetings
from beside.practice.meetings.models import CheckIn, Session
from beside.practice.people import actions, notices
from beside.practice.people.models import Member, Notice, Relationship, SafeContact
from beside.practice.people.outbox import came
from beside.practice.repair.models import Episode
from tests.browser import site
from tests.crash import real_server
from tests.vocabulary import PASSWORD, a_client, a_practice, a_session, a_therapist, answers_of, in_days

pytestmark = site.NEEDS_CHROMIUM

CANARY = "zephyr kumquat lantern"
SENT = "What you wrote without a connection has been sent."

# Everything that this origin keeps in the browser, as one text.
KEPT = """async () => {
  const told = [document.cookie, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
  for (const { name, version } of await indexedDB.databases()) {
    const base = await new Promise((yes) => { const asked = indexedDB.open(name, version); asked.onsuccess = () => yes(asked.result); });
    for (const store of base.objectStoreNames) told.push(JSON.stringify(await new Promise((yes) => {
      const asked = base.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => yes(asked.result); })));
    base.close();
  }
  for (const name of await caches.keys()) { const shelf = await caches.open(name);
    for (const request of await shelf.keys()) told.push(request.url + await (await shelf.match(request)).text()); }
  return told.join("\\n");
}"""
WAITING = """() => new Promise((yes) => { const asked = indexedDB.open("outbox"); asked.onsuccess = () => {
  const all = asked.result.transaction("letters").objectStore("letters").getAll();
  all.onsuccess = () => { asked.result.close(); yes(all.result.length); }; }; })"""
OLDER = """() => new Promise((yes) => { const asked = indexedDB.open("outbox"); asked.onsuccess = () => {
  const work = asked.result.transaction("letters", "readwrite"), store = work.objectStore("letters"), all = store.getAll();
  all.onsuccess = () => all.result.forEach((one) => store.put({ ...one, at: Date.now() - 4 * 86400000 }));
  work.oncomplete = () => { asked.result.close(); new BroadcastChannel("outbox").postMessage("changed"); yes(); }; }; })"""
SPARE = """() => new Promise((yes) => { const asked = indexedDB.open("outbox"); asked.onsuccess = () => {
  const forms = asked.result.transaction("spare").objectStore("spare").get("forms");
  forms.onsuccess = () => { asked.result.close(); yes(Boolean(forms.result)); }; }; })"""
CLEARED = """() => new Promise((yes) => { const asked = indexedDB.deleteDatabase("outbox"); asked.onsuccess = asked.onblocked = yes; })"""


class House:
    """Tess treats Kay and Ann; each form of Kay's has a page to be found on."""

    def __init__(self):
        self.owner = a_practice("Elm Street")
        self.tess = a_therapist("Tess Tern", owner=self.owner)
        self.kay = a_client("Kay Keel", therapist=self.tess)
        self.ann = a_client("Ann Alder", therapist=self.tess)
        self.emails = {"kay": self.kay.account.email, "ann": self.ann.account.email}
        for days in (9, 2):
            self.held = a_session(self.kay, starts_at=in_days(-days))
        self.coming = a_session(self.kay, starts_at=in_days(1))
        self.anns = a_session(self.ann, starts_at=in_days(1, hour=9))
        self.later = a_session(self.kay, starts_at=in_days(12))
        after = self.held.starts_at + datetime.timedelta(hours=1)
        meetings.close_session(self.held, by=self.tess, promises=[("client", "the walk", None)], now=after)
        answers_of(self.held, way="0", strain="clearly", held="help_raise")
        self.episode = Episode.objects.get()
        self.loop = Loop.objects.exclude(kind=Loop.Kind.PROMISE).filter(given_by=self.kay).first()
        loops.talked_about(self.loop, by=self.tess)
        self.notice = notices.tell(self.kay, kind="therapist-away", relationship=self.kay.relationship)
        for form in ("gad7", "phq9"):
            feedback.plan_questionnaire(self.kay.relationship, form=form, by=self.tess)

    def wishes(self):
        found = CheckIn.objects.filter(session=self.coming).order_by("sent_at")
        return [(check_in.entered_by_id, check_in.words["wish"]) for check_in in found]


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker):
    with pytest.MonkeyPatch.context() as patch, site.open_database(django_db_blocker):
        # Playwright runs a loop of its own in this thread; what is asked of the database here waits for nobody.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        house = House()
        with site.running() as address, site.chromium() as browser:
            yield SimpleNamespace(house=house, address=address, browser=browser)


@pytest.fixture
def house(place):
    return place.house


@pytest.fixture
def device(place):
    """A phone."""
    context = place.browser.new_context(
        base_url=place.address, viewport=site.PHONE, reduced_motion="reduce", service_workers="block"
    )
    yield context
    context.close()


def signed_in(device, email):
    page = device.new_page()
    site.signs_in(page, email, PASSWORD)
    return page


def opened(page, address):
    page.goto(address)
    page.wait_for_function("() => document.documentElement.dataset.canWait")


def waits(page):
    return page.evaluate(WAITING)


def nothing_readable(page, *words):
    kept = page.evaluate(KEPT)
    assert [word for word in words if word in kept] == []


def writes_a_check_in(page, house, words):
    opened(page, reverse("check-in", args=[house.coming.pk]))
    page.get_by_label("What would you like to talk about?").fill(words)


def presses(page, button):
    page.locator("main").get_by_role("button", name=re.compile(f"^{button}")).first.click()


def sealed(page):
    expect(page.get_by_text("Sealed, and not sent yet")).to_be_visible()


def eventually(so):
    real_server.eventually(so, seconds=20)


def test_what_is_sent_without_a_connection_arrives_when_there_is_one(house, device):
    page = signed_in(device, house.emails["kay"])
    writes_a_check_in(page, house, CANARY)
    device.set_offline(True)
    presses(page, "Send")
    sealed(page)
    expect(page.get_by_text("One thing you wrote waits on this device to be sent")).to_be_visible()
    expect(page.get_by_role("link", name="crisis help").first).to_be_visible()
    assert waits(page) == 1
    nothing_readable(page, "zephyr", "kumquat", "Kay", "Tess", str(house.kay.pk))
    device.set_offline(False)
    expect(page.get_by_text(SENT)).to_be_visible()
    assert waits(page) == 0
    assert (house.kay.pk, CANARY) in house.wishes()


# Each form: where it stands, what is written in it, what is pressed, and what is then so.
FORMS = {
    "check-in": (
        lambda house: reverse("check-in", args=[house.coming.pk]),
        {"wish": f"{CANARY} too"},
        "Send",
        lambda house: f"{CANARY} too" in [words for _who, words in house.wishes()],
    ),
    "after-correct": (
        lambda house: reverse("after-correct", args=[house.held.pk]) + "?at=9",
        {},
        "Send",
        lambda house: Sheet.objects.filter(corrects__isnull=False).exists(),
    ),
    "questionnaire": (
        lambda house: reverse("questionnaire", args=["phq9"]) + "?at=9",
        {"difficulty": "2"},
        "Send",
        lambda house: Sheet.objects.get(form="phq9").answers == {"difficulty": 2},
    ),
    "loop-move": (
        lambda house: reverse("loop-detail", args=[house.loop.pk]),
        {"note": CANARY},
        "Not answered for me",
        lambda house: Step.objects.get(loop=house.loop, reopened=True).note == CANARY,
    ),
    "promise-settle": (
        lambda house: reverse("session-detail", args=[house.held.pk]),
        {},
        "It is done",
        lambda house: house.held.promises.get().state == "kept",
    ),
    "episode-mended": (
        lambda house: reverse("after", args=[house.held.pk]),
        {},
        "It is mended",
        lambda house: Episode.objects.get(pk=house.episode.pk).state == "mended",
    ),
    "how-often": (
        lambda house: reverse("how-often"),
        {"asked": "fourth"},
        "Save",
        lambda house: Relationship.objects.get(client=house.kay).asked == "fourth",
    ),
    "account-home": (
        lambda house: reverse("account-home"),
        {"prefers": "Kumquat"},
        "Save",
        lambda house: Member.objects.get(pk=house.kay.pk).prefers == "Kumquat",
    ),
    "notice-seen": (
        lambda house: reverse("notices"),
        {},
        "I have seen it",
        lambda house: Notice.objects.filter(member=house.kay, seen_at__isnull=False).exists(),
    ),
    "session-cancel": (
        lambda house: reverse("session-cancel", args=[house.later.pk]),
        {},
        "Cancel",
        lambda house: Session.objects.get(pk=house.later.pk).state != "planned",
    ),
}


def fills(page, fields):
    for name, value in fields.items():
        field = page.locator(f"main [name={name}]").first
        if field.get_attribute("type") == "radio":
            page.locator(f'main label:has([name={name}][value="{value}"])').click()
        else:
            field.fill(value)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_cut_off_in_the_middle_its_page_closed_and_its_author_signed_out(name, house, device):
    address, fields, button, so = FORMS[name]
    page = signed_in(device, house.emails["kay"])
    opened(page, address(house))
    fills(page, fields)
    device.set_offline(True)
    presses(page, button)
    sealed(page)
    assert waits(page) == 1
    nothing_readable(page, "zephyr", "kumquat", "Kumquat")
    page.close()
    device.clear_cookies(name="beside")
    device.set_offline(False)
    page = device.new_page()
    page.goto("/account/login/")
    expect(page.get_by_text(SENT)).to_be_visible()
    assert waits(page) == 0
    assert so(house)
    assert came.of(house.kay) == []


def test_a_questionnaire_is_finished_without_a_connection_on_one_page(house, device):
    """The later steps lie on the page: whoever is cut off in the first goes on, and all of it arrives as one."""
    page = signed_in(device, house.emails["kay"])
    opened(page, reverse("questionnaire", args=["gad7"]))
    first, *_between, last = load_form("gad7").items
    fills(page, {first.key: "2"})
    expect(page.locator(f"main [name={last.key}]")).to_have_count(0)
    device.set_offline(True)
    presses(page, "Next")
    expect(page.get_by_text("Here is the rest, so that you can finish")).to_be_focused()
    fills(page, {last.key: "3"})
    assert site.violations(page) == []
    presses(page, "Send")
    sealed(page)
    assert waits(page) == 1
    device.set_offline(False)
    expect(page.get_by_text(SENT)).to_be_visible()
    assert Sheet.objects.get(form="gad7").answers == {first.key: 2, last.key: 3}
    assert came.of(house.kay) == []


def test_what_was_kept_for_oneself_stays_so_when_the_rest_is_answered_without_a_connection(house, device):
    for days in (9, 3):
        session = a_session(house.ann, starts_at=in_days(-days, hour=9))
    page = signed_in(device, house.emails["ann"])
    opened(page, reverse("after", args=[session.pk]))
    presses(page, "Next")
    fills(page, {"safe": "2"})
    page.locator('main label:has([name=only_me][value="safe"])').click()
    presses(page, "Back")
    expect(page.locator("main [name=self]").first).to_be_visible()
    opened(page, reverse("after", args=[session.pk]) + "?at=0")
    fills(page, {"self": "8"})
    device.set_offline(True)
    presses(page, "Next")
    expect(page.get_by_text("Here is the rest, so that you can finish")).to_be_focused()
    fills(page, {"pace": "1"})
    presses(page, "Send")
    sealed(page)
    device.set_offline(False)
    expect(page.get_by_text(SENT)).to_be_visible()
    assert Sheet.objects.get(session=session).answers == {"self": 8, "pace": 1}
    assert Kept.objects.get(session=session).answers == {"safe": 2}


# What was typed is being sealed as a draft, and that is not done before what is sent has been sealed too.
SLOW_DRAFT = """(() => { const seal = crypto.subtle.encrypt.bind(crypto.subtle); let sent;
  const later = new Promise((yes) => { sent = yes; });
  crypto.subtle.encrypt = async (...told) => {
    if (!window.draftBegan) { window.draftBegan = true; await later; return seal(...told); }
    const done = await seal(...told); sent(); return done; }; })()"""


def test_what_is_sent_while_it_is_being_sealed_as_a_draft_is_no_draft_any_more(house, device):
    page = signed_in(device, house.emails["kay"])
    page.add_init_script(SLOW_DRAFT)
    opened(page, reverse("account-home"))
    page.locator("[name=prefers]").fill("Kay K")
    device.set_offline(True)
    page.wait_for_function("() => window.draftBegan")
    presses(page, "Save")
    sealed(page)
    expect(page.get_by_text("One thing you wrote waits on this device to be sent")).to_be_visible()
    expect(page.get_by_text("Something you typed without a connection")).to_have_count(0)
    assert waits(page) == 1
    device.set_offline(False)
    expect(page.get_by_text(SENT)).to_be_visible()
    assert waits(page) == 0
    assert came.of(house.kay) == []


def test_somebody_else_signs_in_on_the_device_and_it_arrives_as_its_authors(house, device):
    page = signed_in(device, house.emails["kay"])
    writes_a_check_in(page, house, f"{CANARY} for Kay")
    device.set_offline(True)
    presses(page, "Send")
    sealed(page)
    device.clear_cookies(name="beside")
    page.close()
    # Nothing is sent while Ann signs in, so that it waits until she is in.
    device.route("**/outbox/", lambda route: route.abort())
    device.set_offline(False)
    page = signed_in(device, house.emails["ann"])
    expect(page.get_by_text("One thing you wrote waits")).to_be_visible()
    assert CANARY not in page.content()
    device.unroute("**/outbox/")
    page.reload()
    expect(page.get_by_text(SENT)).to_be_visible()
    assert (house.kay.pk, f"{CANARY} for Kay") in house.wishes()
    assert not CheckIn.objects.filter(session=house.anns).exists()
    for address in ("/home/", "/gave/", reverse("outbox")):
        page.goto(address)
        assert CANARY not in page.content()
    assert came.of(house.ann) == []


def test_a_page_that_stayed_open_when_somebody_else_signed_in_sends_as_who_opened_it(house, device):
    page = signed_in(device, house.emails["kay"])
    writes_a_check_in(page, house, f"{CANARY} from the old page")
    opened(other := device.new_page(), "/home/")
    other.get_by_role("button", name="Sign out", exact=True).click()
    other.wait_for_url("**/account/login/")
    site.signs_in(other, house.emails["ann"], PASSWORD)
    presses(page, "Send")
    expect(page.get_by_text(SENT)).to_be_visible()
    assert (house.kay.pk, f"{CANARY} from the old page") in house.wishes()
    assert not CheckIn.objects.filter(session=house.anns).exists()


def test_of_three_tabs_one_sends_in_order_and_once(house, device):
    tabs = [signed_in(device, house.emails["kay"]), device.new_page(), device.new_page()]
    for number, tab in enumerate(tabs):
        writes_a_check_in(tab, house, f"{CANARY} {number}")
    brought = []
    device.on("request", lambda asked: brought.append(asked.url) if asked.url.endswith("/outbox/") else None)
    device.set_offline(True)
    for tab in tabs:
        presses(tab, "Send")
        sealed(tab)
    expect(tabs[0].get_by_text("3 things you wrote wait on this device")).to_be_visible()
    brought.clear()
    device.set_offline(False)
    for tab in tabs:
        expect(tab.get_by_text("wait on this device to be sent")).to_have_count(0)
    eventually(lambda: waits(tabs[0]) == 0)
    assert [words for _who, words in house.wishes()][-3:] == [f"{CANARY} {number}" for number in range(3)]
    assert len(brought) == 3


def test_what_was_typed_and_not_sent_is_sealed_and_comes_back(house, device):
    page = signed_in(device, house.emails["kay"])
    opened(page, reverse("account-home"))
    page.locator("[name=prefers]").fill("")
    presses(page, "Save")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    opened(page, reverse("account-home"))
    device.set_offline(True)
    page.locator("[name=prefers]").fill(CANARY)
    expect(page.get_by_text("Something you typed without a connection is sealed")).to_be_visible()
    assert waits(page) == 1
    nothing_readable(page, "zephyr")
    page.close()
    device.set_offline(False)
    opened(page := device.new_page(), reverse("account-home"))
    expect(page.get_by_text("This is what you typed without a connection. It is not sent.")).to_be_visible()
    # Two came back: what is put into the form goes when it is sent, and the other stays.
    came.keep(
        house.kay, place=reverse("account-home"), fields=[["prefers", "Kumquat"]], why=came.TOO_LATE, said=[]
    )
    opened(page, reverse("account-home"))
    page.get_by_role("button", name="Put it into the form").first.click()
    expect(page.locator("[name=prefers]")).to_have_value(CANARY)
    assert waits(page) == 0
    presses(page, "Save")
    eventually(lambda: [len(items) for _place, items in came.of(house.kay)] == [1])
    [(_place, [item])] = came.of(house.kay)
    assert item["fields"] == [["prefers", "Kumquat"]]
    came.drop(house.kay, place=reverse("account-home"), item=item["id"])


def test_a_draft_of_a_page_that_is_still_open_stays_there(house, device):
    page = signed_in(device, house.emails["kay"])
    writes_a_check_in(page, house, "before")
    device.set_offline(True)
    page.get_by_label("What would you like to talk about?").fill(f"{CANARY} still here")
    expect(page.get_by_text("Your words are sealed on this device")).to_be_visible()
    assert waits(page) == 1
    device.set_offline(False)
    expect(page.get_by_text("Saved as a draft on this server")).to_be_visible()
    eventually(lambda: waits(page) == 0)
    expect(page.get_by_label("What would you like to talk about?")).to_have_value(f"{CANARY} still here")
    assert came.of(house.kay) == []


def test_what_was_changed_since_comes_back_to_its_author_alone(house, device):
    page = signed_in(device, house.emails["kay"])
    opened(page, reverse("account-home"))
    page.locator("[name=prefers]").fill(CANARY)
    device.set_offline(True)
    presses(page, "Save")
    sealed(page)
    kay = Member.objects.get(pk=house.kay.pk)
    actions.change_me(kay, by=kay, prefers="Kit")
    page.close()
    device.clear_cookies(name="beside")
    device.set_offline(False)
    page = device.new_page()
    page.goto("/account/login/")
    expect(page.get_by_text("Something came back. It is not sent, and is kept for you.")).to_be_visible()
    assert CANARY not in page.content()
    assert Member.objects.get(pk=house.kay.pk).prefers == "Kit"
    page = signed_in(device, house.emails["kay"])
    opened(page, reverse("account-home"))
    expect(page.get_by_text("This was changed since. Look it over, then send it again.")).to_be_visible()
    presses(page, "Throw it away")
    eventually(lambda: came.of(house.kay) == [])


def test_what_says_how_somebody_may_be_reached_stays_on_the_page_without_a_connection(house, device):
    page = signed_in(device, house.emails["kay"])
    opened(page, reverse("safe-contact"))
    device.set_offline(True)
    page.locator("[name=note]").fill(f"{CANARY} stays")
    presses(page, "Save")
    expect(page.get_by_text("Your words stay on this page")).to_be_visible()
    expect(page.locator("[name=note]")).to_have_value(f"{CANARY} stays")
    device.set_offline(False)
    eventually(lambda: SafeContact.objects.get(client=house.kay).note == f"{CANARY} stays")
    eventually(lambda: waits(page) == 0)
    assert came.of(house.kay) == []


def test_a_page_that_locked_leaves_no_way_to_write_in_its_authors_name(house, device):
    page = signed_in(device, house.emails["kay"])
    opened(page, "/home/")
    site.comes_true(page, SPARE)
    device.set_offline(True)
    page.evaluate("() => new BroadcastChannel('lock').postMessage('locked')")
    expect(page.locator("[data-lock-offline]")).to_be_visible()
    assert not page.evaluate(SPARE)


def test_after_signing_out_everywhere_it_is_not_sent_and_its_words_come_back_to_their_author(house, device):
    page = signed_in(device, house.emails["kay"])
    writes_a_check_in(page, house, f"{CANARY} too late")
    device.set_offline(True)
    presses(page, "Send")
    sealed(page)
    actions.sign_out_everywhere(Member.objects.select_related("account").get(pk=house.kay.pk).account)
    page.close()
    device.set_offline(False)
    page = device.new_page()
    page.goto("/account/login/")
    expect(page.get_by_text("One thing could not be sent by itself any more.")).to_be_visible()
    page.close()
    page = signed_in(device, house.emails["ann"])
    expect(page.get_by_text("One thing could not be sent by itself any more.")).to_be_visible()
    assert came.of(house.ann) == []
    page.close()
    device.clear_cookies(name="beside")
    page = signed_in(device, house.emails["kay"])
    expect(page.get_by_text("Something came back.")).to_be_visible()
    page.get_by_role("link", name="See what came back").click()
    expect(page.get_by_text(f"{CANARY} too late")).to_be_visible()
    assert f"{CANARY} too late" not in [words for _who, words in house.wishes()]
    presses(page, "Throw it away")
    eventually(lambda: came.of(house.kay) == [])


def test_a_browser_that_cleared_what_waited_says_so(house, device):
    page = signed_in(device, house.emails["kay"])
    writes_a_check_in(page, house, f"{CANARY} cleared")
    device.set_offline(True)
    presses(page, "Send")
    sealed(page)
    page.evaluate(CLEARED)
    device.set_offline(False)
    page.goto("/home/")
    expect(page.get_by_text("This browser has cleared what was waiting here.")).to_be_visible()
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_text("This browser has cleared what was waiting here.")).to_have_count(0)
    opened(page, "/home/")
    expect(page.get_by_text("This browser has cleared what was waiting here.")).to_have_count(0)


def test_after_three_days_it_says_so(house, device):
    page = signed_in(device, house.emails["kay"])
    writes_a_check_in(page, house, f"{CANARY} old")
    device.set_offline(True)
    presses(page, "Send")
    sealed(page)
    page.evaluate(OLDER)
    expect(page.get_by_text("It has waited for three days.")).to_be_visible()
    device.set_offline(False)
    eventually(lambda: waits(page) == 0)


# -- Opened without a connection: the empty page that the service worker keeps -------------------------------------


@pytest.fixture
def app(place):
    """A phone on which the service worker may run."""
    context = place.browser.new_context(
        base_url=place.address, viewport=site.PHONE, reduced_motion="reduce", service_workers="allow"
    )
    yield context
    context.close()


def kept_for_later(page):
    site.can_be_offline(page)
    site.comes_true(page, "async () => Boolean(await caches.match('/empty-page-on-this-device'))")


def opens_offline(app):
    app.set_offline(True)
    page = app.new_page()
    page.goto("/")
    expect(page.locator("main")).to_have_text(re.compile("Tap to open"))
    assert not page.get_by_text("There is no connection").is_visible()
    page.get_by_text("Tap to open").click()
    return page


def test_opened_without_a_connection_there_is_an_empty_page_to_write_on(house, app):
    page = signed_in(app, house.emails["kay"])
    opened(page, "/home/")
    kept_for_later(page)
    nothing_readable(page, "Kay", "Tess", "Hello")
    page.close()
    app.clear_cookies(name="beside")
    page = opens_offline(app)
    page.get_by_label("What would you like to talk about?").fill(f"{CANARY} from the empty page")
    page.get_by_role("button", name="Send when there is a connection").first.click()
    expect(page.get_by_text("Sealed. It waits on this device").first).to_be_visible()
    page.get_by_label("In your own words", exact=True).fill(f"{CANARY} something else")
    page.get_by_role("button", name="Keep it for me").click()
    expect(page.get_by_text("One thing you wrote waits")).to_be_visible()
    expect(page.get_by_text("Something you typed without a connection")).to_be_visible()
    assert waits(page) == 2
    nothing_readable(page, "zephyr", "kumquat")
    app.set_offline(False)
    eventually(lambda: waits(page) == 0)
    assert house.wishes()[-1] == (house.kay.pk, f"{CANARY} from the empty page")
    [(_place, [item])] = came.of(house.kay)
    assert item["fields"] == [["words", f"{CANARY} something else"]]
    came.drop(house.kay, place=reverse("something-else"), item=item["id"])


def test_who_signs_out_or_leaves_leaves_no_way_to_write_in_their_name(house, app):
    page = signed_in(app, house.emails["kay"])
    opened(page, "/home/")
    kept_for_later(page)
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/account/login/")
    expect(opens_offline(app).get_by_text("Nothing can be written here yet.")).to_be_visible()
    app.set_offline(False)
    page = signed_in(app, house.emails["kay"])
    opened(page, "/home/")
    page.get_by_role("link", name="Leave quickly").click()
    expect(page).to_have_title("Kitchen measures")
    expect(opens_offline(app).get_by_text("Nothing can be written here yet.")).to_be_visible()


def test_after_somebody_else_signed_in_the_empty_page_writes_as_them(house, app):
    page = signed_in(app, house.emails["kay"])
    opened(page, "/home/")
    kept_for_later(page)
    page.close()
    app.clear_cookies(name="beside")
    page = signed_in(app, house.emails["ann"])
    opened(page, "/home/")
    page.close()
    page = opens_offline(app)
    page.get_by_label("What would you like to talk about?").fill(f"{CANARY} by Ann")
    page.get_by_role("button", name="Send when there is a connection").first.click()
    expect(page.get_by_text("Sealed. It waits on this device").first).to_be_visible()
    app.set_offline(False)
    eventually(lambda: waits(page) == 0)
    assert CheckIn.objects.get(session=house.anns, corrected_by=None).words["wish"] == f"{CANARY} by Ann"
    assert f"{CANARY} by Ann" not in [words for _who, words in house.wishes()]


def test_a_new_worker_loses_nothing_that_waits(house, app):
    page = signed_in(app, house.emails["kay"])
    writes_a_check_in(page, house, f"{CANARY} over an update")
    kept_for_later(page)
    app.set_offline(True)
    presses(page, "Send")
    sealed(page)
    # What an update does: the old worker and all of its shelves go, another comes.
    page.evaluate("""async () => { for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
      for (const name of await caches.keys()) await caches.delete(name); }""")
    page.close()
    app.set_offline(False)
    page = app.new_page()
    page.goto("/account/login/")
    expect(page.get_by_text(SENT)).to_be_visible()
    assert house.wishes()[-1] == (house.kay.pk, f"{CANARY} over an update")


def test_axe_finds_nothing_in_what_is_said_without_a_connection(place, house):
    context = place.browser.new_context(
        base_url=place.address,
        viewport=site.PHONE,
        reduced_motion="reduce",
        service_workers="block",
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(reverse("offline"))
    page.get_by_text("Tap to open").click()
    page.evaluate(
        "document.querySelectorAll('main section[hidden]').forEach((one) => { one.hidden = false; })"
    )
    found = site.violations(page)
    page.close()
    page = signed_in(context, house.emails["kay"])
    opened(page, reverse("account-home"))
    page.locator("[name=prefers]").fill(f"{CANARY} seen by axe")
    context.set_offline(True)
    expect(page.get_by_text("Something you typed without a connection is sealed")).to_be_visible()
    presses(page, "Save")
    sealed(page)
    found += site.violations(page)
    page.close()
    page = context.new_page()
    context.set_offline(False)
    came.keep(
        house.kay, place=reverse("account-home"), fields=[["prefers", "K"]], why=came.REFUSED, said=["No."]
    )
    for address in (
        reverse("account-home"),
        reverse("safe-contact"),
        reverse("outbox"),
        "/me/",
        "/help/?country=US",
        "/paper/session/?pdf",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        found += site.violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= site.PHONE["width"], address
    for address, items in came.of(house.kay):
        for item in items:
            came.drop(house.kay, place=address, item=item["id"])
    context.close()
    assert found == []
