import uuid

from django.db import models
from django.utils import timezone


class Job(models.Model):
    """One piece of background work. It holds ids only: what it is about lies in the rows that they name.

    Exempt from row-level security: the worker must find a job before it knows whose practice it is for.
    """

    class State(models.TextChoices):
        READY = "ready"
        RUNNING = "running"
        DONE = "done"
        # Tried as often as it may be. It stays where an operator sees it, until they try it again.
        DEAD = "dead"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice_id = models.UUIDField(null=True)
    # The dotted path of the task.
    kind = models.CharField(max_length=200)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.READY)
    # Counted as each attempt begins, so that a job that takes its worker down with it is counted too.
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    run_at = models.DateTimeField(default=timezone.now)
    # Whoever holds the newest token may say how it went; a worker that was thought dead and is not may not.
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    # The same key twice makes one job.
    idem_key = models.CharField(max_length=250, unique=True, null=True)  # noqa: DJ001 (many have none, and are not alike)
    # The name of an exception's class: never its message, which may repeat what somebody wrote.
    error_code = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "run_at"], name="jobs_waiting")]
