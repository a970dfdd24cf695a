"""From nothing to a database that can be used: keys, both databases, tables."""

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from beside.practice.people import tenancy
from beside.practice.vault import keyfiles
from beside.practice.vault.errors import KeyTrouble

# The rooms whose tables lie in a database (vault/router.py). The keyring has only the vault's: to walk all others' changes
# for it too would be half of the time that a first start takes.
KEPT_IN = {"keyring": "vault", "default": None}


def make_database(verbosity=0):
    """Make or bring up to date both databases. WAL is set once, here: it persists."""
    _refuse_a_role_that_may_not_migrate()
    keyfiles.home().mkdir(mode=0o700, parents=True, exist_ok=True)
    for alias, room in KEPT_IN.items():
        connection = connections[alias]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=WAL")
        call_command("migrate", *filter(None, [room]), database=alias, verbosity=verbosity, interactive=False)
    call_command("createcachetable", verbosity=0)
    tenancy.raise_the_wall()


def _refuse_a_role_that_may_not_migrate():
    connection = connections["default"]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(current_user, 'public', 'CREATE')")
        if not cursor.fetchone()[0]:
            raise KeyTrouble(
                "The database is not up to date, and this role may not change its shape, which is as it should be. "
                "Migrate as the owner first: DATABASE_URL=postgres://beside_owner:...@host/beside beside migrate"
            )


def waits_for_migration():
    """Whether a database exists that an upgrade has left behind; None where there is none yet."""
    keyfiles.home().mkdir(mode=0o700, parents=True, exist_ok=True)
    behind = False
    for alias, room in KEPT_IN.items():
        executor = MigrationExecutor(connections[alias])
        if not executor.loader.applied_migrations:
            return None
        behind = behind or bool(executor.migration_plan(executor.loader.graph.leaf_nodes(room)))
    return behind
