"""`beside work`, which kills itself (as kill -9 would) at the step named by DIE_AT, and leases for a moment only."""

import datetime
import os
import signal
import sys

import django

django.setup()

from beside.practice.work import queue, recurring, worker  # noqa: E402

STEPS = ("before claim", "after claim", "mid job", "after effect", "")


def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(function):
    def both(*args, **kwargs):
        if function(*args, **kwargs) is not None:
            die()

    return both


queue.LEASE = datetime.timedelta(seconds=float(os.environ.get("LEASE", "0.3")))
queue.FIRST_WAIT = datetime.timedelta(0)
worker.POLL_SECONDS = 0.02
worker.GRACE_SECONDS = float(os.environ.get("GRACE", "10"))
recurring.gathered = lambda: ()
listen = worker.Worker._listen


def listen_and_say_so(self):
    listen(self)
    print("listening", flush=True)


worker.Worker._listen = listen_and_say_so
step = os.environ.get("DIE_AT", "")
assert step in STEPS, step
if step == "before claim":
    queue.claim = die
elif step == "after claim":
    queue.claim = then_die(queue.claim)
elif step == "after effect":
    queue.finish = die
elif step == "mid job":
    from beside.practice.people.models import Link

    Link.objects.create = die
    Link.objects.get_or_create = die

sys.exit(worker.work(once="--once" in sys.argv))
