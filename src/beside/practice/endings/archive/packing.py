"""The archive as it goes out, file by file: never whole in memory as a file, and never on the server's disk."""

import hashlib
import json
import zipfile
from importlib.resources import files
from itertools import islice
from pathlib import Path

from django.utils import timezone, translation

import beside
from beside.practice.endings.archive import reading, rows, tables, walk
from beside.practice.people import taking_back
from beside.practice.people.models import Member
from beside.practice.vault import keyring
from beside.practice.vault.inside import inside

SCHEMA = "beside-archive"
VERSION = 1
# Rows that are read and written at once.
AT_ONCE = 500


def stream(who, *, language, zone):
    """The bytes of the ZIP, piece by piece. It reads in the client's practice, language and zone until its last piece."""
    with inside(who.practice_id), translation.override(language), timezone.override(zone):
        pipe = _Pipe()
        with zipfile.ZipFile(pipe, "w", compression=zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts(who):
                archive.writestr(_entry(name), content)
                yield pipe.taken()
        yield pipe.taken()


def parts(who):
    """(name, bytes) of every file; the manifest with their fingerprints comes last."""
    made_at, listed = timezone.now(), []
    pairs = list(who.therapies.order_by("began_on", "pk").values_list("pk", flat=True))
    keyring.warm(who.practice_id, pairs)
    names = {member.pk: member.name for member in Member.objects.visible_to(who)}
    models = [model for model in walk.taken_along() if walk.rows_of(model, who).exists()]
    page = [reading.head(who, made_at=made_at), reading.contents(models)]
    under = None
    for model in sorted(models, key=lambda one: _place(walk.kind_of(one))):
        kind = walk.kind_of(model)
        if kind != under:
            page.append(f'<h2 id="{kind}">{reading.escape(reading.heading(kind))}</h2>\n')
            under = kind
        found = []
        for some in _so_many(walk.rows_of(model, who)):
            hidden = taking_back.since_when(some) if issubclass(model, taking_back.CanBeTakenBack) else {}
            for row in some:
                since = hidden.get(row.pk)
                found.append(rows.plain(row) | ({"hidden_since": since.isoformat()} if since else {}))
                page.append(reading.article(row, names, hidden_since=since))
        name = f"{kind}-{model._meta.app_label}-{model._meta.model_name}"
        yield _listed(f"json/{name}.json", _json(model, kind, found), listed, len(found))
        yield _listed(f"csv/{name}.csv", tables.as_csv(found), listed, len(found))
    page.append(reading.FOOT)
    yield _listed("index.html", "".join(page).encode(), listed)
    if how := how_the_journal_opens():
        yield _listed("journal.md", how, listed)
    yield (
        "manifest.json",
        _dumped(
            {
                "schema": SCHEMA,
                "version": VERSION,
                "made_at": made_at.isoformat(),
                "practice": who.practice.name,
                "files": listed,
            }
        ),
    )


def _so_many(found):
    one_by_one = found.iterator(chunk_size=AT_ONCE)
    while some := list(islice(one_by_one, AT_ONCE)):
        yield some


def _place(kind):
    order = list(reading.KINDS)
    return (order.index(kind) if kind in order else len(order), kind)


def _json(model, kind, found):
    return _dumped(
        {"schema": SCHEMA, "version": VERSION, "kind": kind, "model": model._meta.label, "rows": found}
    )


def _dumped(data):
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _listed(name, content, listed, count=None):
    entry = {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    listed.append(entry if count is None else entry | {"rows": count})
    return name, content


def _entry(name):
    entry = zipfile.ZipInfo(f"beside/{name}", date_time=timezone.localtime().timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def how_the_journal_opens() -> bytes:
    """docs/journal.md: in the package where it was built, else where the source lies."""
    packed = files("beside") / "journal.md"
    source = Path(beside.__file__).parents[2] / "docs" / "journal.md"
    there = packed if packed.is_file() else source
    return there.read_bytes() if there.is_file() else b""


class _Pipe:
    """Something a ZIP can be written to that keeps what was written only until it is taken."""

    def __init__(self):
        self.waiting, self.at = [], 0

    def write(self, data):
        self.waiting.append(bytes(data))
        self.at += len(data)
        return len(data)

    def tell(self):
        return self.at

    def seekable(self):
        return False

    def flush(self):
        """Nothing is held back."""

    def taken(self):
        data, self.waiting = b"".join(self.waiting), []
        return data
