"""Tell those whom one chose, answer, ask again, settle. Nothing here is written into the audit trail: see models.Concern."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.concerns import concern as file_of
from beside.practice.audit import trail
from beside.practice.concerns import notice_words, whole
from beside.practice.concerns.models import Concern, Procedure, Reader, Step
from beside.practice.concerns.readers import offered, procedure_of
from beside.practice.people import notices, submissions
from beside.practice.people.errors import Refused
from beside.practice.people.locking import locked
from beside.practice.people.models import Notice


@transaction.atomic
def send(relationship, *, about, words, readers, key, by, they_may_know=False, now=None):
    """Tell these people, and nobody in their place. `they_may_know`: the client says that the person it is about may read it."""
    relationship, now, words = locked(relationship), now or timezone.now(), words.strip()
    if by.pk != relationship.client_id:
        raise Refused(_("Only the client says this, in their own words."))
    if not words:
        raise Refused(_("Write what is not right. A sentence is enough."))
    named = _named(relationship, readers, serious=file_of(about).serious, they_may_know=they_may_know)

    def made():
        concern = Concern(
            practice_id=relationship.practice_id,
            relationship=relationship,
            sent_at=now,
            changed_at=now,
            due_on=_due(relationship.practice_id, now),
        )
        concern.said = {"about": about, "words": words}
        concern.save()
        _step(concern, Concern.State.SENT, by=by, now=now)
        for member in named:
            _name(concern, member, now=now)
        whole.seal(concern)
        return concern

    given, _fresh = submissions.once(
        key,
        by=by,
        what="sent",
        words=[str(relationship.pk), about, words, sorted(str(member.pk) for member in named)],
        make=made,
    )
    return Concern.objects.get(pk=given)


@transaction.atomic
def add_reader(concern, *, reader, by, they_may_know=False, now=None):
    """One more. Whoever has read it has read it: nobody is taken off."""
    concern = _open_to(concern, by)
    if concern.taken_back_at:
        raise Refused(_("You took it back. Write it anew if you want to tell somebody."))
    [member] = _named(concern.relationship, [reader], serious=concern.is_serious, they_may_know=they_may_know)
    if not concern.readers.filter(member=member).exists():
        _name(concern, member, now=now or timezone.now())
        whole.seal(concern, whole=concern.was_whole)
    return concern


@transaction.atomic
def has_read(concern, *, by, now=None):
    """A reader has it before their eyes: the client sees who, and when."""
    now = now or timezone.now()
    if by.is_client:
        notices.seen_about(by, concern)
    if by.is_client or concern.relationship.frozen:
        return
    notices.seen_about(by, concern, kind=notice_words.NEW)
    if not Reader.objects.filter(concern=concern, member=by, read_at=None).exists():
        return
    # Where it stands now, not where it stood when the page was asked for: somebody else may have answered since.
    concern = _open_to(concern, by)
    if not Reader.objects.filter(concern=concern, member=by, read_at=None).update(read_at=now):
        return
    if concern.state == Concern.State.SENT:
        _move(concern, Concern.State.HEARD, by=by, now=now)
    else:
        whole.seal(concern, whole=concern.was_whole)


@transaction.atomic
def answer(concern, *, words, done, by, now=None):
    """What a reader says to it; `done`: and what was done about it."""
    concern, words = _open_to(concern, by), words.strip()
    if by.is_client:
        raise Refused(_("Whoever you told answers here. You can say that it is not answered for you."))
    if not words:
        raise Refused(
            _("Write what you say to it, or what was done. That you do not know yet is an answer too.")
        )
    state = Concern.State.DONE if done else Concern.State.ANSWERED
    last = concern.steps.last()
    if last and (last.by_id, last.state, last.words) == (by.pk, state, words):
        return concern  # a second tap
    moved = _move(concern, state, by=by, words=words, now=now)
    _nothing_waits(concern)
    notices.tell(
        concern.relationship.client,
        kind=notice_words.ANSWERED,
        relationship=concern.relationship,
        thing=concern,
    )
    return moved


@transaction.atomic
def not_answered_for_me(concern, *, by, words="", now=None):
    """The client opens it again: it waits for an answer as when it was sent."""
    concern, now = _of_the_client(concern, by), now or timezone.now()
    concern.due_on = _due(concern.practice_id, now)
    concern.save(update_fields=["due_on"])
    moved = _move(concern, Concern.State.SENT, by=by, words=words.strip(), now=now)
    for reader in concern.readers.select_related("member"):
        _tell(concern, reader.member)
    return moved


@transaction.atomic
def settled(concern, *, by, now=None):
    """The client says that it is enough. It can be opened again."""
    concern = _of_the_client(concern, by)
    moved = _move(concern, Concern.State.SETTLED, by=by, now=now)
    _nothing_waits(concern)
    return moved


@transaction.atomic
def take_back(concern, *, by, now=None):
    """Hidden from every reader from now on. Done twice it is the same."""
    concern = _open_to(concern, by)
    if not by.is_client:
        raise Refused(_("Only the client can take it back."))
    if concern.taken_back_at is None:
        concern.taken_back_at = now or timezone.now()
        concern.save(update_fields=["taken_back_at"])
        whole.seal(concern, whole=concern.was_whole)
        # Not only those unseen: a notice would lead to a page that is not there.
        Notice.objects.filter(practice=concern.practice_id, thing_id=concern.pk).delete()
    return concern


@transaction.atomic
def change_procedure(practice, *, by, words, days, outside, pays_supervisors):
    """What the practice does with a complaint. This is the practice's own word, and audited as any setting."""
    if not by.is_owner or by.practice_id != practice.pk:
        raise Refused(_("Only the owner of the practice changes this."))
    kept, _fresh = Procedure.objects.update_or_create(
        practice=practice,
        defaults={"words": words, "days": days, "outside": outside, "pays_supervisors": pays_supervisors},
    )
    trail.write("what is done with a complaint: changed", by=by, thing=kept)
    return kept


# -- Shared ----------------------------------------------------------------------------------------------------------


def _named(relationship, readers, *, serious, they_may_know):
    """The members behind these ids, if each can be told."""
    offers = offered(relationship)
    found = [offers.of(pk) for pk in dict.fromkeys(str(pk) for pk in readers)]
    if not found:
        raise Refused(_("Choose who reads it. Or keep it for yourself: the page says how."))
    if None in found:
        raise Refused(_("Somebody whom you chose cannot be told any more. Look at the list again."))
    if serious and not they_may_know and any(offer.is_the_therapist for offer in found):
        raise Refused(
            _("%(name)s is the person it is about. Say that they may read it, or take them off.")
            % {"name": offers.therapist.short_name}
        )
    return [offer.member for offer in found]


def _name(concern, member, *, now):
    Reader.objects.create(
        practice_id=concern.practice_id,
        relationship_id=concern.relationship_id,
        concern=concern,
        member=member,
        named_at=now,
    )
    if concern.state != Concern.State.SETTLED:
        _tell(concern, member)


def _tell(concern, member):
    """Now, and again on the day after an answer was due, unless one was given. Neither says what it is about."""
    about = {"relationship": concern.relationship, "thing": concern}
    notices.tell(member, kind=notice_words.NEW, **about)
    if concern.is_waiting:
        late = datetime.datetime.combine(concern.due_on + datetime.timedelta(days=1), datetime.time(8))
        notices.tell(member, kind=notice_words.WAITS, show_from=timezone.make_aware(late), **about)


def _nothing_waits(concern):
    Notice.objects.filter(
        practice=concern.practice_id, thing_id=concern.pk, kind=notice_words.WAITS, seen_at=None
    ).delete()


def _due(practice, now):
    return timezone.localdate(now) + datetime.timedelta(days=procedure_of(practice).days)


def _of_the_client(concern, by):
    concern = _open_to(concern, by)
    if not by.is_client:
        raise Refused(_("Only the client says where it stands for them."))
    if concern.taken_back_at:
        raise Refused(_("You took it back. Write it anew if you want to tell somebody."))
    return concern


def _open_to(concern, by):
    """The row as it is now, locked after that of its two people; only for the client and for those who were chosen."""
    relationship = locked(concern.relationship_id)
    found = Concern.objects.select_for_update().filter(pk=concern.pk).first()
    if found is None or not Concern.objects.visible_to(by).filter(pk=concern.pk).exists():
        raise Refused(_("This is not there any more."))
    found.relationship, found.was_whole = relationship, whole.is_whole(found)
    return found


def _move(concern, state, *, by, words="", now=None):
    now = now or timezone.now()
    if state not in Concern.MOVES[Concern.State(concern.state)]:
        raise Refused(
            _("This has moved on since the page was opened. Look at where it stands now, then choose again.")
        )
    concern.state, concern.changed_at = state, now
    concern.save(update_fields=["state", "changed_at"])
    _step(concern, state, by=by, words=words, now=now)
    whole.seal(concern, whole=concern.was_whole)
    return concern


def _step(concern, state, *, by, words="", now):
    step = Step(
        practice_id=concern.practice_id,
        relationship_id=concern.relationship_id,
        concern=concern,
        state=state,
        by=by,
        at=now,
    )
    step.note = words or None
    step.save()
    return step
