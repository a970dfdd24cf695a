"""Forms and parts come out the same everywhere, and say for themselves how they are used."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from beside.practice.config import settings as site
from tests.practice.config import look

pytestmark = pytest.mark.engine_free

TEMPLATES = Path(site.HERE) / "templates"
PARTS = sorted((TEMPLATES / "parts").glob("*.html"))
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"]


class Tags(HTMLParser):
    """Every opening tag of a page, as (name, attributes)."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def named(self, *names):
        return [attrs for tag, attrs in self.found if tag in names]


def test_every_part_says_how_it_is_used():
    silent = [part.name for part in PARTS if not part.read_text().startswith("{% comment %}")]
    assert silent == []


@pytest.mark.parametrize("template", [*ERRORS, "neutral.html"])
def test_a_page_for_trouble_needs_no_request_and_no_context(template):
    html = render_to_string(template)
    assert html.count("<h1") == 1
    assert '<html lang="en"' in html


@pytest.mark.parametrize("template", ERRORS)
def test_a_page_for_trouble_leads_to_help(template):
    assert 'class="help-link' in render_to_string(template)


def test_the_page_after_leaving_quickly_bears_no_name_of_ours():
    words = re.sub(r"<[^>]+>", "", render_to_string("neutral.html"))
    assert "Beside" not in words


def test_every_control_has_a_label_and_every_description_exists():
    tags = Tags(look.page())
    ids = [attrs["id"] for _tag, attrs in tags.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    for attrs in tags.named("label"):
        assert attrs.get("for") is None or attrs["for"] in ids
    described = [attrs["aria-describedby"] for _tag, attrs in tags.found if "aria-describedby" in attrs]
    assert {one for each in described for one in each.split()} <= set(ids)


def test_what_is_to_be_mended_is_tied_to_its_field():
    html = str(look.a_form({}))
    name = next(attrs for attrs in Tags(html).named("input") if attrs.get("name") == "name")
    assert name["aria-invalid"] == "true"
    assert name["aria-describedby"] == "id_name_helptext id_name_error"
    assert 'id="id_name_error"' in html


def test_no_scale_and_no_choice_has_an_answer_beforehand():
    tags = Tags(str(look.a_form()))
    assert [attrs["name"] for attrs in tags.named("input") if "checked" in attrs] == []


def test_a_scale_keeps_an_answer_that_was_given():
    tags = Tags(str(look.a_form({"safe": "7"})))
    assert [attrs["value"] for attrs in tags.named("input") if "checked" in attrs] == ["7"]


def test_a_scale_counts_below_nothing_with_a_minus_sign():
    html = render_to_string(
        "parts/scale.html", {"name": "pace", "legend": "Pace", "span": "-5 5", "low": "slow", "high": "fast"}
    )
    assert 'value="-5"' in html
    assert "<span>\N{MINUS SIGN}5</span>" in html


def test_a_client_finds_help_and_the_way_out_and_nobody_else_is_given_them():
    # The addresses exist only once the whole site does; the part itself is what is chosen here.
    assert "_safety.html" in (TEMPLATES / "_foot.html").read_text()
    loop = render_to_string("parts/loop.html", {"loop": {"step": 2, "words": "seen"}})
    assert loop.count('class="on"') == 2
    assert "<span>seen</span>" in loop
