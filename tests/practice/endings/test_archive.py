"""The archive holds everything a client may see, and nothing else: compared with the database, model by model."""

import base64
import csv
import hashlib
import io
import json
import re
import uuid
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from beside.practice.audit.models import Entry
from beside.practice.endings.archive import packing, rows, stream, tables, walk
from beside.practice.journal.models import Leaf
from beside.practice.loops.models import Loop
from beside.practice.meetings import actions as meetings
from beside.practice.meetings.models import CheckIn
from beside.practice.people import taking_back
from beside.practice.people.access import AUTHOR_COLUMN, CLIENT, EYES
from beside.practice.people.models import TakenBack
from beside.practice.vault.fields import SealedField
from tests.practice.world import World
from tests.vocabulary import PASSWORD, a_check_in, a_client, a_session, in_days, sign_in


def unpacked(who, language="en"):
    packed = b"".join(stream(who, language=language, zone=timezone.get_default_timezone()))
    archive = zipfile.ZipFile(io.BytesIO(packed))
    assert archive.testzip() is None
    return {name.removeprefix("beside/"): archive.read(name) for name in archive.namelist()}


def rows_in(files, model):
    name = f"json/{walk.kind_of(model)}-{model._meta.app_label}-{model._meta.model_name}.json"
    return json.loads(files[name])["rows"] if name in files else []


# -- Complete ------------------------------------------------------------------------------------------------------


def test_every_model_goes_in_or_stands_by_name_with_its_reason():
    ours = {model._meta.label for model in walk.ours()}
    taken = {model._meta.label for model in walk.taken_along()}
    assert ours - taken - set(walk.LEFT_OUT) == set(), "neither taken along nor named with a reason"
    assert set(walk.LEFT_OUT) - ours == set(), "named, and not there any more"
    assert not taken & set(walk.LEFT_OUT)
    assert all(walk.LEFT_OUT.values())


def test_columns_that_stay_are_there():
    known = {
        model._meta.label: {field.name for field in model._meta.concrete_fields} for model in walk.ours()
    }
    for label, names in walk.COLUMNS_LEFT_OUT.items():
        assert set(names) <= known[label], label


def test_each_row_the_client_may_see_is_in_it_and_each_opened_word_in_all_three_forms():
    world = World()
    files = unpacked(world.chris)
    page = files["index.html"].decode()
    in_tables = "".join(content.decode() for name, content in files.items() if name.startswith("csv/"))
    seen = 0
    for model in walk.taken_along():
        # Asked of the model itself, and by what is named as left out: not by what the archive took.
        mine = list(model.objects.visible_to(world.chris))
        found = {row["id"]: row for row in rows_in(files, model)}
        assert set(found) == {str(row.pk) for row in mine}, model
        out = walk.COLUMNS_LEFT_OUT.get(model._meta.label, ())
        for row in mine:
            for field in model._meta.concrete_fields:
                if field.name not in (*out, "practice"):
                    assert field.attname in found[str(row.pk)], (model, field)
                if not isinstance(field, SealedField) or field.name in out:
                    continue
                opened = getattr(row, field.name)
                assert found[str(row.pk)][field.attname] == opened, (model, field)
                for text in rows.texts(opened):
                    seen += 1
                    assert packing.reading.escape(text) in page, (model, field)
                    assert text.replace('"', '""') in in_tables, (model, field)
    assert seen > 60


def missing(world):
    """What the database holds of a client's own relationships, by its columns alone, and the archive does not."""
    files, gone = unpacked(world.chris), set()
    for model in walk.ours():
        kind = getattr(model._default_manager.all(), "kind", "")
        columns = {field.name for field in model._meta.concrete_fields}
        # What is the client's whatever else is true: the table of who sees what names them, or they are its author.
        theirs = kind in EYES and (CLIENT in EYES[kind] or AUTHOR_COLUMN.get(kind) == "member")
        if model._meta.label in walk.LEFT_OUT or not theirs or not {"relationship", "member"} & columns:
            continue
        rows_there = model._base_manager.all()
        if CLIENT not in EYES[kind]:
            rows_there = rows_there.filter(member=world.chris)
        elif "relationship" in columns:
            rows_there = rows_there.filter(relationship__client=world.chris)
        found = {row["id"] for row in rows_in(files, model)}
        gone |= {model._meta.label for row in rows_there if str(row.pk) not in found}
    return gone


def test_it_is_complete_and_a_table_or_a_row_that_is_left_out_is_noticed(monkeypatch):
    world = World()
    assert missing(world) == set()
    taken, every = walk.taken_along(), walk.rows_of
    with monkeypatch.context() as without:
        without.setattr(walk, "taken_along", lambda: [one for one in taken if one is not CheckIn])
        assert missing(world) == {"meetings.CheckIn"}
    with monkeypatch.context() as without:
        without.setattr(walk, "rows_of", lambda model, who: every(model, who)[1:])
        assert {"meetings.Session", "loops.Loop", "cairn.Stone"} <= missing(world)


def test_what_was_taken_back_is_in_it_and_says_so():
    world = World()
    check_in = a_check_in(a_session(world.chris, starts_at=in_days(1, hour=9)), wish="the garden, once more")
    taking_back.take_back(check_in, by=world.chris)
    files = unpacked(world.chris)
    told = {row["id"]: row.get("hidden_since") for row in rows_in(files, CheckIn)}
    assert told.pop(str(check_in.pk)) == TakenBack.objects.get(thing_id=check_in.pk).at.isoformat()
    assert set(told.values()) <= {None}
    page = files["index.html"].decode()
    assert "the garden, once more" in page
    # The check-in, and the wish in it that waits for an answer.
    assert page.count("It is hidden.") == 2
    assert "hidden_since" in files["csv/check-ins-meetings-checkin.csv"].decode()


def test_what_is_the_therapists_own_is_not_in_it():
    world = World()
    note = meetings.write_process_note(world.past, words="I was tired of him.", by=world.thea)
    whole = b"".join(unpacked(world.chris).values()).decode()
    assert str(note.pk) not in whole
    for said in ("tired of him", "Went well."):
        assert said not in whole


def test_nothing_of_anybody_else_is_in_it():
    world = World()
    a_check_in(a_session(world.ann, starts_at=in_days(1, hour=9)), wish="Ann's own wish")
    whole = b"".join(unpacked(world.chris).values()).decode()
    assert "Ann's own wish" not in whole
    assert str(world.ann.pk) not in whole


def test_what_was_taken_back_is_in_it_because_it_is_the_clients():
    chris = a_client()
    a_check_in(a_session(chris), wish="my brother")
    loop = Loop.objects.get(kind="wish")
    taking_back.take_back(taking_back.find("loop", loop.pk, by=chris), by=chris)
    assert "my brother" in unpacked(chris)["index.html"].decode()


def test_sealed_pages_of_the_journal_go_in_as_they_are_with_how_they_open():
    chris = a_client()
    sealed = bytes(range(200))
    Leaf.objects.create(id=uuid.uuid4(), practice_id=chris.practice_id, member=chris, sealed=sealed)
    files = unpacked(chris)
    assert [base64.b64decode(row["sealed"]) for row in rows_in(files, Leaf)] == [sealed]
    assert b"AES-256-GCM" in files["journal.md"]


# -- To read and to use --------------------------------------------------------------------------------------------


def test_the_manifest_names_every_file_with_its_fingerprint():
    files = unpacked(a_client())
    manifest = json.loads(files.pop("manifest.json"))
    assert (manifest["schema"], manifest["version"]) == ("beside-archive", 1)
    assert {one["name"] for one in manifest["files"]} == set(files)
    for one in manifest["files"]:
        content = files[one["name"]]
        assert (one["sha256"], one["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))


def test_the_page_runs_nothing_and_fetches_nothing():
    world = World()
    page = unpacked(world.chris)["index.html"].decode()
    assert not re.search(r"<(script|link|img|iframe|object|form|base)\b", page)
    assert not re.search(
        r"""\b(?:src|action|on\w+)\s*=\s*["']|url\(|@import|https?://""", page.split("</head>")[0]
    )
    assert set(re.findall(r'href="([^"]*)"', page)) == {
        f"#{one}" for one in re.findall(r'<h2 id="([^"]*)"', page)
    }
    for said in ("prefers-color-scheme:dark", "@media print", 'lang="en"'):
        assert said in page


def test_what_somebody_wrote_is_text_in_the_page():
    chris = a_client()
    a_check_in(a_session(chris), wish="<script>alert(1)</script>")
    page = unpacked(chris)["index.html"].decode()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_it_is_in_the_clients_language():
    page = unpacked(a_client(), language="es")["index.html"].decode()
    assert 'lang="es"' in page


@pytest.mark.parametrize(
    "value",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "\u00a0=1", "\ufeff=1", "\uff1d1"],
)
def test_no_cell_of_a_table_begins_like_a_formula(value):
    table = tables.as_csv([{"words": value}])
    assert table.startswith(b"\xef\xbb\xbf")
    [_head, [cell]] = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    assert cell == "'" + value


def test_a_table_reads_back():
    given = [{"words": {"helps": 'a, "b"\nc'}, "near": -2, "none": None}]
    [head, line] = csv.reader(io.StringIO(tables.as_csv(given).decode("utf-8-sig"), newline=""))
    assert dict(zip(head, line, strict=True)) == {"words.helps": 'a, "b"\nc', "near": "-2", "none": ""}


# -- Taken by whom, and how ----------------------------------------------------------------------------------------


def has_just_proved_themself(client):
    """As the page leads them: their password once more, and back to it."""
    asked = client.post(reverse("archive-take"))
    answer = client.post(asked.url, {"password": PASSWORD, "next": reverse("archive")})
    assert answer.url == reverse("archive")


def test_the_page_says_first_that_a_file_stays_on_this_device(client):
    sign_in(client, a_client())
    assert "This leaves a file on this device" in client.get(reverse("archive")).content.decode()


def test_without_a_recent_password_it_is_asked_for(client):
    sign_in(client, a_client())
    answer = client.post(reverse("archive-take"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))


def test_it_goes_out_as_it_is_made_is_kept_nowhere_and_its_name_tells_nothing(client, tmp_path, monkeypatch):
    chris = a_client()
    sign_in(client, chris)
    has_just_proved_themself(client)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    answer = client.post(reverse("archive-take"))
    assert answer.streaming
    assert answer["Content-Disposition"] == 'attachment; filename="files.zip"'
    assert "no-store" in answer["Cache-Control"]
    pieces = list(answer.streaming_content)
    assert len(pieces) > 3
    assert zipfile.ZipFile(io.BytesIO(b"".join(pieces))).testzip() is None
    assert list(tmp_path.iterdir()) == []
    assert Entry.objects.filter(what="archive taken", who_id=chris.pk).count() == 1


def test_it_costs_the_same_number_of_questions_for_one_row_and_many(django_assert_max_num_queries):
    chris = a_client()
    with django_assert_max_num_queries(400) as first:
        unpacked(chris)
    for days in range(1, 6):
        a_check_in(a_session(chris, starts_at=in_days(days)), wish="w", now=in_days(days - 1))
    with django_assert_max_num_queries(len(first) + 25):
        unpacked(chris)


def test_no_role_but_a_client_takes_one(client):
    chris = a_client()
    sign_in(client, chris.relationship.clinician)
    assert client.get(reverse("archive")).status_code == 404
    assert client.post(reverse("archive-take")).status_code == 404
