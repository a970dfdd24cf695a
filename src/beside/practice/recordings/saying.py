"""The library's sentences in the language of whoever reads, out of said.toml; in English and marked so where it has none."""

import functools
import string
import tomllib
from collections.abc import Mapping
from pathlib import Path

from django.utils.formats import number_format
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

FILE = Path(__file__).with_name("said.toml")
# What is filled in as it was said in the session, which is in English wherever its words are read; and the name of a rule.
QUOTED = ("words", "word", "question", "answer", "rule")


def sentence(text, message=None):
    """Safe for a page. `message` is what the library wrote beside the text (`as_message`), or nothing."""
    language = (get_language() or "en").split("-")[0]
    template = _template(language, message)
    if template is not None:
        return mark_safe(_Filling(language).vformat(template, (), _values(language, message)))  # noqa: S308 - each value is escaped as it is filled in
    return in_english(text) if language != "en" else escape(text)


def in_english(text):
    return format_html('<span lang="en">{}</span>', text)


def _template(language, message):
    if not message:
        return None
    texts = _texts().get(language, {})
    if message["values"].get("n") != 1 and message["id"] in texts.get("many", {}):
        return texts["many"][message["id"]]
    known_rule = language == "en" or message["values"].get("rule") in (None, *texts.get("rules", {}))
    return texts.get(message["id"]) if known_rule else None


def _values(language, message):
    values = dict(message["values"])
    rules = _texts().get(language, {}).get("rules", {})
    if values.get("rule") in rules:
        values["why"] = rules[values["rule"]]
    return values


class _Filling(string.Formatter):
    """Numbers as the reader writes them, sentences within sentences, and everything escaped."""

    def __init__(self, language):
        self.language = language

    def get_value(self, key, args, kwargs):
        value = kwargs[key]
        if isinstance(value, Mapping):
            return sentence(value["text"], value if "id" in value else None)
        if key in QUOTED and self.language != "en":
            return in_english(value)
        return value

    def format_field(self, value, spec):
        if isinstance(value, float):
            return number_format(value, decimal_pos=int(spec[1])) if spec.startswith(".") else f"{value:g}"
        return conditional_escape(value) if isinstance(value, str) else number_format(value)

    def convert_field(self, value, conversion):
        return value


@functools.cache
def _texts():
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
