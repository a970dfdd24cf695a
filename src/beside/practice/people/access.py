"""Who sees what: the one place. DESIGN section 2a as data, and the queries that follow from it.

*Who* is a signed-in member in one role, or a named reader (`Named`): the worker, or a command that an
operator runs. Everything that is not written here is seen by nobody.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

CLIENT = "client"
TREATS = "clinician"  # the relationship's own clinician, or a deputy while that one is away
RESPONSIBLE = "responsible supervisor"
CONSULTS = "consultative supervisor"
AUTHOR = "author"  # who wrote it, and nobody else but whom the line names
SHARED = "shared"  # the client, once its author has shared it with them (column shared_at)
OWNER = "owner"
NAMED = "worker or command"

# kind of data → whose eyes. The words of the kinds are DESIGN's.
EYES: dict[str, frozenset[str]] = {
    "relationships": frozenset({CLIENT, TREATS, RESPONSIBLE, CONSULTS, NAMED}),
    "appointments": frozenset({CLIENT, TREATS, RESPONSIBLE, NAMED}),
    "safe-contact": frozenset({CLIENT, TREATS, RESPONSIBLE, NAMED}),
    "check-ins": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "answers": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "loops": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "promises": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "consents": frozenset({CLIENT, TREATS, RESPONSIBLE, NAMED}),
    "urgent": frozenset({CLIENT, TREATS, RESPONSIBLE, NAMED}),
    "moments": frozenset({TREATS, RESPONSIBLE}),
    "progress-notes": frozenset({TREATS, RESPONSIBLE}),
    "process-notes": frozenset({AUTHOR}),
    "course": frozenset({CLIENT, TREATS, RESPONSIBLE, CONSULTS}),
    "episodes": frozenset({CLIENT, TREATS, RESPONSIBLE, CONSULTS}),
    "guesses": frozenset({AUTHOR}),
    "drafts": frozenset({AUTHOR}),
    # That a session was asked for and listened to: who was in the room, when, by what, until when.
    "recordings": frozenset({AUTHOR, CLIENT, NAMED}),
    "transcripts": frozenset({AUTHOR, NAMED}),
    "listening-reports": frozenset({AUTHOR, SHARED, NAMED}),
    "only-me": frozenset({CLIENT}),
    # That somebody asked for it, and when. No word of theirs.
    "erasures": frozenset({CLIENT, TREATS, OWNER, NAMED}),
}
# A command that an operator runs → what it reads beyond the line above. Only sums of it leave the command.
COMMANDS: dict[str, frozenset[str]] = {
    "psychometrics": frozenset({"answers"}),
    "course-numbers": frozenset({"course"}),
}
# Which column says who wrote it, for the kinds that are their author's alone.
AUTHOR_COLUMN = {
    "process-notes": "author",
    "guesses": "author",
    "drafts": "member",
    "recordings": "asked_by",
    "transcripts": "author",
    "listening-reports": "author",
}


@dataclass(frozen=True)
class Named:
    """The worker or a command: sees what its table line says, in one practice."""

    practice_id: UUID
    role: str = "named"
    pk: None = None
    command: str = ""


def visible(rows, who, kind):
    """The rows of one kind that `who` may see."""
    if who is None:
        return rows.none()
    eyes = EYES[kind]
    if who.role == "named" and kind in COMMANDS.get(who.command, ()):
        eyes |= {NAMED}
    if AUTHOR in eyes:
        seen = _by_its_author(who, eyes, AUTHOR_COLUMN[kind])
        return rows.none() if seen is None else rows.filter(Q(practice=who.practice_id) & seen)
    prefix = "client__therapies__" if kind == "safe-contact" else "relationship__"
    seen = _relationships(who, eyes, prefix)
    if seen is None:
        return rows.none()
    found = rows.filter(Q(practice=who.practice_id) & seen)
    # A client may have had several therapists: one row each way would be shown twice.
    return found.distinct() if kind == "safe-contact" else found


def visible_relationships(rows, who):
    seen = None if who is None else _relationships(who, EYES["relationships"], "")
    return rows.none() if seen is None else rows.filter(Q(practice=who.practice_id) & seen)


def visible_members(rows, who):
    """The people `who` may know of: an owner all accounts, others those they work with."""
    if who is None:
        return rows.none()
    rows = rows.filter(practice=who.practice_id)
    if who.role in ("owner", "named"):
        return rows
    together = {
        "client": Q(caseload__client=who.pk),
        "clinician": _treated_by(who, "therapies__")
        | Q(supervises__clinician=who.pk, supervises__ended_on=None),
        "supervisor": Q(supervised_by__supervisor=who.pk, supervised_by__ended_on=None)
        | _supervised(who, "therapies__", ("responsible", "consultative")),
    }[who.role]
    # Subquery rather than distinct(), so that callers may order and slice as they like.
    ids = rows.filter(together | Q(pk=who.pk)).values("pk")
    return rows.filter(pk__in=ids)


def may_see(who, relationship, kind) -> bool:
    """Whether `who` sees this kind of data of this relationship (author's kinds: whether they could have any)."""
    from beside.practice.people.models import Relationship

    if AUTHOR in EYES[kind]:
        return True
    seen = None if who is None else _relationships(who, EYES[kind], "")
    return (
        seen is not None
        and Relationship.objects.filter(Q(practice=who.practice_id, pk=relationship.pk) & seen).exists()
    )


def _by_its_author(who, eyes, column) -> Q | None:
    """What they wrote, and of others' what the line says: a client's own, or what was shared with the client."""
    if who.role == "named":
        return Q() if NAMED in eyes else None
    seen = Q(**{column: who.pk})
    if who.role == "client" and CLIENT in eyes:
        seen |= Q(relationship__client=who.pk)
    if who.role == "client" and SHARED in eyes:
        seen |= Q(relationship__client=who.pk, shared_at__isnull=False)
    return seen


def _relationships(who, eyes, prefix) -> Q | None:
    """Which relationships, or None for none at all."""
    if who.role == "named":
        return Q() if NAMED in eyes else None
    if who.role == "client":
        return Q(**{f"{prefix}client": who.pk}) if CLIENT in eyes else None
    if who.role == "clinician":
        return _treated_by(who, prefix) if TREATS in eyes else None
    if who.role == "owner":
        return Q() if OWNER in eyes else None
    if who.role == "supervisor":
        kinds = [
            kind for kind, eye in (("responsible", RESPONSIBLE), ("consultative", CONSULTS)) if eye in eyes
        ]
        return _supervised(who, prefix, kinds) if kinds else None
    return None


def _treated_by(who, prefix) -> Q:
    from beside.practice.people.models import Absence

    today = timezone.localdate()
    away = Absence.objects.filter(
        practice=who.practice_id, deputy=who.pk, first_day__lte=today, last_day__gte=today
    ).values("clinician")
    return Q(**{f"{prefix}clinician": who.pk}) | Q(**{f"{prefix}clinician__in": away})


def _supervised(who, prefix, kinds) -> Q:
    from beside.practice.people.models import Supervision

    supervisees = Supervision.objects.filter(
        practice=who.practice_id, supervisor=who.pk, ended_on=None, kind__in=kinds
    ).values("clinician")
    return Q(**{f"{prefix}clinician__in": supervisees})
