"""Both sign the same text; from then on nothing changes it, and what is signed on paper is marked so."""

import datetime
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from beside.practice.agreements import actions, seals, terms
from beside.practice.agreements.actions.signing import still_to_sign
from beside.practice.agreements.models import Proposal, Remark, Version
from beside.practice.audit import verify
from beside.practice.desk import erase
from beside.practice.people.errors import Refused
from beside.practice.vault import keyring
from tests.vocabulary import a_client, a_client_on_paper, a_proposal, a_therapist, an_agreement


def sign(proposal, whose, by, **how):
    return actions.sign(proposal, by=by, revision=how.pop("revision", proposal.revision), whose=whose, **how)


def test_it_holds_when_both_have_signed_and_not_before():
    chris = a_client()
    thea = chris.relationship.clinician
    proposal = a_proposal(chris)
    assert sign(proposal, "client", chris) is None
    assert not Version.objects.exists()
    version = sign(proposal, "clinician", thea)
    assert (version.number, [one["as"] for one in version.signatures]) == (1, ["client", "clinician"])
    assert not Proposal.objects.exists()


def test_signing_twice_is_signing_once():
    chris = a_client()
    proposal = a_proposal(chris)
    sign(proposal, "client", chris)
    sign(proposal, "client", chris)
    assert len(Proposal.objects.get().signatures) == 1


def test_a_text_that_changed_since_the_page_was_opened_is_read_again_first():
    chris = a_client()
    before = a_proposal(chris).revision
    proposal = a_proposal(chris, lateness="Ten minutes are fine.")
    with pytest.raises(Refused, match="changed since you opened it"):
        sign(proposal, "client", chris, revision=before)
    assert still_to_sign(Proposal.objects.get()) == ["client", "clinician"]


def test_a_change_lets_go_of_the_names_under_the_text_before():
    chris = a_client()
    sign(a_proposal(chris), "client", chris)
    proposal = a_proposal(chris, lateness="Ten minutes are fine.")
    assert proposal.signatures == []
    assert still_to_sign(proposal) == ["client", "clinician"]


def test_nobody_signs_for_another():
    chris = a_client()
    thea = chris.relationship.clinician
    proposal = a_proposal(chris)
    for whose, by in (("clinician", chris), ("client", thea)):
        with pytest.raises(Refused):
            sign(proposal, whose, by)
    theo = a_therapist("Theo Therapist")
    with pytest.raises(Refused, match="Only Thea signs"):
        sign(proposal, "clinician", theo)


@pytest.mark.parametrize("how", ["here", "paper", "aloud"])
def test_what_was_not_shown_is_signed_by_nobody(how):
    client = a_client_on_paper()
    thea = client.relationship.clinician
    proposal = a_proposal(client, shown=False)
    for whose, by in (("clinician", thea), ("client", client if how == "here" else thea)):
        with pytest.raises(Refused, match="not been shown"):
            sign(proposal, whose, by, how=how)


@pytest.mark.parametrize("how", ["paper", "aloud"])
def test_for_a_client_with_an_account_nobody_writes_a_signature_down(how):
    chris = a_client()
    proposal = a_proposal(chris)
    with pytest.raises(Refused, match="Chris signs on their own page"):
        sign(proposal, "client", chris.relationship.clinician, how=how)
    assert still_to_sign(Proposal.objects.get()) == ["client", "clinician"]


def test_a_client_who_never_signs_in_signs_on_paper_and_it_says_so():
    client = a_client_on_paper()
    thea = client.relationship.clinician
    proposal = a_proposal(client)
    sign(proposal, "client", thea, how="paper")
    version = sign(proposal, "clinician", thea)
    paper = version.signatures[0]
    assert (paper["name"], paper["how"], paper["recorded_by"]) == (client.name, "paper", thea.name)


def test_a_guardian_who_signs_too_is_waited_for():
    chris = a_client()
    thea = chris.relationship.clinician
    proposal = a_proposal(chris)
    rosa = {"name": "Rosa Client", "as": "mother", "scopes": ["times"], "signs": True}
    proposal = actions.name_guardians(
        proposal,
        guardians=[rosa],
        base=terms.fingerprint(),
        by=thea,
    )
    sign(proposal, "client", chris)
    assert sign(proposal, "clinician", thea) is None
    with pytest.raises(Refused, match="Nobody signs for another"):
        sign(proposal, "guardian-0", thea)
    version = sign(proposal, "guardian-0", thea, how="aloud")
    assert version.signatures[2]["name"] == "Rosa Client"
    assert version.terms["guardians"] == [rosa]


def test_a_signature_can_be_taken_back_until_all_have_signed():
    chris = a_client()
    proposal = a_proposal(chris)
    sign(proposal, "client", chris)
    actions.take_signature_back(proposal, by=chris)
    assert still_to_sign(Proposal.objects.get()) == ["client", "clinician"]


def test_whoever_stands_in_takes_no_signature_of_the_therapist_back():
    chris = a_client()
    thea = chris.relationship.clinician
    proposal = a_proposal(chris)
    sign(proposal, "clinician", thea)
    with pytest.raises(Refused, match="whoever signed"):
        actions.take_signature_back(proposal, by=a_therapist("Dora Deputy"))
    assert still_to_sign(Proposal.objects.get()) == ["client"]


def test_the_next_version_begins_with_what_holds():
    chris = a_client()
    first = an_agreement(chris, lateness="Ten minutes are fine.")
    second = an_agreement(chris, cancelling="Two days before.")
    assert (first.number, second.number) == (1, 2)
    time = {clause["key"]: clause["text"] for clause in terms.group_of(second.terms, "time")["clauses"]}
    assert (time["lateness"], time["cancelling"]) == ("Ten minutes are fine.", "Two days before.")


def test_a_client_sees_no_text_before_it_is_shown():
    chris = a_client()
    proposal = a_proposal(chris, shown=False)
    assert not Proposal.objects.visible_to(chris).exists()
    actions.offer(proposal, by=chris.relationship.clinician)
    assert Proposal.objects.visible_to(chris).exists()


def test_a_frozen_record_is_signed_by_nobody():
    chris = a_client()
    proposal = a_proposal(chris)
    chris.relationship.frozen = True
    chris.relationship.save()
    with pytest.raises(Refused, match="frozen"):
        sign(proposal, "client", chris)


# -- What was signed stays what was signed -------------------------------------------------------------------------


def test_the_database_refuses_to_change_what_was_signed():
    version = an_agreement(a_client())
    version.words = {"terms": {}, "signatures": []}
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        version.save()


def test_its_seal_stands_in_the_trail_and_the_trail_is_whole():
    version = an_agreement(a_client())
    assert verify.faults() == []
    assert seals.entry_for(Version.objects.get()) == seals.entry_for(version)
    assert len(seals.entry_for(version)) == 60


def behind_its_back(version, **fields):
    """As somebody would who holds the database: the row taken out and put in again otherwise."""
    kept = Version.objects.get(pk=version.pk)
    kept.words  # noqa: B018 - opened before it goes
    Version.objects.filter(pk=version.pk).delete()
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.save(force_insert=True)


def test_verify_names_a_clause_that_was_changed():
    version = an_agreement(a_client())
    words = version.words
    words["terms"]["groups"][0]["clauses"][0]["text"] = "Sessions end when I like."
    behind_its_back(version, words=words)
    [fault] = verify.faults()
    assert str(version.pk) in fault.what
    assert "changed since it was signed" in fault.what


def test_verify_names_two_that_were_swapped():
    one, other = an_agreement(a_client()), an_agreement(a_client("Ann Other"))
    sealed = dict(Version.objects.values_list("pk", "words"))
    behind_its_back(one, words=sealed[other.pk])
    [fault] = verify.faults()
    assert str(one.pk) in fault.what


def test_verify_names_a_signature_that_was_moved_to_another_day():
    version = an_agreement(a_client())
    behind_its_back(version, signed_at=version.signed_at - datetime.timedelta(days=30))
    assert ["changed since" in fault.what for fault in verify.faults()] == [True]


def test_verify_names_one_that_is_gone_and_one_that_was_put_in():
    chris = a_client()
    gone = an_agreement(chris)
    Version.objects.filter(pk=gone.pk).delete()
    put_in = Version(
        practice_id=gone.practice_id,
        relationship=chris.relationship,
        number=7,
        language="en",
        words=gone.words,
        signed_at=timezone.now(),
    )
    put_in.save()
    said = " | ".join(fault.what for fault in verify.faults())
    assert f"agreement {gone.pk} was signed and is not there" in said
    assert f"agreement {put_in.pk}, version 7: put in" in said


def test_an_agreement_that_was_erased_by_right_is_no_fault():
    chris = a_client()
    an_agreement(chris)
    a_proposal(chris)
    relationship = chris.relationship
    keyring.destroy(
        relationship.practice_id, relationship=relationship.pk, kinds=[keyring.WORDS, keyring.RECORD]
    )
    # As after a restore: the ledger of the keyring says it, and the trail from then on.
    assert erase.replay() == 1
    assert not Version.objects.exists()
    assert not Proposal.objects.exists()
    assert verify.faults() == []


def test_what_only_the_keyring_says_was_erased_is_named():
    """Whoever holds the keyring's database alone can hide nothing: not one that is gone, not one whose key they destroyed."""
    gone, closed = an_agreement(a_client()), an_agreement(a_client("Ann Other"))
    Version.objects.filter(pk=gone.pk).delete()
    for version in (gone, closed):
        keyring.destroy(version.practice_id, relationship=version.relationship_id, kinds=[keyring.RECORD])
    said = " | ".join(fault.what for fault in verify.faults())
    assert f"agreement {gone.pk} was signed and is not there" in said
    assert f"agreement {closed.pk}, version 1: its key is destroyed" in said


def test_what_was_signed_is_part_of_the_record_and_what_was_said_to_it_is_not():
    chris = a_client()
    an_agreement(chris)
    actions.remark(chris.relationship, words="All fine.", key=uuid.uuid4(), by=chris)
    erase.clear(chris.relationship, [keyring.WORDS])
    assert Version.objects.count() == 1
    assert not Remark.objects.exists()
