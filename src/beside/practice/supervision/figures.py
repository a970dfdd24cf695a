"""The counts of one finished term: clients by whether their work goes on and whether a strain was noted. Never by therapist or supervisor."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q

from beside.measures.suppress import K, suppressed
from beside.practice.people.models import Member, Relationship, Supervision
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
        .order_by("began_on", "pk")
        .values_list("client", "clinician", "ended_on", "strained")
    )
    stands, of_each = {}, defaultdict(set)
    for client, therapist, ended_on, strained in rows:
        goes_on = ended_on is None or ended_on > cohort.last_day
        before = stands.get(client, (False, False))
        # One client is one, also where they were handed over within the term: it goes on where any of it does.
        stands[client] = (before[0] or goes_on, before[1] or strained)
        of_each[therapist].add(client)
    known = [*of_each.values(), *_known_to_supervisors(cohort, of_each, everybody=len(stands))]
    # And nobody who knows all but a few of them: taking theirs away would leave those few.
    largest = max((len(clients) for clients in known), default=0)
    if len(of_each) < FEWEST_THERAPISTS or len(stands) - largest < K:
        return None
    # Nor of any one count: each knows their own, and so each count stands without what any one of them knows too.
    tables = [_table(stands, clients) for clients in known]
    return [list(row) for row in suppressed(_table(stands, stands), parts=tables)]


def _table(stands, clients):
    counts = [[0, 0], [0, 0]]
    for client in clients:
        goes_on, strained = stands[client]
        counts[not goes_on][not strained] += 1
    return counts


def _known_to_supervisors(cohort, of_each, *, everybody):
    """What each supervisor of the term knows, of either kind: their supervisees' clients, and their own where they treat too.

    By account: who sits in several places is one person. Whoever knows everybody reads nothing new in the sum.
    """
    known = defaultdict(set)
    supervised = Supervision.objects.filter(practice=cohort.practice_id, clinician__in=of_each)
    # Who supervised in the term has seen it, also where that has ended.
    for seat, account, therapist in supervised.exclude(ended_on__lt=cohort.first_day).values_list(
        "supervisor", "supervisor__account", "clinician"
    ):
        known[account or seat] |= of_each[therapist]
    for therapist, account in Member.objects.filter(pk__in=of_each).values_list("pk", "account"):
        if account in known:
            known[account] |= of_each[therapist]
    return [clients for clients in known.values() if len(clients) < everybody]


def counted_before(cohort):
    """Whether a therapist of it stands in the published counts of a term that shares a day with it: the one taken off the other
    would leave the few by which they differ."""
    others = Cohort.objects.filter(
        practice=cohort.practice_id, first_day__lte=cohort.last_day, last_day__gte=cohort.first_day
    ).exclude(Q(published_at=None) | Q(pk=cohort.pk))
    mine = cohort.places.filter(member__role="clinician").values("member")
    return Place.objects.filter(practice=cohort.practice_id, cohort__in=others, member__in=mine).exists()
