"""What a client gives before the door opens."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings.actions.schedule import locked
from beside.practice.meetings.models import CheckIn, Session
from beside.practice.meetings.words import ARRIVE, tidy
from beside.practice.people import drafts, notices, submissions
from beside.practice.people.errors import Refused

OPENS = datetime.timedelta(hours=48)
PARTS = ("arrive", "arrive_words", "wish", "not_today", "hesitation", "life_change")
# What asks for an answer. "Not today" is a boundary for one day, and a life change is for knowing: neither opens a loop.
ASKS = {"wish": Loop.Kind.WISH, "hesitation": Loop.Kind.HESITATION}


def closes_at(session):
    return session.finished_at or session.ends_at


def is_open(session, *, now=None):
    """From 48 hours before until the session's end, while the session stands."""
    now = now or timezone.now()
    standing = session.state in (Session.State.PLANNED, Session.State.HELD)
    return standing and session.starts_at - OPENS <= now < closes_at(session)


def current_check_in(session):
    """The newest version, or None; none too where the client took it back."""
    return _newest(CheckIn.objects.not_taken_back(), session)


def _newest(rows, session):
    return rows.filter(session=session, corrected_by=None).order_by("-sent_at").first()


def draft_page(session):
    return f"check-in:{session.pk}"


def keep_check_in_draft(session, *, words, by):
    """Theirs alone: not audited, not told, gone when sent. What is as it was sent, or empty, is no draft."""
    words, sent = _tidy(words), current_check_in(session)
    if words == (sent.words if sent else {}):
        drafts.drop(by, page=draft_page(session))
        return None
    return drafts.keep(session.relationship, by=by, page=draft_page(session), words=words)


@transaction.atomic
def send_check_in(session, *, words, key, by, entered_by=None, now=None):
    """Keep a check-in, or a later version of it, and open a loop for what asks for an answer.

    `by` is the client; `entered_by` the therapist who types it with the client in the room. The same key
    again gives what it made before, even after the session has ended.
    """
    now = now or timezone.now()
    sender = entered_by or by
    words = _tidy(words)
    relationship = locked(session.relationship)
    client = relationship.client
    made, _fresh = submissions.once(
        key,
        by=sender,
        what="check-in",
        words=[str(session.pk), words],
        make=lambda: _made(session, client, words=words, sender=sender, now=now),
    )
    drafts.drop(sender, page=draft_page(session))
    return CheckIn.objects.select_related("session", "relationship").get(pk=made)


def _made(session, client, *, words, sender, now):
    session.refresh_from_db()
    if not is_open(session, now=now):
        raise Refused(_when_it_is_open(session, now))
    earlier = current_check_in(session)
    # What was taken back stays so: sent anew it is a version of its own, with loops of its own.
    newest = earlier or _newest(CheckIn.objects, session)
    if not words and earlier is None:
        raise Refused(
            _("Nothing is written yet. Tap a word or write a line; every part may be left out but one.")
        )
    check_in = CheckIn.objects.create(
        practice_id=session.practice_id,
        relationship_id=session.relationship_id,
        session=session,
        words=words,
        sent_at=now,
        entered_by=sender,
        corrects=newest,
    )
    trail.write(
        "check-in corrected" if earlier else "check-in sent",
        by=sender,
        relationship=session.relationship_id,
        thing=check_in,
    )
    for part, kind in ASKS.items():
        _answerable(check_in, earlier, part=part, kind=kind, client=client, sender=sender, now=now)
    if sender.is_client:
        relationship = session.relationship
        notices.tell(relationship.clinician, kind="check-in", relationship=relationship, thing=session)
    return check_in


def _answerable(check_in, earlier, *, part, kind, client, sender, now):
    """One wish, one loop: another wording goes on with the loop that is there, taking the words out leaves it be."""
    words, before = check_in.words.get(part, ""), earlier.words.get(part, "") if earlier else ""
    if words == before:
        return
    waiting = _waiting_loop(check_in.session, kind) if before else None
    if waiting is None and words:
        loops.open_loop(
            check_in.relationship,
            kind=kind,
            source=check_in,
            words=words,
            by=sender,
            given_by=client,
            now=now,
        )
    elif waiting is not None and words:
        loops.reword(waiting, words=words, by=sender, now=now)
    elif waiting is not None:
        loops.leave_be(waiting, by=sender, now=now)


def _waiting_loop(session, kind):
    versions = CheckIn.objects.filter(session=session).values("pk")
    return (
        Loop.objects.not_taken_back()
        .filter(
            practice=session.practice_id,
            source_kind=CheckIn._meta.label_lower,
            source_id__in=versions,
            kind=kind,
        )
        .waiting()
        .order_by("-opened_at")
        .first()
    )


def _tidy(words):
    """Only what we know, without blanks at the ends, without what was left out."""
    arrive = [word for word in ARRIVE if word in words.get("arrive", ())]
    typed = {part: tidy(words.get(part)) for part in PARTS if part != "arrive"}
    return {part: content for part, content in {"arrive": arrive, **typed}.items() if content}


def _when_it_is_open(session, now):
    if session.state not in (Session.State.PLANNED, Session.State.HELD):
        return _(
            "This session does not take place, so it needs no check-in. The next one opens two days before it."
        )
    if now < session.starts_at:
        return _(
            "The check-in opens two days before the session. What you wrote is still on this page: copy it if you like."
        )
    return _("The session is over, so its check-in is closed. You can bring what you wrote to the next one.")
