"""After a session: what was promised, what is worth keeping, and the two kinds of note."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings.actions.schedule import day_of_next, locked
from beside.practice.meetings.models import Moment, ProcessNote, ProgressNote, Promise, Session
from beside.practice.meetings.words import tidy
from beside.practice.people import drafts, submissions
from beside.practice.people.errors import Refused


@transaction.atomic
def close_session(session, *, by, promises=(), moment="", progress="", last_time="", key=None, now=None):
    """The closing step, all of it or nothing. Again later it adds: a note gets a new version, none is overwritten.

    `promises` are (whose, words, due_on): whose is "client" or "clinician"; without a day it is due by next time.
    """
    now = now or timezone.now()
    relationship = locked(session.relationship)
    promises = [(whose, tidy(words), due_on) for whose, words, due_on in promises if words.strip()]
    moment, progress, last_time = tidy(moment), tidy(progress), tidy(last_time)
    said = [[whose, words, str(due_on or "")] for whose, words, due_on in promises]

    def closed():
        return _closed(
            session,
            relationship,
            by=by,
            promises=promises,
            moment=moment,
            progress=progress,
            last_time=last_time,
            now=now,
        )

    if key is None:
        closed()
    else:
        submissions.once(
            key,
            by=by,
            what="closing-step",
            words=[str(session.pk), said, moment, progress, last_time],
            make=closed,
        )
    return Session.objects.select_related("relationship__client", "relationship__clinician").get(
        pk=session.pk
    )


@transaction.atomic
def promise(session, *, whose, words, key, by, due_on=None, now=None):
    """Something that one of the two ("client", "clinician") will do, agreed outside the closing step. Once a key."""
    now = now or timezone.now()
    relationship = locked(session.relationship)
    words = tidy(words)
    if not words:
        raise Refused(_("Write what is promised, in a few words."))
    made, _fresh = submissions.once(
        key,
        by=by,
        what="promise",
        words=[str(session.pk), whose, words, str(due_on or "")],
        make=lambda: _promise(
            session,
            relationship,
            maker={"client": relationship.client, "clinician": relationship.clinician}[whose],
            words=words,
            due_on=due_on,
            due_next=day_of_next(session),
            by=by,
            now=now,
        ),
    )
    return Promise.objects.get(pk=made)


def closing_draft_page(session):
    return f"close:{session.pk}"


@transaction.atomic
def keep_closing_draft(session, *, words, by):
    """Theirs alone: not audited, not told, gone when the session is closed. What is empty is no draft."""
    _refuse_clients(by)
    if not any(words.values()):
        drafts.drop(by, page=closing_draft_page(session))
        return None
    return drafts.keep(session.relationship, by=by, page=closing_draft_page(session), words=words)


def _closed(session, relationship, *, by, promises, moment, progress, last_time, now):
    session.refresh_from_db()
    _refuse_clients(by)
    if session.state in (Session.State.CANCELLED, Session.State.MISSED):
        raise Refused(_("This session did not take place. If it did after all, put down its times first."))
    if (session.began_at or session.starts_at) > now:
        raise Refused(
            _("This session has not begun. Close it afterwards, or put down its times if it was earlier.")
        )
    due_next = day_of_next(session)
    people = {"client": relationship.client, "clinician": relationship.clinician}
    for whose, words, due_on in promises:
        _promise(
            session,
            relationship,
            maker=people[whose],
            words=words,
            due_on=due_on,
            due_next=due_next,
            by=by,
            now=now,
        )
    if moment:
        kept = Moment.objects.create(
            practice_id=session.practice_id,
            relationship=relationship,
            session=session,
            author=by,
            words=moment,
            at=now,
        )
        trail.write("moment kept", by=by, relationship=relationship, thing=kept)
    _note(session, relationship, progress=progress, last_time=last_time, by=by, now=now)
    drafts.drop(by, page=closing_draft_page(session))
    session.state, session.closed_at = Session.State.HELD, session.closed_at or now
    session.save(update_fields=["state", "closed_at"])
    trail.write("session closed", by=by, relationship=relationship, thing=session)
    return session


def _promise(session, relationship, *, maker, words, due_on, due_next, by, now):
    promise = Promise.objects.create(
        practice_id=session.practice_id,
        relationship=relationship,
        session=session,
        by=maker,
        words=words,
        due_on=due_on,
        made_at=now,
    )
    trail.write("promise made", by=by, relationship=relationship, thing=promise)
    loops.open_loop(
        relationship,
        kind=Loop.Kind.PROMISE,
        source=promise,
        words=words,
        by=by,
        given_by=maker,
        due_on=due_on or due_next,
        now=now,
    )
    return promise


def _note(session, relationship, *, progress, last_time, by, now):
    newest = ProgressNote.objects.filter(session=session).order_by("-version").first()
    before = (newest.words or "", newest.last_time or "") if newest else ("", "")
    if (progress, last_time) == before:
        return
    highest = ProgressNote.objects.filter(session=session).aggregate(Max("version"))["version__max"] or 0
    note = ProgressNote.objects.create(
        practice_id=session.practice_id,
        relationship=relationship,
        session=session,
        author=by,
        version=highest + 1,
        words=progress,
        last_time=last_time,
        at=now,
    )
    trail.write(
        f"progress note written, version {note.version}", by=by, relationship=relationship, thing=note
    )


@transaction.atomic
def write_process_note(session, *, words, by, now=None):
    """Its author's alone, under a key of the author's: apart from the record, so writing over it is theirs to do."""
    relationship = locked(session.relationship)
    _refuse_clients(by)
    note = ProcessNote.objects.visible_to(by).filter(session=session).first() or ProcessNote(
        practice_id=session.practice_id, relationship=relationship, session=session, author=by
    )
    note.words, note.at = tidy(words), now or timezone.now()
    note.save()
    trail.write("process note written", by=by, relationship=relationship, thing=note)
    return note


@transaction.atomic
def settle_promise(promise, *, state, by, note="", now=None):
    """Kept, or let go together. Its loop moves with it, unless it was closed already."""
    locked(promise.relationship)
    promise.refresh_from_db()
    waiting = list(
        Loop.objects.filter(
            practice=promise.practice_id, source_kind=Promise._meta.label_lower, source_id=promise.pk
        ).waiting()
    )
    # One that was kept, but not for the client, waits again and can be settled again.
    if promise.state != Promise.State.OPEN and not waiting:
        raise Refused(_("This promise is settled already. Look at where it stands."))
    promise.state, promise.settled_at = state, now or timezone.now()
    promise.save(update_fields=["state", "settled_at"])
    trail.write(f"promise {state}", by=by, relationship=promise.relationship_id, thing=promise)
    for loop in waiting:
        if state == Promise.State.KEPT:
            loops.what_changed(loop, by=by, note=note or _("Done, as promised."), now=now)
        else:
            loops.leave_be(loop, by=by, now=now)
    return promise


def _refuse_clients(by):
    if not by.is_clinician:
        raise Refused(_("Closing a session and its notes are the therapist's to write."))
