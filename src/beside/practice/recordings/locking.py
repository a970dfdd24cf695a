"""One thing at a time happens to a recording: whoever changes it, or writes what was heard, holds its row."""

from django.utils.translation import gettext as _

from beside.practice.people.errors import Refused
from beside.practice.recordings.models import Recording


def locked(recording, *, frozen_too=False):
    """The recording as it is now, with its session and people, and nobody else at it until the end of the transaction."""
    fresh = (
        Recording.objects.select_for_update(of=("self",))
        .select_related(
            "session", "relationship__client", "relationship__clinician", "relationship__practice"
        )
        .get(pk=recording.pk)
    )
    if fresh.relationship.frozen and not frozen_too:
        raise Refused(_("This record is frozen: it can be read, and nothing in it is changed any more."))
    return fresh


def refuse_what_is_held(recording):
    """What was taken back and is not deleted yet does not come back with a new yes."""
    if recording.was_withdrawn and recording.something_is_there:
        raise Refused(
            _(
                "Somebody took back their yes, and the law holds what was made of this session for a time. Begin anew when that ends and it is deleted."
            )
        )


def refuse_others(relationship, by):
    """Listening is between the two. A deputy, a supervisor or the owner has no part in it."""
    if by.pk != relationship.clinician_id:
        raise Refused(
            _("Listening to a session is for its own therapist, %(name)s.")
            % {"name": relationship.clinician.short_name}
        )
