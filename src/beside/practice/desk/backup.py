"""`beside backup FILE` while Beside runs, and `beside restore FILE`.

A backup is a zip of two parts: `manifest.json`, which says what the other part must be, and the database,
encrypted under the database key. No key is in it, and not the keyring: that has backups of its own
(keyring_backups.py), so that an old backup of the data brings back nobody who was erased.
"""

import datetime
import hashlib
import hmac
import json
import os
import shutil
import subprocess
import zipfile
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from beside import __version__
from beside.practice.audit import anchors, chains, trail, verify
from beside.practice.audit.models import Entry, Head
from beside.practice.desk import keyring_backups, setup
from beside.practice.people.errors import Refused
from beside.practice.vault import keyfiles, keyring
from beside.practice.vault.errors import Destroyed, VaultError
from beside.practice.vault.fields import Ciphertext, Sealed, SealedField
from beside.practice.vault.inside import inside
from beside.practice.work import serving

KIND = "beside backup 1"
MANIFEST = "manifest.json"
SAMPLE = 100
CHUNK = 1 << 20


# -- backup ----------------------------------------------------------------------------------------------------


def backup(file) -> str:
    """Write one file while Beside runs, and a fresh backup of the keyring; say what was written."""
    target = _write(Path(file))
    of_keyring = keyring_backups.write()
    _note().write_text(json.dumps({"at": timezone.now().isoformat(), "file": str(target)}))
    return (
        f"Wrote {target} ({target.stat().st_size:,} bytes) and {of_keyring}. Keep a copy of both elsewhere, "
        "apart from each other and from the keys."
    )


def before_upgrade() -> Path:
    """A backup in BESIDE_HOME/backups, to go back to if the new version does not do."""
    folder = keyfiles.home() / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    moment = timezone.now().strftime("%Y%m%dT%H%M%S")
    made = _write(folder / f"before-{__version__}-{moment}.beside")
    keyring_backups.write()
    return made


def last_backup_at() -> datetime.datetime | None:
    if not _note().exists():
        return None
    return datetime.datetime.fromisoformat(json.loads(_note().read_text())["at"])


def _note() -> Path:
    return keyfiles.home() / "last-backup"


def _write(target: Path) -> Path:
    target = target.resolve()
    if target.exists():
        raise Refused(f"{target} is there already. Choose another name, so that nothing is written over.")
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent}. Make it first, or choose another.")
    unfinished, part = (
        target.with_name(f".{target.name}.unfinished"),
        target.with_name(f".{target.name}.part"),
    )
    try:
        embedded = connections["default"].vendor == "sqlite"
        heads = {str(head.pk): [head.number, head.mac] for head in chains.heads()}
        if embedded:
            keyring_backups.copy_embedded("default", part)
            heads = _heads_in(part)
        else:
            _dump_encrypted(part)
        parts = {_part_name(embedded): part, **_imported_forms()}
        manifest = {
            "kind": KIND,
            "version": __version__,
            "made_at": timezone.now().isoformat(),
            "engine": connections["default"].vendor,
            "migrations": sorted(
                "|".join(key) for key in MigrationRecorder(connections["default"]).applied_migrations()
            ),
            "heads": heads,
            "parts": {
                name: {"sha256": _digest(file), "bytes": file.stat().st_size} for name, file in parts.items()
            },
        }
        manifest["mac"] = _mac(manifest)
        handle = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w+b") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
                for name, file in parts.items():
                    archive.write(file, name)
            out.flush()
            os.fsync(out.fileno())
        _checked(unfinished)
        unfinished.rename(target)
        keyring_backups.sync(target)
        return target
    finally:
        part.unlink(missing_ok=True)
        unfinished.unlink(missing_ok=True)


def _imported_forms() -> dict[str, Path]:
    """What a practice imported with `beside forms import`: without it, answers to those questionnaires mean nothing."""
    return {f"forms/{file.name}": file for file in sorted((keyfiles.home() / "forms").glob("*.toml"))}


def _bring_back_forms(file: Path, manifest: dict) -> None:
    """Those that are not here. One that is here stays: it may have been imported since."""
    folder = keyfiles.home() / "forms"
    for name in manifest["parts"]:
        target = folder / Path(name).name
        if Path(name).parent == Path("forms") and not target.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
            with zipfile.ZipFile(file) as archive:
                target.write_bytes(archive.read(name))


def _part_name(embedded: bool) -> str:
    return "database.db" if embedded else "database.dump"


def _heads_in(part: Path) -> dict:
    """The chains' heads as they are in the copy, which is one moment of the database."""
    copy = keyring_backups.Keyed(str(part))
    try:
        rows = copy.execute(f"SELECT practice_id, number, mac FROM {Head._meta.db_table}")  # noqa: S608 - our own table
        import uuid

        return {str(uuid.UUID(practice)): [number, mac] for practice, number, mac in rows}
    finally:
        copy.close()


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _mac(manifest) -> str:
    told = {name: value for name, value in manifest.items() if name != "mac"}
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(keyfiles.key("audit"), b"backup|" + canonical, hashlib.sha256).hexdigest()


# -- PostgreSQL: a dump, sealed in pieces as it comes --------------------------------------------------------------


def _dump_encrypted(part: Path) -> None:
    command, environment = keyring_backups.postgres_command(
        "pg_dump", "default", "--format=custom", "--no-owner", "--no-privileges"
    )
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        # No shell, and nothing in it that anybody typed.
        dump = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603
        assert dump.stdout is not None, "its output was asked for"
        _seal_stream(dump.stdout, out)
        _, errors = dump.communicate()
        out.flush()
        os.fsync(out.fileno())
    if dump.returncode:
        raise Refused(f"pg_dump did not finish: {errors.decode().strip().splitlines()[-1]}")


def _dump_key() -> bytes:
    return HKDF(hashes.SHA256(), 32, None, b"beside backup dump").derive(keyfiles.key("database"))


def _seal_stream(source, out) -> None:
    """Pieces of a mebibyte, each sealed to its number and to whether it is the last one."""
    cipher, prefix = AESGCM(_dump_key()), os.urandom(8)
    out.write(prefix)
    number, piece = 0, source.read(CHUNK)
    while True:
        following = source.read(CHUNK) if piece else b""
        sealed = cipher.encrypt(prefix + number.to_bytes(4, "big"), piece, b"more" if following else b"last")
        out.write(len(sealed).to_bytes(4, "big") + sealed)
        if not following:
            return
        number, piece = number + 1, following


def _open_stream(source, out) -> None:
    cipher, prefix, number = AESGCM(_dump_key()), source.read(8), 0
    while True:
        sealed = source.read(int.from_bytes(source.read(4), "big"))
        following = source.peek(1)[:1]
        try:
            nonce = prefix + number.to_bytes(4, "big")
            out.write(cipher.decrypt(nonce, sealed, b"more" if following else b"last"))
        except (InvalidTag, ValueError):
            raise Refused(
                "The database key does not open this backup. Bring the right one back: beside keys restore FILE. Nothing was changed."
            ) from None
        if not following:
            return
        number += 1


# -- restore -------------------------------------------------------------------------------------------------------


def restore(file) -> str:
    """Bring a backup back: checked first, then made ready beside what is there, then put in its place in one step."""
    file = Path(file)
    manifest = _checked(file)
    try:
        with serving.alone():
            return _restore(file, manifest)
    except serving.InUse:
        raise Refused(
            "Beside is running here. Stop it (`beside serve` and `beside work`) and restore again. Nothing was changed."
        ) from None


def _checked(file: Path) -> dict:
    """The manifest of a backup that is whole. Refused names the part that is not."""
    if not file.is_file():
        raise Refused(f"There is no file {file}.")
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest_of(archive)
            for name, told in manifest["parts"].items():
                _check_part(archive, name, told)
            if set(archive.namelist()) != {MANIFEST, *manifest["parts"]}:
                raise _damaged(file, "list of parts")
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, EOFError):
        raise _damaged(file, "list of parts") from None
    return manifest


def _manifest_of(archive) -> dict:
    try:
        manifest = json.loads(archive.read(MANIFEST))
        whole = hmac.compare_digest(manifest["mac"], _mac(manifest))
    except (ValueError, KeyError, TypeError, RuntimeError, zipfile.BadZipFile):
        whole = False
    if not whole:
        raise _damaged(archive.filename, MANIFEST, "or was made with other keys")
    if manifest["kind"] != KIND:
        raise Refused(
            f"This backup was made by another version of Beside ({manifest['version']}). Install that one first."
        )
    return manifest


def _check_part(archive, name, told) -> None:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as part:
            while piece := part.read(CHUNK):
                digest.update(piece)
    except (zipfile.BadZipFile, RuntimeError, EOFError, NotImplementedError):
        raise _damaged(archive.filename, name) from None
    if not hmac.compare_digest(digest.hexdigest(), told["sha256"]):
        raise _damaged(archive.filename, name)


def _damaged(file, part, more="") -> Refused:
    return Refused(
        f"{file}: {part} is damaged{' ' + more if more else ''}. Use another backup. Nothing was changed."
    )


def _restore(file: Path, manifest: dict) -> str:
    default = connections["default"]
    if manifest["engine"] != default.vendor:
        raise Refused(
            f"This is a backup of {manifest['engine']}, and Beside is set to {default.vendor}. Nothing was changed."
        )
    said = []
    if keyring_backups.is_missing():
        said.append(f"The keyring was missing; brought it back from {keyring_backups.bring_back_newest()}.")
    known = _newest_known()
    place = _Embedded() if default.vendor == "sqlite" else _Postgres()
    with place.copy_of(file, manifest):
        said += _make_ready(manifest, known)
    aside = place.swap()
    _bring_back_forms(file, manifest)
    anchors.copy_heads()
    return "\n".join(
        [
            f"Restored {file}, made on {manifest['made_at'][:16].replace('T', ' ')} UTC by Beside {manifest['version']}.",
            *said,
            f"What was there before is now {aside}. Remove it when all is well.",
        ]
    )


def _newest_known() -> dict:
    """How far each chain is known to have come, by the data that is there now and by the copies kept elsewhere."""
    known: dict = {}
    # What is there may be the very thing that is broken.
    with suppress(DatabaseError, VaultError):
        known = {head.pk: head.number for head in chains.heads()}
    for practice_id in anchors.practices():
        for anchor in anchors.of(practice_id):
            known[practice_id] = max(known.get(practice_id, 0), anchor.number)
    return known


def _make_ready(manifest, known) -> list[str]:
    """Everything that must be so before the copy may be served. `default` is the copy here."""
    _migrate_if_older()
    keyring.check_master()
    if not _reaches(manifest["heads"]):
        raise Refused(
            "The trail in this backup is not the one that it says. Use another backup. Nothing was changed."
        )
    opened, closed = open_some()
    if closed and not opened:
        raise Refused(
            "The keyring here opens nothing in this backup: it belongs to another practice, or is older. "
            "Bring back the newest keyring backup first. Nothing was changed."
        )
    from beside.practice.desk import erase

    erased = erase.replay()
    _end_sign_ins_and_links()
    consents = _consents_to_confirm()
    lost = _mark_breaks(known)
    faults = verify.look()
    return [
        f"{opened} sealed values were opened to see that they do."
        + (f" {closed} do not open." if closed else ""),
        f"{erased} erasures were done again.",
        "Everybody signs in again; links and invitations that were not used have ended.",
        f"{consents} consents are to be confirmed: what was said since the backup is not known.",
        f"{lost} entries of the audit trail are newer than this backup; the trail says so.",
        "The audit trail is whole."
        if not faults
        else f"The audit trail has {len(faults)} faults: beside audit verify",
    ]


def _reaches(heads) -> bool:
    """Whether each chain goes through the head that was read just before, or in, the moment of the backup."""
    for practice_id, (number, mac) in heads.items():
        with inside(practice_id):
            if number and not Entry.objects.filter(practice_id=practice_id, number=number, mac=mac).exists():
                return False
    return True


def _migrate_if_older() -> None:
    executor = MigrationExecutor(connections["default"])
    unknown = (
        set(executor.loader.applied_migrations)
        - set(executor.loader.graph.nodes)
        - set(executor.loader.replacements)
    )
    if unknown:
        raise Refused("This backup was made by a newer Beside. Install that one first. Nothing was changed.")
    setup.make_database()


def open_some(number=SAMPLE) -> tuple[int, int]:
    """Open some sealed values of every kind: how many opened, how many did not. Erased ones count as neither."""
    opened = closed = 0
    for practice_id in chains.practices():
        with inside(practice_id):
            for model in _sealed_models():
                for row in model.objects.filter(practice_id=practice_id).order_by("-pk")[:number]:
                    for field in row._meta.fields:
                        if not (
                            isinstance(field, SealedField)
                            and isinstance(row.__dict__[field.attname], Ciphertext)
                        ):
                            continue
                        try:
                            getattr(row, field.name)
                            opened += 1
                        except Destroyed:
                            continue
                        except VaultError:
                            closed += 1
    return opened, closed


def _sealed_models():
    return [model for model in apps.get_models() if issubclass(model, Sealed)]


def _end_sign_ins_and_links() -> None:
    """Authenticators stay: they are how people sign in again."""
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session
    from django.core.cache import cache

    from beside.practice.people.models import Link

    Session.objects.all().delete()
    UserSession.objects.all().delete()
    Link.objects.filter(used_at=None).update(used_at=timezone.now())
    cache.clear()


def _consents_to_confirm() -> int:
    from beside.practice.people.models import Consent

    count = 0
    for practice_id in chains.practices():
        with inside(practice_id):
            count += Consent.objects.filter(practice=practice_id, given=True).update(to_confirm=True)
    return count


def _mark_breaks(known) -> int:
    total = 0
    for head in list(chains.heads()):
        lost = max(known.get(head.pk, 0) - head.number, 0)
        with inside(head.pk):
            trail.mark_break(head.pk, lost=lost)
        total += lost
    return total


@contextmanager
def _pointed_at(name, **role):
    """`default` is another database for a while, and in it perhaps another role."""
    default = connections["default"]
    before = {setting: default.settings_dict[setting] for setting in ("NAME", *role)}
    default.close()
    default.settings_dict.update(role, NAME=name)
    keyring.forget()
    try:
        yield
    finally:
        default.close()
        default.settings_dict.update(before)
        keyring.forget()


class _Embedded:
    """A copy beside the database, put in its place in one step: at every moment one whole database is there."""

    def __init__(self):
        self.there = Path(str(connections["default"].settings_dict["NAME"]))
        self.copy = self.there.with_name("restoring.db")

    @contextmanager
    def copy_of(self, file, manifest):
        self._clean(self.copy)
        try:
            with zipfile.ZipFile(file) as archive, archive.open("database.db") as part:
                handle = os.open(self.copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "wb") as out:
                    shutil.copyfileobj(part, out, CHUNK)
            with _pointed_at(self.copy):
                yield
                self._checkpoint()
        except BaseException:
            self._clean(self.copy)
            raise

    def swap(self):
        keyring_backups.sync(self.copy)
        aside = self.there.with_name(f"before-restore-{timezone.now():%Y%m%dT%H%M%S}.db")
        if self.there.exists():
            self._empty_the_log(aside)
            os.link(self.there, aside)
        self.copy.replace(self.there)
        self._clean(self.copy)
        keyring_backups.sync(self.there)
        return aside

    def _empty_the_log(self, aside):
        """Nothing may be left in the old write-ahead log: it must never be read into the restored database."""
        try:
            connections["default"].ensure_connection()
            self._checkpoint()
        except (DatabaseError, VaultError):
            pass  # it cannot be opened: what is left of it goes aside as it is
        connections["default"].close()
        for end in ("-wal", "-shm"):
            left = self.there.with_name(self.there.name + end)
            if left.exists():
                left.rename(aside.with_name(aside.name + end))

    def _checkpoint(self):
        with connections["default"].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _clean(self, file):
        for end in ("", "-wal", "-shm"):
            file.with_name(file.name + end).unlink(missing_ok=True)
        file.with_suffix(".queue").unlink(missing_ok=True)


class _Postgres:
    """A database of its own, renamed into place at the end."""

    def __init__(self):
        self.there = str(connections["default"].settings_dict["NAME"])
        self.copy = f"{self.there}_restoring"

    @contextmanager
    def copy_of(self, file, manifest):
        dump = keyfiles.home() / "restoring.dump"
        self._run("DROP DATABASE IF EXISTS {}", self.copy)
        try:
            with zipfile.ZipFile(file) as archive, archive.open("database.dump") as part:
                handle = os.open(dump, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with os.fdopen(handle, "wb") as out:
                    _open_stream(part, out)
            self._run("CREATE DATABASE {}", self.copy)
            keyring_backups.run_postgres(
                "pg_restore", "default", "--no-owner", "--no-privileges", "--exit-on-error", "--dbname", self.copy, str(dump),
                role="OWNER",
            )  # fmt: skip
            self._let_the_app_in()
            # An older backup is migrated, which the app may not do.
            with _pointed_at(self.copy, **{setting: _owner()[setting] for setting in ("USER", "PASSWORD")}):
                yield
        except BaseException:
            self._run("DROP DATABASE IF EXISTS {}", self.copy)
            raise
        finally:
            dump.unlink(missing_ok=True)

    def swap(self):
        connections["default"].close()
        aside = f"{self.there}_before_{timezone.now():%Y%m%dt%H%M%S}"
        import psycopg

        try:
            self._run("ALTER DATABASE {} RENAME TO {}", self.there, aside)
        except psycopg.errors.ObjectInUse:
            # The lock in BESIDE_HOME is this machine's; PostgreSQL knows of servers on the others.
            self._run("DROP DATABASE IF EXISTS {}", self.copy)
            raise Refused(
                "Somebody is connected to the database: stop Beside on every machine and restore again. Nothing was changed."
            ) from None
        self._run("ALTER DATABASE {} RENAME TO {}", self.copy, self.there)
        return f"the database {aside}"

    def _let_the_app_in(self):
        """What docs/run-it.md grants in a new database. A dump does not say it: it may be restored where roles have other names."""
        app = connections["default"].settings_dict["USER"]
        if _owner()["USER"] == app:
            return
        here = partial(self._run, within=self.copy)
        here("GRANT USAGE ON SCHEMA public TO {}", app)
        here("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}", app)
        here("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", app)
        here("ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}", app)
        here("ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO {}", app)

    def _run(self, statement, *names, within="postgres"):
        """Run a statement as the role that restores; from a database that is not renamed, for none can be from within itself."""
        import psycopg
        from psycopg import sql

        given = _owner()
        with psycopg.connect(
            dbname=within, user=given["USER"], password=given["PASSWORD"], host=given["HOST"], port=given["PORT"] or None,
            autocommit=True, **{key: value for key, value in given.get("OPTIONS", {}).items() if key.startswith("ssl")},
        ) as server:  # fmt: skip
            # Each statement stands whole in this file; only names of databases and roles are put in.
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _owner():
    from beside.practice.config import environment

    return environment.postgres("BESIDE_OWNER_URL") or connections["default"].settings_dict
