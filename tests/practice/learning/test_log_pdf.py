"""The learning log as a PDF: a whole table with its hours, and not a word of what was practised."""

import re
import uuid

import pytest
from django.utils import timezone

from beside.practice.audit.models import Entry
from beside.practice.learning.actions import reflecting
from tests.practice.agreements.test_pdf import opened, words_of
from tests.practice.learning.test_learning import answered
from tests.vocabulary import a_client, sign_in

LINES = 60


@pytest.fixture
def pdf(client):
    pytest.importorskip("weasyprint", reason="the pdf extra is not installed", exc_type=ImportError)
    thea = a_client().relationship.clinician
    for number in range(LINES):
        reflecting.log(
            on=timezone.localdate(),
            minutes=60,
            topic=f"Topic {number:02}",
            way="course",
            key=uuid.uuid4(),
            by=thea,
        )
    answered(thea, said="zebra?")
    answer = sign_in(client, thea).get("/learning/log/paper/?pdf=1")
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="learning-log.pdf"' in answer["Content-Disposition"]
    assert Entry.objects.filter(verb="read", what="learning", who_id=thea.pk).exists()
    return opened(answer.content)


def test_every_line_and_the_sum_are_in_it_over_several_pages(pdf):
    words = words_of(pdf)
    assert [number for number in range(LINES) if f"Topic {number:02}" not in words] == []
    assert "60 h 1 min" in words
    assert len(re.findall(r"/Type\s*/Page\b", pdf)) > 1


def test_no_word_of_an_answer_is_in_it(pdf):
    assert "zebra" not in words_of(pdf)


@pytest.mark.parametrize("tag", ["Table", "TR", "TH", "TD"])
def test_the_table_is_tagged_as_one(pdf, tag):
    assert re.search(rf"/StructElem\s*/S /{tag}\b", pdf)
