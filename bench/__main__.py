"""`make bench`: how fast pages are on this machine, with a practice's data and with ten times as much.

One run measures everything side by side: SQLCipher at 200 relationships and at 2,000, and PostgreSQL if it is to be had.
Machines are shared and noisy: read the ratios, not the milliseconds. BESIDE_BENCH=40 makes it small, to try it.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench import courses, listening  # noqa: E402 - it lies in the folder just added

BASE = int(os.environ.get("BESIDE_BENCH", "200"))


def main():
    rows = []
    for database in ("SQLCipher", "PostgreSQL"):
        for times in (1, 10):
            row = in_a_process_of_its_own(database, BASE * times)
            if row:
                rows.append(row)
                print(json.dumps(row), flush=True)
    print(table(rows))
    print(courses.table())
    print(listening.table())


def in_a_process_of_its_own(database, relationships):
    """Each measurement has its own folder, keys and server, and leaves nothing."""
    with an_environment() as environment, contextlib.ExitStack() as until_then:
        if database == "PostgreSQL":
            from tests.postgres import NoPostgres, a_cluster

            try:
                cluster = until_then.enter_context(a_cluster(durable=True))
            except NoPostgres as why:
                print(f"PostgreSQL is left out: {why}", file=sys.stderr)
                return None
            environment["DATABASE_URL"] = make_database(cluster)
        command = [sys.executable, "-m", "bench.measure", database, str(relationships)]
        done = subprocess.run(
            command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
        )
        return json.loads(done.stdout.splitlines()[-1])


@contextlib.contextmanager
def an_environment():
    """A folder, keys and a port of its own, for one server."""
    with tempfile.TemporaryDirectory(prefix="beside-bench-") as folder:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        yield os.environ | {
            "BESIDE_HOME": f"{folder}/var",
            "BESIDE_KEYS": f"{folder}/keys",
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "beside.practice.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }


def make_database(cluster):
    import psycopg

    server = cluster.url.rpartition("/")[0]
    with (
        psycopg.connect(f"{server}/postgres", autocommit=True) as maker,
        contextlib.suppress(psycopg.errors.DuplicateDatabase),
    ):
        maker.execute("CREATE DATABASE beside")
    return cluster.url


def table(rows):
    pages = ["today", "brief", "home", "send a check-in"]
    lines = [
        "| database | relationships | sessions | "
        + " | ".join(f"{page} p50 / p95 ms" for page in pages)
        + " | pages/s, 16 at once |",
        "|---|---|---|" + "---|" * len(pages) + "---|",
    ]
    for row in rows:
        times = " | ".join(f"{row[page][0]:.0f} / {row[page][1]:.0f}" for page in pages)
        lines.append(
            f"| {row['database']} | {row['relationships']} | {row['sessions']:,} | {times} | {row['crowd']:.0f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
