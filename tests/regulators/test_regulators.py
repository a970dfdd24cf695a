"""Who hears a complaint outside: each country complete, in both languages, with its year, and never an empty page."""

import re

import pytest

from beside.helplines import countries as with_lines
from beside.regulators import ROLES, countries, regulators

EVERY = (*countries(), "INT")
KINDS = {"regulator", "association", "ombuds", "privacy"}


def test_each_country_with_help_lines_has_a_file():
    assert countries() == with_lines()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("country", EVERY)
def test_each_file_is_complete(country, language):
    found = regulators(country, language)
    assert (found.country, found.language) == (country, language)
    assert found.name
    assert re.fullmatch(r"20\d\d", found.as_of)
    assert set(found.law) == set(ROLES)
    assert all(found.law.values())
    assert len({body.id for body in found.bodies}) == len(found.bodies)
    for body in found.bodies:
        assert all((body.name, body.what))
        assert body.kind in KINDS
        assert re.fullmatch(r"https://[\w./-]+", body.web)


@pytest.mark.parametrize("country", countries())
def test_each_country_has_somebody_who_can_act(country):
    assert {body.kind for body in regulators(country).bodies} & {"regulator", "ombuds"}


@pytest.mark.parametrize("country", [None, "", "XX", "../US"])
def test_a_country_without_a_file_gets_the_law_in_general_and_no_address_that_may_be_wrong(country):
    found = regulators(country)
    assert found.fallback
    assert found.bodies == ()
    assert "serious danger" in found.law["therapist"]
