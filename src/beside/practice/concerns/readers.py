"""Whom a client can tell, worked out from facts: who they are to the therapist, who pays them, what the law may ask of them."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beside.practice.concerns.models import Procedure
from beside.practice.people.models import Member, Role, Supervision
from beside.regulators import regulators


@dataclass(frozen=True)
class Offer:
    """Somebody who can be told. `standing`: what they are to the therapist. `law`: what it may ask of them."""

    member: Member
    is_the_therapist: bool
    standing: str
    law: str


@dataclass(frozen=True)
class Offers:
    therapist: Member
    solo: bool
    people: tuple[Offer, ...]

    def of(self, pk):
        return next((offer for offer in self.people if str(offer.member.pk) == str(pk)), None)


def procedure_of(practice) -> Procedure:
    """The practice's own, or an empty one. A practice, or its id."""
    pk = getattr(practice, "pk", practice)
    return Procedure.objects.filter(practice=pk).first() or Procedure(practice_id=pk)


def offered(relationship) -> Offers:
    """Whom this client can tell: those who can sign in today. In a solo practice it is the therapist alone. Three queries."""
    therapist = relationship.clinician
    staff = [
        member
        for member in Member.objects.filter(
            practice=relationship.practice_id,
            role__in=(Role.OWNER, Role.CLINICIAN),
            state=Member.State.ACTIVE,
        ).order_by("role", "name", "pk")
        if not _same_person(member, therapist)
    ]
    owns = Member.objects.filter(
        Q(pk=therapist.pk) | Q(account=therapist.account_id, account__isnull=False),
        practice=relationship.practice_id,
        role=Role.OWNER,
        state=Member.State.ACTIVE,
    ).exists()
    law = regulators(relationship.practice.country, get_language() or "en").law
    found = []
    if therapist.state == Member.State.ACTIVE:
        found.append(
            Offer(therapist, True, _("This is the person it is about: your therapist."), law["therapist"])
        )
    if not staff:
        return Offers(therapist, True, tuple(found))
    pays = procedure_of(relationship.practice_id).pays_supervisors
    for supervision in _supervisions(relationship):
        if not _same_person(supervision.supervisor, therapist):
            standing = f"{_supervising(supervision, therapist)} {_paid(pays, therapist, owns)}"
            found.append(Offer(supervision.supervisor, False, standing, law["supervisor"]))
    for member in staff:
        if member.is_owner:
            found.append(Offer(member, False, _owning(therapist, owns), law["owner"]))
    return Offers(therapist, False, tuple(found))


def _supervisions(relationship):
    return (
        Supervision.objects.filter(
            practice=relationship.practice_id,
            clinician=relationship.clinician_id,
            ended_on=None,
            supervisor__state=Member.State.ACTIVE,
        )
        .select_related("supervisor")
        .order_by("began_on", "pk")
    )


def _same_person(one, other):
    return one.pk == other.pk or (one.account_id is not None and one.account_id == other.account_id)


def _supervising(supervision, therapist):
    if supervision.kind == Supervision.Kind.RESPONSIBLE:
        return _("Supervises %(name)s and is responsible for their work.") % {"name": therapist.short_name}
    return _("Supervises %(name)s as an adviser.") % {"name": therapist.short_name}


def _paid(pays, therapist, owns):
    name = {"name": therapist.short_name}
    if pays == Procedure.Pays.SUPERVISED:
        return _("Is paid by %(name)s.") % name
    if pays == Procedure.Pays.NEITHER:
        return _("The practice says: paid neither by it nor by %(name)s.") % name
    if pays == Procedure.Pays.PRACTICE:
        return (
            _("Is paid by the practice, which belongs to %(name)s.") % name
            if owns
            else _("Is paid by the practice.")
        )
    return _("The practice has not said who pays them.")


def _owning(therapist, owns):
    name = {"name": therapist.short_name}
    if owns:
        return _("Owns the practice together with %(name)s.") % name
    return _("Runs the practice in which %(name)s works.") % name
