"""Inside one practice: on PostgreSQL every transaction says whose rows it may touch, and no other row exists in it.

The embedded database has no such second wall.
"""

from contextlib import contextmanager, nullcontext

from django.db import connection, transaction


def inside(practice_id):
    """A transaction in which PostgreSQL shows this practice's rows only; nothing to do on the embedded database."""
    return _inside(practice_id) if connection.vendor == "postgresql" else nullcontext()


@contextmanager
def _inside(practice_id):
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _set(practice_id)
        yield
        # The end of the transaction takes the setting back, and so does a rollback.
        if nested and not connection.needs_rollback:
            _set(before)


def _set(practice_id):
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('beside.practice', true), '')")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('beside.practice', %s, true)", [str(practice_id)])
    return before
