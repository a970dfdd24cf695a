"""Django's SQLite backend on SQLCipher, with one queue for writers.

* The key goes in as the connection opens: Django asks for compile options before any init command runs.
* Writers wait on a file lock taken just before BEGIN. SQLite's own busy-wait is not fair: of eight writers
  some waited for seconds; with the queue the slowest of a hundred waits a tenth of one (docs/benchmarks.md).
"""

import fcntl
import os
import sys
import time
from pathlib import Path

import sqlcipher3

# Django's backend names its driver `sqlite3`; ours is the same interface on SQLCipher's SQLite. The system's
# own (3.40 on Debian 12) can corrupt a database in WAL mode and is never used.
sys.modules["sqlite3"] = sqlcipher3
sys.modules["sqlite3.dbapi2"] = sqlcipher3.dbapi2

from django.db.backends.sqlite3 import base  # noqa: E402  (only after the driver is in place)
from django.db.utils import OperationalError  # noqa: E402

from beside.practice.vault import keyfiles  # noqa: E402
from beside.practice.vault.errors import KeyTrouble  # noqa: E402

OLDEST_SQLITE = (3, 51, 3)
LONGEST_WAIT_SECONDS = 20.0


def refuse_faulty_sqlite(version: tuple[int, ...] = sqlcipher3.dbapi2.sqlite_version_info) -> None:
    """3.7.0 to 3.51.2 can corrupt a database when two connections checkpoint at once."""
    if version < OLDEST_SQLITE:
        raise KeyTrouble(
            f"This SQLite is {'.'.join(map(str, version))}, which can damage a database under load. "
            "Install the locked dependencies again: make run."
        )


class Keyed(sqlcipher3.dbapi2.Connection):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The key is the one thing SQLCipher takes only inside the statement; hex cannot end it.
        self.execute(f"PRAGMA key = \"x'{keyfiles.key('database').hex()}'\"")


class DatabaseWrapper(base.DatabaseWrapper):
    """One writer at a time, in the order they came, whatever process they are in."""

    _queue: int | None = None
    _my_turn = False

    def get_connection_params(self):
        refuse_faulty_sqlite()
        return super().get_connection_params() | {"factory": Keyed}

    def get_new_connection(self, conn_params):
        try:
            # Django's own set-up reads already; on a file without tables only our question would.
            connection = super().get_new_connection(conn_params)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlcipher3.dbapi2.DatabaseError as error:
            if "not a database" not in str(error):
                raise
            raise KeyTrouble(
                f"The database key does not open {self.settings_dict['NAME']}. "
                "Bring the right key back from your escrow file: beside keys restore FILE."
            ) from None
        return connection

    def _start_transaction_under_autocommit(self):
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_turn_back()
            raise

    def _commit(self):
        # After a failed commit the transaction is still open: the rollback that follows gives the turn back.
        super()._commit()
        self._give_turn_back()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self._give_turn_back()

    def _close(self):
        try:
            super()._close()
        finally:
            self._give_turn_back()
            if self._queue is not None:
                os.close(self._queue)
                self._queue = None

    def _take_turn(self):
        if self._my_turn or self.is_in_memory_db():
            return
        if self._queue is None:
            name = Path(str(self.settings_dict["NAME"])).with_suffix(".queue")
            self._queue = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        until = time.monotonic() + LONGEST_WAIT_SECONDS
        pause = 0.0005
        while True:
            try:
                fcntl.flock(self._queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise OperationalError("database is locked: the write queue did not move") from None
                time.sleep(pause)
                pause = min(pause * 1.5, 0.01)
            else:
                self._my_turn = True
                return

    def _give_turn_back(self):
        if self._my_turn and self._queue is not None:
            fcntl.flock(self._queue, fcntl.LOCK_UN)
        self._my_turn = False
