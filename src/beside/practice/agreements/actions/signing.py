"""Signing: each signs the text that they read, and when the last has signed it is a version that nothing changes any more."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.agreements import seals
from beside.practice.agreements.actions.proposing import locked
from beside.practice.agreements.models import Version
from beside.practice.audit import trail
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.people.models import Member
from beside.practice.thread import actions as thread

# In Beside, on paper that the practice keeps, or said aloud in the room.
HOW = ("here", "paper", "aloud")


@transaction.atomic
def sign(proposal, *, by, revision, whose, how="here", now=None):
    """Sign for `whose`: "client", "clinician", or a guardian as "guardian-0". Returns the version if it was the last name needed.

    A client or guardian who has no account signs on paper or aloud, and the therapist writes it down as that.
    """
    proposal, now = locked(proposal), now or timezone.now()
    name, at_once = _who_signs(proposal, whose=whose, how=how, by=by)
    if whose in _signed(proposal):
        return None
    if revision != proposal.revision:
        raise Refused(
            _("The text has changed since you opened it. Read it again; what changed is marked. Then sign.")
        )
    proposal.signatures = [
        *proposal.signatures,
        {
            "as": whose,
            "name": name,
            "at": now.isoformat(),
            "how": how,
            "recorded_by": "" if at_once else by.name,
        },
    ]
    if whose == "client":
        proposal.client_signed_at = now
    if whose == "clinician":
        proposal.clinician_signed_at = now
    proposal.save(update_fields=["signatures", "client_signed_at", "clinician_signed_at"])
    trail.write(f"agreement signed: {how}", by=by, relationship=proposal.relationship, thing=proposal)
    _tell(proposal, by=by, whose=whose, how=how)
    return None if still_to_sign(proposal) else _sealed(proposal, by=by, now=now)


@transaction.atomic
def take_signature_back(proposal, *, by):
    """Before everybody has signed, whoever signed can take it back."""
    proposal = locked(proposal)
    relationship = proposal.relationship
    whose = {relationship.client_id: "client", relationship.clinician_id: "clinician"}.get(by.pk)
    if whose is None:
        raise Refused(_("Only whoever signed can take it back."))
    proposal.signatures = [one for one in proposal.signatures if one["as"] != whose]
    setattr(proposal, f"{whose}_signed_at", None)
    proposal.save(update_fields=["signatures", "client_signed_at", "clinician_signed_at"])
    trail.write("agreement: signature taken back", by=by, relationship=relationship, thing=proposal)
    return proposal


def signs_in(client):
    """Whoever has an account says yes with it: what another writes down for them is no signature of theirs."""
    return client.account_id is not None and client.state == Member.State.ACTIVE


def still_to_sign(proposal):
    """Whose name is missing: ["client", "clinician", "guardian-0"]."""
    needed = ["client", "clinician"] + [
        f"guardian-{number}"
        for number, guardian in enumerate(proposal.terms["guardians"])
        if guardian["signs"]
    ]
    return [whose for whose in needed if whose not in _signed(proposal)]


def _signed(proposal):
    return {one["as"] for one in proposal.signatures}


def _who_signs(proposal, *, whose, how, by):
    """(the name that is put down, whether they do it themself). Refuses everybody who may not."""
    relationship = proposal.relationship
    if how not in HOW:
        raise Refused(_("Say how it was signed: here, on paper or aloud."))
    if proposal.offered_at is None:
        raise Refused(_("It has not been shown yet. Show it first, so that it can be read."))
    if whose == "clinician":
        if by.pk != relationship.clinician_id:
            raise Refused(
                _("Only %(name)s signs as the therapist.") % {"name": relationship.clinician.short_name}
            )
        return relationship.clinician.name, True
    if whose == "client" and by.pk == relationship.client_id:
        return relationship.client.name, True
    if by.pk != relationship.clinician_id or how == "here":
        raise Refused(
            _("Nobody signs for another. What was signed on paper or said aloud can be written down.")
        )
    if whose == "client":
        if signs_in(relationship.client):
            raise Refused(
                _(
                    "%(name)s signs on their own page. On your device they can do so too, once they sign in as themself."
                )
                % {"name": relationship.client.short_name}
            )
        return relationship.client.name, False
    guardians = {f"guardian-{number}": one for number, one in enumerate(proposal.terms["guardians"])}
    if whose not in guardians:
        raise Refused(_("There is no such guardian on this agreement."))
    return guardians[whose]["name"], False


def _sealed(proposal, *, by, now):
    relationship = proposal.relationship
    version = Version(
        pk=uuid.uuid4(),
        practice_id=proposal.practice_id,
        relationship=relationship,
        number=proposal.number,
        language=proposal.language,
        words={"terms": proposal.terms, "signatures": proposal.signatures},
        signed_at=now,
    )
    version.save(force_insert=True)
    proposal.delete()
    trail.write(seals.entry_for(version), by=by, relationship=relationship, thing=version)
    _messages_follow(relationship, version.terms["facts"], by=by, now=now)
    for member in (relationship.client, relationship.clinician):
        notices.tell(member, kind="agreement-holds", relationship=relationship, thing=relationship)
    return version


def _messages_follow(relationship, facts, *, by, now):
    """Messages are read in the hours that were signed; where no day was, there are none."""
    on = bool(facts["days"])
    thread.set_terms(
        relationship,
        by=by,
        on=on,
        agreed=True,
        now=now,
        **({"days": facts["days"]} if on else {}),
        from_hour=facts["from_hour"],
        until_hour=facts["until_hour"],
        answer_within_hours=facts["answer_hours"],
        show_outside_hours=facts["shown_outside"],
    )


def _tell(proposal, *, by, whose, how):
    relationship = proposal.relationship
    if by.is_client:
        notices.tell(
            relationship.clinician, kind="agreement-signed", relationship=relationship, thing=relationship
        )
    elif whose == "client":
        notices.tell(
            relationship.client, kind="agreement-written-down", relationship=relationship, thing=relationship
        )
    else:
        notices.tell(
            relationship.client, kind="agreement-signed", relationship=relationship, thing=relationship
        )
