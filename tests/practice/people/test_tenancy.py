"""The second wall, on PostgreSQL: a transaction sees one practice's rows, whatever a query asks for."""

import os

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from beside.practice.people.models import Member
from beside.practice.people.tenancy import EXEMPT, inside, tables
from tests.vocabulary import a_practice

on_postgres = pytest.mark.skipif(
    not os.environ.get("DATABASE_URL"), reason="row-level security is PostgreSQL's: run with DATABASE_URL"
)


def tables_of_ours():
    """Every table of a room, but those of the vault, which lie in a database of their own."""
    rooms = [
        app
        for app in apps.get_app_configs()
        if app.name.startswith("beside.practice.") and app.label != "vault"
    ]
    return {model._meta.db_table: model for app in rooms for model in app.get_models()}


def test_every_table_of_ours_carries_a_practice_or_is_named_exempt():
    carrying = {table for table, _ in tables()}
    ours = tables_of_ours()
    assert carrying | set(EXEMPT) >= set(ours)
    assert not carrying & set(EXEMPT)
    assert all(any(field.column == "practice_id" for field in ours[table]._meta.fields) for table in carrying)


def test_the_exempt_tables_exist_and_hold_no_sealed_words():
    ours = tables_of_ours()
    for table in EXEMPT:
        assert not [field for field in ours[table]._meta.fields if type(field).__name__ == "SealedField"]


@on_postgres
def test_inside_a_practice_no_other_practices_row_exists():
    here, elsewhere = a_practice("Here"), a_practice("Elsewhere")
    with inside(here.practice_id):
        assert set(Member.objects.values_list("practice_id", flat=True)) == {here.practice_id}
    with inside(elsewhere.practice_id):
        assert not Member.objects.filter(pk=here.pk).exists()


@on_postgres
def test_a_row_cannot_be_put_into_another_practice():
    here, elsewhere = a_practice("Here"), a_practice("Elsewhere")
    with (
        inside(here.practice_id),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Member.objects.create(practice_id=elsewhere.practice_id, role="client", name="Nobody")


@on_postgres
def test_with_no_practice_set_no_row_of_anybody_is_seen():
    a_practice()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('beside.tests', '', true)")
        assert Member.objects.count() == 0


@on_postgres
def test_every_table_has_its_wall_and_forces_it_on_its_owner():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        walled = {row[0] for row in cursor.fetchall()}
    assert walled == {table for table, _ in tables()}
