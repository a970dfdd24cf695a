"""`beside status`: how Beside is, for a person and for a monitor. It names nobody.

Exit code 0: all is well · 3: something needs a person, and each such line says what to do next.
"""

import shutil
import stat
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import DatabaseError, connections
from django.db.models import Count, Min
from django.utils import timezone

from beside import __version__
from beside.practice.audit import anchors, verify
from beside.practice.desk import backup, keyring_backups, setup
from beside.practice.people.models import Practice
from beside.practice.vault import keyfiles, keyring
from beside.practice.vault.errors import VaultError
from beside.practice.work.models import Job

FINE, NEEDS_A_PERSON = 0, 3
OLDEST_BACKUP = timedelta(hours=48)
OLDEST_COPY_OF_HEADS = timedelta(hours=2)
OLDEST_LOOK = timedelta(days=2)
LONGEST_QUEUE = timedelta(minutes=30)
LEAST_FREE = 0.10


@dataclass(frozen=True)
class Line:
    what: str
    how: str
    # What to do next; empty where nothing needs a person.
    to_do: str = ""


def print_status() -> int:
    lines = status()
    width = max(len(line.what) for line in lines)
    for line in lines:
        print(f"{'!' if line.to_do else ' '} {line.what:<{width}}  {line.how}")
        if line.to_do:
            print(f"  {'':<{width}}  → {line.to_do}")
    return NEEDS_A_PERSON if any(line.to_do for line in lines) else FINE


def status(now: datetime | None = None) -> list[Line]:
    now = now or timezone.now()
    lines = [Line("version", f"Beside {__version__}"), _engine(), _keys(), _disk()]
    try:
        lines += [_tables(), _master()]
        demo = not Practice.objects.filter(demo=False).exists()
        return [*lines, *_queue(now), _backup(now, demo), _copies(now, demo), _look(now)]
    except (DatabaseError, VaultError) as error:
        said = (
            str(error)
            if isinstance(error, VaultError)
            else "It may be locked, full or stopped: see the disk, then start again."
        )
        return [*lines, Line("database", f"cannot be read ({type(error).__name__})", said)]


def _engine():
    connection = connections["default"]
    if connection.vendor != "sqlite":
        return Line("database", "PostgreSQL")
    from sqlcipher3 import dbapi2

    file = Path(str(connection.settings_dict["NAME"]))
    size = f", {file.stat().st_size / 1e6:.1f} MB" if file.exists() else ", not made yet"
    return Line("database", f"SQLCipher on SQLite {dbapi2.sqlite_version}{size}")


def _keys():
    lying_open = [
        path.name
        for path in (*(keyfiles.path(name) for name in keyfiles.NAMES), keyfiles.folder())
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    missing = []
    for name in keyfiles.NAMES:
        try:
            keyfiles.key(name)
        except VaultError:
            if name not in [Path(one).stem for one in lying_open]:
                missing.append(name)
    if missing:
        return Line(
            "keys", f"missing or damaged: {', '.join(missing)}", "Bring them back: beside keys restore FILE"
        )
    if lying_open:
        close = f"chmod -R go= {keyfiles.folder()}"
        return Line(
            "keys", f"open to others on this computer: {', '.join(lying_open)}", f"Close them: {close}"
        )
    return Line("keys", "all there, and nobody else's to read")


def _master():
    if keyfiles.path(keyfiles.NEXT).exists():
        return Line(
            "master key",
            "a change of it was cut short",
            "Finish it: start Beside again, or: beside keys rotate",
        )
    keyring.check_master()
    return Line("master key", "opens the keyring")


def _tables():
    waiting = setup.waits_for_migration()
    if waiting is None:
        return Line("tables", "not made yet", "Make them: beside serve")
    if waiting:
        return Line("tables", "of an older version", "Start Beside again: it backs up and migrates by itself")
    return Line("tables", "up to date")


def _disk():
    place = next(path for path in (keyfiles.home(), *keyfiles.home().parents) if path.exists())
    disk = shutil.disk_usage(place)
    share = disk.free / disk.total
    to_do = "Make room, or move BESIDE_HOME to a larger disk" if share < LEAST_FREE else ""
    return Line("disk", f"{disk.free / 1e9:.1f} GB free ({share:.0%})", to_do)


def _queue(now):
    counts = dict(Job.objects.values_list("state").annotate(Count("pk")))
    ready = Job.objects.filter(state=Job.State.READY, run_at__lte=now).aggregate(oldest=Min("run_at"))[
        "oldest"
    ]
    how = ", ".join(f"{counts.get(state, 0)} {state}" for state in ("ready", "running", "dead"))
    if ready:
        how += f", oldest waits for {_age(now - ready)}"
    stuck = ready and now - ready > LONGEST_QUEUE
    yield Line("work", how, "Nobody does it. Start: beside work (beside serve does, too)" if stuck else "")
    if dead := Job.objects.filter(state=Job.State.DEAD).values_list("kind", "error_code").distinct():
        kinds = ", ".join(sorted(f"{kind.rpartition('.')[2]} ({code})" for kind, code in dead))
        yield Line(
            "dead jobs", kinds, "Mend what they ran into, then let them try again: beside manage retry_jobs"
        )


def _backup(now, demo):
    at = backup.last_backup_at()
    old = at is None or now - at > OLDEST_BACKUP
    to_do = (
        "Write one to another disk: beside backup FILE. Daily: set BESIDE_BACKUPS" if old and not demo else ""
    )
    kept = len(keyring_backups.files())
    return Line("backup", f"{_ago(now, at)}; {kept} of the keyring", to_do)


def _copies(now, demo):
    at = anchors.last_copy_at()
    old = at is None or now - at > OLDEST_COPY_OF_HEADS
    to_do = "Run: beside audit copy. Hourly it is done by: beside work" if old and not demo else ""
    return Line("trail copied", _ago(now, at), to_do)


def _look(now):
    last = verify.last_look()
    if last is None:
        return Line("trail verified", "never")
    at = datetime.fromisoformat(last["at"])
    if last["faults"]:
        return Line(
            "trail verified",
            f"{_ago(now, at)}: {last['faults']} faults",
            "See them: beside audit verify, and SECURITY.md",
        )
    to_do = "Run: beside audit verify. Daily it is done by: beside work" if now - at > OLDEST_LOOK else ""
    return Line("trail verified", f"{_ago(now, at)}: whole", to_do)


def _ago(now, at):
    return f"{_age(now - at)} ago" if at else "never"


def _age(span):
    seconds = max(int(span.total_seconds()), 0)
    for name, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {name}"
    return f"{seconds} seconds"
