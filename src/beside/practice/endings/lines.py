"""Which lines a client could hand on: from the agreement, what they told, their goals. By name, a room's `for_next.py` can add its own."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


@dataclass(frozen=True)
class Line:
    source: str
    title: str
    words: str
    group: str
    # Of words that are in one language, whatever the page is in.
    language: str = ""


def lines(relationship, *, by) -> list[Line]:
    """Every line of every room, in the order of the rooms."""
    found = []
    for app in apps.get_app_configs():
        if app.name.startswith("beside.") and find_spec(f"{app.name}.for_next"):
            for group, source, *said in import_module(f"{app.name}.for_next").lines(relationship, by=by):
                title, words, language = [*said, ""][:3]
                found.append(Line(source, str(title), str(words), str(group), language))
    return found
