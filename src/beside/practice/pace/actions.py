"""The client's map of topics, their pace, and whether they were asked first."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings.actions.schedule import locked
from beside.practice.meetings.models import Session
from beside.practice.meetings.words import tidy
from beside.practice.pace import queries
from beside.practice.pace.models import Asking, Mark, Pace, Topic
from beside.practice.people import notices, submissions
from beside.practice.people.errors import Refused
from beside.topics import topic_ids

MOST = 60  # topics on one map: more than that is no map


@transaction.atomic
def add_topic(relationship, *, words, wish, key, by, now=None):
    """A topic in the client's own words. The same words again go on with the topic that is there."""
    relationship, words, wish = _locked_for(relationship, by), tidy(words), _known(Topic.Wish, wish)
    if not words:
        raise Refused(_("Write what the topic is, in a few words."))
    made, _fresh = submissions.once(
        key,
        by=by,
        what="topic",
        words=[str(relationship.pk), words, wish],
        make=lambda: _marked(relationship, {"own": words}, wish, by=by, now=now),
    )
    return Topic.objects.get(pk=made)


@transaction.atomic
def mark_offered(relationship, *, offered, wish, by, now=None):
    """One of the topics that are offered, put on the map by the first tap."""
    relationship, wish = _locked_for(relationship, by), _known(Topic.Wish, wish)
    if offered not in topic_ids():
        raise Refused(_("This topic is not offered any more. Write it in your own words."))
    return _marked(relationship, {"offered": offered}, wish, by=by, now=now)


@transaction.atomic
def mark(topic, *, wish, by, now=None):
    """Open, ask me first, not now. What it is already stays as it is, without a line of its own."""
    relationship, wish = _locked_for(topic.relationship, by), _known(Topic.Wish, wish)
    newest = topic.marks.order_by("-at", "-pk").first()
    if newest is None or newest.wish != wish:
        _mark(relationship, topic, wish, by=by, now=now)
    return topic


@transaction.atomic
def set_pace(relationship, *, wish, by, reason="", key=None, now=None):
    """Slower, as it is, faster. A reason asks for an answer, so it opens a loop."""
    relationship, wish, reason = _locked_for(relationship, by), _known(Pace.Wish, wish), tidy(reason)

    def made():
        return _paced(relationship, wish, reason, by=by, now=now or timezone.now())

    if key is None:
        return made()
    words = [str(relationship.pk), wish, reason]
    pk, _fresh = submissions.once(key, by=by, what="pace", words=words, make=made)
    return Pace.objects.get(pk=pk)


@transaction.atomic
def say_asked_first(session, *, topics, by, now=None):
    """The therapist says about which topics they asked first. What the client has answered stays as it is."""
    relationship = locked(session.relationship)
    _refuse_if_over(relationship)
    if not by.is_clinician:
        raise Refused(_("What was asked first is the therapist's to say, and the client's to confirm."))
    if session.state in (Session.State.CANCELLED, Session.State.MISSED):
        raise Refused(_("This session did not take place, so nothing was asked in it."))
    before = Asking.objects.filter(session=session)
    before.filter(answered_at=None).exclude(topic__in=topics).delete()
    known = set(before.values_list("topic", flat=True))
    fresh = [topic for topic in topics if topic.pk not in known]
    for topic in fresh:
        asking = Asking.objects.create(
            practice_id=session.practice_id,
            relationship=relationship,
            topic=topic,
            session=session,
            claimed_by=by,
            claimed_at=now or timezone.now(),
        )
        trail.write("said to have asked first", by=by, relationship=relationship, thing=asking)
    if fresh:
        notices.tell(relationship.client, kind="asked-first", relationship=relationship, thing=session)


@transaction.atomic
def confirm_asked(asking, *, answer, by, now=None):
    """Yes, no, or I do not remember: the client's to say, and to change."""
    relationship, answer = locked(asking.relationship), _known(Asking.Said, answer)
    if by.pk != relationship.client_id:
        raise Refused(_("Only the client can say whether they were asked. Ask them."))
    asking = Asking.objects.select_for_update().get(pk=asking.pk)
    asking.answer, asking.answered_at = answer, now or timezone.now()
    asking.save(update_fields=["answer", "answered_at"])
    trail.write("said whether they were asked", by=by, relationship=relationship, thing=asking)
    return asking


def _marked(relationship, words, wish, *, by, now):
    """The topic of these words, marked; made where the map has none. Words are sealed, so they are compared here."""
    topics = list(
        Topic.objects.filter(practice=relationship.practice_id, relationship=relationship).not_taken_back()
    )
    topic = next((topic for topic in topics if _same(topic.words, words)), None)
    if topic is None:
        if len(topics) >= MOST:
            raise Refused(_("Your map has many topics already. Take one back before you add another."))
        topic = Topic.objects.create(
            practice_id=relationship.practice_id,
            relationship=relationship,
            words=words,
            made_at=now or timezone.now(),
        )
        trail.write("topic added", by=by, relationship=relationship, thing=topic)
    return mark(topic, wish=wish, by=by, now=now)


def _same(mine, others):
    return {key: words.casefold() for key, words in mine.items()} == {
        key: words.casefold() for key, words in others.items()
    }


def _mark(relationship, topic, wish, *, by, now):
    Mark.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        topic=topic,
        wish=wish,
        at=now or timezone.now(),
        entered_by=by,
    )
    # Which of the three is not in the trail: it would tell what somebody cannot talk about yet.
    trail.write("topic marked", by=by, relationship=relationship, thing=topic)


def _paced(relationship, wish, reason, *, by, now):
    newest = queries.newest_pace(Pace.objects.not_taken_back(), relationship)
    if newest and (newest.wish, newest.reason or "") == (wish, reason):
        return newest
    pace = Pace.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        wish=wish,
        reason=reason or None,
        at=now,
        entered_by=by,
    )
    trail.write("pace said", by=by, relationship=relationship, thing=pace)
    if reason:
        loops.open_loop(
            relationship,
            kind=Loop.Kind.PACE,
            source=pace,
            words=reason,
            by=by,
            given_by=relationship.client,
            now=now,
        )
    return pace


def _locked_for(relationship, by):
    """The pair's row, for its client, or for whoever treats them and writes it down with them in the room."""
    relationship = locked(relationship)
    if not by.is_clinician and by.pk != relationship.client_id:
        raise Refused(
            _("This map is the client's. Only they, or their therapist with them in the room, mark it.")
        )
    _refuse_if_over(relationship)
    return relationship


def _refuse_if_over(relationship):
    if relationship.ended_on:
        raise Refused(_("This relationship has ended, so nothing can be sent in it any more."))


def _known(choices, value):
    if value not in choices.values:
        raise Refused(_("Tap one of the words."))
    return value
