"""Every page in Spanish, as each of those who may open it reads it: no English is left on any."""

import datetime
import re
from functools import cache
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from beside.practice.config.formats.es import formats
from tests.practice.access_table import TABLE
from tests.practice.config.test_words import FAMILIAR, _as_list
from tests.practice.world import World
from tests.vocabulary import PASSWORD
from tools import messages

pytestmark = pytest.mark.engine_free

READERS = ("chris", "thea", "responsible", "consults", "owner", "signed_out")
ACCOUNT_PAGES = (
    "account_change_password",
    "account_email",
    "account_login",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "mfa_list_webauthn",
    "usersessions_list",
    "account_logout",
)
# What people of this world called things and wrote in English: it stays as they wrote it.
THEIR_OWN = (
    "Thank you for the quiet",
    "I think while I walk",
    "Somebody who speaks slowly",
    # What was said to a clause stands with the clause's name, in the language of the agreement.
    "Start and end: Could we meet later?",
    "How do I wait?",
    "I lie awake.",
    "You should call her back tonight, and just tell her.",
    "Autumn",
    "Elm Street",
    "Oak Road",
    "my mother",
    "I lie awake.",
    "my brother",
    "I lie awake after it",
    "I could not sleep",
    "more time at the end",
    "I am away in June",
    "the silence",
    "the name of the book",
    "The book.",
    "Went well.",
    "weekdays 9 to 17",
    "the same day",
    "To the corner",
    "Come for a walk",
    "I said stop",
    "You were ten minutes late.",
    "Who reads this?",
    "Is it private?",
    "It is, with limits.",
    "Could we meet later?",
    "The door was locked",
)
# Small English words that are no Spanish ones.
ENGLISH = re.compile(
    r"\b(the|and|you|your|yours|is|are|was|were|been|this|that|these|those|with|without|from|not|of|to|it|its|they"
    r"|their|them|for|by|who|what|which|when|how|will|would|can|may|must|yes|or|if|on|in|at|an|be|any|have"
    r"|please|required|enter|choose|send|sent|save|saved|back|next|password|code|email|field|log)\b",
    re.IGNORECASE,
)
SHOWN_ATTRIBUTES = ("title", "alt", "aria-label", "placeholder")


class Read(HTMLParser):
    """The texts of a page in its own language: not those that say they are in another, nor scripts."""

    VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.open, self.texts = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        apart = tag in ("script", "style") or said.get("lang", "es") != "es"
        if tag not in self.VOID:
            self.open.append((tag, apart))
        if not apart and not any(skip for _, skip in self.open):
            self.texts += [
                value for name, value in attrs if value and (name in SHOWN_ATTRIBUTES or "data-words" in name)
            ]

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(skip for _, skip in self.open):
            self.texts.append(data)


@cache
def _in_english():
    """Our English strings, as patterns: where a name or number stands, anything may."""
    spanish = {words for m in messages._read("es") for words in _as_list(m.string)}
    return re.compile(
        "|".join(
            re.sub(r"%\\\(\w+\\\)[sd]", ".+", re.escape(words))
            for message in messages.gather(messages.SITE)
            for words in _as_list(message.id)
            if re.search(r"[^\W\d_]{2}", re.sub(r"%\(\w+\)[sd]", "", words)) and words not in spanish
        )
    )


def english_on(page: str) -> list[str]:
    """Texts that are one of our English strings, or hold two words that only English has."""
    left = []
    for text in Read(page).texts:
        words = " ".join(text.split())
        for own in THEIR_OWN:
            words = words.replace(own, "")
        if _in_english().fullmatch(words) or len(ENGLISH.findall(words)) > 1:
            left.append(words)
    return left


def familiar_on(page: str) -> list[str]:
    """Texts that say «tú»: our pages say «usted», those that we took over too."""
    return [" ".join(text.split()) for text in Read(page).texts if FAMILIAR.search(text)]


def in_spanish(browser):
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    return browser


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>Hoy no hay sesiones.</p>", []),
        ("<p>No sessions today.</p>", ["No sessions today."]),
        ('<p lang="en">No sessions today.</p>', []),
        ('<nav aria-label="Newer and older"></nav>', ["Newer and older"]),
        ("<p>Your name is <b>Mara</b></p>", ["Your name is"]),
        ("<p>“my mother”</p>", []),
        ("<script>if (this.is) { of }</script>", []),
    ],
)
def test_english_on_a_page_is_found(page, found):
    assert english_on(page) == found


def faults_of(answer, name, person) -> list[str]:
    if answer.status_code not in (200, 422) or "html" not in answer.get("Content-Type", ""):
        return []
    page = answer.content.decode()
    return [f"{name} ({person}): {left}" for left in english_on(page) + familiar_on(page)]


def test_every_page_is_spanish_for_whoever_reads_spanish():
    world, wrong, read = World(), [], 0
    for name, row in sorted(TABLE.items()):
        address = reverse(name, kwargs=world.args(row.args))
        for person in READERS:
            if person in row.see:
                visitor = in_spanish(world.visitor(person))
                with world.undone():
                    answer = visitor.get(address)
                read += answer.status_code == 200
                wrong += faults_of(answer, name, person)
    assert not wrong, "\n".join(wrong)
    assert read > 60


def test_every_page_of_an_account_is_spanish():
    world, wrong = World(), []
    for person in ("chris", "signed_out"):
        visitor = in_spanish(world.visitor(person))
        if person == "chris":  # some of these pages ask for the password once more
            visitor.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        for name in ACCOUNT_PAGES:
            wrong += faults_of(visitor.get(reverse(name), follow=True), name, person)
    assert not wrong, "\n".join(wrong)


def test_what_is_missing_or_wrong_is_said_in_spanish():
    world, wrong = World(), []
    for name, row in sorted(TABLE.items()):
        address = reverse(name, kwargs=world.args(row.args))
        for person in READERS:
            if person in (row.act or ()):
                visitor = in_spanish(world.visitor(person))
                with world.undone():
                    answer = visitor.post(address, {"email": "x", "day": "x", "words": ""})
                wrong += faults_of(answer, name, person)
    for name in ("account_login", "account_reset_password", "account_change_password", "account_email"):
        person = "signed_out" if name in ("account_login", "account_reset_password") else "chris"
        visitor = in_spanish(world.visitor(person))
        for sent in ({}, {"login": "x", "email": "x", "password": "y", "oldpassword": "y", "password1": "y"}):
            wrong += faults_of(visitor.post(reverse(name), sent, follow=True), name, person)
    assert not wrong, "\n".join(wrong)


# -- Days ------------------------------------------------------------------------------------------------------


def test_spanish_writes_a_day_with_de():
    day = datetime.datetime(2026, 11, 24, 14, 5)
    with translation.override("es"):
        assert date_format(day, "l j F, H:i") == "martes 24 de noviembre, 14:05"
        assert date_format(day, "DATETIME_FORMAT") == "24 de noviembre de 2026, 14:05"
    with translation.override("en"):
        assert date_format(day, "l j F, H:i") == "Tuesday 24 November, 14:05"


def test_every_day_that_a_page_asks_for_has_its_spanish_order():
    asked = set()
    for path in messages.SITE.rglob("*"):
        if path.suffix == ".html":
            asked |= set(re.findall(r'\|date:"([^"]+)"', path.read_text("utf-8")))
        elif path.suffix == ".py" and "formats" not in path.parts:
            for call in re.findall(r"date_format\((.+)", path.read_text("utf-8")):
                asked |= set(re.findall(r'"([^"]+)"', call))
    with_a_month = {one for one in asked if re.search(r"[FMNbE]", one) and not re.fullmatch("[A-Z_]+", one)}
    assert with_a_month, "nothing was found to look at"
    missing = {one for one in with_a_month if not hasattr(formats, one)}
    assert not missing, "config/formats/es/formats.py lacks them"
