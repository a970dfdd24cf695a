"""The page can be kept: it asks nobody for anything, runs nothing, and no word of a transcript becomes part of it."""

import base64
import hashlib
import itertools
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from beside.listening import Session, listen
from beside.listening.reports.html import fragment, page
from tests.listening.made_up import TALK, WITH_TIMES

HOSTILE = "<script>alert(1)</script>\"' onload=x &amp; <img src=//evil.example> ‮"
VOID = {"meta", "br", "rect", "link", "img", "hr", "input"}


class Elements(HTMLParser):
    """What a browser would make of a page: its elements with their attributes, and whether every one of them is closed."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.wrong = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def hostile():
    return listen(
        Session.of(
            (HOSTILE, f"Would it be okay if I told you {HOSTILE}? You should rest.", "therapist"),
            ("Chris", f"Sure. That won't work. {HOSTILE} " * 20, "client"),
        )
    )


@pytest.mark.parametrize("made", [page(hostile(), HOSTILE), fragment(hostile())])
def test_words_of_a_transcript_never_become_part_of_the_page(made):
    found = Elements(made)
    assert not {"script", "img", "iframe", "object", "link"} & {tag for tag, _ in found.elements}
    assert not any(name.startswith("on") for _, attributes in found.elements for name in attributes)
    assert "‮" not in made
    assert found.open == found.wrong == []


def test_nothing_is_asked_of_anybody():
    made = page(listen(WITH_TIMES), "session.vtt")
    assert not re.search(r"https?:|//[a-z]|@import|url\(", made)
    for _, attributes in Elements(made).elements:
        assert not {"src", "action", "srcset", "style"} & attributes.keys()
        assert attributes.get("href", "#").startswith("#")


def test_the_policy_of_the_page_allows_its_one_style_and_nothing_else():
    made = page(listen(TALK))
    style = re.search(r"<style>(.*?)</style>", made, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', made)[1]
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert made.count("<style>") == 1


def test_every_moment_leads_to_its_words_in_the_transcript():
    made = Elements(page(listen(WITH_TIMES)))
    places = {attributes["id"] for _, attributes in made.elements if "id" in attributes}
    links = {attributes["href"] for tag, attributes in made.elements if tag == "a"}
    assert len(links) > 3
    assert links <= {f"#{place}" for place in places}


def test_headings_go_down_one_step_at_a_time_and_the_language_is_said():
    made = Elements(page(listen(WITH_TIMES)))
    levels = [int(tag[1]) for tag, _ in made.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert ("html", {"lang": "en"}) in made.elements
    assert all("aria-label" in attributes for tag, attributes in made.elements if tag == "svg")


def test_each_thing_heard_says_what_it_does_not_mean_and_how_far_experts_agree():
    made = page(listen(TALK))
    articles = made.split("<article>")[1:]
    assert len(articles) >= 4
    assert all("Does not mean" in article and "How far experts agree" in article for article in articles)


def test_a_clients_talk_and_any_score_stay_off_the_page():
    made = page(listen(TALK))
    assert not re.search(r"\b(sustain|change talk|neutral)\b", made)
    assert "scores a session" in made


def test_the_reason_for_a_guessed_role_is_on_the_page_with_the_way_to_correct_it():
    made = page(
        listen(b"Ann: How was your week, did you sleep?\nBob: I slept, I think. My mother called me.\n")
    )
    assert "Guessed: Ann" in made
    assert "--therapist" in made


def test_the_day_it_was_made_is_on_it():
    assert "2026-01-02" in page(listen(TALK), made=date(2026, 1, 2))


def test_a_notebook_shows_the_report():
    shown = listen(TALK)._repr_html_()
    assert "What was heard" in shown
    assert Elements(shown).open == []
