"""Placeholder until the queue moves in: waits to be stopped."""

import signal


def work(*, once=False):
    if not once:
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
    return 0
