"""What the browser is told with every answer: of whom to take scripts, what to keep, what to pass on."""

import json
import os
import re
import subprocess
import sys
from functools import cache

import pytest
from django.test import Client
from django.urls import Resolver404, reverse

from tests.practice.config.routes import paths, routes
from tests.practice.world import World

pytestmark = pytest.mark.engine_free

ASKED = """
import json, django
from django.conf import settings
django.setup()
names = [name for name in dir(settings) if name.isupper()]
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


def settings_with(**environment):
    """The settings as a fresh process reads them from this environment."""
    answer = subprocess.run(
        [sys.executable, "-c", ASKED],
        env={**os.environ, "PYTHONPATH": "src", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout)


@pytest.fixture(scope="module")
def behind_tls():
    return settings_with(BESIDE_URL="https://beside.example")


def browsers(world):
    """A stranger, and one person of each role, each in a browser of their own."""
    people = ("signed_out", "owner", "thea", "chris", "responsible", "consults")
    return {person: world.visitor(person) for person in people}


def answers():
    """What every route answers to a stranger and to each role, as it would on a real server: a fault is an answer too."""
    world = World()
    for person, browser in browsers(world).items():
        browser.raise_request_exception = False
        signed_in = browser.cookies.copy()
        for name, path in routes(world):
            if ends_the_session(name):
                continue
            browser.cookies = signed_in.copy()
            yield f"{person} {name}", person, browser.get(path)


@cache
def all_answers():
    return tuple(answers())


@pytest.fixture
def seen():
    """Every answer, asked for once for all tests of this file."""
    return all_answers()


def ends_the_session(name):
    return bool(re.search(r"logout|sign-out|leave", name))


def policy(response):
    parts = response.headers["Content-Security-Policy"].split(";")
    return {words[0]: words[1:] for part in parts if (words := part.split())}


def page_of(response):
    try:
        return response.resolver_match.url_name
    except (AttributeError, Resolver404):
        return ""


def what_is_missing(response):
    """The names of the guards that this answer lacks."""
    headers = response.headers
    given = policy(response) if "Content-Security-Policy" in headers else {}
    allowed = {source for sources in given.values() for source in sources}
    page = page_of(response)
    # Pictures and voice notes of the journal are opened by the device, and shown from its memory: there alone.
    from_memory = {"blob:"} if page in ("journal", "journal-shell") and response.status_code == 200 else set()
    microphone = "microphone=(self)" if from_memory else "microphone=()"
    guards = {
        "content policy": given.get("default-src") == ["'none'"],
        "objects": given.get("object-src") == ["'none'"],
        "base": given.get("base-uri") == ["'none'"],
        "frames": given.get("frame-ancestors") == ["'none'"],
        "forms": given.get("form-action") == ["'self'"],
        "only us": allowed <= {"'self'", "'none'", "data:"} | from_memory
        and given.get("script-src") == ["'self'"],
        "sniffing": headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": headers.get("Referrer-Policy") == "no-referrer",
        "opener": headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "resource": headers.get("Cross-Origin-Resource-Policy") == "same-origin",
        "permissions": "camera=()" in headers.get("Permissions-Policy", ""),
        "microphone": microphone in headers.get("Permissions-Policy", ""),
        "old frames": headers.get("X-Frame-Options") == "DENY",
        "no sharing": "Access-Control-Allow-Origin" not in headers,
    }
    return [name for name, there in guards.items() if not there]


def test_no_page_falls_over(seen):
    assert [who for who, _person, response in seen if response.status_code >= 500] == []


def test_every_answer_carries_every_guard(seen):
    missing = {who: what for who, _person, response in seen if (what := what_is_missing(response))}
    assert missing == {}


def test_a_refused_answer_carries_every_guard(client):
    client.raise_request_exception = False
    for response in (
        client.get("/no/such/page/"),
        Client(enforce_csrf_checks=True).post("/"),
        client.delete("/"),
    ):
        assert (response.status_code, what_is_missing(response)) == (response.status_code, [])


def test_every_text_says_its_encoding(seen):
    for who, _person, response in seen:
        if response.content:
            kind = response.headers["Content-Type"]
            assert not kind.startswith("text/") or "charset=utf-8" in kind, who


def test_nothing_for_a_signed_in_person_is_kept_by_the_browser(seen):
    kept = [
        who
        for who, person, response in seen
        if person != "signed_out" and "no-store" not in response.headers.get("Cache-Control", "")
    ]
    assert kept == []


def test_the_names_of_files_are_ours(seen):
    """Never a person's, and never what a request asked for."""
    named = {
        value for _who, _person, response in seen if (value := response.headers.get("Content-Disposition"))
    }
    assert named <= {
        'inline; filename="appointments.ics"',
        'attachment; filename="recovery-codes.txt"',
        'attachment; filename="learning-log.csv"',
    }


def test_no_other_site_may_read_an_answer(client):
    for path in paths():
        response = client.get(path, HTTP_ORIGIN="https://elsewhere.example")
        assert [name for name in response.headers if name.startswith("Access-Control")] == []


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
def test_methods_that_nobody_needs_are_refused(method, client):
    client.raise_request_exception = False
    taken = [path for path in paths() if client.generic(method, path).status_code not in {302, 403, 404, 405}]
    assert taken == []


def test_every_cookie_is_bound_to_the_host_under_tls(behind_tls):
    cookies = {name for name in behind_tls if name.endswith("_COOKIE_NAME")}
    assert cookies == {"CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME", "SESSION_COOKIE_NAME", "THEME_COOKIE_NAME"}
    assert all(behind_tls[cookie].startswith("__Host-") for cookie in cookies)
    # The theme's is set by our own view: see the next test.
    for cookie in cookies - {"THEME_COOKIE_NAME"}:
        kind = cookie.removesuffix("_COOKIE_NAME")
        assert behind_tls[f"{kind}_COOKIE_SECURE"] is True, cookie
        assert behind_tls[f"{kind}_COOKIE_HTTPONLY"] is True, cookie
        assert behind_tls[f"{kind}_COOKIE_SAMESITE"] in {"Lax", "Strict"}, cookie
        assert behind_tls[f"{kind}_COOKIE_DOMAIN"] is None, cookie
        assert behind_tls[f"{kind}_COOKIE_PATH"] == "/", cookie


@pytest.mark.parametrize(
    ("page", "sent"), [("theme-set", {"theme": "dark"}), ("set_language", {"language": "es"})]
)
def test_a_chosen_look_and_language_are_cookies_like_the_others(page, sent, client, settings):
    settings.SESSION_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = True
    (cookie,) = client.post(reverse(page), sent, secure=True).cookies.values()
    assert cookie["httponly"]
    assert cookie["secure"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")


def test_every_cookie_that_is_set_cannot_be_read_by_scripts(seen):
    for who, _person, response in seen:
        for cookie in response.cookies.values():
            assert cookie["httponly"], f"{who} {cookie.key}"
            assert cookie["samesite"] in {"Lax", "Strict"}, f"{who} {cookie.key}"


def test_messages_are_not_kept_in_a_cookie(settings):
    assert settings.MESSAGE_STORAGE == "django.contrib.messages.storage.session.SessionStorage"


def test_browsers_are_told_to_insist_on_tls(behind_tls, settings, client):
    settings.SECURE_HSTS_SECONDS = behind_tls["SECURE_HSTS_SECONDS"]
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = behind_tls["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    told = client.get("/no/such/page/", secure=True).headers["Strict-Transport-Security"]
    assert re.fullmatch(r"max-age=(\d+); includeSubDomains", told)
    assert int(re.findall(r"\d+", told)[0]) >= 365 * 24 * 3600


def test_without_tls_no_browser_is_told_to_insist():
    plain = settings_with(BESIDE_URL="http://localhost:8000")
    assert plain["SECURE_HSTS_SECONDS"] == 0
    assert plain["SESSION_COOKIE_SECURE"] is False


def test_we_never_redirect_to_tls_ourselves(behind_tls):
    """The proxy does, for pages; a calendar that asks without TLS must fail, not leak its secret twice."""
    assert behind_tls["SECURE_SSL_REDIRECT"] is False


def test_a_forwarded_header_counts_only_behind_a_named_proxy(behind_tls):
    assert behind_tls["SECURE_PROXY_SSL_HEADER"] is None
    assert behind_tls["USE_X_FORWARDED_HOST"] is False
    assert behind_tls["USE_X_FORWARDED_PORT"] is False
    proxied = settings_with(BESIDE_URL="https://beside.example", BESIDE_BEHIND_PROXY="1")
    assert proxied["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert proxied["USE_X_FORWARDED_HOST"] is False


def test_only_our_own_host_is_answered(behind_tls, client):
    assert behind_tls["ALLOWED_HOSTS"] == ["beside.example"]
    refused = client.get("/", HTTP_HOST="elsewhere.example")
    assert refused.status_code == 400
    assert policy(refused)["frame-ancestors"] == ["'none'"]


def test_nothing_for_making_the_site_is_in_the_site(behind_tls):
    assert behind_tls["DEBUG"] is False
    tools = {"django.contrib.admin", "django.contrib.admindocs", "debug_toolbar", "django_extensions", "silk"}
    assert tools.isdisjoint(behind_tls["INSTALLED_APPS"])


def test_there_is_no_sign_in_through_somebody_else(behind_tls):
    others = [
        app
        for app in behind_tls["INSTALLED_APPS"]
        if re.search(r"socialaccount|oauth|saml|idp|oidc|jwt", app)
    ]
    assert others == []
    assert [path for path in paths() if re.search(r"oauth|openid|oidc|saml|\.well-known", path)] == []


def test_no_page_is_kept_by_the_server(behind_tls):
    assert [part for part in behind_tls["MIDDLEWARE"] if "cache" in part.lower()] == []
    assert behind_tls["SESSION_ENGINE"] == "django.contrib.sessions.backends.db"


def test_what_is_sent_has_a_largest_size(behind_tls, client):
    assert behind_tls["DATA_UPLOAD_MAX_MEMORY_SIZE"] <= 2_000_000
    assert behind_tls["DATA_UPLOAD_MAX_NUMBER_FIELDS"] <= 1_000
    # One file, on one page, into memory: tests/practice/recordings/test_adding.py.
    assert behind_tls["DATA_UPLOAD_MAX_NUMBER_FILES"] == 1
    assert behind_tls["FILE_UPLOAD_HANDLERS"] == ["beside.practice.recordings.uploading.OnItsPageOnly"]


@pytest.mark.parametrize(
    "path", ["/.git/HEAD", "/static/", "/static/../manage.py", "/var/beside.db", "/static/%2e%2e/settings.py"]
)
def test_no_folder_and_nothing_of_the_source_is_served(path, client):
    assert client.get(path).status_code in {400, 404}
