"""What is done by itself, hour by hour and day by day. Each may be repeated, and cut short, without harm."""

import os
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from beside.practice.desk import backup, erase, keyring_backups
from beside.practice.people import mail, notices
from beside.practice.people.models import Draft, Member, Notice, Practice, Relationship, Role, Submission
from beside.practice.people.tenancy import inside, on_its_days
from beside.practice.work import queue

DONE_JOBS_KEPT = timedelta(days=7)
SUBMISSIONS_KEPT = timedelta(days=90)
DRAFTS_KEPT = timedelta(days=180)
BACKUPS_KEPT = 14


@task()
def send_waiting_mail():
    mail.send_waiting()


@task()
def erase_those_due():
    erase.erase_due()


@task()
def keep_the_keyring():
    keyring_backups.write_if_changed()


@task()
def back_up():
    """Where BESIDE_BACKUPS names a folder: a backup a day, and the newest two weeks of them."""
    folder = os.environ.get("BESIDE_BACKUPS")
    if not folder:
        return
    file = Path(folder) / f"beside-{timezone.now():%Y-%m-%d}.beside"
    # An attempt that was cut short left nothing under this name; one that was finished needs no other.
    if not file.exists():
        backup.backup(file)
    for old in sorted(Path(folder).glob("beside-????-??-??.beside"))[:-BACKUPS_KEPT]:
        old.unlink()


@task()
def tidy_up():
    """Ended web sessions, finished jobs, old keys of submissions, and drafts that nobody came back to."""
    call_command("clearsessions", verbosity=0)
    now = timezone.now()
    queue.tidy(now - DONE_JOBS_KEPT)
    for practice in Practice.objects.order_by("pk"):
        with inside(practice.pk):
            Submission.objects.filter(practice=practice, at__lt=now - SUBMISSIONS_KEPT).delete()
            Draft.objects.filter(practice=practice, at__lt=now - DRAFTS_KEPT).delete()


@task()
def say_whose_years_are_over():
    """Tell the owner, once, of a record that need not be kept any longer."""
    for practice in Practice.objects.order_by("pk"):
        with on_its_days(practice):
            owners = list(
                Member.objects.filter(practice=practice, role=Role.OWNER, state=Member.State.ACTIVE)
            )
            ended = Relationship.objects.filter(practice=practice, on_hold=False).exclude(ended_on=None)
            for relationship in ended.select_related("practice"):
                told = Notice.objects.filter(
                    practice=practice, kind="retention-over", thing_id=relationship.pk
                )
                if erase.record_kept_until(relationship) < timezone.localdate() and not told.exists():
                    for owner in owners:
                        notices.tell(
                            owner, kind="retention-over", relationship=relationship, thing=relationship
                        )


EVERY = [
    (send_waiting_mail, timedelta(minutes=5)),
    (keep_the_keyring, timedelta(minutes=10)),
    (erase_those_due, timedelta(hours=1)),
    (tidy_up, timedelta(days=1)),
    (back_up, timedelta(days=1)),
    (say_whose_years_are_over, timedelta(days=1)),
]
