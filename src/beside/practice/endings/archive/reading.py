"""The page to read: one file, no script, nothing fetched, both themes, prints."""

import datetime
from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beside.measures import load_form
from beside.practice.endings.archive import rows, walk
from beside.practice.people.kinds import KINDS
from beside.practice.vault.fields import SealedField

CSS = Path(__file__).with_name("reading.css")
WHEN = (
    "sent_at",
    "given_at",
    "at",
    "asked_at",
    "opened_at",
    "made_at",
    "starts_at",
    "signed_at",
    "begun_at",
    "told_at",
)
WHO = ("author", "by", "given_by", "made_by", "entered_by", "member", "who")


def head(who, *, made_at) -> str:
    title, heading = _("What I gave"), _("What I gave, and what was written with me")
    taken = _("Taken along on %(day)s from %(practice)s.") % {
        "day": date_format(timezone.localtime(made_at), "DATE_FORMAT"),
        "practice": who.practice.name,
    }
    beside_it = _(
        "The same stands beside this page as tables (csv) and for programs (json). manifest.json lists every file with its fingerprint."
    )
    journal = _(
        "Pages of your journal are in it as your device sealed them: journal.md says how they are opened."
    )
    return (
        f'<!doctype html>\n<html lang="{get_language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title><style>{CSS.read_text(encoding='utf-8')}</style></head><body>\n"
        f"<h1>{escape(heading)}</h1>\n<p>{escape(taken)} {escape(beside_it)}</p>\n<p>{escape(journal)}</p>\n"
    )


FOOT = "</body></html>\n"


def contents(models) -> str:
    kinds = dict.fromkeys(walk.kind_of(model) for model in models)
    links = "".join(f'<li><a href="#{kind}">{escape(heading(kind))}</a></li>' for kind in kinds)
    return f"<nav><ul>{links}</ul></nav>\n" if links else ""


def heading(kind):
    return str(KINDS.get(kind) or OTHERS.get(kind, lambda: kind)())


OTHERS = {
    "member": lambda: _("Whose names stand in it"),
    "relationship": lambda: _("With whom, and when"),
    "therapistpage": lambda: _("What your therapist says of themself"),
    "keptanswer": lambda: _("What your therapist answers to questions"),
}


def article(row, names, *, hidden_since=None) -> str:
    """One row: when, by whom, and every text in it; and since when only its client sees it."""
    said = "".join(f'<p class="said">{escape(words)}</p>' for words in _texts(row))
    # What its columns say, where they are words for people.
    stands = [
        str(getattr(row, f"get_{field.name}_display")())
        for field in walk.columns(type(row))
        if field.choices and getattr(row, field.attname)
    ]
    above = " · ".join(part for part in (_when(row), _who(row, names), *stands) if part)
    if hidden_since:
        day = date_format(timezone.localtime(hidden_since), "DATETIME_FORMAT")
        said += f"<p>{escape(_('You took this back on %(day)s. It is hidden.') % {'day': day})}</p>"
    return f"<article><h3>{escape(above)}</h3>{said}</article>\n"


def _texts(row):
    label = row._meta.label
    if label in ("feedback.Sheet", "feedback.Kept"):
        yield from _answers(row)
        return
    if label == "people.Member":
        yield row.name
        return
    if label == "people.Relationship":
        yield f"{row.clinician.name}: {date_format(row.began_on, 'DATE_FORMAT')}" + (
            f" - {date_format(row.ended_on, 'DATE_FORMAT')}" if row.ended_on else ""
        )
        return
    data = rows.plain(row)
    for field in walk.columns(type(row)):
        if isinstance(field, SealedField) or field.get_internal_type() in ("JSONField", "TextField"):
            yield from (
                str(text)
                for text in rows.flat(data[field.attname]).values()
                if text not in (None, "", {}, [])
            )


def _answers(row):
    """Each question in its words, and what was answered; as it was sent, too, so that nothing is lost in wording."""
    answers = row.answers or {}
    questions = {}
    try:
        form = (
            load_form(row.form, getattr(row, "version", None))
            if getattr(row, "version", None)
            else load_form(row.form)
        )
        asked = form.text(get_language() or "en", therapist=row.relationship.clinician.short_name)
        yield asked.title
        questions = {item.key: asked.question(item.key).words for item in form.items}
    except (KeyError, LookupError, ValueError):
        yield row.form
    for key, answer in rows.flat(answers).items():
        yield f"{questions.get(key, key)}  {answer}"


def _when(row):
    for name in WHEN:
        moment = getattr(row, name, None) if name in {f.name for f in row._meta.concrete_fields} else None
        if isinstance(moment, datetime.datetime):
            return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return ""


def _who(row, names):
    for name in WHO:
        if (pk := getattr(row, f"{name}_id", None)) in names:
            return names[pk]
    return ""
