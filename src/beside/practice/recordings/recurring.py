"""What this room wants done by itself."""

from datetime import timedelta

from django_tasks import task


@task()
def delete_what_is_over():
    from beside.practice.recordings import actions

    actions.those_whose_time_is_over()
    actions.destroy_keys_left_over()


EVERY = [(delete_what_is_over, timedelta(hours=1))]
