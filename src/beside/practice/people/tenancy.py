"""One practice at a time: on PostgreSQL every transaction says whose rows it may touch, and no other row exists in it.

The embedded database has no such second wall; there `visible_to` is the wall, as it is the first one here.
"""

from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from beside.practice.vault.inside import inside

__all__ = ["inside", "on_its_days", "raise_the_wall", "tables"]

# Tables that belong to no practice. Each holds ids, digests and settings, or what somebody signs in with.
EXEMPT = {
    "people_practice": "the practices themselves: a name, a country, settings; no person",
    "people_account": "who signs in: found before any practice is known",
    "people_seat": "ids only: which practice an account belongs to, found at sign-in",
    "people_link": "digests of single-use links, followed by people who are signed out",
    "work_job": "background work: ids only, done for every practice in turn",
}


@contextmanager
def on_its_days(practice):
    """Inside this practice, and in its time zone: what is done by itself there is done on its days, not on those of the server."""
    with inside(practice.pk), timezone.override(practice.time_zone):
        yield


def tables():
    """Every table of ours whose rows carry a practice, with the column that says which."""
    for room in settings.ROOMS:
        if room == "vault":  # a database of its own, of keys
            continue
        for model in apps.get_app_config(room).get_models():
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
