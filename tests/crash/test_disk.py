"""A disk without room, and a disk that takes no write: a plain page, nothing half-written, and the same key goes through later."""

import datetime
import os
import resource
import shutil
import subprocess
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from beside.practice.audit import verify
from beside.practice.meetings.models import CheckIn
from beside.practice.people.models import Submission
from tests.crash.real_server import Server
from tests.crash.test_killed_server import Sender
from tests.vocabulary import a_client, a_session

NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
A_LOT = 64 * 1024


@pytest.fixture
def sender(a_small_disk):
    client = a_client("Chris")
    session = a_session(client, starts_at=timezone.now() + datetime.timedelta(hours=2))
    server = Server()
    sender = Sender(server, client, session)
    for connection in connections.all():
        connection.close()
    server.start()
    yield sender
    server.end()


@pytest.fixture
def a_small_disk(real_database):
    """The home of this test's databases on a disk of its own, with a little room; skipped where none can be mounted."""
    home, aside = settings.HOME, settings.HOME.with_name("aside")
    for connection in connections.all():
        connection.close()
    shutil.copytree(home, aside)
    if not ran("mount", "-t", "tmpfs", "-o", "size=8m", "beside-test", home):
        shutil.rmtree(aside)
        pytest.skip("a disk of its own needs the right to mount one (root)")
    shutil.copytree(aside, home, dirs_exist_ok=True)
    yield home
    for connection in connections.all():
        connection.close()
    assert ran("umount", "--lazy", home)
    shutil.rmtree(aside)


def ran(*command):
    return subprocess.run(command, capture_output=True).returncode == 0


@contextmanager
def no_room(sender):
    """Every byte of the disk is taken by something else."""
    filler = Path(settings.HOME) / "somebody-elses"
    with filler.open("wb") as out:
        for size in (A_LOT, 512, 1):
            fill(out, size)
    yield
    filler.unlink()


def fill(out, size):
    try:
        while True:
            os.write(out.fileno(), b"x" * size)
    except OSError:
        return


@contextmanager
def no_write(sender):
    """The server's processes may write no byte into any file: each write comes back with an error."""
    group = [
        int(stat.parent.name)
        for stat in Path("/proc").glob("[0-9]*/stat")
        if stat.read_text().rpartition(") ")[2].split()[2] == str(sender.server.group)
    ]
    limit(group, (0, resource.RLIM_INFINITY))
    yield
    limit(group, NO_LIMIT)


def limit(processes, size):
    for process in processes:
        resource.prlimit(process, resource.RLIMIT_FSIZE, size)


@pytest.mark.parametrize(
    ("trouble", "said"),
    [(no_room, "has no room left"), (no_write, "does not answer just now")],
    ids=["no room", "no write"],
)
def test_what_the_disk_does_not_take_is_said_plainly_and_goes_through_later(sender, trouble, said):
    before, key = str(uuid.uuid4()), str(uuid.uuid4())
    assert sender.answer(before, wish="my brother")[0] == 302
    with trouble(sender):
        for _ in range(3):
            status, page = sender.answer(key, wish="my mother " * 300)
            assert (status, "This was not saved" in page, said in page) == (503, True, True)
        assert sender.server.get("/help/") == 200
    assert sender.answer(key, wish="my mother " * 300)[0] == 302
    assert sender.answer(key, wish="my mother " * 300)[0] == 302
    sender.server.kill()
    assert [one.words["wish"].split()[1] for one in CheckIn.objects.order_by("sent_at")] == [
        "brother",
        "mother",
    ]
    assert Submission.objects.filter(thing_id=None).count() == 0
    assert verify.faults() == []
