"""Who sees what: the one place. DESIGN section 2a as data, and the queries that follow from it.

*Who* is a signed-in member in one role, or a named reader (`Named`): the worker, or a command that an
operator runs. Everything that is not written here is seen by nobody.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

CLIENT = "client"
TREATS = "clinician"  # the relationship's own clinician, or a deputy while that one is away
RESPONSIBLE = "responsible supervisor"
CONSULTS = "consultative supervisor"
AUTHOR = "author"  # who wrote it, and nobody else but whom the line names
SHOWN = "shown"  # whose eyes the line of what is shown names, once its author shows it (column shown_at)
SHARED = "shared"  # the client, once its author has shared it with them (column shared_at)
NAMES = "named"  # the supervisor to whom it was shown by name with the client's yes, while they supervise its author (Showing)
CHOSEN = "chosen"  # whom the client named as a reader, one by one, and nobody in their place (`chosen_in`)
OWNER = "owner"
SUPPORTER = "supporter link"  # whoever holds it and its code, of what the client ticked (Holder)
NAMED = "worker or command"

# kind of data → whose eyes. The words of the kinds are DESIGN's.
EYES: dict[str, frozenset[str]] = {
    "relationships": frozenset({CLIENT, TREATS, RESPONSIBLE, CONSULTS, NAMED}),
    "appointments": frozenset({CLIENT, TREATS, RESPONSIBLE, SUPPORTER, NAMED}),
    "safe-contact": frozenset({CLIENT, TREATS, RESPONSIBLE, NAMED}),
    "check-ins": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    # What a client tells of themself and asks, from before the first session on.
    "client-pages": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "answers": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "loops": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "promises": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "topics": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "messages": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "reviews": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "news": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "consents": frozenset({CLIENT, TREATS, RESPONSIBLE, NAMED}),
    # How the two work together, what is said to it, and whether it held.
    "agreement": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "boundaries": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    # What a therapist reads of their own reliability: no rows, counted when it is opened.
    "consistency": frozenset({AUTHOR}),
    "urgent": frozenset({CLIENT, TREATS, RESPONSIBLE, NAMED}),
    "moments": frozenset({TREATS, RESPONSIBLE}),
    "progress-notes": frozenset({TREATS, RESPONSIBLE}),
    "process-notes": frozenset({AUTHOR}),
    "course": frozenset({CLIENT, TREATS, RESPONSIBLE, CONSULTS}),
    "episodes": frozenset({CLIENT, TREATS, RESPONSIBLE, CONSULTS}),
    # What happened in a strain, and what was learnt, in each one's words: until it is shown, its author's.
    "accounts": frozenset({AUTHOR, SHOWN}),
    "accounts-shown": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "rehearsals": frozenset({AUTHOR}),
    "goals": frozenset({CLIENT, TREATS, RESPONSIBLE, SUPPORTER}),
    # The stones that a client keeps: theirs alone, until they show their cairn.
    "cairn": frozenset({AUTHOR, SHOWN}),
    "cairn-shown": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    # That one of the two said of a quiet sign: this is none for me.
    "signs-let-be": frozenset({AUTHOR}),
    # Who supports a client, and what they may know: theirs alone, until they let their therapist know that there is somebody.
    "supporters": frozenset({AUTHOR, SHOWN}),
    "supporters-shown": frozenset({CLIENT, TREATS}),
    # What was sealed in the browser: opened by nobody here. And how a share felt to whoever shared it.
    "journal": frozenset({AUTHOR}),
    "received": frozenset({AUTHOR}),
    "shares": frozenset({CLIENT, TREATS}),
    "kind-words": frozenset({AUTHOR}),
    "guesses": frozenset({AUTHOR}),
    # What a therapist practised, wonders about and logged. And a client's words to practise with, once they said yes.
    "learning": frozenset({AUTHOR}),
    "learning-moments": frozenset({AUTHOR, CLIENT, NAMED}),
    # What a therapist reads of their own work over all relationships: no rows, but for figures that they show (visible_shown_figures).
    "mirror": frozenset({AUTHOR}),
    "drafts": frozenset({AUTHOR}),
    # That a session was asked for and listened to: who was in the room, when, by what, until when.
    "recordings": frozenset({AUTHOR, CLIENT, NAMED}),
    "transcripts": frozenset({AUTHOR, NAMED}),
    "listening-reports": frozenset({AUTHOR, SHARED, NAMES, NAMED}),
    "kept-moments": frozenset({AUTHOR, SHARED, NAMED}),
    # That what was heard was to be shown to a supervisor: to whom, what the client said to it, until when.
    "showings": frozenset({AUTHOR, CLIENT, NAMES, NAMED}),
    "only-me": frozenset({CLIENT}),
    # A few words of a session for one supervisor, with the client's yes; how a client goes on when their therapist's term ends.
    "passages": frozenset({AUTHOR, CLIENT, NAMES, NAMED}),
    "term-ends": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    # A break, an end that is planned, and what each says last; what a client gives their next therapist to read.
    "breaks": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "endings": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    "for-next": frozenset({AUTHOR}),
    "handed-on": frozenset({CLIENT, TREATS, RESPONSIBLE}),
    # That somebody asks for another therapist: the present one reads it once the client says so (endings/models.py).
    "another-therapist": frozenset({CLIENT, OWNER}),
    # Copies that the law makes the practice keep after an erasure. No page shows them.
    "kept-by-law": frozenset({NAMED}),
    # What is not right, told to those whom the client chose. To everybody else it is not there at all.
    "concerns": frozenset({CLIENT, CHOSEN}),
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
    "accounts": "author",
    "rehearsals": "author",
    "kind-words": "member",
    "journal": "member",
    "received": "member",
    "cairn": "member",
    "signs-let-be": "member",
    "supporters": "member",
    "for-next": "member",
    "process-notes": "author",
    "guesses": "author",
    "learning": "author",
    "learning-moments": "author",
    "mirror": "author",
    "drafts": "member",
    "recordings": "asked_by",
    "transcripts": "author",
    "listening-reports": "author",
    "kept-moments": "author",
    "showings": "author",
    "passages": "author",
}
# Where it stands to whom such a thing was shown by name.
NAMES_IN = {"listening-reports": "transcript__recording__showings__", "showings": "", "passages": ""}


@dataclass(frozen=True)
class Named:
    """The worker or a command: sees what its table line says, in one practice."""

    practice_id: UUID
    role: str = "named"
    pk: None = None
    command: str = ""


@dataclass(frozen=True)
class Holder:
    """Whoever holds a supporter's link and its code: sees of one relationship the things that the client named, and nothing else."""

    practice_id: UUID
    relationship_id: UUID
    things: frozenset[UUID] = frozenset()
    role: str = "supporter"
    pk: None = None


def visible(rows, who, kind):
    """The rows of one kind that `who` may see."""
    if who is None:
        return rows.none()
    if who.role == "supporter":
        return _ticked(rows, who, kind)
    # What a client took back is hidden from everybody but them.
    rows = rows if who.role == "client" else not_held(not_taken_back(rows))
    eyes = EYES[kind]
    if CHOSEN in eyes and who.role != "client":
        return _chosen(rows, who)
    if who.role == "named" and kind in COMMANDS.get(who.command, ()):
        eyes |= {NAMED}
    if AUTHOR in eyes:
        seen = _by_its_author(who, eyes, AUTHOR_COLUMN[kind])
        shown = _relationships(who, EYES[f"{kind}-shown"], "relationship__") if SHOWN in eyes else None
        if shown is not None:
            seen |= Q(shown_at__isnull=False) & shown
        if who.role == "supervisor" and NAMES in eyes:
            seen |= _named(who, NAMES_IN[kind])
        return rows.none() if seen is None else rows.filter(Q(practice=who.practice_id) & seen)
    if kind == "safe-contact":
        return rows.filter(practice=who.practice_id, client__in=_cared_for(who, kind).values("client"))
    seen = _relationships(who, eyes, "relationship__")
    return rows.none() if seen is None else rows.filter(Q(practice=who.practice_id) & seen)


def _cared_for(who, kind):
    """Where they may see a kind that is the client's own and not of one relationship: not their former therapists, once there is a new one."""
    from beside.practice.people.models import Relationship

    seen = _relationships(who, EYES[kind], "")
    found = Relationship.objects.filter(practice=who.practice_id).newest()
    return found.none() if seen is None else found.filter(seen)


def _chosen(rows, who):
    """Where this member is one of the readers, and the client has not taken it back. No worker, no command."""
    at = rows.chosen_in
    found = {f"{at}readers__member": who.pk, f"{at}taken_back_at": None}
    return rows.none() if who.pk is None else rows.filter(practice=who.practice_id, **found)


def _ticked(rows, who, kind):
    """The things that a client named to a supporter: one by one, never a whole kind."""
    if SUPPORTER not in EYES[kind]:
        return rows.none()
    rows = not_held(not_taken_back(rows))
    return rows.filter(practice=who.practice_id, relationship=who.relationship_id, pk__in=who.things)


def not_taken_back(rows):
    """Without what a client hid again, and what came of it: see `about` in models.py, and taking_back.py."""
    from beside.practice.people.models import TakenBack

    for column in rows.taken_back_by:
        rows = rows.exclude(Exists(TakenBack.objects.filter(thing_id=OuterRef(column), undone_at=None)))
    return rows


def not_held(rows):
    """Without what is not to be seen yet by anybody but the client: a message outside the agreed hours, and its loop."""
    if not rows.held_until:
        return rows
    return rows.filter(
        Q(**{f"{rows.held_until}__isnull": True}) | Q(**{f"{rows.held_until}__lte": timezone.now()})
    )


def visible_relationships(rows, who):
    seen = None if who is None else _relationships(who, EYES["relationships"], "")
    return rows.none() if seen is None else rows.filter(Q(practice=who.practice_id) & seen)


def visible_members(rows, who):
    """The people `who` may know of: an owner all accounts, others those they work with."""
    if who is None or who.role == "supporter":
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


def visible_therapist_pages(rows, who):
    """A therapist's page and what stands on it: their own, and for a client those that their therapists published."""
    if who is None or who.role not in ("client", "clinician"):
        return rows.none()
    rows = rows.filter(practice=who.practice_id)
    if who.role == "clinician":
        return rows.filter(clinician=who.pk)
    # Subquery rather than a join: with two therapies with one therapist a page would come twice.
    mine = who.therapies.filter(ended_on=None).values("clinician")
    return rows.filter(clinician__in=mine, clinician__page__published__isnull=False)


def visible_own_guidance(rows, who):
    """What is laid over the shipped guidance: the owners', and one's own. No supervisor's business, and no client's."""
    if who is None or who.role not in ("owner", "clinician"):
        return rows.none()
    return rows.filter(Q(practice=who.practice_id) & (Q(author__role="owner") | Q(author=who.pk)))


def visible_shown_figures(rows, who):
    """A figure of the mirror: its therapist's own, and the one supervisor's to whom it is shown, while they supervise and until its day."""
    from beside.practice.people.models import Supervision

    if who is None or who.role not in ("clinician", "supervisor"):
        return rows.none()
    rows = rows.filter(practice=who.practice_id)
    if who.role == "clinician":
        return rows.filter(author=who.pk)
    supervisees = Supervision.objects.filter(
        practice=who.practice_id, supervisor=who.pk, ended_on=None
    ).values("clinician")
    return rows.filter(
        supervisor=who.pk, ended_at=None, until__gte=timezone.localdate(), author__in=supervisees
    )


def visible_supervision(rows, who):
    """What two write to each other in supervision: those two, the supervisor as long as they supervise. No owner, no client."""
    if who is None or who.role not in ("clinician", "supervisor"):
        return rows.none()
    rows = rows.filter(practice=who.practice_id)
    if who.role == "clinician":
        return rows.filter(supervision__clinician=who.pk)
    return rows.filter(supervision__supervisor=who.pk, supervision__ended_on=None)


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


def _named(who, prefix) -> Q:
    """Shown to this supervisor by name, with the client's yes, and not ended; by somebody whom they still supervise."""
    shown = Q(
        **{
            f"{prefix}supervisor": who.pk,
            f"{prefix}agreed_at__isnull": False,
            f"{prefix}ended_at__isnull": True,
        }
    )
    return shown & _supervised(who, f"{prefix}relationship__", ("responsible", "consultative"))


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
