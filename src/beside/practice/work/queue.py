"""Put a job in the queue, take it, finish it, give it back. Every step is one short transaction.

A lease says who works on a job and until when; its token fences off a worker that was thought dead:
what it says later changes nothing.
"""

import datetime
import uuid

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from beside.practice.work.models import Job

LEASE = datetime.timedelta(seconds=60)
FIRST_WAIT = datetime.timedelta(seconds=5)
LONGEST_WAIT = datetime.timedelta(hours=1)
LEASE_RAN_OUT = "LeaseRanOut"


def add(kind, args, kwargs, *, run_at=None, key=None):
    """One job, in the caller's transaction: it is there if, and only if, what it belongs to is there.

    A job for one practice is given `practice_id=`. With a `key` that came before, the job that is there.
    """
    given = {"args": [_id_only(kind, value) for value in args]}
    given["kwargs"] = {name: _id_only(kind, value) for name, value in kwargs.items()}
    practice = given["kwargs"].get("practice_id")
    fields = {
        "kind": kind,
        "args": given,
        "practice_id": practice and uuid.UUID(practice),
        "run_at": run_at or timezone.now(),
    }
    if key is None:
        return Job.objects.create(**fields)
    return Job.objects.get_or_create(idem_key=key, defaults=fields)[0]


def add_once(task, *, key, **kwargs):
    """A job of this task under a key: the same key never makes another, done or not."""
    return add(task.module_path, (), kwargs, run_at=task.run_after, key=f"{task.module_path}|{key}")


def claim():
    """Take the job that has waited longest, or None. Two workers never take the same one."""
    if not Job.objects.filter(state=Job.State.READY, run_at__lte=timezone.now()).exists():
        return None  # asked without a lock: an idle worker must not stand in the writers' way
    with transaction.atomic():
        now = timezone.now()
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(state=Job.State.READY, run_at__lte=now)
            .order_by("run_at", "made_at")
            .first()
        )
        if job is None:
            return None
        job.state, job.attempts, job.lease_token = Job.State.RUNNING, job.attempts + 1, uuid.uuid4()
        job.started_at = job.heartbeat_at = now
        job.lease_until = now + LEASE
        job.save(
            update_fields=["state", "attempts", "lease_token", "started_at", "heartbeat_at", "lease_until"]
        )
        return job


def beat(job) -> bool:
    """Hold on to the lease. False if somebody else has it by now."""
    now = timezone.now()
    return bool(_mine(job).update(heartbeat_at=now, lease_until=now + LEASE))


def finish(job) -> bool:
    """It is done. False, and nothing changed, if the lease was lost meanwhile."""
    return bool(_mine(job).update(state=Job.State.DONE, finished_at=timezone.now(), error_code="", **_FREE))


def fail(job, error_code) -> bool:
    """It did not work: again later, or dead after the last attempt."""
    return bool(_mine(job).update(error_code=error_code[:80], **_after_a_failure(job), **_FREE))


def give_back(job) -> bool:
    """The worker is told to stop: somebody else begins it again, and the attempt does not count."""
    return bool(_mine(job).update(state=Job.State.READY, attempts=F("attempts") - 1, **_FREE))


def bring_back_expired() -> int:
    """Jobs whose worker went silent wait again, or are dead after their last attempt."""
    expired = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=timezone.now())
    count = 0
    for job in list(expired[:100]):
        # Only if it is still the same silence: its worker may have spoken up since.
        still = _mine(job).filter(lease_until=job.lease_until)
        count += still.update(error_code=LEASE_RAN_OUT, **_after_a_failure(job), **_FREE)
    return count


def retry_dead() -> int:
    """An operator lets all dead jobs try again from the beginning."""
    return Job.objects.filter(state=Job.State.DEAD).update(
        state=Job.State.READY, attempts=0, run_at=timezone.now(), finished_at=None
    )


def tidy(older_than) -> int:
    """Forget jobs that were done before this moment. Dead ones stay until somebody has looked."""
    return Job.objects.filter(Q(finished_at__lt=older_than), state=Job.State.DONE).delete()[0]


_FREE = {"lease_token": None, "lease_until": None}


def _mine(job):
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_token=job.lease_token)


def _after_a_failure(job):
    now = timezone.now()
    if job.attempts >= job.max_attempts:
        return {"state": Job.State.DEAD, "finished_at": now}
    wait = min(FIRST_WAIT * 2 ** (job.attempts - 1), LONGEST_WAIT)
    return {"state": Job.State.READY, "run_at": now + wait}


def _id_only(kind, value):
    """The value if it cannot hold a word of anybody's: an id, a whole number, yes, no or nothing."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, str):
        try:
            return str(uuid.UUID(value))
        except ValueError:
            pass
    raise TypeError(
        f"{kind} was given a {type(value).__name__} that is no id: jobs hold ids, and look the rest up"
    )
