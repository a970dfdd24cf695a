"""Workers that are killed, stopped, frozen and left alone: each job is done once, or visibly dead."""

import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PROGRAM = Path(__file__).with_name("worker_that_dies.py")


# A busy machine takes its time to start a process: no test here asserts how long.
PATIENCE = 120
STARTED = []


def start(*arguments, **environment):
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), *arguments],
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    STARTED.append(process)
    return process


def stopped(process):
    """Told to stop once it listens: before, it would only be killed. Its exit code."""
    assert process.stdout.readline() == "listening\n"
    process.terminate()
    return process.wait(PATIENCE)


def eventually(so, seconds=PATIENCE):
    until = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < until, "it did not come to pass in time"
        time.sleep(0.02)


@pytest.fixture
def jobs(real_database):
    from beside.practice.work.models import Job

    yield Job
    while STARTED:
        process = STARTED.pop()
        process.kill()
        process.communicate()
    (real_database / "var" / "attempts").unlink(missing_ok=True)


def rows(mark):
    from beside.practice.people.models import Link

    return Link.objects.filter(digest=mark).count()


@pytest.mark.parametrize("step", ["before claim", "after claim", "mid job", "after effect"])
def test_killed_at_any_step_the_job_is_still_done_once(jobs, step):
    from tests.practice.work.some_tasks import leave_a_row

    mark = str(uuid.uuid4())
    leave_a_row.enqueue(mark)
    assert start("--once", DIE_AT=step).wait(PATIENCE) == -signal.SIGKILL
    assert jobs.objects.get().state in ("ready", "running")
    worker = start()
    eventually(lambda: jobs.objects.get().state == "done")
    assert stopped(worker) == 0
    assert rows(mark) == 1


def test_killed_again_and_again_no_job_is_lost_or_doubled(jobs):
    from tests.practice.work.some_tasks import leave_a_row

    marks = [str(uuid.uuid4()) for _ in range(12)]
    for mark in marks:
        leave_a_row.enqueue(mark)
    jobs.objects.update(max_attempts=50)
    steps = ("after claim", "mid job", "after effect")
    for one, other in zip(steps, reversed(steps), strict=True):
        pair = [start(DIE_AT=one), start(DIE_AT=other)]
        assert [process.wait(PATIENCE) for process in pair] == [-9, -9]
    pair = [start(), start()]
    eventually(lambda: not jobs.objects.exclude(state="done").exists())
    for process in pair:
        # One of the two may have done all the work before the other had begun.
        assert stopped(process) == 0
    assert [rows(mark) for mark in marks] == [1] * len(marks)


def test_a_job_that_kills_its_worker_each_time_ends_dead_and_in_sight(jobs):
    from tests.practice.work.some_tasks import break_its_worker

    break_its_worker.enqueue(str(uuid.uuid4()))
    jobs.objects.update(max_attempts=2)
    for _ in range(2):
        assert start().wait(PATIENCE) == -9
    worker = start()
    eventually(lambda: jobs.objects.get().state == "dead")
    worker.terminate()
    worker.wait(PATIENCE)
    assert (jobs.objects.get().attempts, jobs.objects.get().error_code) == (2, "LeaseRanOut")


def test_a_frozen_worker_that_wakes_up_late_changes_nothing(jobs, real_database):
    from tests.practice.work.some_tasks import attempts, wait_for_a_sign

    mark = str(uuid.uuid4())
    wait_for_a_sign.enqueue(mark)
    late = start()
    eventually(lambda: attempts(mark) == 1)
    late.send_signal(signal.SIGSTOP)
    try:
        other = start()
        eventually(lambda: attempts(mark) == 2)
        (real_database / "var" / f"sign-{mark}").touch()
        eventually(lambda: jobs.objects.get().state == "done")
        done = jobs.objects.values().get()
    finally:
        late.send_signal(signal.SIGCONT)
    # Both get the sign. The late one finds the row there, may not finish, and takes nothing back.
    for process in (late, other):
        assert stopped(process) == 0
    assert jobs.objects.values().get() == done
    assert rows(mark) == 1


def test_a_worker_told_to_stop_finishes_what_it_does(jobs, real_database):
    from tests.practice.work.some_tasks import attempts, wait_for_a_sign

    mark = str(uuid.uuid4())
    wait_for_a_sign.enqueue(mark)
    worker = start(LEASE="60")
    eventually(lambda: attempts(mark) == 1)
    worker.terminate()
    (real_database / "var" / f"sign-{mark}").touch()
    assert worker.wait(PATIENCE) == 0
    assert (jobs.objects.get().state, rows(mark)) == ("done", 1)


def test_a_worker_that_cannot_finish_in_time_gives_its_job_back(jobs):
    from tests.practice.work.some_tasks import attempts, wait_for_a_sign

    mark = str(uuid.uuid4())
    wait_for_a_sign.enqueue(mark)
    worker = start(LEASE="60", GRACE="0.1")
    eventually(lambda: attempts(mark) == 1)
    worker.terminate()
    assert worker.wait(PATIENCE) == 0
    assert (jobs.objects.get().state, jobs.objects.get().attempts) == ("ready", 0)


def test_a_worker_ends_when_its_server_is_gone(jobs):
    assert start(BESIDE_PARENT="1").wait(PATIENCE) == 0
    from tests.practice.work.some_tasks import leave_a_row

    leave_a_row.enqueue(str(uuid.uuid4()))
    worker = start(BESIDE_PARENT=str(os.getpid()))
    eventually(lambda: jobs.objects.get().state == "done")
    worker.terminate()
    assert worker.wait(PATIENCE) == 0


def test_the_heartbeat_keeps_the_lease_of_a_long_job(jobs, real_database):
    from tests.practice.work.some_tasks import attempts, wait_for_a_sign

    mark = str(uuid.uuid4())
    wait_for_a_sign.enqueue(mark)
    # Long enough that a busy machine, on which a process stands still for a moment, does not lose it.
    worker, other = start(LEASE="3"), start(LEASE="3")
    eventually(lambda: attempts(mark) == 1)
    first = jobs.objects.get()
    eventually(
        lambda: (
            jobs.objects.get().lease_until > first.lease_until + 2 * (first.lease_until - first.started_at)
        )
    )
    (real_database / "var" / f"sign-{mark}").touch()
    eventually(lambda: jobs.objects.get().state == "done")
    for process in (worker, other):
        assert stopped(process) == 0
    assert (attempts(mark), rows(mark), jobs.objects.get().attempts) == (2, 1, 1)
