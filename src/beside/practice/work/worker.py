"""`beside work`: do what waits in the queue, one job at a time, until stopped.

Killed at any moment, it leaves each job done once or waiting again: jobs are written so that a second
attempt finds what the first one did.
"""

import os
import signal
import sys
import threading
import time
from contextlib import nullcontext

import structlog
from django.db import DatabaseError, connections

from beside.practice.vault import keyring
from beside.practice.vault.inside import inside
from beside.practice.work import queue, serving
from beside.practice.work.backend import task_of
from beside.practice.work.recurring import Clock

log = structlog.get_logger()

POLL_SECONDS = 1.0
# After SIGTERM a job that runs may take this long to finish; then it is given back.
GRACE_SECONDS = 10
# A job that takes longer hangs. It is ended here, and its lease is not renewed any more.
LONGEST_SECONDS = 900


class Stopped(BaseException):
    """The worker must stop now. No `except Exception` of a job may swallow it."""


class TookTooLong(BaseException):
    pass


def work(*, once=False):
    """Work until told to stop; `once`: until nothing is due. Returns the exit code."""
    try:
        with serving.in_use():
            Worker().run(once=once)
    except serving.InUse:
        print("A backup is being restored here. Start again when that is done.", file=sys.stderr)
        return 1
    return 0


class Worker:
    def __init__(self):
        self.stopping = threading.Event()
        self.parent = os.environ.get("BESIDE_PARENT")
        self.in_a_job = False
        self.clock = Clock()

    def run(self, *, once=False):
        self._listen()
        while not self.stopping.is_set() and not self._orphaned():
            try:
                done = self._one_round()
            except DatabaseError as error:
                # A full disk, a locked or stopped database: it may pass, and the queue keeps.
                log.error("work cannot reach the database", kind=type(error).__name__)
                connections.close_all()
                done = False
            if not done:
                if once:
                    return
                self.stopping.wait(POLL_SECONDS)

    def _one_round(self):
        self.clock.tick()
        queue.bring_back_expired()
        job = queue.claim()
        if job is None:
            return False
        self.do(job)
        return True

    def do(self, job):
        """One attempt at one job."""
        began = time.monotonic()
        outcome = "done"
        with Heartbeat(job):
            try:
                self._attempt(job)
            except Stopped:
                outcome = "given back"
                kept = queue.give_back(job)
            except (Exception, TookTooLong) as error:
                # The kind of error only: its message may repeat what somebody wrote.
                outcome = type(error).__name__
                kept = queue.fail(job, outcome)
            else:
                kept = queue.finish(job)
        ms = round((time.monotonic() - began) * 1000)
        log.info("job", kind=job.kind, attempt=job.attempts, outcome=outcome if kept else "too late", ms=ms)

    def _attempt(self, job):
        keyring.refresh()
        task = task_of(job)
        with self._alarmed(LONGEST_SECONDS), self._in_its_practice(job):
            task.call(*job.args["args"], **job.args["kwargs"])

    def _in_its_practice(self, job):
        return inside(job.practice_id) if job.practice_id else nullcontext()

    def _listen(self):
        if threading.current_thread() is threading.main_thread():
            for sign in (signal.SIGTERM, signal.SIGINT):
                signal.signal(sign, self._told_to_stop)
            signal.signal(signal.SIGALRM, self._alarm)

    def _told_to_stop(self, *_):
        self.stopping.set()
        if self.in_a_job:
            signal.setitimer(signal.ITIMER_REAL, GRACE_SECONDS)

    def _alarm(self, *_):
        if self.in_a_job:
            raise Stopped if self.stopping.is_set() else TookTooLong

    def _alarmed(self, seconds):
        return _Alarmed(self, seconds)

    def _orphaned(self):
        return self.parent is not None and str(os.getppid()) != self.parent


class _Alarmed:
    def __init__(self, worker, seconds):
        self.worker, self.seconds = worker, seconds

    def __enter__(self):
        self.worker.in_a_job = True
        if threading.current_thread() is threading.main_thread():
            signal.setitimer(
                signal.ITIMER_REAL, GRACE_SECONDS if self.worker.stopping.is_set() else self.seconds
            )

    def __exit__(self, *error):
        self.worker.in_a_job = False
        if threading.current_thread() is threading.main_thread():
            signal.setitimer(signal.ITIMER_REAL, 0)


class Heartbeat:
    """Renews the lease from a thread of its own while the job runs."""

    def __init__(self, job):
        self.job, self.over = job, threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *error):
        self.over.set()
        self.thread.join()

    def _beat(self):
        until = time.monotonic() + LONGEST_SECONDS
        try:
            while not self.over.wait(queue.LEASE.total_seconds() / 3) and time.monotonic() < until:
                try:
                    if not queue.beat(self.job):
                        return
                except DatabaseError as error:
                    log.warning("no heartbeat", kind=type(error).__name__)
        finally:
            connections.close_all()
