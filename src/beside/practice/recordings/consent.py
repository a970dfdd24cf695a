"""Whether everybody in the room said yes to listening to this session, and still does.

What a person said stands in the consent ledger (purpose "listening", about one session); who else was in the room and what
the therapist noted of their yes stands with the recording. Nothing is listened to unless `agreed` says so.
"""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.meetings.models import Session
from beside.practice.people import actions as people
from beside.practice.people.errors import Refused
from beside.practice.people.models import Consent
from beside.practice.recordings.models import Recording

PURPOSE = "listening"
# To show what was heard to one supervisor: about one Showing, and apart from the yes to listening.
SHOWING = "listening-shown"

UNANSWERED = "unanswered"  # nothing said yet, or only about what was asked before it was changed
YES = "yes"
NO = "no"
BEFORE = "before"  # a yes from before the session was over: nobody knew yet what would be said
AGAIN = "again"  # a backup was restored since: what was said meanwhile is not known
LAPSED = "lapsed"  # the day until which it held is over
OTHERS = "others"  # somebody else in the room was not asked, or did not say yes


def standing(recording):
    """Where the yes to this recording stands, in one word."""
    return standing_since(recording)[0]


def standing_since(recording):
    """(where it stands, when the client last said anything)."""
    line = last_word(recording)
    word = _of_line(recording, line)
    if word == YES and recording.has_lapsed:
        word = LAPSED
    elif word == YES and not all(other.get("agreed") for other in recording.others):
        word = OTHERS
    return word, line.at if line else None


def of_the_client(recording):
    """What the client said last, and whether it still says anything."""
    return _of_line(recording, last_word(recording))


def waits_for_the_client(recording, words):
    """Whether it is theirs to say something: never asked again of a no. `words`: their last ones, from `words_of`."""
    said = _of_line(recording, words.get(recording.session_id))
    return said in (UNANSWERED, AGAIN) or (said == BEFORE and is_over(recording.session))


def words_of(recordings):
    """{session id: the client's last word on it} for many recordings of one client, in one query."""
    return {line.about_id: line for line in _lines(recordings)} if recordings else {}


def those_agreed(recordings):
    """Of many recordings of one therapist's clients, those that `agreed` says yes to. One query."""
    if not recordings:
        return []
    client = {one.session_id: one.relationship.client_id for one in recordings}
    last: dict = {}
    for line in Consent.objects.filter(
        practice=recordings[0].practice_id, purpose=PURPOSE, about_id__in=client
    ).order_by("at", "pk"):
        if not line.given or line.who_id == client[line.about_id]:
            last[line.about_id] = line
    return [
        one
        for one in recordings
        if _of_line(one, last.get(one.session_id)) == YES
        and not one.has_lapsed
        and not one.relationship.frozen
        and all(other.get("agreed") for other in one.others)
    ]


def _lines(recordings):
    """What was said of them, the last word last: by the client, and a no that they gave their therapist to write down."""
    return Consent.objects.filter(
        Q(who=recordings[0].relationship.client_id) | Q(given=False),
        practice=recordings[0].practice_id,
        relationship=recordings[0].relationship_id,
        purpose=PURPOSE,
        about_id__in=[recording.session_id for recording in recordings],
    ).order_by("at", "pk")


def _of_line(recording, line):
    if line is None or (line.given and line.at < recording.asked_at):
        return UNANSWERED
    if not line.given:
        return NO
    if line.to_confirm:
        return AGAIN
    return YES if is_over(recording.session) and line.at >= _over_at(recording.session) else BEFORE


def last_word(recording):
    return _lines([recording]).last()


def was_written_down(recording):
    """Whether the last word is a no that the therapist wrote down for the client."""
    line = last_word(recording)
    return bool(line and line.who_id != recording.relationship.client_id)


def may_be_read(recording):
    """Whether what was heard may be read yet: deleting it, or asking once more after a restore, waits for the worker or the client."""
    return (
        recording.state == Recording.State.HEARD and not recording.has_lapsed and standing(recording) != AGAIN
    )


def may_be_shown(showing):
    """Whether the client's yes to this supervisor stands. After a restore they are asked once more."""
    return showing.is_open and people.has_consent(
        showing.relationship, who=showing.relationship.client_id, purpose=SHOWING, about=showing.pk
    )


def agreed(recording):
    return standing(recording) == YES and not recording.relationship.frozen


def refuse_unless_agreed(recording):
    """Raise Refused with what is missing, and what to do next."""
    if recording.relationship.frozen:
        raise Refused(_("This record is frozen, and nothing can be added to it."))
    refuse_what_was_not(recording.session)
    why = standing(recording)
    if why == YES:
        return
    raise Refused(
        {
            UNANSWERED: _("%(name)s has not said yes yet. Nothing is added or listened to before that."),
            NO: _("%(name)s said no, and it is theirs to change. Nothing is added or listened to."),
            BEFORE: _(
                "%(name)s said yes before the session. They are asked once more now that it is over, and nothing is added before that."
            ),
            AGAIN: _(
                "A backup was brought back since %(name)s said yes, so they are asked once more. Nothing is listened to before that."
            ),
            LAPSED: _("The time for which %(name)s said yes is over. Ask again if you still need it."),
            OTHERS: _(
                "Somebody else who was in the room has not said yes. Ask them, and note it, or leave it be."
            ),
        }[why]
        % {"name": recording.relationship.client.short_name}
    )


def refuse_what_was_not(session):
    if did_not_take_place(session):
        raise Refused(_("This session did not take place. If it did after all, put down its times first."))


def did_not_take_place(session):
    return session.state in (Session.State.CANCELLED, Session.State.MISSED)


def is_over(session):
    """Over for certain, by the plan and by the times that were put down."""
    return _over_at(session) <= timezone.now()


def _over_at(session):
    # Times put down later may be earlier than the plan: nobody's yes comes to stand after the session by that.
    return max(session.finished_at or session.ends_at, session.ends_at)
