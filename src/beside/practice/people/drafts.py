"""What somebody types is kept for them, and them only, until they send it. Nothing here is audited or told."""

from django.db import transaction
from django.utils import timezone

from beside.practice.people.models import Draft


@transaction.atomic
def keep(relationship, *, by, page, words):
    draft = Draft.objects.filter(practice_id=by.practice_id, member=by, page=page).first() or Draft(
        practice_id=by.practice_id, relationship=relationship, member=by, page=page
    )
    draft.words, draft.at = words, timezone.now()
    draft.save()
    return draft


def words_of(by, *, page):
    """The draft's words, or an empty dict."""
    draft = Draft.objects.visible_to(by).filter(page=page).first()
    return draft.words if draft else {}


def drop(by, *, page):
    Draft.objects.visible_to(by).filter(page=page).delete()
