"""What was heard is shown to a supervisor: the therapist asks, the client says yes to this one person, and either ends it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.people import actions as people
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.people.models import Member, Supervision
from beside.practice.recordings import consent
from beside.practice.recordings.locking import locked, refuse_others
from beside.practice.recordings.models import Recording, Report, Showing


@transaction.atomic
def ask_to_show(recording, *, supervisor, by):
    """Ask the client whether this supervisor may read what was heard. Asked twice it is one question; after a no it is not asked again."""
    recording = locked(recording)
    refuse_others(recording.relationship, by)
    consent.refuse_unless_agreed(recording)
    if recording.state != Recording.State.HEARD:
        raise Refused(_("There is nothing to show yet."))
    if supervisor.pk not in {one.pk for one in supervisors_of(recording.relationship)}:
        raise Refused(_("Choose somebody who supervises you now."))
    before = Showing.objects.filter(recording=recording, supervisor=supervisor).order_by("-asked_at").first()
    if before and before.ended_at is None:
        return before
    if before and before.refused_at:
        raise Refused(
            _("%(name)s said no to this. They can change that on their own page; they are not asked again.")
            % {"name": recording.relationship.client.short_name}
        )
    showing = Showing.objects.create(
        practice_id=recording.practice_id,
        relationship=recording.relationship,
        recording=recording,
        author=by,
        supervisor=supervisor,
    )
    trail.write(
        "asked to show a report to a supervisor", by=by, relationship=recording.relationship_id, thing=showing
    )
    notices.tell(
        recording.relationship.client,
        kind="listening-show-asked",
        relationship=recording.relationship,
        thing=recording.session_id,
    )
    return showing


@transaction.atomic
def answer_showing(showing, *, given, by):
    """The client says yes or no to this one supervisor, or takes their yes back: they read nothing more from then on."""
    recording = locked(showing.recording, frozen_too=not given)
    showing = Showing.objects.select_for_update(of=("self",)).select_related("supervisor").get(pk=showing.pk)
    if by.pk != recording.relationship.client_id:
        raise Refused(_("Only the client can say this. What you write down for them is no yes of theirs."))
    if given and (showing.ended_at and not showing.refused_at):
        raise Refused(
            _("This is over. %(name)s would have to ask you again.")
            % {"name": recording.relationship.clinician.short_name}
        )
    if given:
        consent.refuse_unless_agreed(recording)
        if recording.state != Recording.State.HEARD:
            raise Refused(_("There is nothing to show any more."))
    said = people.last_word(recording.relationship, who=by, purpose=consent.SHOWING, about=showing)
    if said and said.given == given and not said.to_confirm:
        return showing  # sent twice
    now = timezone.now()
    people.consent(recording.relationship, purpose=consent.SHOWING, given=given, by=by, about=showing)
    # Whoever said no may change it; what was asked stands then.
    showing.agreed_at, showing.refused_at = (now, None) if given else (showing.agreed_at, now)
    showing.ended_at = None if given else now
    showing.save(update_fields=["agreed_at", "refused_at", "ended_at"])
    notices.tell(
        recording.relationship.clinician,
        kind="listening-show-yes" if given else "listening-show-no",
        relationship=recording.relationship,
        thing=recording.session_id,
    )
    if given:
        notices.tell(
            showing.supervisor, kind="listening-shown", relationship=recording.relationship, thing=showing
        )
    return showing


@transaction.atomic
def end_showing(showing, *, by):
    """The therapist shows it no longer. What was read stays read."""
    recording = locked(showing.recording, frozen_too=True)
    refuse_others(recording.relationship, by)
    showing = Showing.objects.select_for_update().get(pk=showing.pk)
    if showing.ended_at is None:
        showing.ended_at = timezone.now()
        showing.save(update_fields=["ended_at"])
        trail.write(
            "report no longer shown to a supervisor",
            by=by,
            relationship=recording.relationship_id,
            thing=showing,
        )
    return showing


def mark_shown_read(showing, *, by):
    """The supervisor has it before their eyes for the first time."""
    if showing.read_at is None:
        Showing.objects.filter(pk=showing.pk, read_at=None).update(read_at=timezone.now())
    notices.seen_about(by, showing)


def supervisors_of(relationship) -> list[Member]:
    """Whoever supervises this therapist now, in either way."""
    found = Supervision.objects.filter(
        practice=relationship.practice_id,
        clinician=relationship.clinician_id,
        ended_on=None,
        supervisor__state__in=(Member.State.INVITED, Member.State.ACTIVE),
    )
    return [one.supervisor for one in found.select_related("supervisor").order_by("began_on", "pk")]


def report_shown(showing, *, by):
    """What was heard, if this supervisor may read it now; else None."""
    recording = showing.recording
    if not consent.may_be_shown(showing) or not consent.may_be_read(recording):
        return None
    return (
        Report.objects.visible_to(by)
        .filter(transcript__recording=recording)
        .select_related("transcript")
        .defer("transcript__words", "transcript__trouble")
        .first()
    )
