import datetime
import uuid

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus

from beside.practice.people.models import Link
from beside.practice.work import queue
from beside.practice.work.models import Job
from beside.practice.work.worker import Worker
from tests.practice.work.some_tasks import break_down, leave_a_row


@pytest.fixture
def worker():
    worker = Worker()
    worker.clock.every = []
    return worker


def in_the_past(job, **fields):
    Job.objects.filter(pk=job.pk).update(
        **dict.fromkeys(fields, timezone.now() - datetime.timedelta(seconds=1))
    )


def test_a_task_that_was_enqueued_is_done_once(worker):
    mark = uuid.uuid4()
    result = leave_a_row.enqueue(str(mark))
    worker.run(once=True)
    result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL
    assert Link.objects.filter(digest=mark).count() == 1
    assert Job.objects.get().attempts == 1


def test_a_job_is_there_only_if_its_transaction_is():
    with transaction.atomic():
        leave_a_row.enqueue(str(uuid.uuid4()))
        transaction.set_rollback(True)
    assert Job.objects.count() == 0


@pytest.mark.parametrize("word", ["Chris", "chris@example.org", b"x", 1.5, ["a"], {"a": 1}])
def test_a_job_refuses_anything_but_ids(word):
    with pytest.raises(TypeError, match="jobs hold ids"):
        leave_a_row.enqueue(word)
    assert Job.objects.count() == 0


@pytest.mark.parametrize(
    "value", [None, True, 7, str(uuid.uuid4()), uuid.uuid4()], ids=lambda v: type(v).__name__
)
def test_a_job_takes_ids_and_whole_numbers(value):
    leave_a_row.enqueue(value)
    assert Job.objects.get().args["args"] == [str(value) if isinstance(value, uuid.UUID) else value]


def test_the_same_key_makes_one_job():
    mark = str(uuid.uuid4())
    one = queue.add_once(leave_a_row, key="today", mark=mark)
    assert queue.add_once(leave_a_row, key="today", mark=mark) == one
    assert queue.add_once(leave_a_row, key="tomorrow", mark=mark) != one


def test_a_job_for_later_waits(worker):
    leave_a_row.using(run_after=timezone.now() + datetime.timedelta(hours=1)).enqueue(str(uuid.uuid4()))
    worker.run(once=True)
    assert Job.objects.get().state == Job.State.READY


def test_a_failure_is_tried_again_later_and_keeps_no_words(worker):
    break_down.enqueue(str(uuid.uuid4()))
    worker.run(once=True)
    job = Job.objects.get()
    assert (job.state, job.attempts, job.error_code) == ("ready", 1, "ValueError")
    assert job.run_at > timezone.now()
    assert "words" not in str(vars(job))


def test_each_wait_is_longer_than_the_one_before(worker):
    break_down.enqueue(str(uuid.uuid4()))
    waits = []
    for _ in range(4):
        worker.run(once=True)
        job = Job.objects.get()
        waits.append((job.run_at - timezone.now()).total_seconds())
        in_the_past(job, run_at=True)
    assert waits == sorted(waits)
    assert waits[-1] > 6 * waits[0]


def test_a_job_that_never_works_is_dead_and_stays_in_sight(worker):
    break_down.enqueue(str(uuid.uuid4()))
    for _ in range(7):
        worker.run(once=True)
        in_the_past(Job.objects.get(), run_at=True)
    job = Job.objects.get()
    assert (job.state, job.attempts, job.error_code) == ("dead", 5, "ValueError")
    queue.tidy(timezone.now() + datetime.timedelta(days=1))
    assert Job.objects.count() == 1


def test_an_operator_lets_the_dead_try_again(worker):
    break_down.enqueue(str(uuid.uuid4()))
    Job.objects.update(state=Job.State.DEAD, attempts=5)
    assert queue.retry_dead() == 1
    worker.run(once=True)
    assert Job.objects.get().attempts == 1


def test_a_row_in_the_queue_cannot_call_any_function(worker):
    Job.objects.create(kind="tests.practice.work.some_tasks.not_a_task", args={"args": [1], "kwargs": {}})
    worker.run(once=True)
    assert Job.objects.get().error_code == "TypeError"


def test_a_task_that_is_not_there_any_more_is_a_failure_and_not_a_crash(worker):
    Job.objects.create(kind="beside.practice.gone.task", args={"args": [], "kwargs": {}})
    worker.run(once=True)
    assert Job.objects.get().error_code == "ModuleNotFoundError"


def test_a_silent_worker_s_job_waits_again_and_the_attempt_counts():
    leave_a_row.enqueue(str(uuid.uuid4()))
    job = queue.claim()
    in_the_past(job, lease_until=True)
    assert queue.bring_back_expired() == 1
    job = Job.objects.get()
    assert (job.state, job.attempts, job.error_code) == ("ready", 1, "LeaseRanOut")


def test_a_lease_that_is_renewed_is_nobody_else_s():
    leave_a_row.enqueue(str(uuid.uuid4()))
    job = queue.claim()
    in_the_past(job, lease_until=True)
    assert queue.beat(job)
    assert queue.bring_back_expired() == 0


def test_fencing_refuses_the_worker_that_was_thought_dead():
    leave_a_row.enqueue(str(uuid.uuid4()))
    late = queue.claim()
    in_the_past(late, lease_until=True)
    queue.bring_back_expired()
    in_the_past(late, run_at=True)
    other = queue.claim()
    assert other.pk == late.pk
    assert not queue.beat(late)
    assert not queue.finish(late)
    assert not queue.fail(late, "TooLate")
    assert not queue.give_back(late)
    assert (Job.objects.get().state, Job.objects.get().lease_token) == ("running", other.lease_token)
    assert queue.finish(other)


def test_what_is_given_back_was_no_attempt():
    leave_a_row.enqueue(str(uuid.uuid4()))
    queue.give_back(queue.claim())
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("ready", 0)


def test_done_jobs_are_forgotten_after_a_while(worker):
    leave_a_row.enqueue(str(uuid.uuid4()))
    worker.run(once=True)
    assert queue.tidy(timezone.now() - datetime.timedelta(days=7)) == 0
    assert queue.tidy(timezone.now() + datetime.timedelta(seconds=1)) == 1


def test_what_comes_back_every_hour_is_one_job_an_hour(worker):
    worker.clock.every = [(leave_a_row, datetime.timedelta(hours=1))]
    moment = timezone.now().replace(minute=10)
    worker.clock.tick(moment)
    worker.clock.tick(moment + datetime.timedelta(minutes=20))
    other = Worker()
    other.clock.every = worker.clock.every
    other.clock.tick(moment + datetime.timedelta(minutes=30))
    assert Job.objects.count() == 1
    other.clock.tick(moment + datetime.timedelta(hours=1))
    assert Job.objects.count() == 2
