"""Questionnaires from their files. The folder `beside/forms` is the registry, and a practice may have one of its own.

`gad7.toml` is the newest version of gad7, `gad7.1.toml` is version 1: an older version stays beside the newer
one, because answers keep the version that they were given to.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeAlias

from beside.measures.errors import Fault, FaultyForm, UnknownForm
from beside.measures.form import Form
from beside.measures.toml import parse_form

Folder: TypeAlias = Path | Traversable
# What a file held, or why it cannot be used, by id and version.
Registry: TypeAlias = dict[str, dict[int, Form | FaultyForm]]

SHIPPED: Folder = files("beside") / "forms"
_own: list[Folder] = []

State: TypeAlias = tuple[tuple[str, int, int], ...]
_read: dict[str, tuple[State, Registry]] = {}


def use_folders(*folders: Folder) -> None:
    """From now on look into these folders too, after the shipped one. The program says so once, when it starts.

    A shipped questionnaire is never replaced by one of the same id: what old answers mean must not change.
    """
    _own[:] = folders


def folders() -> tuple[Folder, ...]:
    """The folders that are looked into, in order."""
    return SHIPPED, *_own


def load_form(form_id: str, version: int | None = None, *, within: Sequence[Folder] | None = None) -> Form:
    """The questionnaire of that id: its newest version, or the one that old answers were given to.

    >>> load_form("phq9").source
    'Kroenke, Spitzer & Williams 2001, J Gen Intern Med 16:606-613'
    >>> load_form("mood")
    Traceback (most recent call last):
    beside.measures.errors.UnknownForm: No questionnaire is called mood. There are: first-session, gad7, pcl5, phq4, phq9, session, supervision.
    >>> load_form("wai-sr")
    Traceback (most recent call last):
    beside.measures.errors.UnknownForm: wai-sr has no words here: they belong to somebody. Import those you hold a licence for: beside forms import TEXTS.toml
    """
    usable, others = _parted(within)
    if form_id not in usable and form_id in others:
        raise UnknownForm(_why_not(others[form_id]))
    return _version(usable, form_id, version)


def load_skeleton(
    form_id: str, version: int | None = None, *, within: Sequence[Folder] | None = None
) -> Form:
    """A skeleton, or a form of numbers from licensed paper: its scoring without its words.

    >>> load_skeleton("srs").score({"one": 7.5, "two": 8, "three": 6.1, "four": 9}).total
    30.6
    """
    return _version(_parted(within)[1], form_id, version)


def forms(*, within: Sequence[Folder] | None = None) -> tuple[Form, ...]:
    """The newest version of every questionnaire that can be asked, by id.

    >>> [form.id for form in forms()]
    ['first-session', 'gad7', 'pcl5', 'phq4', 'phq9', 'session', 'supervision']
    """
    return _newest(_parted(within)[0])


def skeletons(*, within: Sequence[Folder] | None = None) -> tuple[Form, ...]:
    """The newest version of every skeleton, and of every form of numbers from paper, by id.

    >>> [form.id for form in skeletons()]
    ['arm5', 'core10', 'haq2', 'ors', 'sai', 'srs', 'wai-sr']
    """
    return _newest(_parted(within)[1])


def read_form(path: Path | Traversable) -> Form:
    """The questionnaire in that file. FaultyForm names every fault with its place."""
    return parse_form(read_text(path), path.name)


def read_text(path: Path | Traversable) -> str:
    """The file's text; what is not UTF-8 is a fault like any other."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise FaultyForm([Fault(path.name, "", "is not UTF-8. Save it again as UTF-8.", line)]) from error


def _parted(within: Sequence[Folder] | None) -> tuple[Registry, Registry]:
    """What can be asked, and what has no words; of two files of one id and version, the earlier folder's."""
    usable: Registry = {}
    others: Registry = {}
    for folder in folders() if within is None else within:
        registry = _registry(folder)
        for form_id, versions in registry.items():
            worded = {
                n: form for n, form in versions.items() if isinstance(form, FaultyForm) or form.wordings
            }
            plain = {n: form for n, form in versions.items() if n not in worded}
            if worded and form_id not in usable:
                usable[form_id] = worded
            if plain and form_id not in others:
                others[form_id] = plain
    return usable, others


def _version(registry: Registry, form_id: str, version: int | None) -> Form:
    versions = registry.get(form_id)
    if not versions:
        raise UnknownForm(f"No questionnaire is called {form_id}. There are: {', '.join(sorted(registry))}.")
    if version is None:
        version = max(versions)
    if version not in versions:
        known = ", ".join(str(number) for number in sorted(versions))
        raise UnknownForm(f"{form_id} has no version {version}. There are: {known}.")
    form = versions[version]
    if isinstance(form, FaultyForm):
        raise form
    return form


def _newest(registry: Registry) -> tuple[Form, ...]:
    """A file that cannot be used is left out here, so that one slip does not take every other form along."""
    newest = (versions[max(versions)] for _, versions in sorted(registry.items()))
    return tuple(form for form in newest if isinstance(form, Form))


def _why_not(versions: dict[int, Form | FaultyForm]) -> str:
    form = versions[max(versions)]
    assert isinstance(form, Form), "a file that cannot be used stands with those that can be asked"
    if form.kind == "numbers":
        return (
            f"{form.id} is never drawn: only its numbers are typed in, from licensed paper, by a clinician."
        )
    return (
        f"{form.id} has no words here: they belong to somebody. "
        "Import those you hold a licence for: beside forms import TEXTS.toml"
    )


def _registry(folder: Folder) -> Registry:
    state = _state(folder)
    known = _read.get(str(folder))
    if known is None or known[0] != state:
        known = _read[str(folder)] = (state, _read_folder(folder))
    return known[1]


def _state(folder: Folder) -> State:
    """What changes when a practice imports something while Beside runs. The shipped folder never does."""
    if folder is SHIPPED or not isinstance(folder, Path) or not folder.is_dir():
        return ()
    with os.scandir(folder) as entries:
        kept = [entry for entry in entries if entry.name.endswith(".toml")]
        return tuple(sorted((e.name, e.stat().st_mtime_ns, e.stat().st_size) for e in kept))


def _read_folder(folder: Folder) -> Registry:
    registry: Registry = {}
    for path in sorted(folder.iterdir(), key=lambda path: path.name) if folder.is_dir() else ():
        if not path.name.endswith(".toml"):
            continue
        try:
            form = read_form(path)
        except FaultyForm as faulty:
            stem, _, rest = path.name.removesuffix(".toml").partition(".")
            registry.setdefault(stem, {})[int(rest) if rest.isdigit() else NEWEST] = faulty
        else:
            registry.setdefault(form.id, {})[form.version] = form
    return registry


# The version of a file that cannot be read is not known; unless its name says otherwise, it was the newest.
NEWEST = 1_000_000
