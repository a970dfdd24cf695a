"""Crisis help and leaving quickly: for everybody, when nothing else works too."""

import json
import re

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.urls import reverse

from beside.helplines import countries, helplines
from beside.practice.people.views.safety import contacts
from tests.vocabulary import a_client, a_practice, a_therapist, sign_in

pytestmark = pytest.mark.engine_free


@pytest.fixture
def no_database():
    """From now on every question to either database fails."""

    def fail(*args):
        raise OperationalError("disk I/O error")

    blockers = [connection.execute_wrapper(fail) for connection in connections.all()]
    for blocker in blockers:
        blocker.__enter__()
    yield
    for blocker in blockers:
        blocker.__exit__(None, None, None)


def text(answer):
    return answer.content.decode()


def test_help_is_there_signed_out():
    answer = Client().get(reverse("help-now"))
    assert answer.status_code == 200
    assert "If you need someone now" in text(answer)


@pytest.mark.parametrize("country", countries())
def test_every_countrys_lines_are_links_to_call_and_text(country):
    page = text(Client().get(reverse("help-now"), {"country": country.lower()}))
    for line in helplines(country).lines:
        if line.tel:
            assert f'href="{line.tel}"' in page
        if line.sms:
            assert f'href="{line.sms}"' in page
    assert "<script" not in page.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("country", ["XX", "<script>", "", "US2"])
def test_an_unknown_country_gets_a_page_too(country):
    answer = Client().get(reverse("help-now"), {"country": country})
    assert answer.status_code == 200
    assert "<script>" not in text(answer).split("<main")[1]


def test_other_countries_are_one_tap_away():
    page = text(Client().get(reverse("help-now")))
    assert all(f'value="{code}"' in page for code in countries())


def test_a_client_sees_their_practices_contacts_and_country():
    owner = a_practice(country="GB")
    a_practice("Oak Lane")
    owner.practice.contacts = "Reception: 555 0100"
    owner.practice.save()
    chris = a_client(therapist=a_therapist(owner=owner))
    page = text(sign_in(Client(), chris).get(reverse("help-now")))
    assert 'href="tel:5550100"' in page
    assert helplines("GB").name in page


def test_of_several_practices_nobody_is_told_which():
    for name in ("Elm Street", "Oak Lane"):
        practice = a_practice(name).practice
        practice.contacts = f"{name}: 555 0100"
        practice.save()
    page = text(Client().get(reverse("help-now")))
    assert "Elm Street" not in page
    assert "Oak Lane" not in page


def test_the_only_practice_is_shown_signed_out():
    practice = a_practice().practice
    practice.contacts = "Reception: 555 0100"
    practice.save()
    assert "555 0100" in text(Client().get(reverse("help-now")))


@pytest.mark.parametrize("signed_in", [False, True])
def test_help_is_there_when_the_database_is_not(signed_in, request):
    browser = sign_in(Client(), a_client()) if signed_in else Client()
    request.getfixturevalue("no_database")
    answer = browser.get(reverse("help-now"), {"country": "US"})
    assert answer.status_code == 200
    assert 'href="tel:988"' in text(answer)
    assert "beside" not in answer.cookies


def test_the_sign_in_is_still_good_when_the_database_comes_back():
    browser = sign_in(Client(), a_client())
    fails = [connection.execute_wrapper(_fail) for connection in connections.all()]
    for fail in fails:
        fail.__enter__()
    browser.get(reverse("help-now"))
    for fail in fails:
        fail.__exit__(None, None, None)
    assert browser.get(reverse("account-home")).status_code == 200


def _fail(*args):
    raise OperationalError("database is locked")


def test_opening_help_is_written_nowhere(django_assert_max_num_queries):
    browser = sign_in(Client(), a_client())
    browser.get(reverse("help-now"))
    with django_assert_max_num_queries(10) as asked:
        browser.get(reverse("help-now"))
    assert not [query for query in asked if re.match(r"(?i)\s*(insert|update)", query["sql"])]


@pytest.mark.parametrize(
    ("line", "contact"),
    [
        ("Reception: 555 0100", ("Reception", "", "5550100")),
        (
            "Elm Street: (555) 010-0142, weekdays 9:00 to 17:00",
            ("Elm Street", "weekdays 9:00 to 17:00", "5550100142"),
        ),
        ("+44 20 7946 0000, evenings", ("evenings", "", "+442079460000")),
        ("555 0100", ("555 0100", "", "5550100")),
    ],
)
def test_a_number_in_a_contact_can_be_called(line, contact):
    [found] = contacts(line)
    assert (found["name"], found["words"], found["call"]) == contact


def test_a_contact_without_a_number_is_words():
    assert contacts("Ring the bell at the side door\n\n") == [{"name": "Ring the bell at the side door"}]


# -- Leaving -----------------------------------------------------------------------------------------------------------


def test_leaving_is_one_link_that_signs_out_and_shows_something_else():
    browser = sign_in(Client(), a_client())
    answer = browser.get(reverse("leave"))
    assert "Kitchen measures" in text(answer)
    assert "Beside" not in text(answer).replace("beside/", "")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert browser.get(reverse("account-home")).status_code == 302


def test_leaving_ends_the_session_on_the_server_too():
    browser = sign_in(Client(), a_client())
    stolen = Client()
    stolen.cookies["beside"] = browser.cookies["beside"].value
    browser.get(reverse("leave"))
    assert stolen.get(reverse("account-home")).status_code == 302


def test_leaving_signed_out_works_too():
    assert Client().get(reverse("leave")).status_code == 200


def test_leaving_works_when_the_database_does_not(no_database):
    answer = Client().get(reverse("leave"))
    assert "Kitchen measures" in text(answer)


# -- What the service worker needs -------------------------------------------------------------------------------------


def test_the_service_worker_is_served_from_the_top():
    answer = Client().get("/sw.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_the_manifest_names_icons_that_are_there():
    answer = Client().get("/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert all(
        icon["src"].startswith("/static/beside/icons/") for icon in json.loads(answer.content)["icons"]
    )
