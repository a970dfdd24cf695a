"""Supervision: what two bring and answer, passages with a yes, co-signing, terms of a clinic; and who never gets in."""

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beside.practice.agreements.models import CoSignature
from beside.practice.audit.models import Entry
from beside.practice.desk import consents, erase
from beside.practice.journal import actions as journal
from beside.practice.learning.recurring import destroy_keys
from beside.practice.people import access, actions, eyes, links, taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.models import Consent, Link, Member, Notice, Relationship, Role
from beside.practice.recordings import actions as recordings
from beside.practice.repair.models import Episode
from beside.practice.supervision import figures, today
from beside.practice.supervision.actions import answering, handing, passages, points, terms
from beside.practice.supervision.models import Passage, Point, TermEnd
from beside.practice.vault import keyring
from tests.vocabulary import (
    a_client,
    a_closed_session,
    a_past_session,
    a_practice,
    a_supervisor,
    a_therapist,
    an_agreement,
    asked_to_listen,
    listened_to,
    sign_in,
)

pytestmark = pytest.mark.django_db


class Pairs:
    def __init__(self):
        self.owner = a_practice("Elm Street")
        self.thea = a_therapist("Thea", owner=self.owner)
        self.theo = a_therapist("Theo", owner=self.owner)
        self.chris = a_client("Chris", therapist=self.thea)
        self.rosa = a_supervisor("Rosa", of=self.thea, kind="responsible", by=self.owner)
        self.carl = a_supervisor("Carl", of=self.thea, kind="consultative", by=self.owner)
        self.sven = a_supervisor("Sven", of=self.theo, kind="responsible", by=self.owner)
        self.former = a_supervisor("Fay", of=self.thea, kind="responsible", by=self.owner)
        self.with_former = self.thea.supervised_by.get(supervisor=self.former)
        self.with_rosa = self.thea.supervised_by.get(supervisor=self.rosa)
        self.with_carl = self.thea.supervised_by.get(supervisor=self.carl)
        self.relationship = self.chris.relationship

    def bring(self, supervision=None, text="How do I wait?", by=None, **more):
        return points.bring(
            supervision or self.with_rosa, text=text, key=uuid.uuid4(), by=by or self.thea, **more
        )

    def passage(self, supervision=None, text="I lie awake."):
        return passages.ask(
            supervision or self.with_carl,
            relationship=self.relationship,
            text=text,
            key=uuid.uuid4(),
            by=self.thea,
        )

    def opens(self, who, name, *args, **data):
        return sign_in(Client(), who).get(reverse(name, args=args), data)

    def sends(self, who, name, *args, **data):
        return sign_in(Client(), who).post(reverse(name, args=args), data)


@pytest.fixture
def pairs():
    return Pairs()


def test_the_two_read_it_and_nobody_else(pairs):
    point = pairs.bring(pairs.with_former)
    actions.end_supervision(pairs.with_former, by=pairs.owner)
    here = pairs.bring()
    for who in (pairs.thea, pairs.rosa):
        assert pairs.opens(who, "supervision", pairs.with_rosa.pk).status_code == 200
        assert pairs.opens(who, "supervision-point", here.pk).status_code == 200
    for who in (pairs.carl, pairs.sven, pairs.former, pairs.theo, pairs.chris, pairs.owner):
        for name, pk in (("supervision", pairs.with_rosa.pk), ("supervision-point", here.pk)):
            assert pairs.opens(who, name, pk).status_code == 404, who.name
    assert pairs.opens(pairs.former, "supervision-point", point.pk).status_code == 404
    assert pairs.opens(pairs.thea, "supervision-point", point.pk).status_code == 200
    with pytest.raises(Refused):
        pairs.bring(pairs.with_former)


@pytest.mark.parametrize("kind", ["responsible", "consultative"])
def test_a_client_is_told_of_each_kind_before_starting_and_in_who_sees_this(kind):
    thea = a_therapist("Thea")
    a_supervisor("Sara Supervisor", of=thea, kind=kind)
    relationship = a_client("Chris", therapist=thea).relationship
    told = eyes.who_supervises(relationship)[0]
    assert ("reads what you send" if kind == "responsible" else "no words") in told
    assert "Sara Supervisor" in eyes.who_sees(relationship, "episodes")
    assert ("Sara Supervisor" in eyes.who_sees(relationship, "check-ins")) == (kind == "responsible")


def test_nothing_goes_unanswered(pairs):
    point = pairs.bring()
    assert Notice.objects.filter(member=pairs.rosa, kind="supervision-brought").count() == 1
    pairs.opens(pairs.rosa, "supervision-point", point.pk)
    point.refresh_from_db()
    assert point.state == "seen"
    with pytest.raises(Refused, match="few words"):
        points.answer(point, state="changed", text=" ", by=pairs.rosa)
    pairs.sends(pairs.rosa, "supervision-point", point.pk, move="changed", text="Count to ten.")
    point.refresh_from_db()
    assert not point.waits
    pairs.sends(pairs.thea, "supervision-point", point.pk, move="again", text="I still rush.")
    point.refresh_from_db()
    assert (point.state, point.reopened) == ("given", 1)
    assert point.pk in {line.row.pk for line in today.of(pairs.rosa).asked}


def test_whoever_gave_it_does_not_answer_it(pairs):
    point = pairs.bring()
    with pytest.raises(Refused):
        points.answer(point, state="changed", text="Done.", by=pairs.thea)
    with pytest.raises(Refused):
        points.answer(point, state="changed", text="Done.", by=pairs.carl)


def test_sent_twice_it_is_one(pairs):
    key = uuid.uuid4()
    made = {points.bring(pairs.with_rosa, text="Why?", key=key, by=pairs.thea).pk for _ in range(2)}
    assert len(made) == 1


def test_whoever_advises_reads_no_name(pairs):
    pairs.bring(pairs.with_carl, relationship=pairs.relationship)
    pairs.bring(pairs.with_rosa, relationship=pairs.relationship)
    for name, args in (("supervision", [pairs.with_carl.pk]), ("supervisor", [])):
        page = pairs.opens(pairs.carl, name, *args).content.decode()
        assert "Chris" not in page
        assert "C." in page
    assert "Chris" in pairs.opens(pairs.rosa, "supervision", pairs.with_rosa.pk).content.decode()


def test_both_write_the_agenda_and_promise(pairs):
    pairs.bring(by=pairs.rosa, text="How are you?")
    promise = points.promise(
        pairs.with_rosa, text="I read it.", due_on=timezone.localdate(), key=uuid.uuid4(), by=pairs.rosa
    )
    page = pairs.opens(pairs.thea, "supervision", pairs.with_rosa.pk).content.decode()
    assert "How are you?" in page
    assert "I read it." in page
    with pytest.raises(Refused):
        points.answer(promise, state="changed", by=pairs.thea)
    points.answer(promise, state="changed", by=pairs.rosa)
    assert not Point.objects.get(pk=promise.pk).waits


def test_a_check_in_and_a_form_wait_for_an_answer(pairs):
    pairs.sends(
        pairs.thea,
        "supervision-check-in",
        pairs.with_rosa.pk,
        key=uuid.uuid4(),
        wish="Endings",
        hesitation="I am tired",
    )
    pairs.sends(
        pairs.thea, "supervision-after", pairs.with_rosa.pk, key=uuid.uuid4(), show="0", strain="a_little"
    )
    assert sorted(Point.objects.values_list("kind", flat=True)) == ["form", "hesitation", "wish"]
    page = pairs.opens(pairs.rosa, "supervision", pairs.with_rosa.pk).content.decode()
    assert "Endings" in page
    assert "0/10" in page
    assert "A little" in page
    assert pairs.opens(pairs.rosa, "supervision-after", pairs.with_rosa.pk).status_code == 404


def test_a_passage_needs_the_clients_yes_and_goes_with_it(pairs):
    passage = pairs.passage()
    assert pairs.opens(pairs.carl, "supervision-passage", passage.pk).status_code == 404
    pairs.sends(pairs.chris, "supervision-passage-answer", passage.pk, say="yes")
    assert "I lie awake." in pairs.opens(pairs.carl, "supervision-passage", passage.pk).content.decode()
    assert pairs.opens(pairs.rosa, "supervision-passage", passage.pk).status_code == 404
    read = Entry.objects.filter(relationship_id=pairs.relationship.pk, who_id=pairs.carl.pk, verb=Entry.READ)
    assert read.filter(what="supervision-passage").exists()
    pairs.sends(pairs.chris, "supervision-passage-answer", passage.pk, say="no")
    assert Passage.objects.get(pk=passage.pk).words is None
    assert pairs.opens(pairs.carl, "supervision-passage", passage.pk).status_code == 404


def test_nobody_but_the_client_says_yes(pairs):
    passage = pairs.passage()
    with pytest.raises(Refused):
        passages.answer(passage, given=True, by=pairs.thea)
    with pytest.raises(Refused):
        pairs.bring(pairs.with_carl, kind="passage", passage=passage)


def test_whoever_is_responsible_co_signs_and_nobody_else(pairs):
    session = a_closed_session(pairs.chris, progress="Went well.")
    note, version = session.progress_notes.get(), an_agreement(pairs.chris)
    assert today.of(pairs.rosa).notes == []  # written before Rosa was responsible
    pairs.thea.supervised_by.update(began_on=timezone.localdate() - datetime.timedelta(days=3))
    waiting = today.of(pairs.rosa)
    assert (waiting.notes, waiting.versions) == ([note], [version])
    assert today.of(pairs.carl).notes == []
    for who in (pairs.carl, pairs.sven, pairs.thea):
        assert pairs.sends(who, "cosign-note", note.pk).status_code == 404
        assert pairs.sends(who, "cosign-agreement", version.pk).status_code == 404
    pairs.sends(pairs.rosa, "cosign-note", note.pk)
    pairs.sends(pairs.rosa, "cosign-agreement", version.pk)
    note.refresh_from_db()
    assert note.cosigned_by == pairs.rosa
    assert CoSignature.objects.get(version=version).by == pairs.rosa
    assert "Rosa co-signed" in pairs.opens(pairs.chris, "agreement-version", version.pk).content.decode()
    assert not today.of(pairs.rosa).notes


def test_a_supervisors_first_page_costs_the_same_however_much_waits(pairs, django_assert_max_num_queries):
    for _ in range(6):
        pairs.bring()
    with django_assert_max_num_queries(30):
        today.of(pairs.rosa)


def test_clients_say_how_they_want_to_go_on_and_nobody_is_handed_over(pairs):
    day = timezone.localdate()
    cohort = terms.make_cohort(
        name="Autumn", first_day=day, last_day=day + datetime.timedelta(days=40), by=pairs.owner
    )
    terms.join_cohort(cohort, member=pairs.thea, by=pairs.owner)
    assert terms.ask_clients(cohort, by=pairs.owner) == 1
    assert terms.ask_clients(cohort, by=pairs.owner) == 0
    row = TermEnd.objects.get()
    pairs.sends(pairs.chris, "term-end", row.pk, say="another")
    assert "somebody else" in pairs.opens(pairs.thea, "term-end", row.pk).content.decode()
    for who in (pairs.carl, pairs.sven, pairs.owner, pairs.theo):
        assert pairs.opens(who, "term-end", row.pk).status_code == 404
    assert Relationship.objects.get(pk=pairs.relationship.pk).ended_on is None


def test_counts_wait_for_the_end_of_the_term_and_for_enough_people(pairs):
    day = timezone.localdate()
    cohort = terms.make_cohort(
        name="Autumn",
        first_day=day - datetime.timedelta(days=40),
        last_day=day - datetime.timedelta(days=1),
        by=pairs.owner,
    )
    terms.join_cohort(cohort, member=pairs.thea, by=pairs.owner)
    with pytest.raises(Refused, match="Too few"):
        terms.publish(cohort, by=pairs.owner)
    with pytest.raises(Refused, match="goes on"):
        terms.publish(cohort, by=pairs.owner, today=cohort.last_day)
    assert figures.counted(cohort) is None


def test_what_they_write_is_sealed_and_goes_with_the_relationship(pairs):
    pairs.bring(relationship=pairs.relationship)
    kept = pairs.bring()
    pairs.passage()
    erase.clear(pairs.relationship, (keyring.PROCESS,))
    assert list(Point.objects.all()) == [kept]
    assert not Passage.objects.exists()
    assert access.EYES["passages"]


def test_a_reflection_is_brought_in_words_that_its_author_can_change(pairs):
    from beside.practice.learning.actions import reflecting

    row = reflecting.reflect(words={"when": "At the door."}, key=uuid.uuid4(), by=pairs.thea)
    page = pairs.opens(pairs.thea, "supervision-bring", pairs.with_rosa.pk, reflection=str(row.pk))
    assert "At the door." in page.content.decode()
    assert pairs.opens(pairs.thea, "supervision-bring", pairs.with_rosa.pk, reflection="x").status_code == 404
    address = reverse("supervision-bring", args=[pairs.with_rosa.pk]) + f"?reflection={row.pk}"
    sign_in(Client(), pairs.thea).post(address, {"key": uuid.uuid4(), "text": "A door."})
    assert Point.objects.get().kind == "reflection"
    assert "At the door." not in pairs.opens(pairs.rosa, "supervision", pairs.with_rosa.pk).content.decode()


def test_whoever_is_responsible_sees_what_is_urgent_and_asks_after_it(pairs):
    from beside.practice.loops import actions as loops

    loop = loops.open_loop(
        pairs.relationship, kind="strain", source=pairs.relationship, words="clearly", by=pairs.chris
    )
    assert [line.loop for line, _asked in today.of(pairs.rosa).loops] == [loop]
    page = pairs.opens(pairs.rosa, "supervisor").content.decode()
    assert "Chris felt something off between them and Thea" in page
    assert "Asked after" not in page
    assert "between you" not in page + pairs.opens(pairs.rosa, "loop-detail", loop.pk).content.decode()
    assert today.of(pairs.carl).loops == []
    assert pairs.sends(pairs.carl, "ask-after", loop.pk).status_code == 404
    pairs.sends(pairs.rosa, "ask-after", loop.pk)
    assert Notice.objects.filter(member=pairs.thea, kind="asked-after", thing_id=loop.pk).exists()
    assert "Asked after on" in pairs.opens(pairs.rosa, "supervisor").content.decode()
    loop.refresh_from_db()
    assert loop.state == "given"  # it was asked after, and not answered


# -- What a no, an end and a frozen record leave ---------------------------------------------------------------------


def _holders():
    return {holder for _practice, holder in keyring.destroyed_holders(keyring.PROCESS)}


@pytest.mark.parametrize("first_yes", [False, True])
def test_after_a_no_the_key_of_the_words_is_gone_and_what_repeats_them(
    pairs, first_yes, django_capture_on_commit_callbacks
):
    passage, other = pairs.passage(), pairs.passage(text="I sleep well.")
    if first_yes:
        passages.answer(passage, given=True, by=pairs.chris)
        point = Point.objects.get(passage=passage)
        points.answer(point, state="changed", text="Stay with: I lie awake.", by=pairs.carl)
    with django_capture_on_commit_callbacks(execute=True):
        passages.answer(passage, given=False, by=pairs.chris)
    assert _holders() == {passage.pk}
    if first_yes:
        assert {reply.words for reply in point.replies.all()} == {None}
        with pytest.raises(Refused):
            points.not_answered_for_me(point, text="I lie awake.", by=pairs.thea)
    assert Passage.objects.get(pk=other.pk).words == "I sleep well."
    assert pairs.opens(pairs.thea, "supervision", pairs.with_carl.pk).status_code == 200


def test_the_page_of_every_yes_takes_it_back_too(pairs, django_capture_on_commit_callbacks):
    passage = pairs.passage()
    passages.answer(passage, given=True, by=pairs.chris)
    with django_capture_on_commit_callbacks(execute=True):
        consents.withdraw(Consent.objects.get(about_id=passage.pk), by=pairs.chris)
    assert Passage.objects.get(pk=passage.pk).words is None
    assert _holders() == {passage.pk}


def test_keys_that_are_left_over_go_and_a_passages_stays(pairs):
    passage = pairs.passage()
    assert destroy_keys(now=timezone.now() + datetime.timedelta(days=1)) == 0
    assert Passage.objects.get(pk=passage.pk).words == "I lie awake."


def test_a_backup_brings_no_passage_back_that_was_taken_back(pairs, django_capture_on_commit_callbacks):
    passage = pairs.passage()
    before = Passage.objects.filter(pk=passage.pk).values().get()
    with django_capture_on_commit_callbacks(execute=True):
        passages.answer(passage, given=False, by=pairs.chris)
    Passage.objects.filter(pk=passage.pk).delete()
    Passage.objects.create(**before)
    erase.replay()
    back = Passage.objects.get(pk=passage.pk)
    assert back.words is None
    assert back.ended_at


def test_what_a_former_supervisor_was_shown_does_not_come_back_with_them(pairs):
    passage = pairs.passage()
    passages.answer(passage, given=True, by=pairs.chris)
    actions.end_supervision(pairs.with_carl, by=pairs.owner)
    assert pairs.opens(pairs.carl, "supervision-passage", passage.pk).status_code == 404
    actions.supervise(pairs.thea, supervisor=pairs.carl, kind="consultative", by=pairs.owner)
    assert pairs.opens(pairs.carl, "supervision-passage", passage.pk).status_code == 404
    page = pairs.opens(pairs.chris, "supervision-passage", passage.pk).content.decode()
    assert "does not supervise" in page
    assert 'value="yes"' not in page
    pairs.sends(pairs.chris, "supervision-passage-answer", passage.pk, say="no")
    assert Passage.objects.get(pk=passage.pk).words is None


def test_nobody_says_yes_for_somebody_who_is_gone(pairs):
    passage = pairs.passage()
    actions.end_supervision(pairs.with_carl, by=pairs.owner)
    with pytest.raises(Refused, match="not work together"):
        passages.answer(passage, given=True, by=pairs.chris)
    with pytest.raises(Refused, match="supervises them now"):
        pairs.passage()


def test_a_passage_asked_for_twice_is_one_question(pairs):
    key = uuid.uuid4()
    for _ in range(2):
        pairs.sends(
            pairs.thea,
            "supervision-passage-ask",
            pairs.with_carl.pk,
            key=key,
            about=pairs.relationship.pk,
            text="I lie awake.",
        )
    assert Passage.objects.count() == 1


@pytest.mark.parametrize(
    ("label", "text"), [("chris", "How do I wait?"), ("C.", "With Chris, how do I wait?")]
)
def test_a_clients_name_does_not_reach_whoever_advises(pairs, label, text):
    with pytest.raises(Refused, match="name"):
        pairs.bring(pairs.with_carl, relationship=pairs.relationship, label=label, text=text)
    pairs.bring(
        pairs.with_carl, relationship=pairs.relationship, label="C.", text="A crisis in christmas week"
    )
    pairs.bring(pairs.with_rosa, relationship=pairs.relationship, label=label, text=text)


def test_what_was_let_be_meanwhile_is_not_brought_back_by_reading_it(pairs):
    before = pairs.bring()
    points.answer(before, state="left", by=pairs.thea)
    points.seen(before, by=pairs.rosa)
    assert Point.objects.get(pk=before.pk).state == "left"


def test_on_a_frozen_record_nothing_moves_and_it_can_be_read(pairs):
    from beside.practice.loops import actions as loops

    session = a_closed_session(pairs.chris, progress="Went well.")
    note, version = session.progress_notes.get(), an_agreement(pairs.chris)
    loop = loops.open_loop(
        pairs.relationship, kind="strain", source=pairs.relationship, words="clearly", by=pairs.chris
    )
    point, passage = pairs.bring(relationship=pairs.relationship), pairs.passage(pairs.with_rosa)
    Relationship.objects.filter(pk=pairs.relationship.pk).update(frozen=True)
    for act in (
        lambda: points.answer(point, state="changed", text="Count.", by=pairs.rosa),
        lambda: pairs.bring(relationship=pairs.relationship),
        lambda: passages.answer(passage, given=True, by=pairs.chris),
        lambda: answering.cosign_note(note, by=pairs.rosa),
        lambda: answering.cosign_agreement(version, by=pairs.rosa),
        lambda: answering.ask_after(loop, by=pairs.rosa),
    ):
        with pytest.raises(Refused, match="frozen"):
            act()
    assert pairs.opens(pairs.rosa, "supervision-point", point.pk).status_code == 200
    assert Point.objects.get(pk=point.pk).state == "given"
    assert today.of(pairs.rosa).loops == []
    passages.answer(passage, given=False, by=pairs.chris)
    assert Passage.objects.get(pk=passage.pk).words is None


def test_nobody_co_signs_or_asks_once_their_part_has_ended(pairs):
    from beside.practice.loops import actions as loops

    session = a_closed_session(pairs.chris, progress="Went well.")
    note, version = session.progress_notes.get(), an_agreement(pairs.chris)
    loop = loops.open_loop(
        pairs.relationship, kind="strain", source=pairs.relationship, words="clearly", by=pairs.chris
    )
    actions.end_supervision(pairs.with_rosa, by=pairs.owner)
    for act, thing in (
        (answering.cosign_note, note),
        (answering.cosign_agreement, version),
        (answering.ask_after, loop),
    ):
        with pytest.raises(Refused, match="responsible"):
            act(thing, by=pairs.rosa)
    for name, thing in (("cosign-note", note), ("cosign-agreement", version), ("ask-after", loop)):
        assert pairs.sends(pairs.rosa, name, thing.pk).status_code == 404
    found = today.of(pairs.rosa)
    assert (found.notes, found.versions, found.loops, found.brought) == ([], [], [], {})
    assert "Chris" not in pairs.opens(pairs.rosa, "supervisor").content.decode()


@pytest.mark.parametrize("move", ["again", "left"])
def test_nor_does_a_name_come_with_what_is_written_later(pairs, move):
    point = pairs.bring(pairs.with_carl, relationship=pairs.relationship, label="K.")
    if move == "again":
        points.answer(point, state="changed", text="Wait for it.", by=pairs.carl)
    text = {"text": "Chris said so again."}
    page = pairs.sends(pairs.thea, "supervision-point", point.pk, move=move, **text).content.decode()
    assert "knows no names" in page
    assert not point.replies.filter(by=pairs.thea).exists()
    pairs.sends(pairs.thea, "supervision-point", point.pk, move=move, text="K. said so again.")
    assert point.replies.filter(by=pairs.thea).count() == 1
    here = pairs.bring(relationship=pairs.relationship)
    pairs.sends(pairs.thea, "supervision-point", here.pk, move="left", **text)
    assert here.replies.get().words == text["text"]


# -- One person in two places ----------------------------------------------------------------------------------------


def _in_a_second_place(thea, owner):
    """Thea, as a supervisor who has not joined yet; and how she joins with the account that she has."""
    seat = actions.add_member("Thea", role=Role.SUPERVISOR, by=owner)
    link = links.find(actions.invite(seat, by=owner), purpose=Link.Purpose.INVITATION)

    def joins():
        actions.join(link, email=thea.account.email, password="", account=thea.account)
        return Member.objects.get(pk=seat.pk)

    return seat, joins


@pytest.mark.parametrize("kind", ["responsible", "consultative"])
def test_nobody_supervises_themself(pairs, kind):
    _seat, joins = _in_a_second_place(pairs.thea, pairs.owner)
    given = {"clinician": pairs.thea.pk, "supervisor": joins().pk, "kind": kind}
    page = pairs.sends(pairs.owner, "supervision-add", **given).content.decode()
    assert "the same person" in page
    assert not pairs.thea.supervised_by.filter(supervisor=given["supervisor"]).exists()


def test_nobody_cosigns_their_own_note_who_was_linked_before_they_joined(pairs):
    seat, joins = _in_a_second_place(pairs.thea, pairs.owner)
    actions.supervise(pairs.thea, supervisor=seat, kind="responsible", by=pairs.owner)
    me, note = joins(), a_closed_session(pairs.chris, progress="Went well.").progress_notes.get()
    with pytest.raises(Refused, match="your own work"):
        answering.cosign_note(note, by=me)
    note.refresh_from_db()
    assert note.cosigned_at is None
    assert not handing.responsible_for(me).exists()


# -- Somebody is gone ------------------------------------------------------------------------------------------------


def test_a_supervisor_who_leaves_ends_their_supervision_and_clients_are_told(pairs):
    passage = pairs.passage(pairs.with_carl)
    Notice.objects.all().delete()
    actions.leave_practice(pairs.carl, by=pairs.owner)
    pairs.with_carl.refresh_from_db()
    assert pairs.with_carl.ended_on == timezone.localdate()
    assert Notice.objects.filter(member=pairs.chris, kind="supervision-ended").count() == 1
    with pytest.raises(Refused, match="has ended"):
        pairs.bring(pairs.with_carl)
    page = pairs.opens(pairs.chris, "supervision-passage", passage.pk).content.decode()
    assert "does not supervise Thea any more" in page
    with pytest.raises(Refused, match="nobody would read it"):
        passages.answer(passage, given=True, by=pairs.chris)
    assert pairs.opens(pairs.thea, "supervision", pairs.with_carl.pk).status_code == 200


def test_a_therapist_who_leaves_ends_theirs(pairs):
    actions.leave_practice(pairs.thea, by=pairs.owner, hand_over_to=pairs.theo)
    assert not pairs.thea.supervised_by.filter(ended_on=None).exists()
    assert pairs.theo.supervised_by.filter(ended_on=None).count() == 1


def test_while_a_supervisor_is_suspended_nothing_is_brought_to_them_and_nobody_is_asked(pairs):
    point, asked = pairs.bring(pairs.with_carl), pairs.passage(pairs.with_carl)
    actions.suspend(pairs.carl, by=pairs.owner)
    with pytest.raises(Refused, match="suspended"):
        pairs.bring(pairs.with_carl)
    with pytest.raises(Refused, match="supervises them now"):
        pairs.passage(pairs.with_carl, text="I wake at three.")
    with pytest.raises(Refused, match="nobody would read it"):
        passages.answer(asked, given=True, by=pairs.chris)
    page = pairs.opens(pairs.chris, "supervision-passage", asked.pk).content.decode()
    assert "is not here at the moment" in page
    assert "Yes, to these words" not in page
    page = pairs.opens(pairs.thea, "supervision", pairs.with_carl.pk).content.decode()
    assert "is suspended" in page
    assert "Bring something" not in page
    assert "Leave it be" not in pairs.opens(pairs.thea, "supervision-point", point.pk).content.decode()
    actions.bring_back(pairs.carl, by=pairs.owner)
    pairs.bring(pairs.with_carl)


# -- Counts of a term ------------------------------------------------------------------------------------------------


class Clinic:
    """A term that is over, of therapists with as many clients as said: (goes on strained, goes on, ended strained, ended)."""

    def __init__(self, *of_each):
        self.owner = a_practice("Clinic")
        self.today = timezone.localdate()
        self.therapists = [
            actions.add_member(f"T{n}", role=Role.CLINICIAN, by=self.owner) for n in range(len(of_each))
        ]
        for therapist, counts in zip(self.therapists, of_each, strict=True):
            for kind, count in enumerate(counts):
                self.clients(therapist, count, strained=kind % 2 == 0, ended=kind >= 2)

    def clients(self, therapist, count, *, strained, ended):
        about = {"practice_id": self.owner.practice_id}
        members = [Member(**about, role=Role.CLIENT, name="A client") for _ in range(count)]
        Member.objects.bulk_create(members)
        pairs = [
            Relationship(
                **about,
                client=member,
                clinician=therapist,
                began_on=self.today - datetime.timedelta(days=60),
                ended_on=self.today - datetime.timedelta(days=9) if ended else None,
            )
            for member in members
        ]
        Relationship.objects.bulk_create(pairs)
        at = timezone.now() - datetime.timedelta(days=20)
        if strained:
            Episode.objects.bulk_create(
                Episode(**about, relationship=one, opened_by=one.client, opened_at=at) for one in pairs
            )

    def term(self, first=60, last=1, therapists=None):
        cohort = terms.make_cohort(
            name="Autumn",
            first_day=self.today - datetime.timedelta(days=first),
            last_day=self.today - datetime.timedelta(days=last),
            by=self.owner,
        )
        for therapist in therapists or self.therapists:
            terms.join_cohort(cohort, member=therapist, by=self.owner)
        return cohort


def test_the_table_of_a_large_term_stands_on_its_page_whole():
    clinic = Clinic((6, 7, 6, 8), (6, 7, 6, 8), (6, 7, 6, 8))
    cohort = clinic.term()
    sign_in(Client(), clinic.owner).post(reverse("cohort-publish", args=[cohort.pk]))
    page = sign_in(Client(), clinic.owner).get(reverse("cohort", args=[cohort.pk])).content.decode()
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert re.findall(r'<td class="number">(.*?)</td>', table) == [
        "18",
        "21",
        "39",
        "18",
        "24",
        "42",
        "36",
        "45",
        "81",
    ]
    assert "T1" not in table


def test_a_small_count_is_left_out_on_the_page_with_enough_beside_it():
    clinic = Clinic((6, 7, 6, 1), (6, 7, 6, 1), (6, 7, 6, 1))
    cohort = clinic.term()
    terms.publish(cohort, by=clinic.owner)
    page = sign_in(Client(), clinic.owner).get(reverse("cohort", args=[cohort.pk])).content.decode()
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert re.findall(r'<td class="number">(\d+)</td>', table) == ["39", "21", "36", "24", "60"]
    assert table.count("left out") == 4


def test_a_therapist_does_not_read_the_others_by_taking_off_their_own():
    """Eleven and more stand behind each count; without the clients of the first, one stands behind one of them."""
    cohort = Clinic((12, 5, 6, 6), (0, 20, 20, 20), (1, 20, 20, 20)).term()
    table = figures.counted(cohort)
    assert table[0][0] is None
    assert sum(one is None for row in table for one in row) > 1


def test_a_supervisor_does_not_read_the_others_by_taking_off_their_supervisees():
    """Of either kind, also where it has ended meanwhile; the third therapist's figures are not left over."""
    clinic = Clinic((8, 8, 8, 8), (8, 8, 8, 8), (3, 12, 4, 10))
    cohort = clinic.term()
    assert figures.counted(cohort)[0][0] == 19
    sara = a_supervisor("Sara", of=clinic.therapists[0], kind="responsible", by=clinic.owner)
    assert figures.counted(cohort)[0][0] == 19
    second = actions.supervise(clinic.therapists[1], supervisor=sara, kind="consultative", by=clinic.owner)
    assert figures.counted(cohort)[0][0] is None
    actions.end_supervision(second, by=clinic.owner)
    assert figures.counted(cohort)[0][0] is None


def test_nothing_is_published_where_a_supervisor_knows_all_but_a_few():
    clinic = Clinic((8, 8, 8, 8), (8, 8, 8, 8), (2, 3, 2, 3))
    cohort = clinic.term()
    assert figures.counted(cohort)
    sara = a_supervisor("Sara", of=clinic.therapists[0], by=clinic.owner)
    actions.supervise(clinic.therapists[1], supervisor=sara, kind="responsible", by=clinic.owner)
    assert figures.counted(cohort) is None


def test_who_supervises_everybody_takes_nothing_from_the_counts():
    clinic = Clinic(*[(6, 7, 6, 8)] * 3)
    cohort = clinic.term()
    sara = a_supervisor("Sara", of=clinic.therapists[0], by=clinic.owner)
    for one in clinic.therapists[1:]:
        actions.supervise(one, supervisor=sara, kind="responsible", by=clinic.owner)
    assert figures.counted(cohort)[2] == [36, 45, 81]


def test_who_treats_and_supervises_is_one_who_knows_both():
    clinic = Clinic((8, 8, 8, 8), (8, 8, 8, 8), (3, 12, 4, 10))
    cohort = clinic.term()
    sara = a_supervisor("Sara", of=clinic.therapists[1], by=clinic.owner)
    assert figures.counted(cohort)[0][0] == 19
    clinic.therapists[0].account = sara.account
    clinic.therapists[0].save()
    assert figures.counted(cohort)[0][0] is None


def _hands_over(clinic):
    """All whose work has ended went on with the next therapist of the term."""
    for row in Relationship.objects.filter(practice=clinic.owner.practice_id).exclude(ended_on=None):
        at = clinic.therapists.index(row.clinician)
        Relationship.objects.create(
            practice_id=row.practice_id,
            client=row.client,
            clinician=clinic.therapists[(at + 1) % 3],
            began_on=row.ended_on,
        )


def test_a_client_who_was_handed_over_within_the_term_is_counted_once_and_goes_on():
    clinic = Clinic(*[(0, 0, 0, 12)] * 3)
    _hands_over(clinic)
    assert figures.counted(clinic.term())[2][2] == 36


def test_the_floor_is_of_people_and_not_of_relationships():
    clinic = Clinic(*[(0, 0, 0, 5)] * 3)
    _hands_over(clinic)
    assert Relationship.objects.filter(practice=clinic.owner.practice_id).count() == 30
    assert figures.counted(clinic.term()) is None


def test_a_strain_with_the_first_therapist_stays_one_after_the_hand_over():
    clinic = Clinic(*[(0, 30, 12, 20)] * 3)
    _hands_over(clinic)
    assert figures.counted(clinic.term())[2] == [36, 150, 186]


def test_two_terms_that_share_days_and_people_are_not_both_counted():
    clinic = Clinic(*[(6, 7, 6, 8)] * 4)
    first, second = clinic.term(), clinic.term(last=2, therapists=clinic.therapists[:3])
    before = clinic.term(first=120, last=61)
    apart = clinic.term(therapists=[actions.add_member("T9", role=Role.CLINICIAN, by=clinic.owner)])
    terms.publish(first, by=clinic.owner)
    with pytest.raises(Refused, match="shares days"):
        terms.publish(second, by=clinic.owner)
    assert not figures.counted_before(before)
    assert not figures.counted_before(apart)


def test_a_term_of_a_few_days_is_none(pairs):
    day = timezone.localdate()
    with pytest.raises(Refused, match="four weeks"):
        terms.make_cohort(name="A", first_day=day, last_day=day + datetime.timedelta(days=1), by=pairs.owner)


# -- What a passage is cut from --------------------------------------------------------------------------------------


@pytest.fixture
def kept(pairs):
    recording = asked_to_listen(a_past_session(pairs.chris), services="Zoom")
    listened_to(recording)
    return recordings.keep(recording, turn=4, reading="advice_without_permission", by=pairs.thea)


def _shares(pairs, words="I dreamt of the sea."):
    return journal.share(pairs.relationship, how="passage", words=words, key=uuid.uuid4(), by=pairs.chris)


def _asks(pairs, text, **source):
    address = reverse("supervision-passage-ask", args=[pairs.with_carl.pk])
    (name, thing) = next(iter(source.items()))
    return sign_in(Client(), pairs.thea).post(
        f"{address}?{name}={thing.pk}", {"key": uuid.uuid4(), "text": text}
    )


def test_a_passage_is_picked_from_a_kept_moment_or_from_what_was_shared(pairs, kept):
    share = _shares(pairs)
    page = pairs.opens(pairs.thea, "supervision-passage-ask", pairs.with_carl.pk).content.decode()
    assert "I dreamt of the sea." in page
    assert str(kept.pk) in page
    picked = pairs.opens(pairs.thea, "supervision-passage-ask", pairs.with_carl.pk, share=str(share.pk))
    assert "I dreamt of the sea.</textarea>" in picked.content.decode()
    assert 'name="about"' not in picked.content.decode()
    _asks(pairs, "I dreamt.", share=share)
    passage = Passage.objects.get()
    assert (passage.words, passage.share, passage.relationship) == ("I dreamt.", share, pairs.relationship)
    assert pairs.opens(pairs.carl, "supervision-passage", passage.pk).status_code == 404
    passages.answer(passage, given=True, by=pairs.chris)
    assert "I dreamt." in pairs.opens(pairs.carl, "supervision-passage", passage.pk).content.decode()


def test_anothers_words_are_not_to_pick(pairs, kept):
    other = a_client("Cleo", therapist=pairs.theo)
    theirs = journal.share(other.relationship, how="passage", words="Mine.", key=uuid.uuid4(), by=other)
    for name, pk in (("share", theirs.pk), ("kept", theirs.pk), ("share", kept.pk), ("share", "x")):
        found = pairs.opens(pairs.thea, "supervision-passage-ask", pairs.with_carl.pk, **{name: str(pk)})
        assert found.status_code == 404
    with pytest.raises(Refused, match="somebody else"):
        passages.ask(
            pairs.with_carl,
            relationship=pairs.relationship,
            text="Mine.",
            share=theirs,
            key=uuid.uuid4(),
            by=pairs.thea,
        )


def test_after_a_no_the_same_words_are_not_asked_for_again(pairs):
    share = _shares(pairs)
    _asks(pairs, "I dreamt.", share=share)
    passages.answer(Passage.objects.get(), given=False, by=pairs.chris)
    assert "asked for this already" in _asks(pairs, "The sea.", share=share).content.decode()
    assert Passage.objects.count() == 1


def test_what_was_shared_is_taken_back_and_with_it_the_passage(pairs):
    share = _shares(pairs)
    _asks(pairs, "I dreamt.", share=share)
    passage = Passage.objects.get()
    passages.answer(passage, given=True, by=pairs.chris)
    point = Point.objects.get(passage=passage)
    points.answer(point, state="changed", text="The sea again?", by=pairs.carl)
    for who in (pairs.carl, pairs.thea):
        assert "The sea again?" in pairs.opens(who, "supervision-point", point.pk).content.decode()
    taking_back.take_back(share, by=pairs.chris)
    for who in (pairs.carl, pairs.thea):
        assert pairs.opens(who, "supervision-passage", passage.pk).status_code == 404
        page = pairs.opens(who, "supervision-point", point.pk).content.decode()
        assert "Read the passage" not in page
        assert "The sea again?" not in page
    assert pairs.opens(pairs.chris, "supervision-passage", passage.pk).status_code == 200


def test_a_passage_goes_with_the_moment_that_it_is_cut_from(pairs, kept):
    _asks(pairs, "You could try.", kept=kept)
    passage = Passage.objects.get()
    passages.answer(passage, given=True, by=pairs.chris)
    points.answer(Point.objects.get(), state="changed", text="You could try, you said.", by=pairs.carl)
    recordings.let_go(kept, by=pairs.thea)
    assert not Passage.objects.exists()
    assert not Point.objects.exists()
    assert destroy_keys(now=timezone.now() + datetime.timedelta(days=1)) == 1
    assert passage.pk in _holders()
