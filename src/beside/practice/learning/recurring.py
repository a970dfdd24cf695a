"""What this room wants done by itself."""

from datetime import timedelta

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django_tasks import task

# A key is made before the row that it seals is committed.
KEYS_WAIT = timedelta(hours=6)


@task()
def destroy_keys_left_over():
    destroy_keys()


def destroy_keys(now=None) -> int:
    """Destroy the keys of moments that went with what they were kept from: an old backup opens nothing of them."""
    from beside.practice.people.models import Member
    from beside.practice.people.tenancy import inside
    from beside.practice.vault import keyring
    from beside.practice.vault.fields import Sealed
    from beside.practice.vault.models import DataKey

    now, count = now or timezone.now(), 0
    holders = [
        model
        for model in apps.get_models()
        if issubclass(model, Sealed) and model.sealed_kind == keyring.PROCESS
    ]
    old = DataKey.objects.filter(
        kind=keyring.PROCESS, wrapped__isnull=False, holder__isnull=False, made_at__lt=now - KEYS_WAIT
    )
    for key in list(old):
        with inside(key.practice):
            # The author of process notes, or a row with a key by itself, of this room or another.
            needed = any(model.objects.filter(pk=key.holder).exists() for model in (Member, *holders))
        if not needed:
            count += keyring.destroy_of(
                key.practice, relationship=key.relationship, holder=key.holder, kinds=[keyring.PROCESS]
            )
    return count


@task()
def end_what_is_shown():
    end_shown()


def end_shown(now=None) -> int:
    """The numbers of a figure go once nobody may read it: its day is over, or the supervision is. Returns how many."""
    from beside.practice.learning.models import ShownFigure
    from beside.practice.people.models import Practice, Supervision
    from beside.practice.people.tenancy import on_its_days

    now, count = now or timezone.now(), 0
    for practice in Practice.objects.order_by("pk"):
        with on_its_days(practice):
            supervised = Supervision.objects.filter(
                practice=practice,
                supervisor=OuterRef("supervisor"),
                clinician=OuterRef("author"),
                ended_on=None,
            )
            over = Q(until__lt=timezone.localdate(now)) | ~Exists(supervised)
            rows = ShownFigure.objects.filter(practice=practice, ended_at=None).filter(over)
            count += rows.update(ended_at=now, words=None)
    return count


EVERY = [(destroy_keys_left_over, timedelta(hours=1)), (end_what_is_shown, timedelta(hours=1))]
