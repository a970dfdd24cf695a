"""What the trail wants done by itself."""

from datetime import timedelta

from django_tasks import task

from beside.practice.audit import anchors, verify


@task()
def copy_heads():
    anchors.copy_heads()


@task()
def look_at_the_trail():
    verify.look()


EVERY = [(copy_heads, timedelta(hours=1)), (look_at_the_trail, timedelta(days=1))]
