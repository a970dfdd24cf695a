"""What is at its end is at its end: a yes taken back in the same moment, a frozen record, a figure whose day is over."""

import datetime
import threading
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from beside.practice.learning import consent, recurring
from beside.practice.learning.actions import materials, practising, reflecting, showing
from beside.practice.learning.models import Attempt, Material, Reflection, ShownFigure
from beside.practice.learning.views import practising as pages
from beside.practice.people import actions as people
from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship
from beside.practice.recordings import actions as recordings
from beside.practice.recordings import plain
from beside.practice.recordings.models import KeptMoment, Recording, Report
from tests.practice.learning.test_learning import a_figure, answered
from tests.vocabulary import a_client, a_past_session, a_supervisor, asked_to_listen, listened_to, sign_in


@pytest.fixture
def chris(db):
    return a_client()


@pytest.fixture
def thea(chris):
    return chris.relationship.clinician


@pytest.fixture
def recording(chris):
    made = asked_to_listen(a_past_session(chris), services="Zoom")
    listened_to(made)
    return made


def a_moment(recording, chris, thea, *, turn=4, reading="advice_without_permission"):
    kept = recordings.keep(recording, turn=turn, reading=reading, by=thea)
    asked = materials.ask(kept, exercise="open-question", words="I lie awake.", by=thea)
    return materials.answer(asked, given=True, words="I lie awake.", by=chris)


def frozen(chris):
    Relationship.objects.filter(pk=chris.relationship.pk).update(frozen=True)


def test_an_answer_that_began_before_the_yes_was_taken_back_is_not_kept(recording, chris, thea):
    material = a_moment(recording, chris, thea)
    assert material.relationship.client_id == chris.pk
    materials.answer(material, given=False, by=chris)
    # `material` is as it was read when the page was opened.
    with pytest.raises(Refused, match="no yes"):
        answered(thea, material=material)
    assert not Attempt.objects.exists()


def test_what_is_said_of_an_answer_that_went_meanwhile_is_a_sentence(recording, chris, thea):
    material = a_moment(recording, chris, thea)
    attempt = answered(thea, material=material)
    materials.answer(material, given=False, by=chris)
    for act in (
        lambda: practising.overrule(attempt, mine=["open"], by=thea),
        lambda: practising.put_away(attempt, went="sat", by=thea),
    ):
        with pytest.raises(Refused, match="not here any more"):
            act()
    materials.give_up(material, by=thea)
    with pytest.raises(Refused, match="not here any more"):
        materials.give_up(material, by=thea)


def test_in_a_frozen_record_nothing_is_written_and_a_yes_can_be_taken_back(client, recording, chris, thea):
    material = a_moment(recording, chris, thea)
    attempt = answered(thea, material=material)
    kept = reflecting.reflect(
        words={"when": "Early"}, relationship=chris.relationship, key=uuid.uuid4(), by=thea
    )
    relationship = chris.relationship
    frozen(chris)
    with pytest.raises(Refused, match="frozen"):
        # As it was read before.
        reflecting.reflect(words={"when": "Late"}, relationship=relationship, key=uuid.uuid4(), by=thea)
    with pytest.raises(Refused, match="frozen"):
        reflecting.change(kept, words={"when": "Late"}, by=thea)
    with pytest.raises(Refused, match="no yes"):
        practising.overrule(attempt, mine=["open"], by=thea)
    with pytest.raises(Refused, match="frozen"):
        materials.answer(material, given=True, words="More.", by=chris)
    sign_in(client, thea)
    assert client.post(reverse("practice-away", args=[attempt.pk]), {"went": "sat"}).status_code == 404
    assert Reflection.objects.get().words == {"when": "Early"}
    materials.answer(material, given=False, by=chris)
    assert not Attempt.objects.exists()


def test_from_a_frozen_record_a_therapist_throws_nothing_away(client, recording, chris, thea):
    material = a_moment(recording, chris, thea)
    answered(thea, material=material)
    about, own = (
        reflecting.reflect(words={"when": "Early"}, relationship=one, key=uuid.uuid4(), by=thea)
        for one in (chris.relationship, None)
    )
    frozen(chris)
    sign_in(client, thea)
    for name, row in (("reflection-throw", about), ("learning-moment-give-up", material)):
        page = client.post(reverse(name, args=[row.pk]), follow=True).content.decode()
        assert "This record is frozen" in page
    client.post(reverse("reflection-throw", args=[own.pk]))
    assert list(Reflection.objects.all()) == [about]
    assert (Material.objects.count(), Attempt.objects.count()) == (1, 1)


def test_earlier_answers_to_a_clients_words_are_listed_while_the_yes_stands(client, recording, chris, thea):
    answered(thea, material=a_moment(recording, chris, thea), said="What wakes you at night?")
    sign_in(client, thea)
    address = reverse("exercise", args=["open-question"])
    assert "What wakes you at night?" in client.get(address).content.decode()
    frozen(chris)
    assert "What wakes you at night?" not in client.get(address).content.decode()


def test_the_page_of_an_exercise_costs_the_same_for_answers_under_many_keys(client, recording, chris, thea):
    sign_in(client, thea)
    address = reverse("exercise", args=["open-question"])
    findings = [
        (turn, finding["heard"])
        for turn in range(4, 12)
        for finding in plain.findings_at(Report.objects.get().heard, turn)
    ]
    counts = []
    for turn, reading in findings[:3]:
        answered(thea, material=a_moment(recording, chris, thea, turn=turn, reading=reading))
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert KeptMoment.objects.count() == 3
    # Before the first there was nothing that a yes had to be asked for.
    assert counts[1] == counts[2]


def test_a_figure_whose_day_is_over_can_be_shown_again_and_its_numbers_go(client, thea, monkeypatch):
    rosa = a_supervisor("Rosa", of=thea)
    a_figure(monkeypatch)
    showing.show("on-time", supervisor=rosa, by=thea)
    sign_in(client, thea)
    assert "Show it to Rosa" not in client.get(reverse("mirror")).content.decode()
    ShownFigure.objects.update(until=timezone.localdate() - datetime.timedelta(days=1))
    assert "Show it to Rosa" in client.get(reverse("mirror")).content.decode()
    assert recurring.end_shown() == 1
    assert ShownFigure.objects.get().words is None
    assert recurring.end_shown() == 0


def test_the_numbers_go_with_the_supervision_and_stay_while_it_lasts(thea, monkeypatch):
    rosa = a_supervisor("Rosa", of=thea)
    a_figure(monkeypatch)
    showing.show("on-time", supervisor=rosa, by=thea)
    assert recurring.end_shown() == 0
    people.end_supervision(rosa.supervises.get(), by=rosa)
    assert recurring.end_shown() == 1
    assert ShownFigure.objects.get().words is None


@pytest.mark.parametrize("name", ["learning", "exercises", "exercise", "practice"])
def test_on_the_way_to_an_exercise_the_model_is_loaded(client, thea, monkeypatch, name):
    begun = threading.Event()
    monkeypatch.setattr(pages.reading, "warm", begun.set)
    pages._warmed.cache_clear()
    args = {"exercise": ["open-question"], "practice": ["open-question", "sleep"]}.get(name)
    assert sign_in(client, thea).get(reverse(name, args=args)).status_code == 200
    assert begun.wait(10)


def taken_back_under_a_hold(recording, chris):
    Relationship.objects.filter(pk=chris.relationship.pk).update(on_hold=True)
    recordings.answer(Recording.objects.get(pk=recording.pk), given=False, by=chris)


def test_while_the_law_holds_the_record_nobody_practises_with_what_was_taken_back(
    recording, chris, thea, client
):
    material = a_moment(recording, chris, thea)
    answered(thea, material=material)
    taken_back_under_a_hold(recording, chris)
    assert KeptMoment.objects.filter(pk=material.kept_id).exists()
    assert not consent.may_be_practised(Material.objects.get())
    assert consent.practised(list(Material.objects.all())) == []
    sign_in(client, thea)
    for name, *args in (("learning",), ("learning-moments",), ("exercise", "open-question")):
        assert "I lie awake" not in client.get(reverse(name, args=args)).content.decode(), name
    for name in ("learning-moment", "practice-own"):
        assert client.get(reverse(name, args=[material.pk])).status_code == 404
    with pytest.raises(Refused, match="no yes"):
        answered(thea, material=material)


def test_what_may_be_practised_with_costs_the_same_for_many(
    recording, chris, thea, django_assert_num_queries
):
    a_moment(recording, chris, thea)
    one = Material.objects.select_related("relationship").get()
    with django_assert_num_queries(2):
        assert len(consent.practised([one] * 5)) == 5
