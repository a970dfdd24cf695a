"""What pages say of each thing that is heard, out of heard.toml, in the language of whoever reads."""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language

FILE = Path(__file__).with_name("heard.toml")
GROUPS = ("worth", "did", "time", "words")
LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Told:
    name: str
    group: str
    title: str
    what: str
    is_not: str
    experts: str


def told(name) -> Told:
    """The words on one thing heard. What has none is shown by its plain name: a new file under heard/ hides from nobody."""
    language = (get_language() or "en").split("-")[0]
    return _told(name, language if language in LANGUAGES else "en")


def names():
    """Everything that has words, in the order in which a page shows it."""
    return tuple(name for name in _texts() if name != "experts")


@functools.cache
def _told(name, language):
    text = _texts().get(name)
    if text is None:
        return Told(name, GROUPS[-1], name.replace("_", " ").capitalize(), "", "", "")
    title, what, is_not = text[language]
    return Told(name, text["group"], title, what, is_not, _texts()["experts"][text["experts"]][language])


@functools.cache
def _texts():
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
