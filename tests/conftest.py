"""Each test process has its own folder, keys and databases, copied from a migrated template: nothing is shared."""

import atexit
import fcntl
import functools
import gc
import hashlib
import os
import shutil
import tempfile
import uuid
from pathlib import Path

import hypothesis
import pytest

# Machines are shared: a slow example is no fault, and no test asserts a time.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

HERE = Path(__file__).parent
ROOT = HERE.parent
TEMPLATES = ROOT / ".pytest-template"
FOLDER = Path(tempfile.mkdtemp(prefix="beside-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

os.environ.update(
    BESIDE_HOME=str(FOLDER / "var"),
    BESIDE_KEYS=str(FOLDER / "keys"),
    BESIDE_DATABASE_KEY="d1" * 32,
    BESIDE_MASTER_KEY="3a" * 32,
    BESIDE_AUDIT_KEY="a7" * 32,
    BESIDE_SECRET_KEY="5e" * 32,
    DJANGO_SETTINGS_MODULE="beside.practice.config.settings",
)
for folder in ("var", "keys"):
    (FOLDER / folder).mkdir()

DATABASES = ("default", "keyring")


def pytest_configure(config):
    import django
    from django.conf import settings

    django.setup()
    assert (FOLDER / "var").resolve() == settings.HOME, (
        "the settings were read before this process had its own folder"
    )
    # pytest-django in a worker would read the settings at once, with this process's folder in place of its own.
    if getattr(config.option, "numprocesses", None):
        del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_make_parametrize_id(val):
    """A made-up id is not part of a test's name: each worker makes another, and the names must agree."""
    try:
        return "id" if uuid.UUID(str(val)) else None
    except ValueError:
        return None


# These take longest, and a worker takes whole files: begun last, one of them would keep everybody waiting.
LONGEST = {
    "test_access.py",
    "test_cut_off.py",
    "test_every_page.py",
    "test_look.py",
    "test_work_survives.py",
    "test_journey.py",
    "test_csrf.py",
    "test_demo.py",
    "test_outbox.py",
    "test_words_on_pages.py",
    "test_backup.py",
    "test_keys.py",
}


def pytest_collection_modifyitems(items):
    """Tests of the site may use both databases, each in a transaction that is undone, unless they take a real one."""
    items.sort(key=lambda item: item.path.name not in LONGEST)
    for item in items:
        in_the_site = any(part in item.path.parts for part in ("practice",))
        if in_the_site and "real_database" not in item.fixturenames:
            item.add_marker(pytest.mark.django_db(databases=DATABASES))


def pytest_collection_finish(session):
    """What was imported stays for good, so the collector need not look at it again and again: a tenth less time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Names are already this process's own."""


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    from django.db import connections

    with django_db_blocker.unblock():
        if connections["default"].vendor == "sqlite":
            lay_fresh_files()
            yield
        else:
            from tests import on_postgres

            with on_postgres.databases():
                yield


@pytest.fixture
def real_database(django_db_setup, django_db_blocker):
    """Both databases without a transaction around the test: for other processes, threads and kill -9."""
    from django.db import connections

    from beside.practice.vault import keyring

    with django_db_blocker.unblock():
        keyring.forget()
        yield FOLDER
        keyring.forget()
        for connection in connections.all():
            connection.close()
        if connections["default"].vendor == "sqlite":
            lay_fresh_files()
        else:
            from tests import on_postgres

            on_postgres.empty()


@pytest.fixture(autouse=True)
def as_new(request, settings):
    """Cached keys die with each test's rows, and nobody speaks the language of the page before; passwords are hashed cheaply,
    but where hashing is the matter."""
    from django.utils import translation

    from beside.practice.vault import keyring

    keyring.forget()
    # Names with fingerprints are made by `beside serve`, which gathers the files; here they lie where they lie.
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    if "real_hashing" not in request.keywords:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield
    keyring.forget()
    translation.deactivate()


def lay_fresh_files():
    """Copy the migrated template over this process's databases, closing what was open."""
    from django.conf import settings
    from django.db import connections

    template = _template()
    for alias in DATABASES:
        connections[alias].close()
        if "sqlcipher" not in connections[alias].settings_dict["ENGINE"]:
            continue
        file = Path(settings.DATABASES[alias]["NAME"])
        for stale in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
            stale.unlink(missing_ok=True)
        shutil.copy(template / f"{alias}.db", file)


def _template():
    """A folder with both databases, migrated; made once for each state of the migrations."""
    folder = TEMPLATES / _state_of_migrations()
    TEMPLATES.mkdir(exist_ok=True)
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _make_template(folder)
    return folder


def _make_template(folder):
    from django.conf import settings
    from django.db import connections

    from beside.practice.desk import setup

    setup.make_database()
    making = folder.with_suffix(".making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    for alias in DATABASES:
        with connections[alias].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections[alias].close()
        shutil.copy(settings.DATABASES[alias]["NAME"], making / f"{alias}.db")
    making.rename(folder)


# Once for each process: a migration that somebody adds while tests run must not make a template of their leavings.
@functools.cache
def _state_of_migrations():
    digest = hashlib.sha256()
    for file in sorted((ROOT / "src").rglob("migrations/*.py")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]
