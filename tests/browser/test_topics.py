"""A topic is marked with one tap on a phone: with scripts its row alone changes, without them the page comes back where it was."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from beside.practice.pace import actions
from tests.browser import site
from tests.vocabulary import a_client

pytestmark = site.NEEDS_CHROMIUM

TOPICS = ("growing-up", "parents", "love", "money", "body", "food", "loss", "faith", "anger", "shame")


@pytest.fixture(scope="module")
def visit(django_db_setup, django_db_blocker):
    with site.open_database(django_db_blocker):
        chris = a_client("Chris")
        for offered in TOPICS:
            actions.mark_offered(chris.relationship, offered=offered, wish="open", by=chris)
        cookie, place = site.cookie_of(chris), reverse("topics", args=[chris.relationship.pk])
        with site.running() as address, site.chromium() as browser:
            yield lambda **context: (site.phone(browser, address, cookie, **context), place)


def row_of(page, words):
    return page.locator(".topic").filter(has=page.get_by_text(words, exact=True))


def test_with_scripts_the_row_changes_and_nothing_moves(visit):
    page, place = visit()
    page.goto(place)
    button = row_of(page, "Anger").get_by_role("button", name="not now")
    button.scroll_into_view_if_needed()
    page.evaluate("window.stays = true")
    before = button.bounding_box()["y"]
    button.click()
    again = row_of(page, "Anger").get_by_role("button", name="not now")
    expect(again).to_have_attribute("aria-pressed", "true")
    expect(again).to_be_focused()
    assert page.evaluate("window.stays") is True
    assert abs(again.bounding_box()["y"] - before) < 2
    assert again.bounding_box()["height"] >= 48
    page.reload()
    expect(row_of(page, "Anger").get_by_role("button", name="not now")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_without_scripts_the_page_comes_back_to_the_row(visit):
    page, place = visit(java_script_enabled=False)
    page.goto(place)
    row_of(page, "Shame").get_by_role("button", name="ask me first").click()
    row = row_of(page, "Shame")
    expect(row.get_by_role("button", name="ask me first")).to_have_attribute("aria-pressed", "true")
    expect(row.get_by_role("button", name="ask me first")).to_be_in_viewport()
