"""Tasks for the tests of the queue. What one did is a row with a unique key, as a real one's would be."""

import os
import time
from pathlib import Path

from django.utils import timezone
from django_tasks import task

from beside.practice.people.models import Link


@task()
def leave_a_row(mark, practice_id=None):
    """Done twice, it leaves one row."""
    Link.objects.get_or_create(
        digest=mark,
        defaults={"purpose": "reset", "practice_id": mark, "member_id": mark, "made_at": timezone.now()},
    )
    _noted(mark)


@task()
def break_down(mark):
    raise ValueError(f"the words of {mark} must not be kept")


@task()
def break_its_worker(mark):
    os.kill(os.getpid(), 9)


@task()
def wait_for_a_sign(mark):
    """Runs until the test writes a file of that name; then leaves its row."""
    _noted(mark)
    file = Path(os.environ["BESIDE_HOME"]) / f"sign-{mark}"
    until = time.monotonic() + 60
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.01)
    leave_a_row.call(mark)


def not_a_task(mark):
    raise AssertionError("a row in the queue must not be able to call this")


def _noted(mark):
    with (Path(os.environ["BESIDE_HOME"]) / "attempts").open("a") as file:
        file.write(f"{mark}\n")


def attempts(mark):
    file = Path(os.environ["BESIDE_HOME"]) / "attempts"
    return file.read_text().split().count(str(mark)) if file.exists() else 0
