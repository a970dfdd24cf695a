"""What shows by styles alone: help beside a risk item, without script or connection; a follow-up; a box to keep an answer."""

import mimetypes
import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from beside.practice.feedback import actions
from tests.practice.config import look
from tests.vocabulary import a_client, a_past_session, a_practice, a_responder, a_therapist, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.engine_free,
    pytest.mark.skipif(look.chromium() is None, reason="Chromium is not installed"),
]
HERE = "http://beside.test"


def give(route):
    """Styles and fonts as they lie in the source; nothing else is answered."""
    name = route.request.url.removeprefix(HERE).split("?")[0]
    file = finders.find(name.removeprefix("/static/"))
    if file:
        route.fulfill(
            body=Path(file).read_bytes(), content_type=mimetypes.guess_type(file)[0] or "font/woff2"
        )
    else:
        route.abort()


@contextmanager
def shown(html):
    """The page in a browser without JavaScript and, once it stands, without a connection."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=look.chromium(), args=look.ARGUMENTS)
        context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
        page = context.new_page()
        page.route("**/*", give)
        page.route(
            f"{HERE}/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
        )
        page.goto(f"{HERE}/")
        context.set_offline(True)
        yield page
        browser.close()


def without_hashes(html):
    """Static addresses as they are named in the source."""
    return re.sub(r"(/static/[\w./-]+?)\.[0-9a-f]{12}(\.\w+)", r"\1\2", html)


def page_for(client, chris, address):
    return without_hashes(sign_in(client, chris).get(address).content.decode())


def test_help_shows_beside_a_risk_item_as_soon_as_it_is_needed(client):
    owner = a_practice()
    thea, theo = a_therapist(owner=owner), a_therapist("Theo", owner=owner)
    a_responder(owner, responder=thea, deputy=theo)
    chris = a_client(therapist=thea)
    a_past_session(chris)
    actions.plan_questionnaire(chris.relationship, form="phq9", by=thea)
    html = page_for(client, chris, "/questionnaires/phq9/?at=3")
    with shown(html) as page:
        before = page.is_visible(".raised")
        page.check("input[name=self_harm][value='0']")
        nothing = page.is_visible(".raised")
        page.check("input[name=self_harm][value='1']")
        something = page.is_visible(".raised a[href='tel:988']")
    assert (before, nothing, something) == (False, False, True)


def test_how_far_it_is_mended_is_asked_only_after_a_strain(client):
    chris = a_client()
    session = a_past_session(chris)
    html = page_for(client, chris, f"/sessions/{session.pk}/after/?at=2")
    seen = []
    with shown(html) as page:
        for answer in ("no", "a_little", "only_me", "strongly"):
            page.check(f"input[name=strain][value={answer}]")
            seen.append((page.is_visible(".follow"), page.is_visible(".keep")))
    assert seen == [(False, True), (True, True), (False, False), (True, True)]
