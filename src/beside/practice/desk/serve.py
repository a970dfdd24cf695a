"""`beside serve`: make what is missing, bring it up to date, say where it is, and serve.

The first half runs before Django is set up, because the settings need keys.
"""

import hashlib
import importlib
import multiprocessing
import os
import sys
from pathlib import Path

from beside import __version__
from beside.practice.config import environment
from beside.practice.vault import keyfiles


def serve(*, demo, workers, work):
    # What is made here is for nobody else on this computer.
    os.umask(0o077)
    made = prepare_keys()
    import django

    django.setup()
    from beside.practice.work import serving

    try:
        with serving.in_use():
            return _serve(made, demo=demo, workers=workers, work=work)
    except serving.InUse:
        print("A backup is being restored here. Start again when that is done.", file=sys.stderr)
        return 1


def _serve(made, *, demo, workers, work):
    if made:
        print(f"Made keys in {keyfiles.folder()}. Put a copy away now: beside keys export FILE")
    prepare()
    from beside.practice.people.models import Practice

    if not Practice.objects.exists():
        fill_demo() if demo else _make_first_practice()
    is_demo = Practice.objects.filter(demo=True).exists()
    lay_static_files()
    _say_where(is_demo)
    _run(
        workers=workers,
        work=work,
        address="127.0.0.1" if is_demo else environment.text("BESIDE_ADDRESS", "127.0.0.1"),
    )
    return 0


def prepare_keys():
    """Make keys where nothing has been kept yet. Where there is data, a missing key stops the start instead."""
    if (keyfiles.home() / "beside.db").exists() or (keyfiles.folder() / "keyring.db").exists():
        for name in keyfiles.NAMES:
            keyfiles.key(name)
        return []
    return keyfiles.make_missing()


def prepare():
    """Make the database, or back up and migrate one that an upgrade left behind."""
    from beside.practice.desk import keys, setup
    from beside.practice.vault import keyring

    waiting = setup.waits_for_migration()
    if waiting:
        from beside.practice.desk import backup

        file = backup.before_upgrade()
        print(f"Beside {__version__} needs the database in a new shape. Backed up to {file}. Migrating ...")
    if waiting is not False:
        setup.make_database()
        print(
            "The database is up to date." if waiting else f"Made an encrypted database in {keyfiles.home()}."
        )
    keys.finish_rotation()
    keyring.check_master()


def fill_demo():
    from beside.practice.desk import demo

    print("Filling a demo practice: a year of four relationships ...", flush=True)
    demo.build_demo()


def print_sign_ins():
    from beside.practice.desk import demo

    for role, email, password, hint in demo.sign_ins():
        print(f"  {role:<11} {email:<24} {password}\n              {hint}")


def _make_first_practice():
    from beside.practice.people import actions

    actions.make_practice("My practice", owner_name="Owner")


def print_owner_links(name=""):
    """A fresh one-time link for each owner: to join, or to choose a new password. For whoever can reach the server."""
    from django.conf import settings

    from beside.practice.people import actions
    from beside.practice.people.models import Member, Role

    owners = Member.objects.filter(role=Role.OWNER, state__in=("invited", "active")).select_related(
        "practice"
    )
    for owner in owners.filter(practice__name=name) if name else owners:
        if owner.state == Member.State.INVITED:
            print(f"  {owner.practice.name}: {settings.URL}/join/{actions.invite(owner, by=owner)}/")
        else:
            print(f"  {owner.practice.name}: {settings.URL}/reset/{actions.reset_link(owner, by=owner)}/")
    return 0


def print_members(name=""):
    from beside.practice.people.models import Member

    members = Member.objects.order_by("practice__name", "role", "made_at").select_related(
        "practice", "account"
    )
    for member in members.filter(practice__name=name) if name else members:
        print(
            f"  {member.practice.name}  {member.role:<11} {member.state:<10} {member.account.email if member.account else '-'}"
        )
    return 0


def _say_where(is_demo):
    from django.conf import settings

    from beside.practice.people.models import Member, Role

    print(f"\nBeside {__version__} is at  {settings.URL}")
    if is_demo:
        print("This is a demo: these people do not exist. It answers on this computer only. Sign in as\n")
        print_sign_ins()
    elif Member.objects.filter(role=Role.OWNER, state=Member.State.INVITED).exists():
        print("Nobody has joined yet. This link works once, for the owner:\n")
        print_owner_links()
    print(flush=True)


def lay_static_files():
    """Collect and compress styles, scripts and fonts, if they changed since the last time."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".from"
    now = _state_of(Path(settings.STATICFILES_DIRS[0]))
    if stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)


def _state_of(folder):
    files = sorted(
        (str(file), file.stat().st_size, file.stat().st_mtime_ns)
        for file in folder.rglob("*")
        if file.is_file()
    )
    return hashlib.sha256(repr((__version__, files)).encode()).hexdigest()


def _run(*, workers, work, address):
    from django.conf import settings
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces

    # Loaded once, here: the processes that answer and work are copies of this one, and start at once.
    importlib.import_module("beside.practice.config.wsgi")
    importlib.import_module(settings.ROOT_URLCONF)
    connections.close_all()
    port = environment.number("PORT", 8000)
    worker = _start_worker() if work else None
    try:
        Granian(
            target=settings.WSGI_APPLICATION.replace(".application", ":application"),
            address=address,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            # One thread a process: measured faster than four, and a SQLite connection is one thread's.
            blocking_threads=1,
            log_enabled=False,
            respawn_failed_workers=True,
        ).serve()
    finally:
        if worker:
            worker.terminate()
            worker.join(timeout=15)


def _start_worker():
    """Background work in a process of its own, which ends when this one does."""
    from beside.practice.work.worker import work

    os.environ["BESIDE_PARENT"] = str(os.getpid())
    worker = multiprocessing.get_context("fork").Process(target=work, name="beside work")
    worker.start()
    return worker
