"""Backups of the keyring, apart from those of the database, in the folder BESIDE_KEYRING_BACKUPS.

An old backup must not bring an erased person back: at each erasure all of them are replaced by one that was
made after it. Without the folder being set they lie beside the keys; a folder on another disk is better.
"""

import datetime
import os
import shutil
import subprocess
import time
from pathlib import Path

import sqlcipher3
from django.conf import settings
from django.db import connections
from django.utils import timezone

from beside.practice.people.errors import Refused
from beside.practice.vault import keyfiles
from beside.practice.vault.models import DataKey, Generation, PracticeKey
from beside.practice.vault.sqlcipher.base import Keyed

KEEP = 3


def folder() -> Path:
    given = os.environ.get("BESIDE_KEYRING_BACKUPS")
    return Path(given) if given else keyfiles.folder() / "keyring-backups"


def files() -> list[Path]:
    """Oldest first."""
    return sorted(folder().glob("keyring-*.[!u]*")) if folder().exists() else []


def write() -> Path:
    """One more backup; of the older ones a few are kept."""
    made = _written()
    for old in files()[:-KEEP]:
        _remove(old)
    return made


def write_if_changed() -> Path | None:
    """A backup if a key was made, destroyed or wrapped anew since the last one."""
    mark = folder() / "state"
    now, before = _state(), mark.read_text() if mark.exists() else ""
    if files() and before == now:
        return None
    # A key was destroyed since (a transcript's, perhaps): no older backup may bring it back.
    destroyed = before.rpartition(" ")[2] != now.rpartition(" ")[2]
    made = rewrite() if destroyed else write()
    mark.write_text(now)
    return made


def rewrite() -> Path:
    """After an erasure or a new master key: one fresh backup, and none from before."""
    _forget_old_pages()
    made = _written()
    for old in files():
        if old != made:
            _remove(old)
    return made


def bring_back_newest() -> Path:
    """Where the keyring's file is gone: put the newest backup in its place."""
    if not files():
        raise Refused(
            f"The keyring is missing, and {folder()} holds no backup of it. "
            "Bring one back from where you keep copies of that folder, or set BESIDE_KEYRING_BACKUPS."
        )
    newest = files()[-1]
    copy = _file().with_suffix(".restoring")
    shutil.copy(newest, copy)
    _check(copy)
    copy.replace(_file())
    return newest


def is_missing() -> bool:
    """Whether the keyring is a file, and not there."""
    return "sqlcipher" in settings.DATABASES["keyring"]["ENGINE"] and not _file().exists()


def _file() -> Path:
    return Path(str(connections["keyring"].settings_dict["NAME"]))


def _written() -> Path:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    moment = timezone.now().astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%S%f")
    embedded = connections["keyring"].vendor == "sqlite"
    made = folder() / f"keyring-{moment}.{'db' if embedded else 'dump'}"
    fresh = made.with_suffix(".unfinished")
    fresh.unlink(missing_ok=True)
    try:
        copy_embedded("keyring", fresh) if embedded else dump_postgres("keyring", fresh)
        fresh.replace(made)
    finally:
        fresh.unlink(missing_ok=True)
    return made


def copy_embedded(alias: str, target: Path) -> None:
    """A consistent copy of an embedded database while others write in it; under the same key."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    # A connection of its own: one that writes cannot be copied from, and would wait for itself for ever.
    source, copy = Keyed(str(connections[alias].settings_dict["NAME"])), Keyed(str(target))
    try:
        # All pages in one step: one moment of the database, however many write meanwhile.
        source.backup(copy)
    finally:
        copy.close()
        source.close()
    _check(target)
    sync(target)


def dump_postgres(alias: str, target: Path) -> None:
    """pg_dump in its custom format, as the backup role if one is named. The password goes by the environment."""
    run_postgres("pg_dump", alias, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    target.chmod(0o600)
    sync(target)


def run_postgres(program: str, alias: str, *arguments: str, role: str = "BACKUP") -> None:
    command, environment = postgres_command(program, alias, *arguments, role=role)
    # No shell, a fixed program, and nothing that anybody typed but file names of an operator.
    done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise Refused(
            f"{program} did not finish: {(done.stderr.strip().splitlines() or [str(done.returncode)])[-1]}"
        )


def postgres_command(
    program: str, alias: str, *arguments: str, role: str = "BACKUP"
) -> tuple[list[str], dict[str, str]]:
    """The command and its environment; the role's address is in BESIDE_BACKUP_URL, BESIDE_KEYRING_BACKUP_URL and so on."""
    from beside.practice.config import environment

    found = shutil.which(program)
    if not found:
        raise Refused(f"{program} is not installed here. Debian and Ubuntu: apt install postgresql-client")
    variable = f"BESIDE_{'KEYRING_' if alias == 'keyring' else ''}{role}_URL"
    given = environment.postgres(variable) or settings.DATABASES[alias]
    secret = {
        "PGHOST": given["HOST"],
        "PGPORT": given["PORT"],
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
        "PGSSLMODE": given.get("OPTIONS", {}).get("sslmode"),
        "PGSSLROOTCERT": given.get("OPTIONS", {}).get("sslrootcert"),
        # What Django uses now: a restore looks at another for a while.
        "PGDATABASE": str(connections[alias].settings_dict["NAME"]),
    }
    return [found, *arguments], {**os.environ, **{name: value for name, value in secret.items() if value}}


def sync(file: Path) -> None:
    """On the disk, and its name in the folder too."""
    for path, how in ((file, os.O_RDONLY), (file.parent, os.O_RDONLY)):
        handle = os.open(path, how)
        os.fsync(handle)
        os.close(handle)


def _check(file: Path) -> None:
    connection = Keyed(str(file))
    try:
        answer = connection.execute("PRAGMA quick_check").fetchone()[0]
    except sqlcipher3.dbapi2.DatabaseError:
        answer = "it does not open"
    finally:
        connection.close()
    if answer != "ok":
        raise Refused(
            f"The copy {file.name} is damaged ({answer}). Free some space, check the disk, and try again."
        )


def _forget_old_pages() -> None:
    """A destroyed key may stand in the write-ahead log, or in PostgreSQL's dead rows, until these are cleared."""
    connection = connections["keyring"]
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            if not connection.in_atomic_block:
                cursor.execute(f"VACUUM {connection.ops.quote_name(DataKey._meta.db_table)}")
            return
        if connection.in_atomic_block:
            return
        until = time.monotonic() + 10
        while cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] and time.monotonic() < until:
            time.sleep(0.02)


def _remove(file: Path) -> None:
    # Overwritten first: on most disks that is the end of it, and where it is not, the content is encrypted.
    with file.open("r+b") as out:
        out.write(b"\0" * file.stat().st_size)
        out.flush()
        os.fsync(out.fileno())
    file.unlink()


def _state() -> str:
    newest = DataKey.objects.order_by("-made_at").values_list("made_at", flat=True).first()
    practice = PracticeKey.objects.order_by("-made_at").values_list("made_at", flat=True).first()
    generation = Generation.objects.filter(pk=1).values_list("number", flat=True).first()
    return f"{newest} {practice} {generation}"
