"""A client's page locks: nothing of anybody's opens until the sign-in is proved again. And what the app calls itself."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from beside.practice.people.models import Member
from tests.practice.people.sealing import a_letter
from tests.vocabulary import PASSWORD, a_client, sign_in


@pytest.fixture
def chris():
    return a_client("Chris")


@pytest.fixture
def browser(chris):
    browser = Client()
    browser.post(reverse("account_login"), {"login": chris.account.email, "password": PASSWORD})
    assert browser.get("/home/").status_code == 200
    return browser


def locked(browser):
    assert browser.post(reverse("lock")).status_code == 204
    return browser


@pytest.mark.parametrize(
    "address", ["/home/", "/me/", "/gave/", "/account/2fa/", "/account/password/change/", "/me/outbox/"]
)
def test_locked_no_page_opens_until_it_is_proved_who_is_there(address, browser):
    answer = locked(browser).get(address)
    assert (answer.status_code, answer.url) == (302, f"/account/reauthenticate/?next={address}")
    page = browser.get(answer.url).content.decode()
    assert "Chris" not in page
    answer = browser.post(answer.url, {"password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, address)
    assert browser.get(address).status_code == 200


def test_locked_nothing_is_taken_but_what_was_sealed_before(browser, chris):
    place = reverse("account-home")
    fields = {"prefers": "Kit", "pronouns": "", "language": "en"}
    letter = a_letter(chris, place, fields)
    answer = locked(browser).post(place, fields)
    assert (answer.status_code, answer.url) == (302, "/account/reauthenticate/?next=/")
    assert Member.objects.get(pk=chris.pk).prefers != "Kit"
    sealed = browser.post(reverse("outbox-letter"), json.dumps(letter), content_type="application/json")
    assert sealed.json() == {"state": "accepted"}
    assert Member.objects.get(pk=chris.pk).prefers == "Kit"


def test_locked_a_wrong_password_opens_nothing(browser):
    locked(browser).post(reverse("account_reauthenticate"), {"password": "wrong horse battery"})
    assert browser.get("/home/").status_code == 302


@pytest.mark.parametrize("name", ["help-now", "leave", "offline", "manifest", "service-worker"])
def test_locked_help_and_leaving_are_there(name, browser):
    assert locked(browser).get(reverse(name)).status_code == 200


def test_another_device_of_theirs_stays_open(browser, chris):
    other = sign_in(Client(), chris)
    locked(browser)
    assert other.get("/home/").status_code == 200


def test_the_name_that_was_chosen_stands_in_titles_icons_and_where_it_is_installed(browser):
    browser.post(reverse("app-name-set"), {"name": "notes", "next": "/me/"})
    for page in (browser.get("/home/"), Client(headers={}).get("/account/login/")):
        assert page.status_code == 200
    page = browser.get("/home/").content.decode()
    assert re.search(r"<title>[^<]* · Notes</title>", page)
    assert "icons/notes.svg" in page
    assert "Beside" not in page
    manifest = json.loads(Client().get(reverse("manifest") + "?as=notes").content)
    assert (manifest["name"], manifest["short_name"], manifest["display"]) == ("Notes", "Notes", "standalone")
    assert {icon["src"].rpartition("/")[2] for icon in manifest["icons"]} == {
        "notes-192.png",
        "notes-512.png",
    }
    browser.post(reverse("app-name-set"), {"name": ""})
    assert "<title>Home · Beside</title>" in browser.get("/home/").content.decode()


def test_signed_out_it_keeps_the_name_of_the_device(browser):
    browser.post(reverse("app-name-set"), {"name": "lists", "next": "/me/"})
    browser.post(reverse("account_logout"))
    assert " · Lists</title>" in browser.get("/account/login/").content.decode()


def test_a_name_that_is_none_is_not_taken(browser):
    browser.post(reverse("app-name-set"), {"name": "<b>"})
    assert " · Beside</title>" in browser.get("/home/").content.decode()


def test_before_a_file_is_taken_it_is_said_where_it_will_lie(browser, chris):
    place = reverse("paper-form", args=["session"])
    page = browser.get(f"{place}?pdf")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "This leaves a file on this device" in page.content.decode()
    assert f'href="{place}?pdf=&amp;yes=1"' in page.content.decode()
    therapist = sign_in(Client(), chris.relationship.clinician).get(f"{place}?pdf")
    assert "This leaves a file on this device" not in therapist.content.decode(errors="replace")
