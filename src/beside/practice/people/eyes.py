"""Who really sees what of one relationship, with names, and the sentence that says so.

Built on the table in access.py, so that what a page promises is what the queries do. "Nobody else" is never
said: the server can open whatever it keeps, and so can the law, in some cases.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beside.practice.people import access
from beside.practice.people.models import Absence, Member, Role, Supervision

# Somebody who was suspended or has left sees nothing; whoever is invited may join at any time.
SEEING = (Member.State.INVITED, Member.State.ACTIVE)
# Of the kinds that are their author's alone, those that a client writes.
BY_THE_CLIENT = ("drafts", "kind-words", "journal", "received", "for-next", "cairn", "supporters")


@dataclass(frozen=True)
class Circle:
    """Everybody around one relationship, and since or until when."""

    client: Member
    clinician: Member
    absences: tuple[Absence, ...]  # those not over yet: a deputy sees what was written before they came
    supervisions: tuple[Supervision, ...]


def circle(relationship) -> Circle:
    """Fetched once for a relationship, however many sentences a page shows about it."""
    known = relationship.__dict__.get("_circle")
    if known is None:
        known = relationship._circle = Circle(
            relationship.client,
            relationship.clinician,
            tuple(
                Absence.objects.filter(
                    practice=relationship.practice_id,
                    clinician=relationship.clinician_id,
                    last_day__gte=timezone.localdate(),
                    deputy__state__in=SEEING,
                )
                .select_related("deputy")
                .order_by("first_day", "pk")
            ),
            tuple(
                Supervision.objects.filter(
                    practice=relationship.practice_id,
                    clinician=relationship.clinician_id,
                    ended_on=None,
                    supervisor__state__in=SEEING,
                )
                .select_related("supervisor")
                .order_by("began_on", "pk")
            ),
        )
    return known


def eyes_on(relationship, kind) -> list[tuple[Member, str]]:
    """Who can see this kind of data of this relationship today, and why (one of the words of access.py).

    Of an author's kind: the clinician, or the client where it is a client who writes.
    """
    around, eyes = circle(relationship), access.EYES[kind]
    if access.AUTHOR in eyes:
        author = around.client if kind in BY_THE_CLIENT else around.clinician
        also = [(around.client, access.CLIENT)] if access.CLIENT in eyes else []
        return [*also, (author, access.AUTHOR)]
    seen = []
    if access.CLIENT in eyes:
        seen.append((around.client, access.CLIENT))
    if access.TREATS in eyes:
        if around.clinician.state in SEEING:
            seen.append((around.clinician, access.TREATS))
        today = timezone.localdate()
        seen += [(a.deputy, access.TREATS) for a in around.absences if a.first_day <= today]
    for supervision in around.supervisions:
        why = {"responsible": access.RESPONSIBLE, "consultative": access.CONSULTS}[supervision.kind]
        if why in eyes:
            seen.append((supervision.supervisor, why))
    if access.OWNER in eyes:
        seen += [(owner, access.OWNER) for owner in _owners(relationship)]
    return seen


def who_sees(relationship, kind, *, viewer=None) -> str:
    """The sentences under a field: "Mara sees this. Sara, who supervises Mara, can too, and the law in some cases."

    `viewer` is who reads it: they are "you", and the client is not told that the client sees it.
    """
    around, eyes = circle(relationship), access.EYES[kind]
    if access.CHOSEN in eyes:
        return _("Whoever you choose sees this, each by name. The law can ask for it in some cases.")
    if eyes == {access.CLIENT} or (access.AUTHOR in eyes and access.CLIENT not in eyes):
        return _alone(eyes_on(relationship, kind)[0][0], viewer)
    said = [_treating(around, viewer, eyes), *(_deputies(around, viewer) if access.TREATS in eyes else [])]
    if access.CONSULTS in eyes:
        said += [_consulting(s, around, viewer) for s in around.supervisions if s.kind == "consultative"]
    if access.OWNER in eyes:
        said.append(_("The owner of the practice sees it too."))
    responsible = [s.supervisor for s in around.supervisions if s.kind == "responsible"]
    return " ".join([*said, _last(responsible if access.RESPONSIBLE in eyes else [], around, viewer)])


def who_supervises(relationship) -> list[str]:
    """What a client is told before starting: who supervises, and in which of the two ways."""
    around = circle(relationship)
    return [
        (
            _(
                "%(name)s is responsible for %(therapist)s's work: reads what you send and the notes about you, and gets urgent things too."
            )
            if supervision.kind == "responsible"
            else _("%(name)s advises %(therapist)s: sees numbers about you, no words.")
        )
        % {"name": supervision.supervisor.name, "therapist": around.clinician.short_name}
        for supervision in around.supervisions
    ]


def _owners(relationship):
    return Member.objects.filter(
        practice=relationship.practice_id, role=Role.OWNER, state__in=SEEING
    ).order_by("pk")


def _alone(who, viewer):
    if who.state not in SEEING:
        return _("Beside shows this to nobody now. The law can ask for it in some cases.")
    if viewer is not None and viewer.pk == who.pk:
        return _("Beside shows this to you alone. The law can ask for it in some cases.")
    return _("Beside shows this to %(name)s alone. The law can ask for it in some cases.") % {
        "name": who.short_name
    }


def _treating(around, viewer, eyes):
    to_the_client = access.CLIENT in eyes
    if viewer is not None and viewer.pk == around.clinician.pk and not to_the_client:
        return _("You see this.")
    if around.clinician.state not in SEEING:
        return _("%(name)s is not here now and sees nothing.") % {"name": around.clinician.short_name}
    names = [who.short_name for who in (around.clinician,) if viewer is None or viewer.pk != who.pk]
    if viewer is not None and viewer.pk != around.client.pk and to_the_client:
        names.append(around.client.short_name)
    if viewer is not None and viewer.pk == around.clinician.pk:
        return _("You and %(name)s see this.") % {"name": around.client.short_name}
    return ngettext("%(names)s sees this.", "%(names)s see this.", len(names)) % {"names": together(names)}


def _deputies(around, viewer):
    for absence in around.absences:
        yield _("%(name)s stands in for %(therapist)s from %(first)s to %(last)s, and sees it then.") % {
            "name": _name(absence.deputy, viewer),
            "therapist": around.clinician.short_name,
            "first": date_format(absence.first_day, "MONTH_DAY_FORMAT"),
            "last": date_format(absence.last_day, "MONTH_DAY_FORMAT"),
        }


def _consulting(supervision, around, viewer):
    return _("%(name)s, who advises %(therapist)s, sees numbers, no words.") % {
        "name": _name(supervision.supervisor, viewer),
        "therapist": around.clinician.short_name,
    }


def _last(responsible, around, viewer):
    if not responsible:
        return _("The law can ask for it in some cases.")
    return ngettext(
        "%(names)s, who supervises %(therapist)s, can too, and the law in some cases.",
        "%(names)s, who supervise %(therapist)s, can too, and the law in some cases.",
        len(responsible),
    ) % {
        "names": together([_name(who, viewer) for who in responsible]),
        "therapist": around.clinician.short_name,
    }


def _name(who, viewer):
    # Of two people with one first name, both stand with their whole name.
    return (
        who.name if viewer is None or viewer.pk != who.pk else _("%(name)s (you)") % {"name": who.short_name}
    )


def together(names):
    """ "Mara", "Mara and Tom", "Mara, Tom and Ana"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
