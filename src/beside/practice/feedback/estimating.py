"""A practice's own numbers, from the answers of all its people: how far one person's answers move, how far people differ.

Worked out by the worker once a week from what each course is followed by; with too few people it stays with the stated
defaults. No person's own numbers are kept, and nobody looks at anybody.
"""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from beside.practice.audit import trail
from beside.practice.feedback import asking, following
from beside.practice.feedback.models import PracticeNumbers, Standing
from beside.practice.people.access import Named
from beside.practice.people.models import Practice
from beside.practice.vault.inside import inside

COMMAND = "course-numbers"
# Smaller moves than this would follow every course anew for nothing that anybody could see.
WORTH_IT = 0.02


def estimate_all():
    for practice in Practice.objects.order_by("pk"):
        with inside(practice.pk):
            estimate(practice)


def estimate(practice):
    """Work the numbers out anew; where they have moved, every course is followed anew under them."""
    from beside.alliance import practice_parameters

    by = Named(practice.pk, command=COMMAND)
    standings = list(Standing.objects.visible_to(by).select_related("relationship"))
    found = practice_parameters([[point[2] for point in one.numbers["points"]] for one in standings])
    before = following.parameters_of(practice.pk)
    with transaction.atomic():
        _keep(practice, asking.SESSION, None if found.stated else asdict(found), found.clients)
        _curves(practice, standings)
        trail.write("course numbers estimated", by=by)
    if _moved(before, following.parameters_of(practice.pk)):
        for standing in standings:
            following.follow_anew(standing.relationship)


def _moved(before, after):
    return any(
        abs(getattr(before, name) - getattr(after, name)) > WORTH_IT for name in ("within", "between", "mean")
    )


def _curves(practice, standings):
    from beside.alliance import practice_curve

    totals: dict = {}
    for standing in standings:
        for form, rows in standing.numbers["totals"].items():
            totals.setdefault((form, rows[-1][2]), []).append(
                [(session, total) for session, total, version in rows if version == rows[-1][2]]
            )
    for (form, _version), clients in totals.items():
        try:
            curve = practice_curve(clients, "this practice’s own answers")
        except ValueError:
            _keep(practice, form, None, 0)
        else:
            _keep(practice, form, asdict(curve), curve.clients)


def _keep(practice, form, numbers, clients):
    rows = PracticeNumbers.objects.filter(practice=practice, form=form)
    if numbers is None:
        rows.delete()
    elif not rows.update(numbers=numbers, clients=clients, at=timezone.now()):
        PracticeNumbers.objects.create(practice=practice, form=form, numbers=numbers, clients=clients)
