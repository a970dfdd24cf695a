"""What this room wants done by itself."""

from datetime import timedelta

from django_tasks import task

from beside.practice.feedback import estimating


@task()
def work_out_the_practices_numbers():
    estimating.estimate_all()


EVERY = [(work_out_the_practices_numbers, timedelta(days=7))]
