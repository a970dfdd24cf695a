"""What this room wants done by itself: ends whose day has come."""

from datetime import timedelta

from django_tasks import task

from beside.practice.endings import actions


@task()
def finish_endings():
    actions.finish_due()


EVERY = [(finish_endings, timedelta(hours=1))]
