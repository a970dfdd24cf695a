"""A day on a page says its year when it was another one."""

import datetime

import pytest
from django.utils import translation

from beside.practice.people.templatetags import days

pytestmark = pytest.mark.engine_free


@pytest.fixture
def in_november(monkeypatch):
    monkeypatch.setattr(days.timezone, "localdate", lambda *args: datetime.date(2026, 11, 22))
    monkeypatch.setattr(days.timezone, "localtime", lambda moment: moment)


@pytest.mark.parametrize(
    ("day", "english", "spanish"),
    [
        ((2026, 11, 6), "6 November", "6 de noviembre"),
        ((2025, 12, 7), "7 December 2025", "7 de diciembre de 2025"),
    ],
)
def test_a_day_of_another_year_bears_its_year(in_november, day, english, spanish):
    moment = datetime.datetime(*day, 12, tzinfo=datetime.UTC)
    for language, said in (("en", english), ("es", spanish)):
        with translation.override(language):
            assert days.on_day(moment) == said
