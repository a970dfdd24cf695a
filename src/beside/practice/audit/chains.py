"""The chains one after another, each read inside its own practice."""

from django.apps import apps

from beside.practice.audit.models import Entry, Head
from beside.practice.vault.inside import inside


def practices() -> set:
    """Whose chains there are."""
    # By name, because this room comes before people: theirs is the one list that row-level security leaves open.
    known = set(apps.get_model("people", "Practice").objects.values_list("pk", flat=True))
    known |= set(Head.objects.values_list("pk", flat=True))
    return known | set(Entry.objects.values_list("practice_id", flat=True).distinct())


def heads():
    for practice_id in sorted(practices(), key=str):
        with inside(practice_id):
            head = Head.objects.filter(pk=practice_id).first()
        if head:
            yield head
