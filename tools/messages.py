"""Gather every string that a person can see, and compile the translations, with nothing but Babel.

    python tools/messages.py            write the .po files anew and compile them to .mo (both are committed)
    python tools/messages.py --check    change nothing; name what is not translated, and fail

A new string is never filled with the translation of one that looks like it: a wrong word on a page about
strain or crisis is worse than an English one.
"""

import argparse
import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SITE = Path(__file__).resolve().parent.parent / "src/beside/practice"
LOCALE = SITE / "config/locale"
LANGUAGES = ("es",)
TEMPLATES = (".html", ".txt")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOTE = "Translators:"
# Dates change with every run, and the rest of the header says nothing that git does not.
NAMES = rb"POT-Creation-Date|PO-Revision-Date|Generated-By|Project-Id-Version|Report-Msgid-Bugs-To|Last-Translator|Language-Team"
HEADER_NOISE = re.compile(rb'^"(' + NAMES + rb"): .*\n", re.MULTILINE)
HEADER = "# The words of Beside. `make messages` keeps this file in step with the pages."


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a string is left out")
    check = parser.parse_args(arguments).check
    words = gather(SITE)
    wrong = [line for language in LANGUAGES for line in (left_out if check else renew)(language, words)]
    print(*wrong, f"{len(words)} strings in {len(LANGUAGES)} other language(s)", sep="\n")
    return bool(check and wrong)


def gather(site: Path) -> Catalog:
    """Every string marked for translation in the Python files and templates under `site`."""
    words = Catalog(project="Beside", charset="utf-8")
    for file in sorted(site.rglob("*")):
        source = _as_python(file)
        if source is None:
            continue
        place = file.relative_to(site).as_posix()
        lines = io.BytesIO(source.encode())
        for line, message, notes, context in extract("python", lines, KEYWORDS, [NOTE]):
            words.add(message, locations=[(place, line)], auto_comments=notes, context=context)
    return words


def _as_python(file: Path) -> str | None:
    if file.suffix == ".py" and "migrations" not in file.parts:
        return file.read_text()
    if file.suffix in TEMPLATES and "templates" in file.parts:
        if not settings.configured:
            settings.configure()
        # Django turns a template into its strings with X for all else. Its indentation means nothing.
        calls = templatize(file.read_text(), origin=str(file))
        return "\n".join(line.lstrip() for line in calls.splitlines())
    return None


def renew(language: str, words: Catalog) -> list[str]:
    """Write the language's .po and .mo for these words; what is not translated yet."""
    po = _po(language)
    catalog = _read(language)
    catalog.update(words, no_fuzzy_matching=True)
    po.parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    write_po(written, catalog, width=100, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    po.write_bytes(HEADER_NOISE.sub(b"", written.getvalue()))
    _mo(language).write_bytes(_compiled(language))
    return [f"{language}: not translated: {m.id!r}" for m in catalog if m.id and not _is_translated(m)]


def left_out(language: str, words: Catalog) -> list[str]:
    """One line for each string that this language lacks, and for a .mo that is not made from the .po."""
    catalog = _read(language)
    wrong = []
    for message in words:
        if not message.id:
            continue
        theirs = catalog.get(message.id, message.context)
        if theirs is None or not _is_translated(theirs):
            wrong.append(f"{language}: not translated: {message.id!r} ({message.locations[0][0]})")
        else:
            wrong += [f"{language}: {message.id!r}: {fault}" for fault in theirs.check(catalog)]
    if not _mo(language).exists() or _mo(language).read_bytes() != _compiled(language):
        wrong.append(f"{language}: django.mo is not made from django.po (make messages)")
    return wrong


def _is_translated(message) -> bool:
    parts = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(parts) and not message.fuzzy


def _compiled(language: str) -> bytes:
    """What the .mo of this language's .po is. An untranslated string is left to English, plurals too."""
    catalog = _read(language)
    for message in list(catalog):
        if message.id and not _is_translated(message):
            catalog.delete(message.id, message.context)
    # The same .po must always make the same .mo, whenever it is made.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES/django.po"


def _mo(language: str) -> Path:
    return _po(language).with_suffix(".mo")


def _read(language: str) -> Catalog:
    if not _po(language).exists():
        return Catalog(locale=language, header_comment=HEADER, charset="utf-8", fuzzy=False)
    with _po(language).open("rb") as po:
        return read_po(po, locale=language)


if __name__ == "__main__":
    sys.exit(main())
