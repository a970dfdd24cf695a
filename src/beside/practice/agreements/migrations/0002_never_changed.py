"""The database itself refuses to change what was signed. Erasing it for good stays possible."""

from django.db import migrations

SQLITE = [
    "CREATE TRIGGER agreements_no_update BEFORE UPDATE ON agreements_version "
    "BEGIN SELECT RAISE(ABORT, 'a signed agreement is never changed'); END",
]
POSTGRESQL = [
    "CREATE FUNCTION agreements_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'a signed agreement is never changed'; END $$",
    "CREATE TRIGGER agreements_no_change BEFORE UPDATE ON agreements_version "
    "FOR EACH ROW EXECUTE FUNCTION agreements_refuse()",
]


def refuse_changes(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]
    operations = [migrations.RunPython(refuse_changes, migrations.RunPython.noop)]
