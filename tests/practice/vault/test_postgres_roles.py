"""The three roles of docs/run-it.md, made by the statements that stand there, on a PostgreSQL of the tests' own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).parents[3]
ADMIN = os.environ.get("BESIDE_TEST_POSTGRES_ADMIN")
DATABASES = {"beside": "roles_beside", "beside_keyring": "roles_keyring"}
WORDS = "one password for all three"

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.engine_free,
    pytest.mark.skipif(
        not ADMIN, reason="PostgreSQL: needs BESIDE_TEST_POSTGRES_ADMIN, which `make test` sets"
    ),
]


def address(role, database="roles_beside"):
    return f"postgres://{role}:{WORDS.replace(' ', '%20')}@{ADMIN.rpartition('@')[2].rpartition('/')[0]}/{database}"


def statements():
    """What the document tells the database's superuser to type: (database, statement) in order."""
    chapter = (ROOT / "docs/run-it.md").read_text().split("\n## PostgreSQL\n")[1].split("\n## ")[0]
    database = "postgres"
    for line in re.findall(r"^    (.+)$", chapter.split("Then migrate")[0], re.MULTILINE):
        line = line.replace("'…'", f"'{WORDS}'")
        for given, ours in sorted(DATABASES.items(), reverse=True):
            line = re.sub(rf"(DATABASE |\\c ){given}\b", rf"\g<1>{ours}", line)
        if line.startswith("\\c "):
            database = line.removeprefix("\\c ")
        else:
            yield database, line


@pytest.fixture(scope="module")
def roles():
    for database, statement in statements():
        with psycopg.connect(f"{ADMIN.rpartition('/')[0]}/{database}", autocommit=True) as superuser:
            superuser.execute(statement)
    yield
    with psycopg.connect(ADMIN, autocommit=True) as superuser:
        # A restore leaves the database of before beside the new one.
        for (database,) in superuser.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'roles\\_%'"
        ).fetchall():
            superuser.execute(f"DROP DATABASE {database} WITH (FORCE)")
        for role in ("beside_owner", "beside_app", "beside_backup"):
            superuser.execute(f"DROP ROLE IF EXISTS {role}")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("roles")


def beside(home, *arguments, role="beside_app", code=None, **environment):
    given = {
        "BESIDE_HOME": str(home / "var"),
        "BESIDE_KEYS": str(home / "keys"),
        "DATABASE_URL": address(role),
        "KEYRING_URL": address(role, "roles_keyring"),
        "BESIDE_BACKUP_URL": address("beside_backup"),
        "BESIDE_KEYRING_BACKUP_URL": address("beside_backup", "roles_keyring"),
        "DJANGO_SETTINGS_MODULE": "beside.practice.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "beside", *arguments]
    return subprocess.run(command, env={**os.environ, **given, **environment}, capture_output=True, text=True)


A_PRACTICE = """
import django; django.setup()
from beside.practice.people import actions
from tests.vocabulary import a_check_in, a_client, a_session, a_therapist
from beside.practice.vault.inside import inside
owner = actions.make_practice("Elm Street", owner_name="Ruth", second_step=False)
with inside(owner.practice_id):
    chris = a_client("Chris", therapist=a_therapist("Thea", owner=owner))
    a_check_in(a_session(chris), wish="my brother")
"""
RELATIONSHIPS = """
import django; django.setup()
from beside.practice.audit import chains
from beside.practice.people.models import Relationship
from beside.practice.vault.inside import inside
for practice in chains.practices():
    with inside(practice):
        print(Relationship.objects.count())
"""


def done(home, *arguments, **given):
    """What a command printed; it must have gone well."""
    ran = beside(home, *arguments, **given)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_three_roles_carry_a_practice_from_the_first_migration_to_a_restored_backup(roles, home):
    done(home, "keys", "new")
    refused = beside(home, "migrate", role="beside_app")
    assert (refused.returncode, "Migrate as the owner first" in refused.stderr) == (1, True)
    done(home, "migrate", role="beside_owner")
    done(home, code=A_PRACTICE)
    done(home, "backup", str(home / "night.beside"))
    done(home, "restore", str(home / "night.beside"), BESIDE_OWNER_URL=address("beside_owner"))
    assert done(home, "audit", "verify") == "The audit trail is whole.\n"
    assert done(home, code=RELATIONSHIPS) == "1\n"


def test_the_start_refuses_a_role_that_row_security_would_not_hold_back(roles, home):
    for role in (ADMIN, address("beside_backup")):
        refused = beside(home, "serve", DATABASE_URL=role)
        assert (refused.returncode, "Connect as the app role" in refused.stderr) == (1, True), refused
