"""Every fault of every file: what `beside forms check` says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from beside.measures.errors import Fault, FaultyForm, UnknownForm
from beside.measures.files import read_form
from beside.measures.form import Form
from beside.measures.toml import in_order


def faults_of(places: Sequence[Path]) -> list[Fault]:
    """What is wrong with these files, and with all files in these folders, by file and line. Empty: all is sound."""
    faults: list[Fault] = []
    read: list[tuple[Path, Form]] = []
    for path in form_files(places):
        try:
            read.append((path, read_form(path)))
        except FaultyForm as faulty:
            faults += [Fault(str(path), fault.key, fault.problem, fault.line) for fault in faulty.faults]
    return in_order([*faults, *_between(read)])


def form_files(places: Sequence[Path]) -> list[Path]:
    """The files themselves. UnknownForm where there is nothing of that name."""
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            found += sorted(path for path in place.glob("*.toml") if path.is_file())
        elif place.is_file():
            found.append(place)
        else:
            raise UnknownForm(f"There is no file or folder called {place}.")
    return found


def _between(read: Sequence[tuple[Path, Form]]) -> list[Fault]:
    """What is wrong with versions of one questionnaire beside each other."""
    faults = []
    for path, form in read:
        others = [
            other
            for where, other in read
            if other.id == form.id and where.parent == path.parent and where != path
        ]
        is_newest = path.name == f"{form.id}.toml"
        if any(other.version == form.version for other in others):
            problem = f"is {form.version}, and so is that of another file of {form.id}. A changed file is a new version: raise it."
            faults.append(Fault(str(path), "version", problem, _line(path)))
        elif is_newest and any(other.version > form.version for other in others):
            problem = f"is {form.version}, but an older file has a higher one. {path.name} holds the newest."
            faults.append(Fault(str(path), "version", problem, _line(path)))
    return faults


def _line(path: Path) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((n for n, text in enumerate(lines, 1) if text.startswith("version")), 1)
