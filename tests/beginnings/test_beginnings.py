"""Gentle ways to begin: both languages, sentences that end open, and nothing that presses."""

import re

import pytest

from beside.beginnings import LANGUAGES, beginnings

PRESSES = re.compile(r"\b(why|must|should|por qué|debe|tiene que)\b", re.I)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_occasion_is_there_in_each_language(language):
    found = beginnings(language)
    assert [one.id for one in found] == ["before-a-session", "after-a-session", "on-any-day"]
    assert {one.language for one in found} == {language}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_line_ends_open_and_none_presses(language):
    lines = [line for one in beginnings(language) for line in one.lines]
    assert [line for line in lines if not line.endswith("…")] == []
    assert [line for line in lines if PRESSES.search(line)] == []


def test_as_many_lines_in_spanish_as_in_english():
    assert [len(one.lines) for one in beginnings("es")] == [len(one.lines) for one in beginnings()]


def test_a_language_that_is_not_there_gets_english():
    assert beginnings("de")[0].title == "Before a session"
