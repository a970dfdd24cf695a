"""`beside forms`: what questionnaires there are, what is wrong with a file, and licensed texts of one's own.

It needs the folder of the data alone: no keys, no database, no Django.
"""

import sys
from pathlib import Path

from beside import measures
from beside.measures.files import SHIPPED
from beside.practice.vault import keyfiles


def folder(home: Path | None = None) -> Path:
    return (home or keyfiles.home()) / "forms"


def print_list() -> None:
    """One line a questionnaire, and those that wait for their words below."""
    within = [SHIPPED, folder()]
    rows = [
        (form.id, f"v{form.version}", ", ".join(form.languages), form.text("en").title, _from(form))
        for form in measures.forms(within=within)
    ]
    asked = {row[0] for row in rows}
    rows += [
        (form.id, f"v{form.version}", "", "", _without_words(form))
        for form in measures.skeletons(within=within)
        if form.id not in asked
    ]
    widths = [max(len(row[n]) for row in rows) for n in range(4)]
    for row in rows:
        print("  ".join([*(f"{part:<{width}}" for part, width in zip(row, widths, strict=False)), row[4]]))


def _from(form) -> str:
    return (
        f"your own, imported {form.imported.on}: {form.imported.licence_reference}"
        if form.imported
        else "shipped"
    )


def _without_words(form) -> str:
    if form.kind == "numbers":
        return "numbers from licensed paper only"
    return f"no words yet: {form.licence}"


def print_faults(places: list[Path]) -> bool:
    """Print every fault of these files and folders, or that all is sound. Whether there was one."""
    places = places or [Path(str(SHIPPED)), *([folder()] if folder().is_dir() else [])]
    found = measures.faults_of(places)
    for fault in found:
        print(fault)
    count = len(measures.checking.form_files(places))
    files = "1 file" if count == 1 else f"{count} files"
    print(
        f"{files}: {'1 fault' if len(found) == 1 else f'{len(found)} faults'}."
        if found
        else f"{files}, all sound."
    )
    return bool(found)


def import_texts(path: Path, *, licence: str, home: Path | None) -> None:
    if not path.is_file():
        raise measures.CannotImport(f"There is no file called {path}. Nothing was imported.")
    form = measures.import_texts(path, licence_reference=licence or _asked_for(), folder=folder(home))
    languages = ", ".join(form.languages)
    print(f"{form.id} is there in version {form.version} ({languages}): {folder(home) / form.id}.toml")


def _asked_for() -> str:
    """The licence reference, from whoever sits at the terminal; nothing where nobody does."""
    if not sys.stdin.isatty():
        return ""
    return input("Which licence allows you to use these words (contract, or whose letter of what day)? ")
