"""No word that somebody wrote lies open anywhere: every free text of the demo carries a mark, and every place is searched.

The encrypted database is opened for this (as somebody with its key would), so that only the vault stands between.
"""

import logging
import os
import re
import subprocess

import pytest
from django.core import mail
from django.db import connections
from django.test import Client

from beside.practice.desk import demo
from beside.practice.people import notices
from beside.practice.people.models import Account, Member
from beside.practice.vault import keyring, seal
from tests.vocabulary import a_check_in, a_client, a_closed_session, a_session, in_days, sign_in

MARK = re.compile("⟦m-\\d+⟧".encode() + rb"|\\u27e6m-")
# Where a name or an address may stand in the open database; the file itself is encrypted (SQLCipher).
NAMES_STAND_IN = {"people_member", "people_account", "people_safecontact", "people_practice"}


ON_POSTGRES = bool(os.environ.get("DATABASE_URL"))


@pytest.fixture
def a_full_practice(real_database, settings):
    settings.EMAIL_HOST = "localhost"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    demo.build_demo(markers=True, log=lambda *_: None)
    return real_database


def everything_in(alias):
    """(table, row as bytes) of every row of a database, opened."""
    connection = connections[alias]
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor:
                yield table, b"|".join(as_bytes(value) for value in row)


def as_bytes(value):
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def marks_in_databases():
    return {
        table for alias in ("default", "keyring") for table, row in everything_in(alias) if MARK.search(row)
    }


def people_words():
    """Names and addresses as they might stand somewhere, long enough not to be found by chance."""
    names = {
        name for member in Member.objects.all() for name in (member.name, member.prefers) if len(name) > 4
    }
    return {word.encode() for word in names | set(Account.objects.values_list("email", flat=True))}


def look_around(
    pages=(
        "/",
        "/today/",
        "/home/",
        "/gave/",
        "/me/who-sees/",
        "/notices/",
        "/clients/",
        "/practice/",
        "/supervisor/",
    ),
):
    """Everybody opens every page they can, follows its links, and some that do not exist; nothing may stop it."""
    answers = []
    for member in Member.objects.filter(account__isnull=False).select_related("account"):
        browser = sign_in(Client(raise_request_exception=False), member)
        found = set()
        for page in pages:
            answer = browser.get(page)
            answers.append(answer)
            found |= (
                set(re.findall(rb'href="(/[a-z][^"#]*)"', answer.content))
                if answer.status_code == 200
                else set()
            )
        for page in sorted(found)[:40]:
            if b"static" not in page and b"leave" not in page and b"logout" not in page:
                answers.append(browser.get(page.decode()))
        answers.append(browser.get(f"/nothing/{member.name}/"))
        browser.post("/account/login/", {"login": member.account.email, "password": "wrong"})
    return answers


def test_no_written_word_and_no_name_lies_open(a_full_practice, capfd):
    answers = look_around()
    for member in Member.objects.filter(role="client"):
        notices.tell(member, kind="answers")
    assert (
        sum(MARK.search(answer.content) is not None for answer in answers if answer.status_code == 200) > 10
    ), "nothing shown"

    assert marks_in_databases() == set()

    words = people_words()
    astray = {
        (table, word)
        for table, row in everything_in("default")
        if table not in NAMES_STAND_IN
        for word in words
        if word in row
    }
    assert not astray

    logged = "".join(capfd.readouterr()).encode()
    assert b"page=" in logged, "the log was not caught"
    outside = logged + b"".join(str(message.message()).encode() for message in mail.outbox)
    for answer in answers:
        outside += (
            b"\n"
            + getattr(answer, "url", "").encode()
            # The one address that we made up of a name, to see that no log repeats it.
            + re.sub(rb"^/nothing/.*", b"", answer.request["PATH_INFO"].encode())
        )
        title = re.search(rb"<title>(.*?)</title>", answer.content, re.S)
        outside += title.group(1) if title else b""
    known = {word for word in words if word in outside}
    assert not MARK.search(outside)
    assert not known


@pytest.mark.skipif(ON_POSTGRES, reason="the embedded database's files: PostgreSQL's are the server's")
def test_the_files_themselves_show_nothing_at_all(a_full_practice):
    words = people_words()
    for folder in ("var", "keys"):
        for file in (a_full_practice / folder).rglob("*"):
            if file.is_file() and "static" not in file.parts:
                content = file.read_bytes()
                assert not MARK.search(content), file.name
                assert not [word for word in words if word in content], file.name


@pytest.mark.skipif(not ON_POSTGRES, reason="pg_dump: run with DATABASE_URL")
def test_a_dump_of_postgresql_shows_no_written_word(a_full_practice):
    # As the test's own role, through the door for tests: a superuser's connection would outlive the dump by a moment.
    dump = subprocess.run(
        ["pg_dump", "--enable-row-security", "--dbname", os.environ["DATABASE_URL"]],
        capture_output=True,
        check=True,
        env=os.environ | {"PGOPTIONS": "-c beside.tests=open"},
    ).stdout
    assert dump.count(b"\\\\x01") > 100, "no sealed row is in the dump"
    assert b"COPY public.loops_loop" in dump
    assert not MARK.search(dump)


@pytest.mark.engine_free
def test_this_search_does_find_words_where_the_vault_is_off(real_database, monkeypatch):
    """Shown once, so that the tests above mean something."""
    monkeypatch.setattr(seal, "seal", lambda key, content, place: seal.VERSION + content)
    monkeypatch.setattr(seal, "open_sealed", lambda key, sealed, place: bytes(sealed[1:]))
    keyring.forget()
    chris = a_client()
    a_check_in(a_session(chris), wish="⟦m-1⟧")
    a_closed_session(chris, starts_at=in_days(-7), progress="⟦m-2⟧")
    assert {"loops_loop", "meetings_checkin", "meetings_progressnote"} <= marks_in_databases()


def test_the_log_speaks_our_own_words_only(capfd):
    logging.getLogger("django.request").error(
        "Not Found: /clients/Chris Client/", exc_info=ValueError("Chris Client")
    )
    said = "".join(capfd.readouterr())
    assert "Chris" not in said
