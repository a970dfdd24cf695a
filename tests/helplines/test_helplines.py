"""The lines to call: each complete, in both languages, and never an empty page."""

import re
import tomllib
from pathlib import Path

import pytest

import beside.helplines
from beside.helplines import countries, helplines

FOLDER = Path(beside.helplines.__file__).parent
EVERY = (*countries(), "INT")


def test_the_united_states_in_the_words_of_samhsa():
    assert helplines("US").statement == (
        "If you or someone you know is struggling or in crisis, help is available. "
        "Call or text 988 or chat 988lifeline.org."
    )
    line = helplines("US").lines[0]
    assert (line.tel, line.sms, line.chat) == ("tel:988", "sms:988", "https://988lifeline.org")


def test_veterans_press_1_or_text():
    veterans = next(line for line in helplines("US").lines if line.id == "veterans")
    assert (veterans.tel, veterans.sms) == ("tel:988", "sms:838255")
    assert "press 1" in veterans.what


@pytest.mark.parametrize("country", [None, "", "XX", "INT", "../US"])
def test_a_country_without_a_file_gets_plain_words_and_no_number_that_may_be_wrong(country):
    lines = helplines(country)
    assert lines.fallback
    assert lines.lines == ()
    assert "your local emergency number" in lines.statement
    assert lines.emergency.tel == "tel:112"


def test_letters_may_be_small():
    assert helplines("us") == helplines("US")
    assert not helplines("us").fallback


@pytest.mark.parametrize("country", EVERY)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_line_is_complete(country, language):
    lines = helplines(country, language)
    assert lines.country == country
    assert lines.language == language
    assert lines.name
    assert re.fullmatch(r"20\d\d", lines.as_of)
    assert re.fullmatch(r"tel:\d{3}", lines.emergency.tel)
    for line in lines.lines:
        assert all((line.name, line.what, line.hours, line.languages, line.source))
        assert (line.number and (line.tel or line.sms)) or line.web
        assert re.fullmatch(r"(https://[\w./-]+)?", line.web)
        assert line.kind in ("", "violence")
        assert bool(line.checked) == bool(line.kind)
        assert re.fullmatch(r"(tel:\+?\d+)?", line.tel)
        assert re.fullmatch(r"(sms:\d+)?", line.sms)
        assert re.fullmatch(r"(https://[\w./-]+)?", line.chat)
    assert len({line.id for line in lines.lines}) == len(lines.lines)


@pytest.mark.parametrize("country", EVERY)
def test_what_is_dialled_is_what_is_written(country):
    for line in (helplines(country).emergency, *helplines(country).lines):
        written = re.sub(r"\D", "", line.number.partition(",")[0])
        assert re.sub(r"\D", "", line.tel or line.sms).endswith(written)


@pytest.mark.parametrize("country", EVERY)
def test_the_emergency_number_stands_in_the_statement_or_help_does(country):
    lines = helplines(country)
    assert lines.emergency.number in lines.statement or "988" in lines.statement


@pytest.mark.parametrize("country", EVERY)
def test_every_word_is_there_in_both_languages(country):
    table = tomllib.loads((FOLDER / f"{country}.toml").read_text(encoding="utf-8"))

    def pairs(value):
        if isinstance(value, dict) and "en" in value:
            yield value
        elif isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from pairs(inner)

    assert all(set(pair) == {"en", "es"} for pair in pairs(table))


def test_each_country_has_a_line_for_violence_at_home():
    """Mexico alone has none that could be checked: the folder's README says so."""
    without = [code for code in countries() if not any(line.kind for line in helplines(code).lines)]
    assert without == ["MX"]


def test_another_language_gets_english_and_says_so():
    assert helplines("DE", "fr").language == "en"
    assert helplines("MX", "es_MX").language == "es"
