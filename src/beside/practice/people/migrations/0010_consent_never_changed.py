"""The database itself refuses to change what somebody said; only that it is to be confirmed after a restore is written later."""

from django.db import migrations

COLUMNS = [
    "id",
    "practice_id",
    "relationship_id",
    "who_id",
    "purpose",
    "about_id",
    "given",
    "text_version",
    "at",
]
SAYS = "a line of the consent ledger is never changed"

SQLITE = [
    "CREATE TRIGGER consent_no_update BEFORE UPDATE ON people_consent WHEN "
    + " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in COLUMNS)
    + f" BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
]
POSTGRESQL = [
    "CREATE FUNCTION consent_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
    "CREATE TRIGGER consent_no_change BEFORE UPDATE ON people_consent FOR EACH ROW WHEN ("
    + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in COLUMNS)
    + ") EXECUTE FUNCTION consent_refuse()",
]


def refuse_changes(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("people", "0009_account_signed_out_at")]
    operations = [migrations.RunPython(refuse_changes, migrations.RunPython.noop)]
