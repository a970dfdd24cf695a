"""A signed version as a PDF: its words are in it, and so is the structure that a screen reader goes by."""

import re
import zlib

import pytest

from beside.practice.audit.models import Entry
from tests.vocabulary import a_client, a_proposal, an_agreement, sign_in


@pytest.fixture
def pdf(client):
    pytest.importorskip("weasyprint", reason="the pdf extra is not installed", exc_type=ImportError)
    chris = a_client()
    version = an_agreement(chris, lateness="Ten minutes are fine.")
    answer = sign_in(client, chris).get(f"/agreements/{version.pk}/?pdf&yes=1")
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="agreement-1.pdf"' in answer["Content-Disposition"]
    return opened(answer.content)


def opened(content):
    """The file with its streams unpacked, as text."""
    whole = content.decode("latin-1")
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            whole += "\n" + zlib.decompress(stream).decode("latin-1")
        except zlib.error:
            continue
    return whole


def words_of(whole):
    """What is drawn, by the fonts' own tables from glyphs to letters (ToUnicode), line after line."""
    letters = {}
    for table in re.findall(r"beginbfchar(.*?)endbfchar", whole, re.DOTALL):
        letters |= {
            glyph.lower(): bytes.fromhex(text).decode("utf-16-be")
            for glyph, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", table)
        }
    drawn = []
    for shown in re.findall(r"\[([^\]]*)\]\s*TJ", whole):
        glyphs = "".join(re.findall(r"<([0-9a-fA-F]+)>", shown)).lower()
        drawn.append("".join(letters.get(glyphs[at : at + 4], "") for at in range(0, len(glyphs), 4)))
    return " ".join(drawn)


def test_it_says_that_it_is_tagged_in_which_language_and_what_it_is_called(pdf):
    assert "/MarkInfo" in pdf
    assert "/Marked true" in pdf
    assert "/Lang (en)" in pdf
    assert "pdfuaid" in pdf
    assert "How we work together, version 1" in pdf


@pytest.mark.parametrize("tag", ["H1", "H2", "H3", "P", "L", "LI"])
def test_headings_paragraphs_and_lists_are_tagged_as_what_they_are(pdf, tag):
    assert re.search(rf"/StructElem\s*/S /{tag}\b", pdf)


def test_the_words_that_were_signed_are_in_it(pdf):
    words = words_of(pdf)
    assert "Ten minutes are fine." in words
    assert "A session lasts 50 minutes." in words
    assert "signed here on" in words


def test_it_is_in_the_language_in_which_it_was_signed_and_a_therapists_look_is_written_down(client):
    pytest.importorskip("weasyprint", reason="the pdf extra is not installed", exc_type=ImportError)
    chris = a_client()
    thea = chris.relationship.clinician
    a_proposal(chris, language="es")
    version = an_agreement(chris)
    answer = sign_in(client, thea).get(f"/agreements/{version.pk}/?pdf")
    whole = opened(answer.content)
    assert "/Lang (es)" in whole
    assert "Firmas" in words_of(whole)
    assert Entry.objects.filter(verb="read", what="agreement-version", who_id=thea.pk).exists()
