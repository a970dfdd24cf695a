"""Who has the data open: servers and workers share a lock, and a restore needs it alone."""

import fcntl
import os
from contextlib import contextmanager

from beside.practice.vault import keyfiles


class InUse(Exception):
    """Somebody serves from this folder."""


def file():
    return keyfiles.home() / "serving.lock"


@contextmanager
def in_use():
    """While this lasts no restore begins."""
    with _lock(fcntl.LOCK_SH):
        yield


@contextmanager
def alone():
    """While this lasts nobody begins to serve. Raises InUse where somebody does already."""
    with _lock(fcntl.LOCK_EX):
        yield


@contextmanager
def _lock(how):
    file().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file(), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse from None
        yield
    finally:
        # The kernel gives the lock back when its last holder is gone, however it went.
        os.close(handle)
