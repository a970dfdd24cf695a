"""How the demo's pairs work together: Sam's in two versions with a change asked, Ines's to be looked at again, Ana's to read."""

import datetime

from beside.practice.agreements import actions, terms
from beside.practice.agreements.actions.proposing import clause_print, facts_print
from beside.practice.agreements.models import BoundaryNote
from beside.practice.meetings.models import Session
from beside.practice.people.models import Relationship

DAY = datetime.timedelta(days=1)


def happen(texts, *, key, yesterday):
    """`key()` makes the key of a submission; `yesterday` is a moment of yesterday's evening."""
    said = texts["agreements"]
    sam, ines, ana = (_pair(name) for name in ("Sam Okafor", "Ines Duarte", "Ana Ruiz"))
    _sams(sam, said, key, yesterday)
    _ines(ines, said)
    actions.offer(_written(ana, said, now=yesterday), by=ana.clinician, now=yesterday)


def _pair(name):
    return Relationship.objects.select_related("client", "clinician", "practice").get(client__name=name)


def _sams(pair, said, key, yesterday):
    held = _held(pair)
    _signed(_written(pair, said, now=held[0].starts_at - DAY), now=held[0].ends_at)
    _strained(pair, said, key, held)
    actions.reviewed(pair, by=pair.clinician, note=said["looked_at"], now=held[4].ends_at)
    # After the strain: what they agreed on about being late is written down anew.
    proposal = actions.begin(pair, by=pair.clinician, now=held[9].ends_at)
    proposal = _changed(proposal, "time", {"lateness": said["lateness"]}, now=held[9].ends_at)
    _signed(proposal, now=held[10].ends_at)
    actions.remark(
        pair,
        words=said["asked"],
        key=key(),
        by=pair.client,
        clause="contact.answers",
        asks_for_change=True,
        now=yesterday,
    )


def _strained(pair, said, key, held):
    """What slipped, as each of them noted it, and what held afterwards."""
    actions.note_boundary(
        pair,
        how=BoundaryNote.How.BENT,
        clause="time.start-end",
        words=said["slipped"],
        whose="clinician",
        session=held[8],
        key=key(),
        by=pair.clinician,
        now=held[8].ends_at + DAY,
    )
    actions.note_boundary(
        pair,
        how=BoundaryNote.How.KEPT,
        clause="behaviour.remembering",
        words=said["remembered"],
        whose="clinician",
        session=held[11],
        key=key(),
        by=pair.client,
        now=held[11].ends_at + DAY,
    )


def _ines(pair, said):
    held = _held(pair)
    _signed(_written(pair, said, now=held[0].starts_at - DAY), now=held[1].ends_at)
    actions.reviewed(pair, by=pair.clinician, now=held[4].ends_at)


def _held(pair):
    return list(Session.objects.filter(relationship=pair, closed_at__isnull=False).in_order())


def _written(pair, said, *, now):
    """The practice's words, with what Mara takes and the days on which she reads messages."""
    proposal = actions.begin(pair, by=pair.clinician, now=now)
    proposal = _changed(proposal, "time", {}, facts={"fees": said["fees"]}, now=now)
    return _changed(proposal, "contact", {}, facts={"days": [0, 1, 2, 3]}, now=now)


def _changed(proposal, group, texts, *, facts=None, now):
    found = terms.group_of(proposal.terms, group)
    there = {name: proposal.terms["facts"][name] for name in terms.OF_GROUP.get(group, ())}
    return actions.change_group(
        proposal,
        group=group,
        texts={
            clause["key"]: {**clause, "text": texts[clause["key"]]}
            for clause in found["clauses"]
            if clause["key"] in texts
        },
        facts=there | (facts or {}),
        bases={
            "facts": facts_print(there),
            **{clause["key"]: clause_print(clause) for clause in found["clauses"]},
        },
        by=proposal.relationship.clinician,
        now=now,
    )


def _signed(proposal, *, now):
    pair = proposal.relationship
    actions.offer(proposal, by=pair.clinician, now=now - DAY)
    for whose, by in (("client", pair.client), ("clinician", pair.clinician)):
        actions.sign(proposal, by=by, revision=proposal.revision, whose=whose, now=now)
