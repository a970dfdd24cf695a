"""Every form of a client's, cut off in the middle: it waits sealed, arrives once when there is a connection, and nothing is left over.

`OFFLINE` (people/outbox/forms.py) says which forms there are, and the table of all pages where they may stand: the fixture looks through
both. A form that is found on no page fails by its name, and so does one that finds no way here after it was added there.
"""

import itertools
import re
import uuid
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.urls import Resolver404, resolve, reverse
from playwright.sync_api import expect

from beside.practice.agreements import actions as agreements
from beside.practice.growth import actions as growth
from beside.practice.journal import actions as journal
from beside.practice.meetings import actions as meetings
from beside.practice.meetings.models import Promise, Session
from beside.practice.people.models import Submission
from beside.practice.people.outbox import came
from beside.practice.people.outbox.forms import OFFLINE
from beside.practice.repair import actions as repair
from beside.practice.thread import actions as thread
from tests.browser import site
from tests.browser.test_outbox import KEPT, SENT, eventually, opened, waits
from tests.practice.access_table import CHRIS, TABLE
from tests.practice.world import World
from tests.vocabulary import a_client, asked_to_listen, listened_to

pytestmark = site.NEEDS_CHROMIUM

CANARY = "kumquat"
numbers = itertools.count(1001)


class Rooms(World):
    """The world, with what its quiet days do not hold: something in every room that waits for a client's word."""

    def __init__(self):
        super().__init__()
        past = Session.objects.filter(relationship=self.relationship, closed_at__isnull=False).in_order()
        self.unanswered = past.first()
        meetings.close_session(self.past, by=self.thea, promises=[("client", "the walk", None)])
        self.clients_promise = Promise.objects.get(by=self.chris)
        self.later = Session.objects.filter(series=self.series).in_order().last()
        thread.mark_read(self.relationship, by=self.thea)
        thread.send_message(self.relationship, words="On Monday.", key=uuid.uuid4(), by=self.thea)
        agreements.remark(
            self.relationship,
            words="May I come later once?",
            key=uuid.uuid4(),
            by=self.thea,
            clause="time.start-end",
            asks_for_change=True,
        )
        listened_to(asked_to_listen(self.unanswered))
        journal.has_read(self.share, by=self.thea)
        self.other_goal = growth.set_goal(
            self.relationship, goal="Sleep", notice="", key=uuid.uuid4(), by=self.chris
        )
        self.mended = self.strained("Mona", ends=True)
        self.leaving = self.strained("Lea")

    def strained(self, name, *, ends=False):
        client = a_client(name, therapist=self.thea)
        setattr(self, name.lower(), client)
        episode = repair.open_episode(client.relationship, by=client)
        return repair.mended(episode, by=client) or episode if ends else episode


def at(name, *things, more=""):
    return lambda rooms: reverse(name, args=[getattr(rooms, one).pk for one in things]) + more


# Whose it is, where not Chris's, and where it stands, where the table of all pages does not lead to it.
WHO = {
    "episode-open": "ann",
    "review-send": "ann",
    "review-draft": "ann",
    "strain-learnt": "mona",
    "episode-leave": "lea",
}
WHERE = {
    "after": at("after", "unanswered", more="?at=99"),
    "after-correct": at("after-correct", "past", more="?at=99"),
    "questionnaire": lambda rooms: reverse("questionnaire", args=["phq9"]) + "?at=99",
    "loop-move": at("loop-detail", "question_loop"),
    "promise-settle": at("session-detail", "past"),
    "episode-open": at("home"),
    "episode-leave": at("strain", "leaving"),
    "strain-learnt": at("strain", "mended"),
    "session-cancel": at("session-cancel", "later"),
    "listening-see": at("listening", "unanswered"),
    "goal-end": at("goal", "other_goal"),
    "review-send": lambda rooms: reverse("review", args=[rooms.ann.relationship.pk]),
    "review-draft": lambda rooms: reverse("review", args=[rooms.ann.relationship.pk]),
    "share-new": at("share-new"),
}
# Kept as it is typed, and not by a button.
AS_TYPED = {"message-draft": "message-send", "review-draft": "review-send"}
# On no page of anybody's, but on the empty page that a device keeps.
ON_THE_EMPTY_PAGE = {"something-else"}
# Pages after which nobody is signed in.
LEAD_OUT = {"leave", "invitation", "reset"}
# What these do takes others' ground away.
LAST = ["episode-mended", "consent-withdraw"]
FORMS = sorted(
    OFFLINE.keys() - AS_TYPED.keys() - ON_THE_EMPTY_PAGE,
    key=lambda name: (LAST.index(name) if name in LAST else -1, [*OFFLINE].index(name)),
)

# What there is to press on the page: of each form, each button that sends it, and where to.
BUTTONS = """() => { document.querySelectorAll("details").forEach((one) => { one.open = true; });
  return [...document.forms].flatMap((form, at) => [...form.elements].map((one, nth) => [one, nth])
    .filter(([one]) => one.type === "submit" && form.method === "post")
    .map(([one, nth]) => [at, nth, new URL(one.getAttribute("formaction") || form.getAttribute("action") || location.href, location.href).pathname])); }"""

# Of each question with choices, one that is not the answer so far.
CHOICES = """(form) => { const radios = [...form.elements].filter((one) => one.type === "radio");
  for (const name of new Set(radios.map((one) => one.name))) radios.find((one) => one.name === name && !one.checked).click(); }"""


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker):
    with pytest.MonkeyPatch.context() as patch, site.open_database(django_db_blocker):
        # Playwright runs a loop of its own in this thread; what is asked of the database here waits for nobody.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        rooms = Rooms()
        people = {"chris", *WHO.values()}
        cookies = {who: site.cookie_of(getattr(rooms, who)) for who in people}
        with site.running() as address, site.chromium() as browser:
            yield SimpleNamespace(
                rooms=rooms,
                cookies=cookies,
                address=address,
                browser=browser,
                where=found(rooms),
            )


@pytest.fixture
def device(place, request):
    """The phone of whose form it is, signed in."""
    who = WHO.get(request.node.callspec.params.get("name"), "chris")
    page = site.phone(place.browser, place.address, place.cookies[who])
    # So many forms in two minutes are no one person's.
    cache.clear()
    yield SimpleNamespace(page=page, context=page.context, member=getattr(place.rooms, who))
    page.context.close()


def found(rooms):
    """Where each form stands: the first page of Chris's with a form that leads there."""
    visitor, where = rooms.visitor(CHRIS), dict(WHERE)
    for name, row in TABLE.items():
        if CHRIS not in row.see or name in LEAD_OUT:
            continue
        address = reverse(name, kwargs=rooms.args(row.args))
        answer = visitor.get(address)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        text = answer.content.decode()
        for leads_to in [address, *re.findall(r'action="([^"]+)"', text)]:
            if '<form method="post"' in text:
                where.setdefault(name_of(leads_to), lambda _rooms, address=address: address)
    return where


def name_of(address):
    try:
        return resolve(address.partition("?")[0]).url_name
    except Resolver404:
        return None


# -- What a client does ------------------------------------------------------------------------------------------


def button_of(page, name):
    """The form and its first button that leads there; a failure that names the form, where there is none."""
    for form, nth, leads_to in page.evaluate(BUTTONS):
        if name_of(leads_to) == name:
            return page.locator("form").nth(form), nth
    pytest.fail(f"{name}: no such form on {page.url}")


def fills(form, cut):
    """Something in every field that is like nothing else, and something chosen; the connection is cut before the last. Return the words."""
    words = {}
    fields = form.locator("textarea:not([readonly]), input[type=text]")
    last = fields.count() - 1
    form.evaluate(CHOICES)
    for nth in range(last + 1):
        if nth == last:
            cut()
        field = fields.nth(nth)
        words[field.get_attribute("name")] = f"{CANARY} {next(numbers)}"
        field.fill(words[field.get_attribute("name")])
    if last < 0:
        cut()
    return list(words.values())


# -- What is in the database -------------------------------------------------------------------------------------


def models():
    for room in settings.ROOMS:
        if room not in ("vault", "audit", "work"):
            yield from apps.get_app_config(room).get_models()


def rows():
    """All that is kept, sealed as it lies there: (model, key) → row."""
    return {
        (model, row[model._meta.pk.attname]): row
        for model in models()
        for row in model._base_manager.values()
    }


def changed(before, after):
    """What is new, what is another than it was, and what is gone."""
    return [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]


def holders(told, word):
    """The models of the rows in which this word stands, opened."""
    holding = []
    for model, pk in told:
        row = model._base_manager.filter(pk=pk).first()
        if row and any(word in str(getattr(row, field.attname)) for field in model._meta.concrete_fields):
            holding.append(model._meta.label)
    return holding


def is_there_once(name, told, words):
    """Each of its words in one row of its room, and none left over as a draft; without words, something of its room has changed."""
    drafts = name.endswith("-draft")
    for word in words:
        holding = holders(told, word)
        assert holding, f"{name}: {word} has not come"
        assert len(holding) == len(set(holding)), f"{name}: {word} has come more than once, in {holding}"
        assert drafts or "people.Draft" not in holding, f"{name}: sent, and still a draft"
    assert {model for model, _pk in told} - {Submission}, f"{name}: nothing has come of it"


def nothing_readable(page, words):
    kept = page.evaluate(KEPT)
    assert [word for word in [CANARY, *words] if word in kept] == []


# -- Each form ---------------------------------------------------------------------------------------------------


def test_what_stands_in_these_tables_is_a_form_that_works_without_a_connection():
    assert (
        WHO.keys() | WHERE.keys() | AS_TYPED.keys() | ON_THE_EMPTY_PAGE | set(LAST)
    ) - OFFLINE.keys() == set()


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_cut_off_waits_sealed_and_arrives_once(name, place, device):
    page, letters = device.page, []
    page.on("request", lambda asked: letters.append(asked) if asked.url == place.address + LETTER else None)
    assert name in place.where, f"{name}: on no page"
    opened(page, place.where[name](place.rooms))
    form, nth = button_of(page, name)
    words = fills(form, cut=lambda: device.context.set_offline(True))
    before, accepted = rows(), uses()
    form.evaluate("(form, nth) => form.elements[nth].click()", nth)
    expect(page.get_by_text("Sealed, and not sent yet").first).to_be_visible()
    expect(page.get_by_text("One thing you wrote waits on this device to be sent")).to_be_visible()
    assert waits(page) == 1
    nothing_readable(page, words)
    device.context.set_offline(False)
    expect(page.get_by_text(SENT)).to_be_visible()
    assert waits(page) == 0
    after = rows()
    is_there_once(name, changed(before, after), words)
    assert uses() == accepted + 1
    assert came.of(device.member) == []
    # The answer was lost on its way, and the device sends it again.
    again = device.context.request.post(
        LETTER, data=letters[-1].post_data, headers={"Content-Type": "application/json"}
    )
    assert again.json() == {"state": "accepted"}
    assert rows() == after
    nothing_readable(page, words)


@pytest.mark.parametrize("name", AS_TYPED)
def test_what_is_kept_as_it_is_typed_waits_sealed_and_is_kept_once(name, place, device):
    page = device.page
    opened(page, place.where.get(name, place.where[AS_TYPED[name]])(place.rooms))
    form, _nth = button_of(page, AS_TYPED[name])
    assert name_of(form.get_attribute("data-draft-url")) == name
    before = rows()
    words = fills(form, cut=lambda: device.context.set_offline(True))
    expect(page.get_by_text("Your words are sealed on this device")).to_be_visible()
    assert waits(page) == 1
    nothing_readable(page, words)
    device.context.set_offline(False)
    expect(page.get_by_text("Saved as a draft on this server")).to_be_visible()
    eventually(lambda: waits(page) == 0)
    is_there_once(name, changed(before, rows()), words)
    assert came.of(device.member) == []


@pytest.mark.parametrize("name", ON_THE_EMPTY_PAGE)
def test_what_has_no_form_waits_sealed_and_comes_back_once(name, place, device):
    page, word = device.page, f"{CANARY} {next(numbers)}"
    opened(page, reverse("home"))
    page.goto(reverse("offline"))
    page.get_by_text("Tap to open").click()
    form = page.locator("form[data-empty=else]")
    device.context.set_offline(True)
    form.locator("[name=words]").fill(word)
    form.get_by_role("button").click()
    expect(form.get_by_text("Sealed. It waits on this device")).to_be_visible()
    nothing_readable(page, [word])
    device.context.set_offline(False)
    expect(page.get_by_text("Something came back.")).to_be_visible()
    assert waits(page) == 0
    [(address, [item])] = came.of(device.member)
    assert (name_of(address), item["fields"]) == (name, [["words", word]])


def uses():
    return Submission.objects.filter(what="outbox-accepted").count()


LETTER = "/outbox/"
