"""The real server over this process's databases, with Chromium in front of it: a phone, 390 px wide."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

from beside.practice.people.models import Member
from beside.practice.vault import keyring
from tests import conftest
from tests.crash import real_server
from tests.crash.real_server import Server
from tests.practice.config import look
from tests.vocabulary import sign_in

PHONE = {"width": 390, "height": 844}
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(look.chromium() is None, reason="Chromium is not installed"),
]


@contextmanager
def open_database(blocker):
    """Both databases without a transaction, fresh again afterwards: as `real_database`, for a whole file of tests."""
    with blocker.unblock():
        keyring.forget()
        try:
            yield
        finally:
            keyring.forget()
            for connection in connections.all():
                connection.close()
            if connections["default"].vendor == "sqlite":
                conftest.lay_fresh_files()
            else:
                from tests import on_postgres

                on_postgres.empty()


@contextmanager
def running():
    """The server's address, as long as it runs. What the test made before is in the database by then."""
    for connection in connections.all():
        connection.close()
    server = Server()
    try:
        server.start()
        yield server.address
    finally:
        server.end()


@contextmanager
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=look.chromium(),
            args=[*look.ARGUMENTS, "--disable-component-update", "--disable-dev-shm-usage"],
        )
        try:
            yield browser
            browser.close()
        finally:
            # While Playwright's loop runs, Django keeps connections of their own: left open, they would show the next
            # file of tests this one's database, which is no longer there.
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
                for connection in connections.all(initialized_only=True):
                    connection.close()


def cookie_of(member):
    """What the browser of somebody who has signed in holds."""
    member = Member.objects.select_related("account").get(pk=member.pk)
    return sign_in(Client(), member).cookies["beside"].value


def phone(browser, address, cookie=None, **context):
    """A page of a browser of its own, signed in if a cookie says so."""
    context = browser.new_context(
        base_url=address, viewport=PHONE, reduced_motion="reduce", **({"service_workers": "block"} | context)
    )
    if cookie:
        context.add_cookies([{"name": "beside", "value": cookie, "url": address}])
    return context.new_page()


def listened_to(page, address):
    """What goes wrong unseen: a request that leaves, a script that fails, something that the content policy refused."""
    heard = []

    def asked(request):
        if not request.url.startswith((address, "data:")):
            heard.append(f"asks {request.url}")

    page.on("request", asked)
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    page.on("console", lambda told: heard.append(f"console: {told.text}") if told.type == "error" else None)
    return heard


def signs_in(page, email, password):
    page.goto("/account/login/")
    page.get_by_label("Email", exact=False).first.fill(email)
    page.get_by_label("Password").first.fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


def comes_true(page, asked):
    """Waits for what a page has to look up: to Playwright's own wait_for_function a promise is true, whatever it brings."""
    real_server.eventually(lambda: page.evaluate(asked))


def can_be_offline(page):
    """The service worker answers from the next page on. It may not answer for this one: a page that was on its way while it woke is never its."""
    comes_true(
        page,
        "async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'",
    )


def violations(page):
    """What axe finds on this page, in light, and in dark what colours alone decide.

    On a screen as tall as the page: on a shorter one the bar with crisis help lies over whatever is scrolled under it,
    which is what test_journey looks at.
    """
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size(PHONE | {"height": max(tall, PHONE["height"])})
    page.evaluate(AXE)
    found = []
    for theme, rules in (
        ("light", {"runOnly": WCAG, "rules": {"target-size": {"enabled": True}}}),
        ("dark", {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}),
    ):
        page.emulate_media(color_scheme=theme)
        # Brought over alone: what passed is ten times as long.
        asked = rules | {"resultTypes": ["violations"]}
        for each in page.evaluate("(asked) => axe.run(document, asked).then((all) => all.violations)", asked):
            found += [
                f"{theme}: {each['id']}: {node['target']} {node['html'][:160]}" for node in each["nodes"]
            ]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    return found
