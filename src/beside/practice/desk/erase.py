"""Erase a relationship for good: the keys of every class that the law does not hold, then the rows, names and contact.

It takes the client's request, a second person and thirty days. A legal hold or an open complaint blocks it.
What the law makes the practice keep (endings/keeping.py: the practice says which kinds, and for how many years) stays sealed
with the record, each kind under a key of its own until its years are over.
"""

import datetime
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.cairn.models import Cairn, LetBe
from beside.practice.desk import keyring_backups
from beside.practice.endings import keeping
from beside.practice.endings.actions import keep_what_the_law_holds
from beside.practice.endings.models import KeptByLaw
from beside.practice.feedback.models import Due
from beside.practice.journal.models import Leaf, Lock, Torn
from beside.practice.meetings.models import Series, Session
from beside.practice.people import notices
from beside.practice.people.access import Named
from beside.practice.people.errors import Refused
from beside.practice.people.models import (
    Account,
    Consent,
    ErasureRequest,
    Link,
    Member,
    Notice,
    Practice,
    Relationship,
    Role,
    SafeContact,
    Seat,
    Submission,
    TakenBack,
)
from beside.practice.people.tenancy import inside, on_its_days
from beside.practice.repair.models import Episode
from beside.practice.thread.models import Terms
from beside.practice.together.models import Rhythm
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed
from beside.practice.vault.models import DataKey, Erasure

WAIT = datetime.timedelta(days=30)
NOT_HELD_BY_LAW = (
    keyring.WORDS,
    keyring.OWN,
    keyring.PROCESS,
    keyring.TRANSCRIPT,
    keyring.KEPT,
    keyring.CONCERN,
)


# -- Asking, agreeing, taking it back --------------------------------------------------------------------------


@transaction.atomic
def ask_for_erasure(relationship, *, by):
    """The client asks. Asked twice it is one request."""
    if by.pk != relationship.client_id:
        raise Refused(
            _("Only the client can ask for this. Show them where: it is on the page of their account.")
        )
    request, fresh = ErasureRequest.objects.get_or_create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        withdrawn_at=None,
        defaults={"asked_by": by},
    )
    if fresh:
        trail.write("erasure asked for", by=by, relationship=relationship, thing=request)
        for member in _those_who_may_agree(relationship):
            notices.tell(member, kind="erasure-asked", relationship=relationship, thing=request)
    return request


@transaction.atomic
def agree_to_erasure(request, *, by):
    """A second person has talked with them, and it may be done when its thirty days are over."""
    request = (
        ErasureRequest.objects.select_for_update().select_related("relationship__client").get(pk=request.pk)
    )
    if by.pk == request.asked_by_id or by.role not in (Role.OWNER, Role.CLINICIAN):
        raise Refused(_("Somebody else has to agree: the owner of the practice or the therapist."))
    if request.withdrawn_at:
        raise Refused(_("They have taken it back. There is nothing to agree to."))
    if request.relationship.on_hold:
        raise Refused(
            _("This is held by law or by an open complaint. End the hold first; then agree here again.")
        )
    if request.agreed_at is None:
        request.agreed_by, request.agreed_at = by, timezone.now()
        request.save(update_fields=["agreed_by", "agreed_at"])
        trail.write("erasure agreed to", by=by, relationship=request.relationship, thing=request)
        notices.tell(
            request.relationship.client,
            kind="erasure-agreed",
            relationship=request.relationship,
            thing=request,
        )
    return request


@transaction.atomic
def withdraw(request, *, by):
    """Taken back in time, nothing has happened."""
    request = ErasureRequest.objects.select_for_update().get(pk=request.pk)
    if by.pk != request.asked_by_id:
        raise Refused(_("Only whoever asked can take it back."))
    if request.done_at:
        raise Refused(_("It has been done already, and nothing brings it back."))
    if request.withdrawn_at is None:
        request.withdrawn_at = timezone.now()
        request.save(update_fields=["withdrawn_at"])
        trail.write("erasure taken back", by=by, relationship=request.relationship_id, thing=request)
    return request


def due_at(request) -> datetime.datetime:
    return request.asked_at + WAIT


def record_kept_until(relationship, *, today=None, kind=None) -> datetime.date:
    """The last day on which the law holds the record, or one kind of it: the practice's years after the end of the therapy."""
    years = keeping.years_of(relationship.practice)
    longest = years[kind] if kind else max(years.values())
    return keeping.until(relationship, longest, today=today or timezone.localdate())


def _those_who_may_agree(relationship):
    owners = Member.objects.filter(
        practice=relationship.practice_id, role=Role.OWNER, state=Member.State.ACTIVE
    )
    return [*owners, relationship.clinician]


# -- Doing it --------------------------------------------------------------------------------------------------


def erase_due(now=None) -> int:
    """Do what is due in every practice. Safe to repeat and to interrupt: what was begun is finished the next time."""
    now = now or timezone.now()
    done = 0
    for practice in Practice.objects.order_by("pk"):
        with on_its_days(practice):
            waiting = ErasureRequest.objects.filter(
                practice=practice, withdrawn_at=None, relationship__on_hold=False
            ).exclude(agreed_at=None)
            first = waiting.filter(done_at=None, asked_at__lte=now - WAIT)
            record = waiting.exclude(done_at=None).filter(record_done_at=None)
            ids = [*first.values_list("pk", flat=True), *record.values_list("pk", flat=True)]
        for request_id in ids:
            with on_its_days(practice):
                # Kept for good before any key goes: cut short in between, nothing that the law holds is lost.
                _keep_first(request_id)
            with on_its_days(practice), transaction.atomic():
                done += _erase(request_id, now)
    return done


def _keep_first(request_id):
    request = ErasureRequest.objects.select_related("relationship__practice").get(pk=request_id)
    if request.done_at is None and not request.relationship.on_hold:
        keep_what_the_law_holds(request.relationship)


def _erase(request_id, now) -> bool:
    request = (
        # Locked: nobody takes it back, or puts a hold on it, while it is being done.
        ErasureRequest.objects.select_for_update(of=("self",))
        .select_related("relationship__practice", "relationship__client")
        .get(pk=request_id)
    )
    relationship = request.relationship
    held = Relationship.objects.select_for_update().get(pk=relationship.pk).on_hold
    if request.withdrawn_at or held:
        return False
    record_too = record_kept_until(relationship, today=now.date()) <= now.date()
    kinds = () if request.done_at else NOT_HELD_BY_LAW
    if record_too:
        kinds = (*kinds, keyring.RECORD)
    if not kinds:
        # Nothing of a whole class is due; of the record a kind may be whose years are fewer.
        return _let_go_of_kinds(relationship, now)
    # Keys first. Cut short here, the request is still due and all of it is done again; the other way round
    # something would pass for erased whose key is still there.
    keyring.destroy(
        relationship.practice_id, relationship=relationship.pk, kinds=kinds, client=relationship.client_id
    )
    keyring_backups.rewrite()
    clear(relationship, kinds, now=now)
    if not record_too:
        _let_go_of_kinds(relationship, now)
    request.done_at = request.done_at or now
    request.record_done_at = now if record_too else None
    request.save(update_fields=["done_at", "record_done_at"])
    by = Named(relationship.practice_id)
    trail.write_erased(kinds, by=by, relationship=relationship, thing=request)
    return True


def _let_go_of_kinds(relationship, now) -> bool:
    """Kinds of the record whose years are over, or that this practice need not keep: their keys and rows go. Whether there were any."""
    years, today = keeping.years_of(relationship.practice), now.date()
    over = [
        kind
        for kind in keeping.KINDS
        if not years[kind] or keeping.until(relationship, years[kind], today=today) <= today
    ]
    # Keys first here too, and of the keyring's backups only one that was made after it.
    held = keyring.holders(relationship.practice_id, [relationship.pk], keyring.RECORD)
    keys = [holder for kind in over if (holder := keyring.of_kind(kind)) in held]
    for holder in keys:
        keyring.destroy_of(
            relationship.practice_id, relationship=relationship.pk, holder=holder, kinds=[keyring.RECORD]
        )
    if keys:
        keyring_backups.rewrite()
    gone = [kind for kind in over if _let_go_of_kind(relationship, kind)]
    return bool(gone or keys)


def _let_go_of_kind(relationship, kind) -> bool:
    """The rows of one kind of the record. Whether there were any."""
    mine = {"practice": relationship.practice_id, "relationship": relationship.pk}
    _label, model = keeping.KINDS[kind]
    gone = (
        KeptByLaw.objects.filter(kind=kind, **mine)
        if kind in keeping.COPIED
        else model.objects.filter(**mine)
    )
    if model is Session:
        # A day that something else of the record hangs on stays as long as that does.
        gone = gone.filter(progress_notes=None, moments=None)
    if not gone.exists():
        return False
    _remove(gone)
    trail.write_erased((kind,), by=Named(relationship.practice_id), relationship=relationship)
    return True


def replay() -> int:
    """After a restore: everything in the ledger is cleared from the data again, and what rooms deleted for good. Returns how many."""
    count = sum(clear() for clear in _rooms_that_delete())
    for erasure in Erasure.objects.order_by("erased_at"):
        with inside(erasure.practice), transaction.atomic():
            relationship = (
                Relationship.objects.select_related("practice", "client")
                .filter(practice=erasure.practice, pk=erasure.relationship)
                .first()
            )
            if relationship is None:
                continue
            clear(relationship, erasure.kinds, now=erasure.erased_at)
            by = Named(erasure.practice)
            trail.write_erased(erasure.kinds, by=by, relationship=relationship)
            count += 1
    return count + _kinds_let_go_again()


def _kinds_let_go_again() -> int:
    """Rows of a kind of the record whose key was destroyed: a backup from before brings them, and nobody can open them."""
    count = 0
    for kind in keeping.KINDS:
        for practice, relationship_id in keyring.destroyed_of(keyring.RECORD, keyring.of_kind(kind)):
            with inside(practice), transaction.atomic():
                relationship = Relationship.objects.filter(practice=practice, pk=relationship_id).first()
                count += bool(relationship and _let_go_of_kind(relationship, kind))
    return count


def _rooms_that_delete():
    """`clear_destroyed` of each room's erase.py, by name: rows whose own key was destroyed, apart from any relationship's."""
    for app in apps.get_app_configs():
        if (
            app.name.startswith("beside.")
            and app.name != "beside.practice.desk"
            and find_spec(f"{app.name}.erase")
        ):
            yield import_module(f"{app.name}.erase").clear_destroyed


@transaction.atomic
def clear(relationship, kinds, *, now=None):
    """Take the rows of these classes away, and what says who the client was. Done twice it is the same."""
    now = now or timezone.now()
    mine = {"practice": relationship.practice_id, "relationship": relationship.pk}
    for model in apps.get_models():
        # Safe contact is the client's, not one relationship's: it goes with their name.
        if issubclass(model, Sealed) and model is not SafeContact and model.sealed_kind in kinds:
            _remove(model.objects.filter(**mine))
    if set(kinds) & set(NOT_HELD_BY_LAW):
        for model in (Episode, Due, Notice, TakenBack, Terms, Rhythm, Cairn, LetBe):
            _remove(model.objects.filter(**mine))
        # A transcript whose days were over went before; its key still has its id.
        gone = DataKey.objects.filter(**mine).exclude(holder=None).values_list("holder", flat=True)
        Submission.objects.filter(practice=relationship.practice_id, thing_id__in=list(gone)).delete()
    if keyring.RECORD in kinds:
        # What they said yes to is part of the record as long as there is one.
        _remove(Consent.objects.filter(**mine))
        _remove(Session.objects.filter(**mine))
    else:
        _reduce_appointments(mine, now)
    _remove(Series.objects.filter(**mine))
    relationship.frozen = True
    relationship.ended_on = relationship.ended_on or now.date()
    relationship.save(update_fields=["frozen", "ended_on"])
    if not _other_relationships(relationship).exists():
        _forget_the_person(relationship)


def _reduce_appointments(mine, now):
    """Of a session that was held its day and length stay, as the record needs them; others go."""
    states = Session.State
    not_held = models.Q(state__in=(states.CANCELLED, states.MISSED)) | models.Q(
        state=states.PLANNED, starts_at__gt=now
    )
    # Whatever its state, a session that the record speaks of is part of it.
    _remove(Session.objects.filter(not_held, **mine, progress_notes=None, moments=None))
    for session in Session.objects.filter(**mine):
        length = session.ends_at - session.starts_at
        session.starts_at = session.starts_at.replace(hour=0, minute=0, second=0, microsecond=0)
        session.ends_at = session.starts_at + length
        session.series = session.began_at = session.finished_at = session.moved_from = None
        session.save()


def _other_relationships(relationship):
    """Those of the same client that were not erased."""
    erased = list(
        Erasure.objects.filter(practice=relationship.practice_id).values_list("relationship", flat=True)
    )
    return Relationship.objects.filter(
        practice=relationship.practice_id, client=relationship.client_id
    ).exclude(pk__in=[relationship.pk, *erased])


def _forget_the_person(relationship):
    """Name and contact go; an account without another seat goes, and with it every way to sign in."""
    member = relationship.client
    with translation.override(relationship.practice.language):
        member.name = member.prefers = _("A former client")
    account, member.account = member.account_id, None
    member.pronouns = member.language = ""
    member.state = Member.State.DIED if member.state == Member.State.DIED else Member.State.LEFT
    member.save()
    SafeContact.objects.filter(client=member).update(
        channel=SafeContact.Channel.NONE, sender_name="", note=None, from_hour=9, until_hour=18
    )
    Seat.objects.filter(member_id=member.pk).delete()
    Link.objects.filter(member_id=member.pk).delete()
    _remove(Submission.objects.filter(practice=relationship.practice_id, member=member))
    _remove(Notice.objects.filter(practice=relationship.practice_id, member=member))
    _remove(Leaf.objects.filter(practice=relationship.practice_id, member=member))
    _remove(Torn.objects.filter(practice=relationship.practice_id, member=member))
    _remove(Lock.objects.filter(practice=relationship.practice_id, member=member))
    if account and not Seat.objects.filter(account=account).exists():
        Account.objects.filter(pk=account).delete()


def _remove(rows):
    """Delete rows, and rows that make no sense without them. Keys between them are checked when all is done."""
    ids = list(rows.values_list("pk", flat=True))
    if not ids:
        return
    for relation in rows.model._meta.related_objects:
        there = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
        if relation.related_model is rows.model:
            continue  # corrections of each other are all among the rows
        if relation.field.null:
            there.update(**{relation.field.name: None})
        else:
            _remove(there)
    query = models.sql.DeleteQuery(rows.model)
    query.delete_batch(ids, using=rows.db)
    # Who sent it, and when: of the therapist too.
    Submission.objects.filter(thing_id__in=ids).delete()
