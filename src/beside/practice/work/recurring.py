"""Work that comes back by itself: each room's `recurring.py` says how often, in `EVERY`.

    EVERY = [(copy_heads, timedelta(hours=1))]

Each turn is a job with the period as its key, so that several workers make one of it.
"""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils import timezone

from beside.practice.work import queue


def gathered():
    """(task, how often) of every room that has any."""
    for app in apps.get_app_configs():
        if app.name.startswith("beside.") and find_spec(f"{app.name}.recurring"):
            module = import_module(f"{app.name}.recurring")
            yield from getattr(module, "EVERY", ())


class Clock:
    """Enqueues what is due; remembers what it enqueued, so that a quiet second costs no query."""

    def __init__(self):
        self.every = list(gathered())
        self.made = {}

    def tick(self, now=None):
        seconds = (now or timezone.now()).timestamp()
        for task, often in self.every:
            period = int(seconds // often.total_seconds())
            if self.made.get(task.module_path) != period:
                queue.add_once(task, key=str(period))
                self.made[task.module_path] = period
