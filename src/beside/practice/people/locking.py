"""The row of two people, held until the end of a transaction: of two who write at once, the second sees what the first did."""

from django.utils.translation import gettext as _

from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship


def locked(relationship):
    """A relationship, or its id: as it is now, with its people. Refused on a frozen record, not on one that has ended."""
    found = (
        Relationship.objects.select_for_update(of=("self",))
        .select_related("client", "clinician", "practice")
        .get(pk=getattr(relationship, "pk", relationship))
    )
    if found.frozen:
        raise Refused(_("This record is frozen: it can be read, and nothing in it is changed any more."))
    return found


def locked_going_on(relationship):
    """The same, and refused once the work has ended."""
    found = locked(relationship)
    if found.ended_on:
        raise Refused(_("This work has ended. What was written stays to be read."))
    return found
