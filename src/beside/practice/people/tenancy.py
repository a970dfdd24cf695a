"""One practice at a time: on PostgreSQL every transaction says whose rows it may touch, and no other row exists in it.

The embedded database has no such second wall; there `visible_to` is the wall, as it is the first one here.
"""

from contextlib import contextmanager, nullcontext

from django.apps import apps
from django.db import connection, transaction

# Tables that belong to no practice. Each holds ids, digests and settings, or what somebody signs in with.
EXEMPT = {
    "people_practice": "the practices themselves: a name, a country, settings; no person",
    "people_account": "who signs in: found before any practice is known",
    "people_seat": "ids only: which practice an account belongs to, found at sign-in",
    "people_link": "digests of single-use links, followed by people who are signed out",
    "work_job": "background work: ids only, done for every practice in turn",
}
OURS = ("audit", "work", "people", "loops", "meetings", "repair", "feedback", "desk")


def inside(practice_id):
    """A transaction in which PostgreSQL shows this practice's rows only; nothing to do on the embedded database."""
    return _inside(practice_id) if connection.vendor == "postgresql" else nullcontext()


def tables():
    """Every table of ours whose rows carry a practice, with the column that says which."""
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            if model._meta.db_table not in EXEMPT:
                yield model._meta.db_table, "practice_id"


def raise_the_wall():
    """Row-level security on every table of ours, forced on its owner too. Run after each migration; may be run again."""
    if connection.vendor != "postgresql":
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for table, column in tables():
            # Names come from our own models, never from outside.
            name, own = connection.ops.quote_name(table), connection.ops.quote_name(column)
            cursor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY IF EXISTS own_practice ON {name}")
            cursor.execute(
                f"CREATE POLICY own_practice ON {name} "
                f"USING ({own} = nullif(current_setting('beside.practice', true), '')::uuid)"
            )


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
