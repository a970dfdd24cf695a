"""The test databases on PostgreSQL: one for each test process, laid anew from a migrated template.

DATABASE_URL names a database in which the role may connect, and the role may make databases of its own:
tests/postgres.py starts such a cluster, and `make test` runs tests/practice on it. KEYRING_URL may name one
too; without it the keyring stays the file that it is on SQLCipher.
"""

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

ADDRESSES = {"default": "DATABASE_URL", "keyring": "KEYRING_URL"}
STORES = []


@dataclass(frozen=True)
class Store:
    """One of the two databases, where its address was given, and this process's own in its stead."""

    alias: str
    given: str

    @property
    def own(self):
        return f"beside_{self.alias}_{os.getpid()}"

    @property
    def template(self):
        return f"{self.own}_template"

    def run(self, statement, *names):
        # From the database that was given: none can be made or dropped from within itself.
        with psycopg.connect(self.given, autocommit=True) as server:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def use_own(self):
        from django.db import connections

        self.close()
        connections[self.alias].settings_dict["NAME"] = self.own
        connections[self.alias].settings_dict["OPTIONS"] = {"options": "-c beside.tests=open"}
        # A server that a test starts must find the same database.
        os.environ[ADDRESSES[self.alias]] = self.given.rpartition("/")[0] + "/" + self.own

    def close(self):
        from django.db import connections

        connections[self.alias].close()


@contextlib.contextmanager
def databases():
    """Make this process's databases and point Django at them; drop them at the end."""
    from beside.practice.desk import setup

    STORES[:] = [Store(alias, os.environ[name]) for alias, name in ADDRESSES.items() if os.environ.get(name)]
    for store in STORES:
        store.run("CREATE DATABASE {}", store.own)
        store.use_own()
    setup.make_database()
    _open_a_door_for_tests()
    for store in STORES:
        store.close()
        store.run("CREATE DATABASE {} TEMPLATE {}", store.template, store.own)
    _keep_keyring_file()
    try:
        yield
    finally:
        for store in STORES:
            store.close()
            store.run("DROP DATABASE {} WITH (FORCE)", store.own)
            store.run("DROP DATABASE {}", store.template)


def _open_a_door_for_tests():
    """A test looks at the rows of several practices where no practice is set; a request, which sets one, sees its own.

    Only these databases have this policy, and only this process's connections open it.
    """
    from django.db import connection

    from beside.practice.people import tenancy

    with connection.cursor() as cursor:
        for table, _column in tenancy.tables():
            cursor.execute(
                f"CREATE POLICY door_for_tests ON {connection.ops.quote_name(table)} USING ("
                "coalesce(current_setting('beside.practice', true), '') = '' "
                "AND coalesce(current_setting('beside.tests', true), '') = 'open')"
            )


def empty():
    """Lay the databases anew. Truncating would not do: the audit trail lets nobody take rows away."""
    for store in STORES:
        store.close()
        store.run("DROP DATABASE {} WITH (FORCE)", store.own)
        store.run("CREATE DATABASE {} TEMPLATE {}", store.own, store.template)
    if file := _keyring_file():
        for stale in (file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
            stale.unlink(missing_ok=True)
        shutil.copy(file.with_suffix(".template"), file)


def _keep_keyring_file():
    from django.db import connections

    if file := _keyring_file():
        with connections["keyring"].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections["keyring"].close()
        shutil.copy(file, file.with_suffix(".template"))


def _keyring_file() -> Path | None:
    """The keyring's file, closed, where it is one."""
    from django.db import connections

    keyring = connections["keyring"]
    if keyring.vendor != "sqlite":
        return None
    keyring.close()
    return Path(keyring.settings_dict["NAME"])
