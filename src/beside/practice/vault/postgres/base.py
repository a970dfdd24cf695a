"""Django's PostgreSQL backend, refusing a role that row-level security would not hold back."""

from django.db.backends.postgresql import base

from beside.practice.vault.errors import KeyTrouble


class DatabaseWrapper(base.DatabaseWrapper):
    def init_connection_state(self):
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            row = cursor.execute(
                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
        if row and row[0]:
            raise KeyTrouble(
                "This PostgreSQL role may read every practice's rows, whatever the policies say. "
                "Connect as the app role: docs/run-it.md, PostgreSQL."
            )
