"""The text that is worked on: begun from the practice's template or from what holds, changed clause by clause, shown to the client."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.agreements import terms
from beside.practice.agreements.clauses import spoken
from beside.practice.agreements.errors import BothChanged
from beside.practice.agreements.models import Proposal, Version
from beside.practice.audit import trail
from beside.practice.meetings.actions.schedule import locked as locked_pair
from beside.practice.meetings.words import tidy
from beside.practice.people import notices
from beside.practice.people.errors import Refused

PARTS = ("title", "text", "why")


@transaction.atomic
def begin(relationship, *, by, language="", now=None):
    """The text that the two work on; where there is one already it is that one."""
    relationship = locked_pair(relationship)
    refuse_if_over(relationship)
    if not by.is_clinician:
        raise Refused(_("Your therapist writes the text. You can ask for a change of it."))
    found = Proposal.objects.filter(relationship=relationship).first()
    if found is not None:
        return found
    now = now or timezone.now()
    last = Version.objects.filter(relationship=relationship).order_by("-number").first()
    client = relationship.client
    language = (last and last.language) or spoken(
        language or client.language or relationship.practice.language
    )
    proposal = Proposal.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        number=(last.number if last else 0) + 1,
        language=language,
        terms=last.terms if last else terms.begun(relationship, language=language),
        signatures=[],
        begun_at=now,
        changed_by=by,
        changed_at=now,
    )
    trail.write("agreement begun", by=by, relationship=relationship, thing=proposal)
    return proposal


@transaction.atomic
def change_group(proposal, *, group, texts, facts, bases, by, now=None):
    """Change clauses and facts of one group, each of which whoever changes it saw in the words that `bases` tells.

    `texts` is {clause: {"title", "text", "why"}}; `bases` {clause: fingerprint, "facts": fingerprint}. What another changed
    meanwhile and `by` did not touch stays; where both changed the same, nothing is written and BothChanged says both.
    """
    proposal = locked(proposal)
    refuse_those_who_do_not_write(proposal, by)
    content = proposal.terms
    there = terms.group_of(content, group)
    if there is None:
        raise Refused(_("There is no such part of the agreement."))
    conflicts, changed = [], False
    for clause in there["clauses"]:
        mine = {part: tidy(texts.get(clause["key"], clause).get(part)) for part in PARTS}
        verdict = _merge(_print(clause), bases.get(clause["key"]), _print(mine))
        if verdict == "both":
            conflicts.append(
                (clause["title"] or there["title"], clause["key"], clause["text"], clause["why"])
            )
        elif verdict == "mine":
            clause.update(mine)
            changed = True
    now_there = {name: content["facts"][name] for name in terms.OF_GROUP.get(group, ())}
    verdict = _merge(facts_print(now_there), bases.get("facts"), facts_print(facts))
    if verdict == "both":
        said = terms.said(group, content["facts"], therapist=proposal.relationship.clinician.short_name)
        conflicts.append((_("What is agreed in numbers"), "facts", "\n".join(said), ""))
    elif verdict == "mine" and facts:
        content["facts"] |= facts
        changed = True
    if conflicts:
        raise BothChanged(
            _(
                "Somebody changed the same words while this page was open. Nothing is lost: theirs stand beside yours. Make one of the two, then save again."
            ),
            conflicts,
        )
    return _saved(proposal, content, by=by, now=now) if changed else proposal


@transaction.atomic
def name_guardians(proposal, *, guardians, base, by, now=None):
    """Who may be told what, and who signs too: [{"name", "as", "scopes", "signs"}]. They get no account by it."""
    proposal = locked(proposal)
    refuse_those_who_do_not_write(proposal, by)
    content = proposal.terms
    if guardians == content["guardians"]:
        return proposal
    if guardians_print(content["guardians"]) != base:
        raise BothChanged(
            _(
                "Somebody changed this while the page was open. Look at what stands there now, then save again."
            ),
            [(_("Guardians"), "guardians", "\n".join(one["name"] for one in content["guardians"]), "")],
        )
    content["guardians"] = guardians
    return _saved(proposal, content, by=by, now=now)


@transaction.atomic
def offer(proposal, *, by, now=None):
    """From now on the client can read it, say something to it, and sign."""
    proposal = locked(proposal)
    refuse_those_who_do_not_write(proposal, by)
    if proposal.offered_at is None:
        proposal.offered_at = now or timezone.now()
        proposal.save(update_fields=["offered_at"])
        trail.write("agreement shown", by=by, relationship=proposal.relationship, thing=proposal)
        relationship = proposal.relationship
        notices.tell(
            relationship.client, kind="agreement-offered", relationship=relationship, thing=relationship
        )
    return proposal


@transaction.atomic
def drop(proposal, *, by):
    """It is not worked on any more. What both signed holds on as before."""
    proposal = locked(proposal)
    refuse_those_who_do_not_write(proposal, by)
    trail.write("agreement dropped", by=by, relationship=proposal.relationship, thing=proposal)
    proposal.delete()


def locked(proposal):
    """The proposal as it is now, and nobody else at it until the end of the transaction."""
    relationship = locked_pair(proposal.relationship)
    refuse_if_over(relationship)
    found = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal.pk).first()
    if found is None:
        raise Refused(_("This text was signed or dropped meanwhile. Open the agreement again."))
    found.relationship = relationship
    return found


def refuse_if_over(relationship):
    if relationship.ended_on:
        raise Refused(_("This work has ended, and its agreement with it. What was signed stays to be read."))


def refuse_those_who_do_not_write(proposal, by):
    if not by.is_clinician:
        raise Refused(_("Your therapist writes the text. You can ask for a change of it."))


def facts_print(facts):
    return terms.fingerprint(*(f"{name}={facts[name]}" for name in sorted(facts)))


def guardians_print(guardians):
    return terms.fingerprint(*(str(sorted(one.items())) for one in guardians))


def clause_print(clause):
    return _print(clause)


def _print(clause):
    return terms.fingerprint(*(clause[part] for part in PARTS))


def _merge(current, base, mine):
    """Whose words count: "mine", "theirs", or "both" where each of two changed them to something else."""
    if mine in (current, base):
        return "theirs"
    return "mine" if current == base else "both"


def _saved(proposal, content, *, by, now):
    """Another revision. Who has signed the one before has not signed this one."""
    relationship = proposal.relationship
    proposal.terms = terms.dressed(
        content, language=proposal.language, therapist=relationship.clinician.short_name
    )
    proposal.revision += 1
    proposal.changed_by, proposal.changed_at = by, now or timezone.now()
    proposal.client_signed_at = proposal.clinician_signed_at = None
    proposal.signatures = []
    proposal.save()
    trail.write("agreement changed", by=by, relationship=relationship, thing=proposal)
    if proposal.offered_at:
        notices.tell(
            relationship.client, kind="agreement-changed", relationship=relationship, thing=relationship
        )
    return proposal
