"""What this room wants done by itself: after so many sessions, both are asked to look back."""

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django_tasks import task

from beside.practice.meetings.models import Session
from beside.practice.people.access import Named
from beside.practice.people.models import Practice, Relationship
from beside.practice.people.tenancy import on_its_days
from beside.practice.together import actions
from beside.practice.together.models import EVERY as USUALLY
from beside.practice.together.models import Review, Rhythm


def ask_all(now=None):
    """In every practice. Safe to repeat: one review at a time, and the next is counted from it."""
    asked = 0
    for practice in Practice.objects.order_by("pk"):
        with on_its_days(practice):
            for relationship in due(practice, now=now):
                actions.ask_for_review(relationship, by=Named(practice.pk), now=now)
                asked += 1
    return asked


def due(practice, *, now=None):
    """The pairs of this practice that have had so many sessions since they last looked back. Three queries."""
    rhythms = dict(Rhythm.objects.filter(practice=practice).values_list("relationship", "every"))
    usual = rhythms.get(None, USUALLY)
    last = dict(
        Review.objects.filter(practice=practice)
        .order_by("asked_at")
        .values_list("relationship", "after_sessions")
    )
    open_ones = set(
        Review.objects.filter(practice=practice, agreed_at=None).values_list("relationship", flat=True)
    )
    pairs = Relationship.objects.filter(practice=practice, ended_on=None, frozen=False)
    held = dict(
        Session.objects.filter(practice=practice, starts_at__lte=now or timezone.now())
        .standing()
        .order_by()
        .values_list("relationship")
        .annotate(held=Count("pk"))
    )
    found = []
    for pair in pairs.select_related("client", "clinician"):
        every = rhythms.get(pair.pk, usual)
        if pair.is_on_a_break():
            continue
        if every and pair.pk not in open_ones and held.get(pair.pk, 0) - last.get(pair.pk, 0) >= every:
            found.append(pair)
    return found


@task()
def ask_for_reviews():
    ask_all()


EVERY = [(ask_for_reviews, timedelta(hours=1))]
