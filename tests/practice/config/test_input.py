"""What people type comes back as they typed it, is never taken for anything else, and has an end."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import get_resolver, reverse

import beside.practice
from beside.practice.vault.fields import SealedField
from tests.practice.access_table import TABLE
from tests.practice.config.routes import routes
from tests.practice.world import World
from tests.vocabulary import sign_in

pytestmark = pytest.mark.engine_free

PLANTED = """<script>alert("x")</script>'><img src=x onerror=alert(1)>{{ 7|add:7 }}"""


# -- Shown as text -----------------------------------------------------------------------------------------------


def plant_everywhere():
    """Every text that somebody could have typed, sealed or not, now tries to be a script. Returns how many."""
    count = 0
    for model in apps.get_models():
        if not model.__module__.startswith("beside.") or model._meta.app_label in {"audit", "vault", "work"}:
            continue
        sealed = [field.name for field in model._meta.fields if isinstance(field, SealedField)]
        plain = [field.name for field in model._meta.fields if is_free_text(field)]
        for row in model._default_manager.all() if sealed or plain else []:
            typed = [name for name in (*sealed, *plain) if isinstance(getattr(row, name), str)]
            typed = [name for name in typed if getattr(row, name) and not was_tapped(row, getattr(row, name))]
            for name in typed:
                setattr(row, name, PLANTED[: row._meta.get_field(name).max_length or None])
            count += len(typed)
            # What was signed is never written again.
            if typed:
                row.save()
    return count


def was_tapped(row, value):
    """One of the words that the room's choices hold: sealed as it may be, nobody typed it."""
    kinds = [type(row), *apps.get_app_config(row._meta.app_label).get_models()]
    own = (each for kind in kinds for each in vars(kind).values() if isinstance(each, type))
    return any(value in each.values for each in own if issubclass(each, models.Choices))


def is_free_text(field):
    if isinstance(field, models.SlugField | models.EmailField) or field.choices:
        return False
    named = {
        "name",
        "prefers",
        "pronouns",
        "contacts",
        "sender_name",
        "note",
        "hours",
        "answer_time",
        "place",
    }
    return isinstance(field, models.CharField | models.TextField) and field.name in named


def test_what_was_typed_is_shown_as_text_on_every_page():
    world = World()
    assert plant_everywhere() > 20
    shown, as_script = 0, []
    for person in ("owner", "thea", "chris", "responsible", "consults", "signed_out"):
        browser = world.visitor(person)
        browser.raise_request_exception = False
        for name, path in routes(world):
            # Where somebody may not look nothing is shown: test_access.py.
            if re.search(r"logout|leave|sign-out", name) or (name in TABLE and person not in TABLE[name].see):
                continue
            answer = browser.get(path)
            page = getattr(answer, "content", b"").decode(errors="replace")
            shown += page.count("&lt;script&gt;alert(")
            if answer.status_code >= 500 or re.search(r"<script>alert|<img src=x|'><img|>14<", page):
                as_script.append(f"{person} {name} {answer.status_code}")
    assert as_script == []
    assert shown > 20


@pytest.mark.parametrize(
    "typed", ["%2527 &amp;lt;b&amp;gt;", "a\\u003cb\\x3c", "﹤b﹥ ＜b＞", "%00 %0d%0aSet-Cookie: x=1"]
)
def test_what_is_typed_is_decoded_once_and_comes_back_as_it_was(typed):
    world = World()
    browser = world.visitor("chris")
    sent = {"prefers": typed[:60], "pronouns": "", "language": "en"}
    assert browser.post(reverse("account-home"), sent).status_code == 302
    world.chris.refresh_from_db()
    assert world.chris.prefers == typed[:60]


@pytest.mark.parametrize("path", ["/%2e%2e/", "/help/%252e%252e/", "/..%2f..%2fetc/passwd", "/clients/%00/"])
def test_a_path_is_decoded_once_and_leads_to_no_file(path):
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code == 404
    assert b"root:" not in answer.content


# -- With an end -------------------------------------------------------------------------------------------------


def our_forms():
    """Every form of the site, found in its modules."""
    for module in pkgutil.walk_packages(beside.practice.__path__, "beside.practice."):
        if re.search(r"\.(migrations|management|templates)\b|wsgi|settings", module.name):
            continue
        found = importlib.import_module(module.name)
        for thing in vars(found).values():
            if (
                isinstance(thing, type)
                and issubclass(thing, forms.BaseForm)
                and thing.__module__ == module.name
            ):
                yield thing


def test_every_text_has_a_longest_length():
    """Passwords may be as long as a request: hashing them costs the same."""
    endless = {
        f"{form.__name__}.{name}"
        for form in our_forms()
        for name, field in form.base_fields.items()
        if type(field) is forms.CharField and not field.max_length and not is_password(field)
    }
    assert endless == set()


def is_password(field):
    return isinstance(field.widget, forms.PasswordInput)


def test_a_text_with_a_zero_byte_is_refused():
    world = World()
    browser = world.visitor("chris")
    answer = browser.post(reverse("account-home"), {"prefers": "a\x00b", "pronouns": "", "language": "en"})
    assert answer.status_code == 200
    world.chris.refresh_from_db()
    assert world.chris.prefers != "a\x00b"


def test_too_much_is_refused_and_nothing_is_kept():
    world = World()
    browser = world.visitor("chris")
    browser.raise_request_exception = False
    answer = browser.post(reverse("account-home"), {"prefers": "x" * 1_100_000})
    assert answer.status_code in {400, 413}
    answer = browser.post(reverse("account-home"), {f"n{n}": "x" for n in range(600)})
    assert answer.status_code in {400, 413}


def test_fields_that_nobody_asked_for_change_nothing():
    world = World()
    chris = world.chris
    before = (chris.role, chris.state, chris.practice_id, chris.account_id, chris.name)
    sent = {
        "prefers": "Kit",
        "pronouns": "",
        "language": "en",
        "role": "owner",
        "state": "left",
        "name": "Somebody",
    }
    world.visitor("chris").post(
        reverse("account-home"), {**sent, "practice": str(world.foreign_owner.practice_id)}
    )
    chris.refresh_from_db()
    assert (chris.role, chris.state, chris.practice_id, chris.account_id, chris.name) == before
    assert chris.prefers == "Kit"


def test_of_a_field_sent_twice_one_counts_and_the_address_never_does():
    world = World()
    browser = world.visitor("chris")
    browser.post(
        reverse("account-home") + "?prefers=Address",
        {"prefers": ["First", "Last"], "pronouns": "", "language": "en"},
    )
    world.chris.refresh_from_db()
    assert world.chris.prefers == "Last"


# -- What is never asked or put into an address --------------------------------------------------------------------


def test_nobody_is_asked_for_a_hint_or_a_secret_question():
    asked = {f"{form.__name__}.{name}" for form in our_forms() for name in form.base_fields}
    kept = {f"{model.__name__}.{field.name}" for model in apps.get_models() for field in model._meta.fields}
    assert [
        name
        for name in asked | kept
        if re.search(r"(?i)hint|secret_?question|security_?question|maiden", name)
    ] == []


# Addresses that hold a secret, and why: the first two open once, and calendars know no other way.
WITH_A_SECRET = {
    "invitation",
    "reset",
    "supporter-page",
    "account_reset_password_from_key",
    "account_confirm_email",
}


def test_no_address_holds_more_than_ids():
    def holding(patterns, start=""):
        for pattern in patterns:
            route = start + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                yield from holding(pattern.url_patterns, route)
            elif re.search(r"<(str|path|slug):|\?P<", route):
                yield pattern.name, route

    found = dict(holding(get_resolver().url_patterns))
    secrets = {name for name, route in found.items() if re.search(r"secret|key", route)}
    assert secrets <= WITH_A_SECRET | {name for name in secrets if re.search(r"calendar|feed", name)}
    # The rest names things of ours: a form, a country, a kind.
    others = {re.search(r"<\w+:(\w+)>", found[name])[1] for name in found.keys() - secrets}
    assert not {word for word in others if re.search(r"name|mail|word|text|client|person|token", word)}


def test_forms_that_put_fields_into_the_address_hold_nothing_of_anybody():
    fields = set()
    for path in Path(beside.practice.__path__[0]).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for form in re.findall(r"<form[^>]*method=\"get\".*?</form>", text, flags=re.S | re.I):
            fields |= set(re.findall(r"name=\"(\w+)\"", form))
    assert not {name for name in fields if re.search(r"name|mail|word|text|note|answer|password|token", name)}


def test_signed_in_as_another_role_nothing_else_is_sent_along():
    """A client's page holds nobody else's address to write to."""
    world = World()
    page = sign_in(Client(), world.chris).get(reverse("account-home")).content.decode()
    for other in (world.thea, world.ann, world.cam):
        assert other.account.email not in page
