"""What happened between two people, as events for the signs of trust: ids and days, never a word.

Each query starts from `visible_to`, and leaves out what was taken back for the client too. A journal's pages, drafts, concerns, what was
answered *only for me* and how a share felt are not asked for here at all.
"""

from django.db.models import Q
from django.urls import reverse

from beside.practice.feedback import asking
from beside.practice.feedback.models import Sheet
from beside.practice.journal.models import Share
from beside.practice.loops.models import Loop, Step
from beside.practice.meetings.models import Session
from beside.practice.pace.models import Mark, Topic
from beside.practice.people.models import Consent
from beside.practice.recordings.models import Recording, Report
from beside.practice.repair.models import Episode
from beside.practice.thread.models import Message
from beside.signs.trust import Event

OF_LOOPS = {
    Loop.Kind.CHANGE: "change-asked",
    Loop.Kind.PACE: "pace-asked",
    Loop.Kind.WORDS: "words-given",
}
# Which page a yes or no was asked on, where it was about one session.
ASKED_ON = {"listening": "listening", "companions": "companions"}


def events(relationship, *, by) -> list[Event]:
    """All of them, as `by` may see them. The same number of queries whatever there is."""
    return [
        *_sessions(relationship, by),
        *_strains(relationship, by),
        *_topics(relationship, by),
        *_declined(relationship, by),
        *_loops(relationship, by),
        *_not_answered(relationship, by),
        *_shares(relationship, by),
        *_first_message(relationship, by),
        *_told_first(relationship, by),
        *_silences(relationship, by),
    ]


def place(event, relationship):
    """The page that it came from."""
    name, _colon, about = event.thing.partition(":")
    return reverse(name, args=[about or relationship.pk])


def source_of(event):
    """The id of what it was, which its client may take back."""
    return event.thing.partition(":")[2] or None


def _of(model, relationship, by):
    return model.objects.visible_to(by).not_taken_back().filter(relationship=relationship)


def _sessions(relationship, by):
    held = _of(Session, relationship, by).filter(state=Session.State.HELD)
    return [
        Event("session-held", at, f"session-detail:{pk}") for pk, at in held.values_list("pk", "starts_at")
    ]


def _strains(relationship, by):
    found = []
    for pk, at, opened_by in _of(Episode, relationship, by).values_list("pk", "opened_at", "opened_by"):
        found.append(Event("strain-felt", at, f"strain:{pk}"))
        if opened_by == relationship.client_id:
            found.append(Event("strain-raised", at, f"strain:{pk}"))
    return found


def _topics(relationship, by):
    """A topic closed; and one opened that was not open before."""
    found, before = [], {}
    for mark in _of(Mark, relationship, by).order_by("at", "pk"):
        was, now = before.get(mark.topic_id), mark.wish
        if now == Topic.Wish.NOT_NOW and was != now:
            found.append(Event("topic-closed", mark.at, f"topic-detail:{mark.topic_id}"))
        elif now == Topic.Wish.OPEN and was not in (None, now):
            found.append(Event("topic-opened", mark.at, f"topic-detail:{mark.topic_id}"))
        before[mark.topic_id] = now
    return found


def _declined(relationship, by):
    said = _of(Consent, relationship, by).filter(who=relationship.client_id, given=False, to_confirm=False)
    return [
        Event(
            "consent-declined",
            at,
            f"{ASKED_ON[purpose]}:{about}" if about and purpose in ASKED_ON else "relationship",
        )
        for at, purpose, about in said.values_list("at", "purpose", "about_id")
    ]


def _loops(relationship, by):
    given = _of(Loop, relationship, by).filter(kind__in=OF_LOOPS, given_by=relationship.client_id)
    return [
        Event(OF_LOOPS[kind], at, f"loop-detail:{pk}")
        for pk, kind, at in given.values_list("pk", "kind", "opened_at")
    ]


def _not_answered(relationship, by):
    again = _of(Step, relationship, by).filter(reopened=True, by=relationship.client_id)
    if not by.is_client:
        # That a share was not received well is told in its own place (journal).
        again = again.exclude(loop__kind=Loop.Kind.SHARE)
    return [Event("not-answered", at, f"loop-detail:{loop}") for loop, at in again.values_list("loop", "at")]


def _shares(relationship, by):
    given = _of(Share, relationship, by).values_list("pk", "at")
    return [Event("passage-shared", at, f"share:{pk}") for pk, at in given]


def _first_message(relationship, by):
    """The thread is where it stands; a message has no page of its own."""
    sent = _of(Message, relationship, by).filter(author=relationship.client_id).order_by("sent_at", "pk")
    return [Event("message-sent", at, "thread") for at in sent.values_list("sent_at", flat=True)[:1]]


def _told_first(relationship, by):
    sheets = _of(Sheet, relationship, by).current().filter(form=asking.SESSION, session__isnull=False)
    return [
        Event("told-first", sheet.sent_at, f"session-detail:{sheet.session_id}")
        for sheet in sheets
        if sheet.answers.get("first")
    ]


def _silences(relationship, by):
    """Only of a session that both still agree to have listened to: what is not heard any more is not here."""
    heard = (
        _of(Report, relationship, by)
        .filter(Q(transcript__recording__state=Recording.State.HEARD))
        .select_related("transcript__recording__session")
        .defer("transcript__words")
    )
    return [
        Event("silence-let-be", session.starts_at, f"listening-report:{session.pk}", seconds)
        for report in heard
        for session in [report.transcript.recording.session]
        for seconds in _let_be(report.heard)
    ]


def _let_be(heard):
    """How long each silence was that the therapist did not fill, and that the client ended in their own time."""
    turns = heard["turns"]
    for one in heard["findings"]:
        if one["heard"] != "silences" or one["start"] is None or one["end"] is None or not one["turn"]:
            continue
        if (turns[one["turn"] - 1]["role"], turns[one["turn"]]["role"]) == ("therapist", "client"):
            yield one["end"] - one["start"]
