"""Questionnaires from their files. The folder `beside/forms` is the registry."""

from __future__ import annotations

import functools
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from beside.measures.errors import UnknownForm
from beside.measures.form import Form
from beside.measures.toml import parse_form

SHIPPED = files("beside") / "forms"


def load_form(form_id: str, version: int | None = None) -> Form:
    """The questionnaire of that id: its newest version, or the one that old answers were given to.

    >>> load_form("phq9").source
    'Kroenke, Spitzer & Williams 2001, J Gen Intern Med 16:606-613'
    >>> load_form("mood")
    Traceback (most recent call last):
    beside.measures.errors.UnknownForm: No questionnaire is called mood. There are: first-session, gad7, phq9, session.
    """
    versions = _shipped().get(form_id)
    if not versions:
        raise UnknownForm(
            f"No questionnaire is called {form_id}. There are: {', '.join(sorted(_shipped()))}."
        )
    if version is None:
        return versions[max(versions)]
    if version not in versions:
        known = ", ".join(str(number) for number in sorted(versions))
        raise UnknownForm(f"{form_id} has no version {version}. There are: {known}.")
    return versions[version]


def forms() -> tuple[Form, ...]:
    """The newest version of every questionnaire, by id.

    >>> [form.id for form in forms()]
    ['first-session', 'gad7', 'phq9', 'session']
    """
    return tuple(load_form(form_id) for form_id in sorted(_shipped()))


def read_form(path: Path | Traversable) -> Form:
    """The questionnaire in that file. FaultyForm names every fault with its place."""
    return parse_form(path.read_text(encoding="utf-8"), path.name)


@functools.cache
def _shipped() -> dict[str, dict[int, Form]]:
    registry: dict[str, dict[int, Form]] = {}
    for path in sorted(SHIPPED.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".toml"):
            form = read_form(path)
            registry.setdefault(form.id, {})[form.version] = form
    return registry
