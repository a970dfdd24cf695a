"""A term ends: each client is offered somebody and says so themself; nothing moves without a yes, or a reason after silence."""

import datetime
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beside.practice.endings.actions.breaks import begin_break, end_break
from beside.practice.endings.models import Break
from beside.practice.people import actions
from beside.practice.people.errors import Refused
from beside.practice.people.models import Notice, Relationship
from beside.practice.supervision import today
from beside.practice.supervision.actions import handing, terms
from beside.practice.supervision.models import TermEnd
from tests.vocabulary import (
    a_client,
    a_practice,
    a_session,
    a_supervisor,
    a_therapist,
    sign_in,
)

pytestmark = pytest.mark.django_db


class Term:
    """Tess's term ends today. Rosa is responsible for her, Carl advises; Theo could take over, and has a supervisor of his own."""

    def __init__(self):
        self.owner = a_practice("Clinic")
        self.tess, self.theo, self.tom = (
            a_therapist(name, owner=self.owner) for name in ("Tess", "Theo", "Tom")
        )
        self.chris, self.cleo = (a_client(name, therapist=self.tess) for name in ("Chris", "Cleo"))
        self.rosa = a_supervisor("Rosa", of=self.tess, kind="responsible", by=self.owner)
        self.carl = a_supervisor("Carl", of=self.tess, kind="consultative", by=self.owner)
        self.sven = a_supervisor("Sven", of=self.theo, kind="responsible", by=self.owner)
        self.fay = a_supervisor("Fay", of=self.tess, kind="responsible", by=self.owner)
        actions.end_supervision(self.tess.supervised_by.get(supervisor=self.fay), by=self.owner)
        self.day = timezone.localdate()
        self.cohort = terms.make_cohort(
            name="Autumn", first_day=self.day - datetime.timedelta(days=90), last_day=self.day, by=self.owner
        )
        terms.join_cohort(self.cohort, member=self.tess, by=self.owner)
        terms.ask_clients(self.cohort, by=self.owner)
        self.row = TermEnd.objects.get(relationship=self.chris.relationship)
        self.other = TermEnd.objects.get(relationship=self.cleo.relationship)

    def page(self, who, **data):
        browser, address = sign_in(Client(), who), reverse("term-handing", args=[self.cohort.pk])
        return browser.post(address, data, follow=True) if data else browser.get(address)

    def says(self, who, row, **data):
        return sign_in(Client(), who).post(reverse("term-end", args=[row.pk]), data, follow=True)

    def with_whom(self, client):
        return [
            one.clinician
            for one in Relationship.objects.filter(client=client, ended_on=None).select_related()
        ]

    def a_week_ago(self):
        TermEnd.objects.update(offered_at=timezone.now() - datetime.timedelta(days=8))


@pytest.fixture
def term():
    return Term()


def test_whoever_is_responsible_reads_the_page_and_nobody_else(term):
    assert "Cleo" in term.page(term.rosa).content.decode()
    for who in (term.carl, term.sven, term.fay, term.tess, term.theo, term.chris, term.owner):
        assert term.page(who).status_code == 404, who.name
        assert term.page(who, move="all").status_code == 404, who.name
    assert [one.name for one in today.of(term.rosa).terms] == ["Autumn"]
    assert today.of(term.carl).terms == today.of(term.sven).terms == today.of(term.fay).terms == []


def test_a_yes_is_asked_of_each_and_those_who_gave_it_go_on_together(term):
    planned = a_session(term.chris)
    for row in (term.row, term.other):
        term.page(term.rosa, move="offer", row=row.pk, to=term.theo.pk)
    assert Notice.objects.filter(member=term.chris, kind="term-offered").exists()
    term.says(term.chris, term.row, to=term.theo.pk, offer="yes")
    term.says(term.cleo, term.other, to=term.theo.pk, offer="no")
    assert Notice.objects.filter(member=term.rosa, kind="term-said").count() == 2
    assert term.with_whom(term.chris) == [term.tess]  # a yes alone moves nothing
    assert "1 client is handed over" in term.page(term.rosa, move="all").content.decode()
    assert term.with_whom(term.chris) == [term.theo]
    assert term.with_whom(term.cleo) == [term.tess]
    planned.refresh_from_db()
    assert planned.state == "cancelled"
    assert "Theo" in term.says(term.chris, term.row, to=term.theo.pk, offer="no").content.decode()
    assert term.with_whom(term.chris) == [term.theo]
    assert handing.hand_over_all(term.cohort, by=term.rosa) == 0


def test_nothing_moves_without_a_yes_or_after_it_was_taken_back(term):
    handing.offer(term.row, to=term.theo, by=term.rosa)
    assert handing.hand_over_all(term.cohort, by=term.rosa) == 0
    handing.answer_offer(term.row, to=term.theo.pk, given=True, by=term.chris)
    handing.answer_offer(term.row, to=term.theo.pk, given=False, by=term.chris)
    assert handing.hand_over_all(term.cohort, by=term.rosa) == 0
    term.a_week_ago()
    with pytest.raises(Refused, match="said no"):
        handing.hand_over_with_a_reason(term.row, reason="It is easier.", by=term.rosa)
    with pytest.raises(Refused, match="said no"):
        handing.offer(term.row, to=term.theo, by=term.rosa)
    assert term.with_whom(term.chris) == [term.tess]


def test_a_yes_is_to_one_person(term):
    handing.offer(term.row, to=term.theo, by=term.rosa)
    handing.offer(term.row, to=term.tom, by=term.rosa)
    with pytest.raises(Refused, match="moved on"):
        handing.answer_offer(term.row, to=term.theo.pk, given=True, by=term.chris)
    handing.answer_offer(term.row, to=term.tom.pk, given=True, by=term.chris)
    with pytest.raises(Refused, match="Only they"):
        handing.offer(term.row, to=term.theo, by=term.rosa)


def test_a_reason_stands_in_for_silence_alone_and_the_client_reads_it(term):
    reason = {
        "move": "reason",
        "row": term.row.pk,
        "reason": "The law asks that somebody answers for your care.",
    }
    term.page(term.rosa, move="offer", row=term.row.pk, to=term.theo.pk)
    assert "a week to answer" in term.page(term.rosa, **reason).content.decode()
    term.a_week_ago()
    with pytest.raises(Refused, match="reason"):
        handing.hand_over_with_a_reason(term.row, reason=" ", by=term.rosa)
    assert "it cannot wait" in term.page(term.rosa).content.decode()
    term.page(term.rosa, **reason)
    assert term.with_whom(term.chris) == [term.theo]
    page = sign_in(Client(), term.chris).get(reverse("term-end", args=[term.row.pk])).content.decode()
    assert "somebody answers for your care" in page
    assert Notice.objects.filter(member=term.chris, kind="term-moved").exists()


def test_nobody_is_handed_over_before_the_term_ends(term):
    type(term.cohort).objects.update(last_day=term.day + datetime.timedelta(days=9))
    term.cohort.refresh_from_db()
    handing.offer(term.row, to=term.theo, by=term.rosa)
    handing.answer_offer(term.row, to=term.theo.pk, given=True, by=term.chris)
    with pytest.raises(Refused, match="goes on"):
        handing.hand_over_all(term.cohort, by=term.rosa)
    with pytest.raises(Refused, match="goes on"):
        handing.hand_over_with_a_reason(term.row, reason="Now.", by=term.rosa)


def test_nobody_offers_or_hands_over_who_is_not_responsible(term):
    for who in (term.carl, term.sven, term.fay, term.owner, term.tess):
        with pytest.raises(Refused):
            handing.offer(term.row, to=term.theo, by=who)
    handing.offer(term.row, to=term.theo, by=term.rosa)
    for who in (term.tess, term.rosa, term.cleo):
        with pytest.raises(Refused, match="Only the client"):
            handing.answer_offer(term.row, to=term.theo.pk, given=True, by=who)
    handing.answer_offer(term.row, to=term.theo.pk, given=True, by=term.chris)
    for who in (term.carl, term.sven, term.fay, term.owner):
        assert handing.hand_over_all(term.cohort, by=who) == 0
    elsewhere = a_therapist("Else")
    with pytest.raises(Refused, match="another therapist"):
        handing.offer(term.other, to=elsewhere, by=term.rosa)


def test_a_frozen_record_is_not_handed_over(term):
    handing.offer(term.row, to=term.theo, by=term.rosa)
    handing.answer_offer(term.row, to=term.theo.pk, given=True, by=term.chris)
    Relationship.objects.update(frozen=True)
    assert handing.hand_over_all(term.cohort, by=term.rosa) == 0
    with pytest.raises(Refused, match="frozen"):
        handing.offer(term.other, to=term.theo, by=term.rosa)
    assert term.page(term.rosa).status_code == 200


def test_the_page_costs_the_same_for_many(term, django_assert_max_num_queries):
    for n in range(6):
        a_client(f"C{n}", therapist=term.tess)
    term.page(term.rosa, move="ask")
    assert TermEnd.objects.count() == 8
    browser = sign_in(Client(), term.rosa)
    with django_assert_max_num_queries(60):
        assert browser.get(reverse("term-handing", args=[term.cohort.pk])).status_code == 200


# -- What no reason can stand in for ---------------------------------------------------------------------------------


def _no_reason_moves(term, match):
    """Nor is a reason asked for on the page."""
    assert "it cannot wait" not in term.page(term.rosa).content.decode()
    with pytest.raises(Refused, match=match):
        handing.hand_over_with_a_reason(term.row, reason="It is easier.", by=term.rosa)
    assert term.with_whom(term.chris) == [term.tess]


def test_a_no_stays_when_somebody_else_is_offered_and_until_it_is_taken_back(term):
    handing.offer(term.row, to=term.theo, by=term.rosa)
    handing.answer_offer(term.row, to=term.theo.pk, given=False, by=term.chris)
    handing.offer(term.row, to=term.tom, by=term.rosa)
    with pytest.raises(Refused, match="said no"):
        handing.offer(term.row, to=term.theo, by=term.rosa)
    page = term.page(term.rosa).content.decode()
    chosen = page[
        page.index(f'id="to-{term.row.pk}"') : page.index("</select>", page.index(f'id="to-{term.row.pk}"'))
    ]
    assert str(term.theo.pk) not in chosen
    with pytest.raises(Refused, match="Only the client"):
        handing.take_back_no(term.row, to=term.theo.pk, by=term.rosa)
    page = term.says(term.chris, term.row, **{"no-back": term.theo.pk}).content.decode()
    assert "Your no is taken back" in page
    assert "Take back my no to Theo" not in page
    handing.offer(term.row, to=term.theo, by=term.rosa)


def test_a_no_in_one_term_holds_in_another_of_the_same_days(term):
    second = terms.make_cohort(
        name="Late autumn", first_day=term.day - datetime.timedelta(days=60), last_day=term.day, by=term.owner
    )
    terms.join_cohort(second, member=term.tess, by=term.owner)
    terms.ask_clients(second, by=term.owner)
    again = TermEnd.objects.get(cohort=second, relationship=term.row.relationship)
    for row in (term.row, again):
        handing.offer(row, to=term.theo, by=term.rosa)
    handing.answer_offer(term.row, to=term.theo.pk, given=False, by=term.chris)
    term.a_week_ago()
    with pytest.raises(Refused, match="said no"):
        handing.hand_over_with_a_reason(again, reason="It is easier.", by=term.rosa)


@pytest.mark.parametrize("said", ["another", "end", "talk"])
def test_an_answer_of_another_kind_is_no_silence(term, said):
    handing.offer(term.row, to=term.theo, by=term.rosa)
    term.a_week_ago()
    term.says(term.chris, term.row, say=said)
    _no_reason_moves(term, "how they want to go on")


@pytest.mark.parametrize(("said", "moves"), [("another", True), ("end", False), ("talk", False)])
def test_a_yes_moves_nobody_who_said_after_it_that_they_want_to_end_or_to_talk(term, said, moves):
    handing.offer(term.row, to=term.theo, by=term.rosa)
    handing.answer_offer(term.row, to=term.theo.pk, given=True, by=term.chris)
    terms.say(term.row, said=said, by=term.chris)
    assert bool(handing.hand_over_all(term.cohort, by=term.rosa)) == moves
    if not moves:
        # The last word counts: a yes said after it moves them.
        handing.answer_offer(term.row, to=term.theo.pk, given=True, by=term.chris)
        assert handing.hand_over_all(term.cohort, by=term.rosa) == 1


@pytest.mark.parametrize(("said", "moves"), [("another", True), ("end", False), ("talk", False)])
def test_what_was_said_before_the_offer_holds_where_it_is_against_it(term, said, moves):
    terms.say(term.row, said=said, by=term.chris)
    TermEnd.objects.update(said_at=timezone.now() - datetime.timedelta(days=20))
    handing.offer(term.row, to=term.theo, by=term.rosa)
    term.a_week_ago()
    assert ("it cannot wait" in term.page(term.rosa).content.decode()) == moves
    if not moves:
        _no_reason_moves(term, "how they want to go on")


def test_a_break_is_no_silence_and_the_week_begins_after_it(term):
    handing.offer(term.row, to=term.theo, by=term.rosa)
    began = timezone.now() - datetime.timedelta(days=20)
    begin_break(term.chris.relationship, first_day=began.date(), key=uuid.uuid4(), by=term.chris, now=began)
    TermEnd.objects.update(offered_at=began)
    _no_reason_moves(term, "on a break")
    end_break(term.chris.relationship, by=term.chris)
    _no_reason_moves(term, "a week to answer")
    Break.objects.update(ended_at=timezone.now() - datetime.timedelta(days=8))
    handing.hand_over_with_a_reason(term.row, reason="The law asks for it.", by=term.rosa)
    assert term.with_whom(term.chris) == [term.theo]


def test_a_break_that_was_called_off_before_it_began_lengthens_nothing(term):
    day = term.day
    begin_break(
        term.chris.relationship, first_day=day + datetime.timedelta(days=1), key=uuid.uuid4(), by=term.chris
    )
    end_break(term.chris.relationship, by=term.chris)
    pair = [term.chris.relationship.pk]
    assert handing.breaks_over(pair, today=day + datetime.timedelta(days=2)) == {}


# -- Somebody who was offered is not here any more -------------------------------------------------------------------


@pytest.fixture
def left(term):
    """Chris said yes to Theo, Cleo to Tom; then Tom is not here any more."""
    for row, client, to in ((term.row, term.chris, term.theo), (term.other, term.cleo, term.tom)):
        handing.offer(row, to=to, by=term.rosa)
        handing.answer_offer(row, to=to.pk, given=True, by=client)
    return term


@pytest.mark.parametrize("gone", [actions.leave_practice, actions.suspend])
def test_one_who_is_not_here_any_more_holds_nobody_else_up(left, gone):
    gone(left.tom, by=left.owner)
    assert "Hand over the one who said yes" in left.page(left.rosa).content.decode()
    page = left.page(left.rosa, move="all").content.decode()
    assert "1 client is handed over" in page
    assert "not here any more: Cleo" in page
    assert left.with_whom(left.chris) == [left.theo]
    assert left.with_whom(left.cleo) == [left.tess]


def test_a_yes_to_somebody_who_is_not_here_any_more_gives_way_to_another(left):
    assert f'id="to-{left.other.pk}"' not in left.page(left.rosa).content.decode()
    actions.leave_practice(left.tom, by=left.owner)
    page = left.page(left.rosa).content.decode()
    assert f'id="to-{left.other.pk}"' in page
    assert "Tom is not here any more" in page
    left.page(left.rosa, move="offer", row=left.other.pk, to=left.theo.pk)
    left.other.refresh_from_db()
    assert (left.other.offered, left.other.agreed_at) == (left.theo, None)
    handing.answer_offer(left.other, to=left.theo.pk, given=True, by=left.cleo)
    assert handing.hand_over_all(left.cohort, by=left.rosa) == 2


def test_no_reason_moves_anybody_to_somebody_who_is_not_here_any_more(term):
    handing.offer(term.row, to=term.tom, by=term.rosa)
    term.a_week_ago()
    actions.suspend(term.tom, by=term.owner)
    assert "it cannot wait" not in term.page(term.rosa).content.decode()
    with pytest.raises(Refused, match="not here any more"):
        handing.hand_over_with_a_reason(term.row, reason="The law asks for it.", by=term.rosa)
