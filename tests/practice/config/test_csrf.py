"""No other site can make a signed-in person's browser change anything."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from tests import vocabulary
from tests.practice.config.routes import routes

pytestmark = pytest.mark.engine_free

FORM = "application/x-www-form-urlencoded"


def strict(member=None):
    """A browser whose changes need their token; faults are answers, as on a real server."""
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return vocabulary.sign_in(browser, member) if member else browser


def strict_browsers():
    """A stranger and one person of each role."""
    owner = vocabulary.a_practice()
    therapist = vocabulary.a_therapist(owner=owner)
    client = vocabulary.a_client(therapist=therapist)
    supervisor = vocabulary.a_supervisor(of=therapist)
    yield "stranger", strict()
    for who in (owner, therapist, client, supervisor):
        yield who.role, strict(who)


# What is sealed on a device comes without a cookie, and is let in by the token inside the seal: tests/practice/people/test_outbox.py.
WITHOUT_COOKIES = {"outbox-letter"}


def taken_without_token(browser, method, kind):
    answers = {
        path: browser.generic(method, path, "words=mine", content_type=kind)
        for name, path in routes()
        if name not in WITHOUT_COOKIES
    }
    return {path: answer.status_code for path, answer in answers.items() if answer.status_code != 403}


def test_no_route_takes_a_change_without_its_token():
    for role, browser in strict_browsers():
        assert taken_without_token(browser, "POST", FORM) == {}, role


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data; boundary=x"])
def test_no_other_kind_of_content_gets_by(kind):
    assert taken_without_token(strict(vocabulary.a_therapist()), "POST", kind) == {}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_method_gets_by(method):
    assert taken_without_token(strict(vocabulary.a_therapist()), method, FORM) == {}


def test_a_disguised_method_is_still_a_change():
    browser = strict(vocabulary.a_therapist())
    for name, path in routes():
        if name in WITHOUT_COOKIES:
            continue
        answer = browser.post(path, {"_method": "GET"}, headers={"X-HTTP-Method-Override": "GET"})
        assert answer.status_code == 403, path


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "null", "http://testserver.elsewhere.example"]
)
def test_the_right_token_from_another_site_is_refused(origin):
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/account/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
    answer = browser.post("/account/login/", {"csrfmiddlewaretoken": token}, headers={"Origin": origin})
    assert answer.status_code == 403


def test_nothing_is_exempt_but_what_looks_at_no_cookie():
    exempt = [
        pattern.__name__
        for pattern in every_view(get_resolver().url_patterns)
        if getattr(pattern, "csrf_exempt", False)
    ]
    assert exempt == ["letter"]


def every_view(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from every_view(pattern.url_patterns)
        else:
            yield pattern.callback


# What looking at a page may write: that one is signed in, that it was read, how often it was tried, what was seen.
MAY_WRITE = re.compile(
    r"(?i)(insert|update|delete)\b[^\"]*\"(django_session|usersessions_usersession|audit_\w+|limits|axes_\w+)\""
)


def test_looking_changes_nothing():
    wrote = []
    for role, browser in strict_browsers():
        for name, path in routes():
            # The other two ways of looking go the same way for everybody: once for each page.
            for method in ("GET", "HEAD", "OPTIONS") if role == "clinician" else ("GET",):
                with CaptureQueriesContext(
                    connection,
                ) as asked:
                    browser.generic(method, path)
                wrote += [
                    f"{role} {method} {name}: {query['sql'][:80]}"
                    for query in asked
                    if re.match(r"(?i)\s*(insert|update|delete)\b", query["sql"])
                    and not MAY_WRITE.match(query["sql"].strip())
                ]
    assert wrote == []
