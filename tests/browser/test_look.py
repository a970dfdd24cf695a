"""The look in a real browser: axe finds nothing, every target is large enough, no word typed is lost."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.practice.config import look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(look.chromium() is None, reason="Chromium is not installed"),
]

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TOO_SMALL = """() => [...document.querySelectorAll(
    "a, button, input:not([type=hidden]), select, textarea, summary, label.choice, .scale-numbers label")]
  .filter((part) => part.matches("label") || !part.closest("label.choice, .scale-numbers"))
  .map((part) => [part.outerHTML.slice(0, 80), part.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.width < 44 || box.height < 44)).map(([part]) => part)"""


# The longest line of a text put on the page, in letters; and how far it stands below the box before it.
LONGEST = """(small) => {
  const text = document.createElement("p");
  if (small) text.className = "small";
  text.textContent = "Until then everything goes on as it is, and nothing is asked any more. ".repeat(6);
  document.querySelector("main").append(text);
  const lines = {};
  for (let at = 0; at < text.firstChild.length; at++) {
    const range = document.createRange();
    range.setStart(text.firstChild, at);
    range.setEnd(text.firstChild, at + 1);
    const top = Math.round(range.getBoundingClientRect().top);
    lines[top] = (lines[top] || 0) + 1;
  }
  return Math.max(...Object.values(lines));
}"""
BELOW = """([first, second]) => {
  const [above, below] = [first, second].map((said) => {
    const [tag, name] = said.split("."), made = document.createElement(tag);
    made.className = name || "";
    made.textContent = "text";
    return made;
  });
  document.querySelector("main").append(above, below);
  return below.getBoundingClientRect().top - above.getBoundingClientRect().bottom;
}"""


@pytest.mark.parametrize("small", [False, True])
def test_a_line_of_text_is_no_longer_than_eighty_letters_on_a_wide_screen(small):
    with look.shown(look.page("client"), width=1280, theme="light") as (page, _requests):
        assert page.evaluate(LONGEST, small) <= 80


@pytest.mark.parametrize("two", [["div.card", "p"], ["form", "div.card"]], ids=" and ".join)
def test_what_follows_a_box_or_a_form_does_not_touch_it(two):
    with look.shown(look.page("client"), width=390, theme="light") as (page, _requests):
        assert page.evaluate(BELOW, two) >= 12


@pytest.mark.parametrize("theme", look.THEMES)
@pytest.mark.parametrize("width", look.WIDTHS.values())
@pytest.mark.parametrize("role", ["clinician", "client"])
def test_axe_finds_nothing(role, width, theme):
    with look.shown(look.page(role), width=width, theme=theme) as (page, _requests):
        page.evaluate(AXE)
        found = page.evaluate("(rules) => axe.run(document, { runOnly: rules })", RULES)["violations"]
        assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", look.WIDTHS.values())
def test_every_target_is_44_px_or_more(width):
    with look.shown(look.page("client"), width=width, theme="light") as (page, _requests):
        assert page.evaluate(TOO_SMALL) == []


def test_nothing_is_fetched_from_anywhere_else():
    with look.shown(look.page("client"), width=390, theme="light") as (_page, requests):
        assert [url for _method, url in requests if not url.startswith(look.ADDRESS)] == []


def test_a_chosen_theme_wins_over_the_device():
    paper = "getComputedStyle(document.body).backgroundColor"
    with look.shown(look.page(theme="dark"), width=390, theme="light") as (page, _requests):
        assert page.evaluate(paper) == "rgb(20, 24, 26)"
    with look.shown(look.page(theme="light"), width=390, theme="dark") as (page, _requests):
        assert page.evaluate(paper) == "rgb(251, 248, 243)"


def test_under_a_cover_nothing_shows_until_it_is_tapped():
    with look.shown(look.page("client", cover=True), width=390, theme="light") as (page, _requests):
        assert not page.get_by_text("How Sam arrives").is_visible()
        page.get_by_text("Tap to open").click()
        expect(page.get_by_text("How Sam arrives")).to_be_visible()


def test_a_brief_prints_on_one_page_without_what_is_only_for_pressing():
    with look.shown(look.page(), width=1280, theme="dark") as (page, _requests):
        page.emulate_media(media="print")
        assert page.evaluate(
            "[...document.querySelectorAll('.site-foot, .button, summary')].every((e) => !e.offsetHeight)"
        )
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


# -- What is typed is not lost ---------------------------------------------------------------------------------


def served(page, path, *statuses):
    """Answer this path with these statuses, one after the other; None is a lost connection. The last one stays."""
    left = list(statuses)
    bodies = []

    def answer(route):
        bodies.append(route.request.post_data)
        status = left.pop(0) if len(left) > 1 else left[0]
        if status is None:
            route.abort("internetdisconnected")
        else:
            route.fulfill(
                status=status,
                body="<!doctype html><html lang=en><title>Given</title><body><main><h1>Sent</h1></main></body>",
                content_type="text/html",
            )

    page.route(f"**{path}", answer)
    return bodies


def test_a_draft_is_saved_after_the_last_change_and_again_when_the_connection_is_back():
    with look.shown(look.page("client"), width=390, theme="light") as (page, _requests):
        bodies = served(page, "/draft/", 200, None, 200)
        state = page.locator("[data-draft-state]")
        page.get_by_label("What do you want to talk about?").fill("Sunday")
        page.locator("[data-draft-state][data-state=saved]").wait_for()
        assert "nobody has seen it" in state.inner_text()
        page.get_by_label("What do you want to talk about?").fill("Sunday, and the call")
        page.locator("[data-draft-state][data-state=waiting]").wait_for()
        page.evaluate("dispatchEvent(new Event('online'))")
        page.locator("[data-draft-state][data-state=saved]").wait_for()
        assert len(bodies) == 3
        assert "Sunday, and the call" in bodies[-1]


def sending(page, *statuses):
    bodies = served(page, "/send/", *statuses)
    page.evaluate(
        """() => { const form = document.querySelector("form[data-send]"); form.action = "/send/"; form.noValidate = true;
                   form.insertAdjacentHTML("beforeend", '<input type="hidden" name="key" value="k-1">'); }"""
    )
    page.get_by_label("What do you want to talk about?").fill("my words")
    return bodies


@pytest.mark.parametrize("trouble", [None, 503], ids=["no connection", "the store is full"])
def test_what_could_not_be_sent_stays_on_the_page_and_is_sent_once_with_the_same_key(trouble):
    with look.shown(look.page("client"), width=390, theme="light") as (page, _requests):
        bodies = sending(page, trouble, 200)
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_text("Waiting for a connection. Your words stay on this page").wait_for()
        assert page.get_by_label("What do you want to talk about?").input_value() == "my words"
        page.evaluate("dispatchEvent(new Event('online'))")
        page.get_by_role("heading", name="Sent").wait_for()
        assert [("k-1" in body, "my words" in body) for body in bodies] == [(True, True), (True, True)]


def test_two_quick_taps_send_once():
    with look.shown(look.page("client"), width=390, theme="light") as (page, _requests):
        bodies = sending(page, 200)
        page.evaluate(
            """() => { const button = [...document.querySelectorAll("button")].find((b) => b.textContent === "Send");
                       button.click(); button.click(); }"""
        )
        page.get_by_role("heading", name="Sent").wait_for()
        assert len(bodies) == 1


def test_an_answer_can_be_taken_back():
    with look.shown(look.page("client"), width=390, theme="light") as (page, _requests):
        scale = page.get_by_role("group", name="How far is it mended?")
        scale.get_by_role("button", name="Take my answer back").click()
        expect(scale.locator("input:checked")).to_have_count(0)
