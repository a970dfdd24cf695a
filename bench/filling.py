"""Many relationships with many sessions each, put in by the thousand: the same rows as the actions make, without their trail."""

import datetime
import itertools
import random
import uuid

from django.db import connection, transaction
from django.utils import timezone

from beside.practice.feedback import following
from beside.practice.feedback.models import Guess, Sheet
from beside.practice.loops.models import Loop, Step
from beside.practice.meetings.models import CheckIn, ProgressNote, Promise, Session
from beside.practice.people import actions
from beside.practice.people.models import Account, Member, Relationship, Role, SafeContact, Seat
from beside.practice.people.tenancy import inside

SESSIONS = 100
CLIENTS_EACH = 20
A_DAY = 5  # of a therapist's clients come on one day
WORDS = [
    "slept",
    "badly",
    "again",
    "and",
    "did",
    "not",
    "want",
    "to",
    "come",
    "then",
    "was",
    "glad",
    "that",
    "I",
]


def fill(relationships, *, seed=1):
    """A practice with that many relationships of a hundred sessions; return (a therapist, their client, session of today)."""
    by_chance = random.Random(seed)
    owner = actions.make_practice("Bench", owner_name="Owner", second_step=False)
    with inside(owner.practice_id):
        pairs = [
            pair for therapist in range(relationships // CLIENTS_EACH) for pair in caseload(owner, therapist)
        ]
        for some in batches(pairs, 20):
            with transaction.atomic():
                put_in(some, by_chance)
                for pair in some:
                    following.follow_anew(pair)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # It looks at its own sizes from time to time; one that was filled in a minute must be told.
                cursor.execute("ANALYZE")
        return (
            pairs[0].clinician,
            pairs[0].client,
            Session.objects.filter(relationship=pairs[0]).latest("starts_at"),
        )


def caseload(owner, number):
    with transaction.atomic():
        therapist = seated(owner, Role.CLINICIAN, f"Therapist {number}")
        clients = [seated(owner, Role.CLIENT, f"Client {number}-{n}") for n in range(CLIENTS_EACH)]
        pairs = [
            Relationship(practice_id=owner.practice_id, client=client, clinician=therapist)
            for client in clients
        ]
        Relationship.objects.bulk_create(pairs)
        SafeContact.objects.bulk_create(
            SafeContact(practice_id=owner.practice_id, client=one) for one in clients
        )
    return pairs


def seated(owner, role, name):
    account = Account.objects.create(email=f"{uuid.uuid4().hex}@bench.example", password="!")
    member = Member.objects.create(
        practice_id=owner.practice_id, role=role, name=name, account=account, state=Member.State.ACTIVE
    )
    Seat.objects.create(account=account, practice_id=owner.practice_id, member_id=member.pk)
    return member


def put_in(pairs, by_chance):
    rows = {model: [] for model in (Session, CheckIn, Sheet, Guess, ProgressNote, Promise, Loop, Step)}
    for place, pair in enumerate(pairs):
        for row in itertools.chain.from_iterable(
            one_session(pair, n, by_chance, in_days=place // A_DAY) for n in range(SESSIONS + 1)
        ):
            rows[type(row)].append(row)
    for model, some in rows.items():
        model.objects.bulk_create(some, batch_size=500)


def one_session(pair, number, by_chance, *, in_days):
    """Session `number` of a hundred, week after week until the next, today or in some days."""
    own = {"practice_id": pair.practice_id, "relationship": pair}
    to_come = number == SESSIONS
    hour = 8 + by_chance.randrange(12)
    start = (timezone.now() - datetime.timedelta(weeks=SESSIONS - number)).replace(hour=hour, minute=0)
    start = timezone.now() + datetime.timedelta(days=in_days, hours=3) if to_come else start
    session = Session(
        **own,
        number=number + 1,
        starts_at=start,
        ends_at=start + datetime.timedelta(minutes=50),
        zone="UTC",
        state="planned" if to_come else "held",
        closed_at=None if to_come else start,
    )
    yield session
    check_in = CheckIn(
        **own, session=session, words={"wish": some_words(by_chance)}, sent_at=start, entered_by=pair.client
    )
    yield check_in
    state = "given" if number > SESSIONS - 4 else "changed"
    loop = Loop(
        **own,
        kind="wish",
        state=state,
        source_kind="meetings.checkin",
        source_id=check_in.pk,
        given_by=pair.client,
        words=some_words(by_chance),
        opened_at=start,
    )
    yield loop
    yield Step(**own, loop=loop, state=state, by=pair.client, at=start)
    if to_come:
        return
    answers = {key: by_chance.randrange(5, 11) for key in ("self", "matters", "way")}
    yield Sheet(
        **own,
        session=session,
        form="session",
        version=1,
        answers=answers,
        entered_by=pair.client,
        sent_at=start,
    )
    yield Guess(**own, session=session, author=pair.clinician, form="session", version=1, answers=answers)
    yield ProgressNote(
        **own, session=session, author=pair.clinician, words=some_words(by_chance), last_time="As before."
    )
    if number % 10 == 0:
        yield Promise(**own, session=session, by=pair.clinician, words=some_words(by_chance), state="kept")


def some_words(by_chance):
    return " ".join(by_chance.choices(WORDS, k=by_chance.randrange(8, 40)))


def batches(things, size):
    return [things[start : start + size] for start in range(0, len(things), size)]
