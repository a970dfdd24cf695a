"""What people's notices want done by itself."""

from datetime import timedelta

from django_tasks import task

from beside.practice.people import mail


@task()
def send_waiting():
    mail.send_waiting()


EVERY = [(send_waiting, timedelta(minutes=10))]
