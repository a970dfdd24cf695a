"""The brief: one screen before the door opens, in the order of DESIGN section 4. What has no source is left out."""

from dataclasses import dataclass

from beside.practice.agreements import brief as agreements
from beside.practice.cairn import brief as cairn
from beside.practice.endings import brief as endings
from beside.practice.feedback import brief as feedback
from beside.practice.loops import brief as loops
from beside.practice.meetings import brief as meetings
from beside.practice.meetings.models import CheckIn, Session
from beside.practice.pace import brief as pace
from beside.practice.people.models import SafeContact
from beside.practice.recordings import brief as recordings
from beside.practice.recordings.models import Report
from beside.practice.repair import brief as repair
from beside.practice.together import brief as together
from beside.practice.welcome import brief as welcome

# A life change is told in one check-in and holds for longer than that day.
LIFE_CHANGES_OF = 3
# All that can have been given before anybody met.
FIRST_AT_MOST = 50


@dataclass(frozen=True)
class Brief:
    """What a therapist reads before one session."""

    session: Session
    meeting: meetings.Brief
    urgent: list
    safe_contact: SafeContact | None
    topics: pace.Brief
    waiting: loops.Waiting
    promises: list
    strain: dict | None
    said: dict | None
    life_changes: list
    news: list
    review: together.Standing | None
    unread_report: Report | None
    last_session: Session | None
    first: welcome.First | None
    agreed: agreements.Brief
    signs: list
    back: endings.Back | None
    standing: endings.Standing

    @property
    def client(self):
        return self.session.relationship.client


def brief_for(session, *, by) -> Brief:
    """The same number of queries whatever the relationship holds."""
    relationship = session.relationship
    meeting = meetings.brief(session)
    first = welcome.first(relationship, by=by) if session.is_first else None
    strain = feedback.with_its_wording(repair.open_strain(relationship, by=by), by=by)
    before = _session_before(session, by)
    return Brief(
        session,
        meeting,
        urgent=feedback.urgent_lines(relationship, by=by),
        safe_contact=_safe_contact(relationship, by),
        topics=pace.brief(relationship, by=by, last_session=before),
        waiting=_waiting(relationship, meeting, first, by),
        promises=loops.promises(relationship, by=by),
        strain=strain,
        # One amber note at most: what is off between the two comes before how the hour was.
        said=None if strain or session.is_first else _to_talk_about(session, by),
        life_changes=_life_changes(session, by),
        news=together.open_news(relationship, by=by),
        review=together.standing(relationship, by=by),
        unread_report=recordings.unread(relationship, by=by),
        last_session=before,
        first=first,
        agreed=agreements.brief(session, by=by, last_session=before),
        signs=cairn.signs(relationship, by=by, last_session=before),
        back=endings.back(session, by=by, last_session=before),
        standing=endings.standing(relationship, by=by),
    )


def _waiting(relationship, meeting, first, by):
    """What waits for an answer. Before a first session questions and what makes it hard to come stand above it, all of them."""
    above = (meeting.wish, meeting.hesitation)
    if first is None:
        return loops.waiting(relationship, by=by, said_above=above)
    found = loops.waiting(relationship, by=by, said_above=(*above, first.fear), at_most=FIRST_AT_MOST)
    said = [line for line in found.lines if line.loop.kind in welcome.IN_THE_FIRST]
    rest = [line for line in found.lines if line not in said]
    more = found.more + len(rest[loops.AT_MOST :])
    return loops.Waiting(rest[: loops.AT_MOST], more, [*found.above, *said])


def _to_talk_about(session, by):
    """What was said after the last session; else what the numbers show."""
    relationship = session.relationship
    return feedback.latest_said(relationship, by=by) or feedback.latest_noticed(
        relationship, by=by, before=session.number
    )


def _safe_contact(relationship, by):
    """Shown only where it says more than the rule does: a note of the client's."""
    contact = SafeContact.objects.visible_to(by).filter(client=relationship.client_id).first()
    return contact if contact and contact.note else None


def _life_changes(session, by):
    """What the client told of their life in the last check-ins, newest first."""
    told = (
        CheckIn.objects.visible_to(by)
        .filter(
            relationship=session.relationship_id, corrected_by=None, session__starts_at__lte=session.starts_at
        )
        .select_related("session")
        .order_by("-session__starts_at", "-sent_at")[:LIFE_CHANGES_OF]
    )
    return [
        (check_in.words["life_change"], check_in.session)
        for check_in in told
        if check_in.words.get("life_change")
    ]


def _session_before(session, by):
    return (
        Session.objects.visible_to(by)
        .standing()
        .filter(relationship=session.relationship_id, starts_at__lt=session.starts_at)
        .order_by("-starts_at")
        .first()
    )
