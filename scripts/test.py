"""Run every check and every test, whatever fails on the way, and end on pytest's own count.

Called by `make test`, after scripts/environment.sh and scripts/install_test_tools.sh.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv/bin"
MISSING = ROOT / ".venv/missing-tools"
sys.path.insert(0, str(ROOT))

from tests.postgres import NoPostgres, a_cluster  # noqa: E402 - it lies in the folder just added

CHECKS = {
    "format (make fmt mends it)": [BIN / "ruff", "format", "--check", "--output-format=concise", "."],
    "lint": [BIN / "ruff", "check", "--quiet", "--output-format=concise", "."],
    "types": [BIN / "mypy", "--no-error-summary"],
}
NOTHING_COLLECTED = 5
# One more than the cores of a small machine: browsers, killed servers and other processes are waited for.
WORKERS = "3"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks-only", action="store_true", help="format, lint and types; no tests")
    only_checks = parser.parse_args().checks_only
    os.chdir(ROOT)
    # Ended from outside, it still takes PostgreSQL down with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    if only_checks:
        return bool(failed)

    skipped = MISSING.read_text().splitlines() if MISSING.exists() else []
    with contextlib.ExitStack() as until_the_end:
        cluster = None
        try:
            cluster = until_the_end.enter_context(a_cluster())
        except NoPostgres as why:
            if not any(line.startswith("PostgreSQL") for line in skipped):
                skipped.append(f"PostgreSQL: {why}. Skipped: the second run of tests/practice, on PostgreSQL")
        if cluster:
            shared = {"BESIDE_TEST_POSTGRES": cluster.url, "BESIDE_TEST_POSTGRES_ADMIN": cluster.admin_url}
            # Keys in files, words, styles and headers are the same on any database: they run once, below.
            engine = ["tests/practice", "-m", "not (engine_free or crash or bench)"]
            if pytest("on PostgreSQL", *engine, **shared, DATABASE_URL=cluster.url):
                failed.append("tests/practice on PostgreSQL (its own count is further up)")
        else:
            shared = {}
        last = pytest(
            "everything, on SQLCipher",
            **shared,
            BESIDE_SKIPPED="\n".join(skipped),
            BESIDE_FAILED="\n".join(failed),
        )
    return bool(failed) or last


def passes(name, command) -> bool:
    say(name)
    return subprocess.run(command).returncode == 0


def pytest(name, *arguments, **environment) -> int:
    """Run pytest with three workers; its exit code, where a folder without tests is no failure."""
    say(f"tests: {name}")
    command = [
        BIN / "python",
        "-m",
        "pytest",
        "-q",
        "--tb=short",
        "-n",
        WORKERS,
        # By file: what a file makes once for all its tests is made once.
        "--dist=loadfile",
        # In the order of tests/conftest.py: a file of three long tests is not begun last because they are three.
        "--no-loadscope-reorder",
        "-p",
        "tests.parts_left_out",
        *arguments,
    ]
    code = subprocess.run(command, env={**without_settings(), **environment}).returncode
    return 0 if code == NOTHING_COLLECTED and arguments else code


def without_settings() -> dict:
    """The environment without what a person may have set for their own practice: tests bring their own.

    And modules stay compiled: a run starts Django in some hundred processes, each of which would compile all of it again.
    """
    ours = ("BESIDE_", "DATABASE_URL", "KEYRING_URL", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def say(what) -> None:
    print(f"\n== {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
