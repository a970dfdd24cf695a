"""Signatures, remarks and notes of boundaries, in words for whoever reads them."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from beside.practice.agreements.models import BoundaryNote


def signed(signatures, content):
    """[("Chris Client", "signed on 4 May 2026, on paper; Thea Therapist wrote it down")]"""
    return [(_who(one, content), _how(one)) for one in signatures]


def _who(one, content):
    if not one["as"].startswith("guardian-"):
        return one["name"]
    guardian = content["guardians"][int(one["as"].removeprefix("guardian-"))]
    return f"{one['name']} ({guardian['as']})"


def _how(one):
    day = date_format(timezone.localtime(datetime.datetime.fromisoformat(one["at"])), "DATE_FORMAT")
    said = {
        "here": _("signed here on %(day)s"),
        "paper": _("signed on paper on %(day)s"),
        "aloud": _("said yes aloud in the room on %(day)s"),
    }[one["how"]] % {"day": day}
    if one["recorded_by"]:
        said += "; " + _("%(name)s wrote it down") % {"name": one["recorded_by"]}
    return said


def missing(proposal, whose):
    """Those who have not signed, by name."""
    relationship, guardians = proposal.relationship, proposal.terms["guardians"]
    names = {
        "client": relationship.client.short_name,
        "clinician": relationship.clinician.short_name,
        **{f"guardian-{number}": one["name"] for number, one in enumerate(guardians)},
    }
    return [names[one] for one in whose]


def boundary(note, *, viewer):
    """ "Mara noted that something slipped", without its own words."""
    mine = note.author_id == viewer.pk
    return (_mine if mine else _theirs)(note.how) % {"name": note.author.short_name}


def _mine(how):
    return {
        BoundaryNote.How.KEPT: _("You noted that something held"),
        BoundaryNote.How.BENT: _("You noted that something bent a little"),
        BoundaryNote.How.BROKEN: _("You noted that something was broken"),
    }[how]


def _theirs(how):
    return {
        BoundaryNote.How.KEPT: _("%(name)s noted that something held"),
        BoundaryNote.How.BENT: _("%(name)s noted that something bent a little"),
        BoundaryNote.How.BROKEN: _("%(name)s noted that something was broken"),
    }[how]
