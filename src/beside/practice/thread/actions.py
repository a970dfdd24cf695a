"""The thread between two people: sent once, never changed, read within the agreed hours, answered."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings.actions.schedule import locked
from beside.practice.meetings.words import tidy
from beside.practice.people import drafts, notices, submissions
from beside.practice.people.errors import Refused
from beside.practice.people.models import Absence, Member
from beside.practice.thread import hours
from beside.practice.thread.models import EVERY_DAY, Message, Terms
from beside.practice.thread.queries import current_terms, not_read


@transaction.atomic
def set_terms(
    relationship,
    *,
    by,
    days=(0, 1, 2, 3, 4),
    from_hour=9,
    until_hour=18,
    answer_within_hours=24,
    show_outside_hours=False,
    on=True,
    agreed=False,
    now=None,
):
    """From now on messages are read in these hours; `on=False` turns them off. What waits already is shown as it was promised.

    `agreed` where both have signed it: afterwards only another agreement changes it.
    """
    relationship = locked(relationship)
    _refuse_if_over(relationship)
    if not (agreed or by.is_clinician):
        raise Refused(
            _("When messages are read is the therapist's to say, or yours together in an agreement.")
        )
    before = current_terms(relationship)
    if before and before.agreed and not agreed:
        raise Refused(
            _("These hours stand in your agreement. Ask for a change of it, and they change with it.")
        )
    days = sorted(set(days))
    if not days or not set(days) <= set(EVERY_DAY) or not 0 <= from_hour < until_hour <= 24:
        raise Refused(_("Choose at least one day, and hours of which the first is earlier than the last."))
    terms = Terms.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        on=on,
        days=days,
        from_hour=from_hour,
        until_hour=until_hour,
        answer_within_hours=answer_within_hours,
        show_outside_hours=show_outside_hours,
        agreed=agreed,
        set_by=by,
        at=now or timezone.now(),
    )
    trail.write("terms of messages set", by=by, relationship=relationship, thing=terms)
    if by.is_clinician and not agreed:
        notices.tell(relationship.client, kind="message-terms", relationship=relationship, thing=relationship)
    return terms


@transaction.atomic
def send_message(relationship, *, words, key, by, now=None):
    """A message of one of the two. A client's asks for an answer; the therapist's settles what they have seen."""
    now, words, relationship = now or timezone.now(), tidy(words), locked(relationship)
    made, _fresh = submissions.once(
        key,
        by=by,
        what="message",
        words=[str(relationship.pk), words],
        make=lambda: _sent(relationship, words, by=by, now=now),
    )
    drafts.drop(by, page=draft_page(relationship))
    return Message.objects.select_related("relationship", "author").get(pk=made)


def draft_page(relationship):
    return f"thread:{relationship.pk}"


def keep_draft(relationship, *, words, by):
    """Theirs alone: not audited, not told, gone when sent."""
    if not words.strip():
        drafts.drop(by, page=draft_page(relationship))
        return None
    _refuse_if_over(relationship)
    return drafts.keep(relationship, by=by, page=draft_page(relationship), words={"words": words})


@transaction.atomic
def mark_read(relationship, *, by, shown=None, now=None):
    """What the other sent stands before this reader's eyes: all they may see, or of it the `shown` (ids) alone."""
    if relationship.frozen:
        return 0
    fresh = not_read(relationship, by=by)
    if shown is not None:
        fresh = fresh.filter(pk__in=shown)
    ids = list(fresh.values_list("pk", flat=True))
    if not ids:
        return 0
    Message.objects.filter(pk__in=ids).update(read_at=now or timezone.now(), read_by=by)
    if by.is_clinician:
        loops.mark_seen(_loops_of(relationship, by).filter(source_id__in=ids), by=by, now=now)
    return len(ids)


@transaction.atomic
def not_answered(message, *, by, now=None):
    """The client says that this one was not answered for them."""
    locked(message.relationship)
    for loop in (
        Loop.objects.visible_to(by)
        .filter(source_kind=Message._meta.label_lower, source_id=message.pk)
        .select_related("relationship")
    ):
        loops.not_answered_for_me(loop, by=by, now=now)


def _sent(relationship, words, *, by, now):
    terms = current_terms(relationship)
    _refuse(relationship, terms, words, by)
    shown_from = now if by.is_clinician or terms.show_outside_hours else hours.begin_at(terms, now)
    message = Message.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        author=by,
        words=words,
        sent_at=now,
        shown_from=shown_from,
    )
    trail.write("message sent", by=by, relationship=relationship, thing=message)
    if by.is_client:
        _asks(relationship, message, by=by, now=now)
    else:
        _answers(relationship, message, by=by, now=now)
    return message


def _refuse(relationship, terms, words, by):
    if not words:
        raise Refused(_("Nothing is written yet. Write a line, then send it."))
    if not by.is_clinician and by.pk != relationship.client_id:
        raise Refused(_("Only the two of them write here."))
    _refuse_if_over(relationship)
    if terms is None or not terms.on:
        raise Refused(_("Messages are off. Bring it to the next session, or ask for them in your agreement."))


def _refuse_if_over(relationship):
    if relationship.ended_on:
        raise Refused(
            _("Your work together has ended, so messages are off. The practice can be reached as before.")
        )


def _asks(relationship, message, *, by, now):
    loops.open_loop(
        relationship,
        kind=Loop.Kind.MESSAGE,
        source=message,
        words=message.words,
        by=by,
        shown_from=message.shown_from if message.shown_from > now else None,
        now=now,
    )
    for who in who_reads(relationship, message.shown_from):
        notices.tell(
            who,
            kind="message",
            relationship=relationship,
            thing=relationship,
            show_from=message.shown_from,
        )


def _answers(relationship, message, *, by, now):
    """Settles every message of theirs that was read. What came while the answer was written stays open, as does what is held."""
    read = Message.objects.filter(relationship=relationship, read_at__isnull=False).values("pk")
    found = _loops_of(relationship, by).filter(source_id__in=read)
    for loop in found.select_related("relationship", "given_by"):
        loops.what_changed(loop, by=by, note=message.words, now=now)
    notices.tell(relationship.client, kind="message", relationship=relationship, thing=relationship)


def _loops_of(relationship, by):
    return Loop.objects.visible_to(by).waiting().filter(relationship=relationship, kind=Loop.Kind.MESSAGE)


def who_reads(relationship, moment):
    """The therapist, and whoever stands in for them on that day."""
    day = timezone.localdate(moment)
    standing_in = Absence.objects.filter(
        practice=relationship.practice_id,
        clinician=relationship.clinician_id,
        first_day__lte=day,
        last_day__gte=day,
        deputy__state=Member.State.ACTIVE,
    ).select_related("deputy")
    return [relationship.clinician, *(absence.deputy for absence in standing_in)]
