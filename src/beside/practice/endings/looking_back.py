"""What two people can look back on, from both sides' words: each room's `looking_back.py`, by name."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


def gathered(relationship, *, by):
    """[(day, heading, words, by whom or None)], the oldest first. What is one person's alone is not in it."""
    found = []
    for app in apps.get_app_configs():
        name = f"{app.name}.looking_back"
        if app.name.startswith("beside.") and app.name != "beside.practice.endings" and find_spec(name):
            found += import_module(name).lines(relationship, by=by)
    return sorted(found, key=lambda line: line[0])
