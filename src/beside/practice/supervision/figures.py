"""The counts of one finished term: clients by whether their work goes on and whether a strain was noted. Never by therapist or supervisor."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q

from beside.measures.suppress import K, suppressed
from beside.practice.people.models import Relationship
from beside.practice.repair.models import Episode
from beside.practice.supervision.models import Cohort, Place

# With two, each could take their own clients off the sum and read the other's.
FEWEST_THERAPISTS = 3


def counted(cohort):
    """[[goes on: strain, none], [ended: strain, none]] with totals, as it may be published; None where too few stand behind it."""
    rows = list(
        Relationship.objects.filter(
            practice=cohort.practice_id,
            clinician__in=cohort.places.filter(member__role="clinician").values("member"),
            began_on__lte=cohort.last_day,
        )
        .exclude(ended_on__lt=cohort.first_day)
        .annotate(
            strained=Exists(
                Episode.objects.filter(
                    relationship=OuterRef("pk"),
                    opened_at__date__gte=cohort.first_day,
                    opened_at__date__lte=cohort.last_day,
                )
            )
        )
        .values_list("clinician", "ended_on", "strained")
    )
    counts, of_each = [[0, 0], [0, 0]], defaultdict(lambda: [[0, 0], [0, 0]])
    for who, ended_on, strained in rows:
        ended = ended_on is not None and ended_on <= cohort.last_day
        for table in (counts, of_each[who]):
            table[ended][not strained] += 1
    # And nobody whose clients are all but a few of the sum: taking theirs away would leave those few.
    largest = max((sum(map(sum, table)) for table in of_each.values()), default=0)
    if len(of_each) < FEWEST_THERAPISTS or len(rows) - largest < K:
        return None
    # Nor of any one count: each therapist knows their own, and so each count stands without any one of them too.
    return [list(row) for row in suppressed(counts, parts=list(of_each.values()))]


def counted_before(cohort):
    """Whether a therapist of it stands in the published counts of a term that shares a day with it: the one taken off the other
    would leave the few by which they differ."""
    others = Cohort.objects.filter(
        practice=cohort.practice_id, first_day__lte=cohort.last_day, last_day__gte=cohort.first_day
    ).exclude(Q(published_at=None) | Q(pk=cohort.pk))
    mine = cohort.places.filter(member__role="clinician").values("member")
    return Place.objects.filter(practice=cohort.practice_id, cohort__in=others, member__in=mine).exists()
