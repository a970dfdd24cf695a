"""What the worker does: listen to one transcript."""

from django_tasks import task

from beside.practice.recordings import hearing


# Not `practice_id`: the queue would hold one transaction open all the while, and nobody would see how far it is.
@task()
def listen_to(practice, transcript, attempt):
    hearing.hear(practice, transcript, attempt)
