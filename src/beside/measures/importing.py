"""A practice's own licensed texts for a skeleton: checked, put together with its scoring, kept beside its data."""

from __future__ import annotations

import datetime
import os
import re
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from beside.measures.errors import CannotImport, Fault, FaultyForm, UnknownForm
from beside.measures.files import SHIPPED, Folder, load_form, load_skeleton, read_text, skeletons
from beside.measures.form import Form
from beside.measures.toml import in_order, judged, table_in
from beside.measures.writing import toml_of

NEVER_DRAWN = (
    "The Session Rating Scale and the Outcome Rating Scale, and their versions for children, young people and "
    "groups, are never drawn by Beside: their free licence is for paper and pencil only and forbids electronic "
    "use, and others need a contract of your own. What you measured on licensed paper can be kept as numbers: "
    "four lines and their total. Nothing was imported."
)
_NAMES = re.compile(
    r"(session|outcome)s?ratings?scales?|escala(de)?(valoracion|calificacion)(de)?(la|los)?(sesion|resultados?)"
)
# Also with a letter for whom it is for (child, young child, group, leader, relationship) and a version after it.
_SHORT = re.compile(r"(c|yc|g|cg|gc|l|r)?(srs|ors)(v?\d*)")


def import_texts(
    path: Path,
    *,
    licence_reference: str,
    folder: Path,
    today: datetime.date | None = None,
    shipped: Folder = SHIPPED,
) -> Form:
    """Put the texts in that file together with their skeleton, and keep them in the practice's folder.

    Texts that differ from those that are there become the next version; the older stays, because answers
    keep the version that they were given to. FaultyForm names every fault with its line in the file of texts.
    """
    source = read_text(path)
    table, broken = table_in(source, path.name)
    refuse_what_is_never_drawn(path.stem, table)
    if broken:
        raise FaultyForm(broken)
    skeleton = _skeleton(table, path.name, shipped)
    if not licence_reference.strip():
        raise CannotImport(
            "Say which licence allows you to use these words: the contract's number, or whose letter of what "
            f"day. {skeleton.id} belongs to: {skeleton.licence} Nothing was imported."
        )
    whole = _put_together(table, skeleton, shipped)
    form = _checked(whole, skeleton, source, path.name)
    before = _newest_in(folder, form.id)
    if before is not None and before.wordings == form.wordings and before.items == form.items:
        return before
    whole["version"] = before.version + 1 if before else 1
    whole["imported"] = {
        "licence_reference": licence_reference.strip(),
        "on": (today or datetime.date.today()).isoformat(),
        "skeleton_version": skeleton.version,
    }
    _keep(folder, form.id, whole, before)
    return load_form(form.id, within=[folder])


def refuse_what_is_never_drawn(*named: Any) -> None:
    """Raise CannotImport where something calls itself SRS or ORS, however it is spelt.

    >>> refuse_what_is_never_drawn("My C.O.R.S. (v. 3)")
    Traceback (most recent call last):
    beside.measures.errors.CannotImport: The Session Rating Scale and the Outcome Rating Scale...
    >>> refuse_what_is_never_drawn("Sensors and scores")
    """
    for words in _all_words(named):
        if _NAMES.search(_letters(words)) or any(_SHORT.fullmatch(word) for word in _short_words(words)):
            raise CannotImport(NEVER_DRAWN)


def _all_words(value: Any) -> Iterator[str]:
    """Every name and every title in it. Items are left out: they are sentences, and no sentence is a name."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            if key != "items":
                yield from _all_words(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _all_words(inner)


def _plain(words: str) -> str:
    return words.casefold().translate(str.maketrans("áéíóúüñ", "aeiouun"))


def _letters(words: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _plain(words))


def _short_words(words: str) -> Iterator[str]:
    """Each word, letters that stand apart (S.R.S., o r s) put together, and a version put to what it follows."""
    plain = _plain(words).replace("_", " ")
    joined = re.sub(r"\b([a-z])[.\s-]+(?=[a-z]\b)", r"\1", plain)
    for text in (plain, joined):
        yield from re.findall(r"[a-z]+\d*", text)
        yield from (
            re.sub(r"[^a-z0-9]", "", found) for found in re.findall(r"[a-z]+[\s.-]*v?[\s.]*\d+", text)
        )


def _skeleton(table: Mapping[str, Any], file: str, shipped: Folder) -> Form:
    known = ", ".join(form.id for form in skeletons(within=[shipped]) if form.kind == "skeleton")
    form_id = table.get("form")
    if not isinstance(form_id, str):
        raise FaultyForm([Fault(file, "form", f"is missing. Add it at the top, one of: {known}.", 1)])
    try:
        return load_skeleton(form_id, within=[shipped])
    except UnknownForm as unknown:
        raise CannotImport(
            f"{file} is for {form_id}, but there is no such skeleton. There are: {known}."
        ) from unknown


def _put_together(table: Mapping[str, Any], skeleton: Form, shipped: Folder) -> dict[str, Any]:
    """The skeleton's file as it stands, with the texts in it."""
    source = read_text(shipped / f"{skeleton.id}.toml")
    whole = tomllib.loads(source)
    return {**whole, "kind": "questionnaire", "text": table.get("text", {})}


def _checked(whole: dict[str, Any], skeleton: Form, source: str, file: str) -> Form:
    # The reader compares a file's name with its id; lines are those of the file of texts.
    form, faults = judged(whole, source, f"{skeleton.id}.toml")
    faults = [Fault(file, fault.key, fault.problem, fault.line) for fault in faults]
    known = {"form", "text"}
    extra = [key for key in tomllib.loads(source) if key not in known]
    faults += [
        Fault(
            file,
            key,
            "is not a name that belongs here. Names here are: form, text. Scoring is the skeleton's.",
            _line(source, key),
        )
        for key in extra
    ]
    if faults or form is None:
        raise FaultyForm(in_order(faults))
    return form


def _line(source: str, key: str) -> int:
    found = (
        n
        for n, text in enumerate(source.splitlines(), 1)
        if re.match(rf"\s*\[*\s*\"?{re.escape(key)}\b", text)
    )
    return next(found, 1)


def _newest_in(folder: Path, form_id: str) -> Form | None:
    try:
        return load_form(form_id, within=[folder])
    except UnknownForm:
        return None


def _keep(folder: Path, form_id: str, whole: Mapping[str, Any], before: Form | None) -> None:
    """Every version is whole at every moment: the older gets its own name before the newer takes its place."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    newest = folder / f"{form_id}.toml"
    if before is not None:
        _write(folder / f"{form_id}.{before.version}.toml", read_text(newest))
    _write(newest, toml_of(whole))


def _write(path: Path, text: str) -> None:
    """The file is either as it was or as it shall be, whenever the power fails."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    here = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(here)
    finally:
        os.close(here)
