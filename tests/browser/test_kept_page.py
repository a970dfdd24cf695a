"""The page that `beside listen --html` writes, opened from a folder: axe finds nothing, it fits a phone, it fetches nothing, paper shows all of it."""

import pytest
from playwright.sync_api import expect

from beside.listening import Session, listen
from beside.listening.reports.html import page as written
from tests.browser.site import AXE, NEEDS_CHROMIUM, PHONE, chromium
from tests.listening.made_up import WITH_TIMES
from tests.practice.config import look

pytestmark = [*NEEDS_CHROMIUM, pytest.mark.engine_free]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def opened(tmp_path):
    """The page in a browser, and all that it asked for."""
    many = tuple(("T", f"What was day {number} like?", "therapist") for number in range(12))
    file = tmp_path / "session.html"
    file.write_text(written(listen(WITH_TIMES, light=True), "session.vtt"))
    (tmp_path / "long.html").write_text(written(listen(Session.of(*many), light=True)))
    with chromium() as browser:
        # axe is put into the page from outside, which its own policy rightly forbids.
        page = browser.new_context(bypass_csp=True, viewport=PHONE).new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        yield page, asked


@pytest.mark.parametrize("theme", look.THEMES)
def test_axe_finds_nothing_and_it_fits_a_phone(opened, theme):
    page, asked = opened
    page.emulate_media(color_scheme=theme)
    page.evaluate(AXE)
    found = page.evaluate("(rules) => axe.run(document, { runOnly: rules })", RULES)["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert [url for url in asked if not url.startswith("file:")] == []
    assert len(asked) == 1


def test_paper_shows_what_the_screen_folds_away(opened):
    page, asked = opened
    page.goto(asked[0].replace("session.html", "long.html"))
    last = page.locator("article li").last
    assert not last.is_visible()
    page.emulate_media(media="print")
    expect(last).to_be_visible()
