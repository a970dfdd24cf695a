"""A PostgreSQL of our own for as long as the tests run: a throw-away cluster on this machine only."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# The tests throw the cluster away, so it may forget on power loss. Crash tests that kill PostgreSQL
# itself must start it with durable=True.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
STARTS_WITHIN_SECONDS = 30


class NoPostgres(Exception):
    """PostgreSQL is not installed here, or would not start; the text says which."""


@dataclass(frozen=True)
class Cluster:
    """Where a running cluster is. `url` is for a role that may make databases but is no superuser, because
    row-level security does not hold a superuser back and the start of Beside refuses one."""

    url: str
    admin_url: str
    port: int
    folder: Path


@contextlib.contextmanager
def a_cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Start a cluster, yield where it is, stop it and leave nothing behind."""
    programs = postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="beside-pg-"))
    server = None
    try:
        password = secrets.token_urlsafe(24)
        as_who = _give_to_postgres(folder)
        _make(programs, folder, password, as_who)
        port = _free_port()
        server = _start(programs, folder, port, as_who, durable=durable)
        _make_role(programs, port, password)
        place = f"127.0.0.1:{port}/beside"
        yield Cluster(
            url=f"postgres://beside_test:{password}@{place}",
            admin_url=f"postgres://postgres:{password}@{place}",
            port=port,
            folder=folder,
        )
    finally:
        if server:
            _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def postgres_programs() -> Path:
    """The folder of initdb and postgres, the newest version first."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if versions:
        return versions[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise NoPostgres("PostgreSQL is not installed (Debian and Ubuntu: apt install postgresql)")


def _give_to_postgres(folder: Path) -> dict:
    # PostgreSQL refuses to run as root, so root hands the folder to the account that the package made.
    if os.geteuid() != 0:
        return {}
    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        account = pwd.getpwnam("nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": folder}


def _make(programs: Path, folder: Path, password: str, as_who: dict) -> None:
    secret = folder / "password"
    secret.write_text(password)
    if as_who:
        os.chown(secret, as_who["user"], as_who["group"])
    secret.chmod(0o600)
    made = subprocess.run(
        [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "scram-sha-256",
         "--pwfile", secret, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        capture_output=True, text=True, **as_who,
    )  # fmt: skip
    secret.unlink()
    if made.returncode:
        raise NoPostgres(f"initdb failed: {made.stderr.strip()}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _start(programs: Path, folder: Path, port: int, as_who: dict, *, durable: bool) -> subprocess.Popen:
    settings = [
        "listen_addresses=127.0.0.1",
        f"port={port}",
        f"unix_socket_directories={folder}",
        "max_connections=100",
        # It works as the superuser, whose process nobody else may end: a database could not be dropped while it is in there.
        "autovacuum=off",
        *([] if durable else FAST),
    ]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *(word for s in settings for word in ("-c", s))],
            stdout=log,
            stderr=log,
            **as_who,
        )
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until:
        ready = subprocess.run([programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)])
        if ready.returncode == 0:
            return server
        if server.poll() is not None:
            break
        time.sleep(0.05)
    _stop(server)
    raise NoPostgres(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")


def _make_role(programs: Path, port: int, password: str) -> None:
    # CREATEROLE, because setting up PostgreSQL makes the owner, the app and the backup role.
    statements = [
        f"CREATE ROLE beside_test LOGIN CREATEDB CREATEROLE NOSUPERUSER NOBYPASSRLS PASSWORD '{password}'",
        "CREATE DATABASE beside OWNER beside_test",
    ]
    subprocess.run(
        [programs / "psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(port), "-U",
         "postgres", "-d", "postgres", *(word for s in statements for word in ("-c", s))],
        env={**os.environ, "PGPASSWORD": password},
        check=True,
    )  # fmt: skip


def _stop(server: subprocess.Popen) -> None:
    # SIGQUIT is PostgreSQL's "at once": nothing in a throw-away cluster is worth a checkpoint.
    with contextlib.suppress(ProcessLookupError):
        server.send_signal(signal.SIGQUIT)
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
