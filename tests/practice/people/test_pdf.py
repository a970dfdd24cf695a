import sys

import pytest

from beside.practice.people.pdf import BASE, own_file
from tests.vocabulary import a_therapist, sign_in

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:8000/static/beside/css/base.css",
        "https://example.org/x.css",
        "data:text/plain,hello",
        BASE + "today/",
        BASE + "static/../../../../etc/passwd",
        BASE + "static/%2e%2e/%2e%2e/settings.py",
        BASE + "static//etc/passwd",
        BASE + "static/",
    ],
)
def test_while_a_pdf_is_made_nothing_is_read_but_our_own_styles_and_fonts(address):
    with pytest.raises(ValueError, match="of our own"):
        own_file(address)


def test_our_own_style_is_found():
    assert b"{" in own_file(BASE + "static/beside/css/base.css").read_bytes()


def test_without_the_parts_for_it_the_page_says_what_to_install(client, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    page = sign_in(client, a_therapist()).get("/paper/session/?pdf").content.decode()
    assert "install pango" in page
    assert "paper-questions" in page


def test_with_them_the_form_is_a_pdf(client):
    pytest.importorskip("weasyprint", reason="the pdf extra is not installed", exc_type=ImportError)
    answer = sign_in(client, a_therapist()).get("/paper/session/?pdf")
    assert answer.content.startswith(b"%PDF")
    assert "session.pdf" in answer["Content-Disposition"]
