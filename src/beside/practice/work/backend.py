"""Our queue behind the django-tasks API: `@task()` on a function, `.enqueue(...)` in the caller's transaction.

TASKS = {"default": {"BACKEND": "beside.practice.work.backend.Backend"}}
"""

import uuid

from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.signals import task_enqueued

STATUS = {
    "ready": TaskResultStatus.READY,
    "running": TaskResultStatus.RUNNING,
    "done": TaskResultStatus.SUCCESSFUL,
    "dead": TaskResultStatus.FAILED,
}


class Backend(BaseTaskBackend):
    supports_defer = True
    supports_get_result = True

    def enqueue(self, task, args, kwargs):
        from beside.practice.work import queue

        self.validate_task(task)
        job = queue.add(task.module_path, args, kwargs, run_at=task.run_after)
        result = _result(job, task)
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id):
        from beside.practice.work.models import Job

        try:
            job = Job.objects.get(pk=uuid.UUID(result_id))
        except (Job.DoesNotExist, ValueError):
            raise TaskResultDoesNotExist(result_id) from None
        return _result(job, task_of(job))


def task_of(job) -> Task:
    """The task that the job names. Only what was made a task may be called: a row cannot name any function."""
    found = import_string(job.kind)
    if not isinstance(found, Task):
        raise TypeError("the job names something that is not a task")
    return found


def _result(job, task):
    return TaskResult(
        task=task,
        id=str(job.pk),
        status=STATUS[job.state],
        enqueued_at=job.made_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.args["args"],
        kwargs=job.args["kwargs"],
        backend=task.backend,
        errors=[TaskError(exception_class_path=job.error_code, traceback="")] if job.error_code else [],
        worker_ids=[""] * job.attempts,
    )
