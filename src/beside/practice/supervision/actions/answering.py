"""What somebody who is responsible does: co-signs notes and agreements, and asks after what is urgent and unanswered."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.agreements.models import CoSignature
from beside.practice.audit import trail
from beside.practice.loops.models import Loop
from beside.practice.meetings.models import ProgressNote
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.people.locking import locked
from beside.practice.people.models import Supervision

# As in the brief: a person may not be safe, or something is off between the two.
URGENT = (Loop.Kind.SAFETY, Loop.Kind.STRAIN)


def refuse_unless_responsible(relationship, by):
    # Also where they were linked before the supervisor's place was taken with the therapist's account.
    if by.account_id is not None and by.account_id == relationship.clinician.account_id:
        raise Refused(_("This is your own work. Ask the practice’s owner who else is responsible for it."))
    found = Supervision.objects.filter(
        practice=relationship.practice_id,
        supervisor=by.pk,
        clinician=relationship.clinician_id,
        ended_on=None,
        kind=Supervision.Kind.RESPONSIBLE,
    )
    if not found.exists():
        raise Refused(_("Only whoever is responsible for this therapist’s work can do this."))


@transaction.atomic
def cosign_note(note, *, by, now=None):
    """This version of the note was read and is answered for. A newer version is signed by itself."""
    locked(note.relationship_id)
    note = ProgressNote.objects.select_for_update(of=("self",)).select_related("relationship").get(pk=note.pk)
    refuse_unless_responsible(note.relationship, by)
    if note.session.progress_notes.filter(version__gt=note.version).exists():
        raise Refused(_("A newer version of this note was written meanwhile. Read that one."))
    if note.cosigned_at is None:
        note.cosigned_by, note.cosigned_at = by, now or timezone.now()
        note.save(update_fields=["cosigned_by", "cosigned_at"])
        trail.write("progress note co-signed", by=by, relationship=note.relationship_id, thing=note)
    return note


@transaction.atomic
def cosign_agreement(version, *, by, now=None):
    refuse_unless_responsible(locked(version.relationship_id), by)
    signature, fresh = CoSignature.objects.get_or_create(
        practice_id=version.practice_id,
        version=version,
        defaults={"relationship": version.relationship, "by": by, "at": now or timezone.now()},
    )
    if fresh:
        trail.write("agreement co-signed", by=by, relationship=version.relationship_id, thing=version)
    return signature


@transaction.atomic
def ask_after(loop, *, by):
    """Whoever is responsible saw that something urgent waits, and tells the therapist so."""
    relationship = locked(loop.relationship_id)
    refuse_unless_responsible(relationship, by)
    loop = Loop.objects.get(pk=loop.pk)
    if loop.kind not in URGENT or not loop.is_waiting:
        raise Refused(_("This has moved on since the page was opened. Look where it stands now."))
    trail.write("asked after something urgent", by=by, relationship=relationship, thing=loop)
    notices.tell(relationship.clinician, kind="asked-after", relationship=relationship, thing=loop)
