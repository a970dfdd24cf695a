"""What the pages of supervision say: whose words they are, what may be done now, and what is empty and why."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from beside.alliance.mirror import Estimate
from beside.practice.learning import mirror
from beside.practice.learning.actions import showing
from beside.practice.people.models import Relationship, Supervision
from beside.practice.recordings import actions as recordings
from beside.practice.recordings.models import Recording
from beside.practice.supervision.actions import passages, points, terms
from beside.practice.supervision.models import Passage, Point
from tests.vocabulary import (
    a_client,
    a_past_session,
    a_practice,
    a_supervisor,
    a_therapist,
    asked_to_listen,
    listened_to,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga():
    return a_practice()


@pytest.fixture
def thea(olga):
    return a_therapist("Thea Therapist", owner=olga)


@pytest.fixture
def chris(thea):
    return a_client(therapist=thea)


@pytest.fixture
def sara(thea, chris):
    return a_supervisor(of=thea)


def page(client, who, name, *args):
    return sign_in(client, who).get(reverse(name, args=args)).content.decode()


def test_a_figure_that_a_therapist_shows_says_who_you_is_in_it(client, thea, sara, monkeypatch):
    made = mirror.Figure(
        "cancelled", "reliable", "share", Estimate(0.1, 0, 0.2, 20, 20, 3), None, 20, 10, 90, False
    )
    monkeypatch.setattr(mirror, "figures", lambda member, now=None: [made])
    figure = showing.show("cancelled", supervisor=sara, by=thea)
    assert "“you” and “I” are Thea" in page(client, sara, "mirror-shown")
    supervision = Supervision.objects.get(supervisor=sara)
    point = points.bring(supervision, kind="figure", text="", figure=figure, key=uuid.uuid4(), by=thea)
    assert "“you” and “I” are Thea" in page(client, sara, "supervision-point", point.pk)
    assert "“you” and “I” are" not in page(client, thea, "supervision-point", point.pk)


def test_where_nothing_can_be_said_there_is_no_field_to_say_it_in(client, thea, sara):
    point = points.bring(Supervision.objects.get(), text="How do I wait?", key=uuid.uuid4(), by=thea)
    assert "<textarea" not in page(client, thea, "supervision-point", point.pk)
    assert "<textarea" in page(client, sara, "supervision-point", point.pk)


def test_an_empty_room_of_two_says_what_is_empty(client, thea, sara):
    supervision = Supervision.objects.get()
    assert "Thea has written nothing yet." in page(client, sara, "supervision", supervision.pk)
    words = page(client, thea, "supervision", supervision.pk)
    assert "You have written nothing yet." in words
    assert "Nothing is promised at the moment." in words


def test_a_passage_leads_back_to_where_it_was_brought(client, thea, chris, sara):
    supervision = Supervision.objects.get()
    asked = passages.ask(
        supervision,
        relationship=Relationship.objects.get(),
        text="I lie awake.",
        key=uuid.uuid4(),
        by=thea,
    )
    assert reverse("supervision", args=[supervision.pk]) in page(
        client, thea, "supervision-passage", asked.pk
    )


def test_counts_are_offered_for_publishing_when_the_term_is_over_and_not_before(client, olga):
    today, day = timezone.localdate(), datetime.timedelta(days=1)
    term = terms.make_cohort(name="Autumn", first_day=today - 60 * day, last_day=today, by=olga)
    words = page(client, olga, "cohort", term.pk)
    assert reverse("cohort-publish", args=[term.pk]) not in words
    assert "They can be published when" in words
    type(term).objects.update(last_day=today - day)
    assert reverse("cohort-publish", args=[term.pk]) in page(client, olga, "cohort", term.pk)


def test_while_the_law_holds_the_record_no_supervisor_reads_a_passage_of_what_was_taken_back(
    client, thea, chris, sara
):
    recording = asked_to_listen(a_past_session(chris))
    listened_to(recording)
    kept = recordings.keep(recording, turn=4, reading="advice_without_permission", by=thea)
    supervision = Supervision.objects.get()
    passage = passages.ask(
        supervision,
        relationship=chris.relationship,
        text="I lie awake.",
        key=uuid.uuid4(),
        by=thea,
        kept=kept,
    )
    passages.answer(passage, given=True, by=chris)
    point = Point.objects.get(passage=passage)
    where = (("supervision-passage", passage.pk), ("supervision-point", point.pk))
    assert "I lie awake." in page(client, sara, *where[0])
    Relationship.objects.filter(pk=chris.relationship.pk).update(on_hold=True)
    recordings.answer(Recording.objects.get(), given=False, by=chris)
    assert not passages.may_be_shown(Passage.objects.get())
    for who in (sara, thea):
        assert not any("I lie awake." in page(client, who, *each) for each in where)
        assert str(passage.pk) not in page(client, who, "supervision", supervision.pk)
    assert "I lie awake." in page(client, chris, *where[0])
