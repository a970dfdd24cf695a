"""A therapist practises for themself; a client's words only with their yes, and gone with it; the mirror, and what it keeps to itself."""

import csv
import datetime
import io
import uuid

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from beside.alliance.mirror import Estimate
from beside.exercises import exercise, exercise_ids
from beside.practice.desk import consents, erase
from beside.practice.learning import boxes, consent, log, mirror, patterns, reading_words, recurring, today
from beside.practice.learning.actions import materials, practising, reflecting, showing
from beside.practice.learning.models import Attempt, Card, LogEntry, Material, Reflection, ShownFigure
from beside.practice.people import actions as people
from beside.practice.people.errors import Refused
from beside.practice.people.models import Consent, Notice
from beside.practice.recordings import actions as recordings
from beside.practice.vault import keyring
from tests.vocabulary import (
    a_client,
    a_past_session,
    a_supervisor,
    a_therapist,
    asked_to_listen,
    joined,
    listened_to,
    sign_in,
)


@pytest.fixture
def chris(db):
    return a_client()


@pytest.fixture
def thea(chris):
    return chris.relationship.clinician


@pytest.fixture
def kept(chris, thea):
    recording = asked_to_listen(a_past_session(chris), services="Zoom")
    listened_to(recording)
    return recordings.keep(recording, turn=4, reading="advice_without_permission", by=thea)


@pytest.fixture
def material(kept, chris, thea):
    asked = materials.ask(kept, exercise="open-question", words="I lie awake.", by=thea)
    return materials.answer(asked, given=True, words="I lie awake at night.", by=chris)


def answered(by, *, said="What keeps you awake?", key=None, now=None, **where):
    where = where or {"moment": "sleep"}
    return practising.answer(
        "open-question", said=said, language="en", key=key or uuid.uuid4(), by=by, now=now, **where
    )


# -- Practising --------------------------------------------------------------------------------------------------


def test_an_answer_is_read_at_once_and_kept_once(thea):
    key = uuid.uuid4()
    first, again = answered(thea, key=key), answered(thea, key=key)
    assert first == again == Attempt.objects.get()
    assert [line.name for line in reading_words.shown(first, exercise("open-question")).lines] == [
        "question",
        "open",
    ]


def test_an_empty_answer_is_an_answer_only_where_silence_is(thea):
    with pytest.raises(Refused, match="Write what you would say"):
        answered(thea, said="  ")
    moment = exercise("leave-silence").moments[0].id
    kept = practising.answer(
        "leave-silence", moment=moment, said="", language="en", key=uuid.uuid4(), by=thea
    )
    assert kept.words["read"]["readings"][0][0] == "silence"


def in_spanish(thea, said, exercise_id="open-question"):
    moment = exercise(exercise_id).moments[0].id
    kept = practising.answer(exercise_id, moment=moment, said=said, language="es", key=uuid.uuid4(), by=thea)
    return kept, reading_words.shown(kept, exercise(exercise_id, "es"))


def test_spanish_is_read_by_rules_that_say_that_nobody_measured_them(client, thea):
    kept, shown = in_spanish(thea, "¿Cómo son las <noches>?")
    assert [(line.name, line.sure) for line in shown.lines] == [("question", False), ("open", False)]
    assert shown.against == ["The exercise asks for an open question, and a rule found words of one."]
    page = sign_in(client, thea).get(kept.get_absolute_url()).content.decode()
    assert "not measured against experts" in page
    assert '<span lang="es">lleva signo de interrogación: «Cómo son las &lt;noches&gt;?»</span>' in page


def test_that_no_rule_found_it_is_not_held_against_a_spanish_answer(thea):
    _kept, shown = in_spanish(thea, "Perderlo fue demasiado.", "simple-reflection")
    assert shown.against == [
        "The exercise asks for a reflection. Whether it is there, the rules cannot tell: you can."
    ]


def test_what_the_therapist_says_stands_above_the_reading(thea):
    attempt = practising.overrule(answered(thea, said="You should sleep."), mine=["open"], by=thea)
    shown = reading_words.shown(attempt, exercise("open-question"))
    assert (shown.mine, shown.against) == (["an open question"], [])
    again = practising.overrule(attempt, mine=[], by=thea)
    assert reading_words.shown(again, exercise("open-question")).mine == []


def test_the_therapist_says_when_it_comes_back_and_no_reading_does(thea):
    now = timezone.now()
    day = timezone.localdate(now)
    first = answered(thea, now=now)
    assert [(card.box, card.due_on) for card in Card.objects.all()] == [(1, day + datetime.timedelta(days=1))]
    practising.put_away(first, went=boxes.SAT, by=thea, now=now)
    practising.put_away(first, went=boxes.SAT, by=thea, now=now)
    assert [(card.box, card.due_on) for card in Card.objects.all()] == [(2, day + datetime.timedelta(days=2))]
    second = answered(thea, now=now)
    practising.put_away(second, went=boxes.AGAIN, by=thea, now=now)
    assert [card.box for card in Card.objects.all()] == [1]


def test_the_list_of_today_is_short_and_ends(thea):
    assert [task.box for task in today.today(thea, "en").tasks] == [0] * boxes.A_DAY
    for task in today.today(thea, "en").tasks:
        practising.answer(
            task.exercise.id, moment=task.moment.id, said="What?", language="en", key=uuid.uuid4(), by=thea
        )
    day = today.today(thea, "en")
    assert (day.tasks, day.done) == ([], boxes.A_DAY)
    assert day.next_on == timezone.localdate() + datetime.timedelta(days=1)


def test_what_is_due_leaves_room_for_something_new(thea):
    before = timezone.now() - datetime.timedelta(days=3)
    for moment in ("sleep", "new-job", "mother-rang", "party"):
        answered(thea, moment=moment, now=before)
    assert [bool(task.box) for task in today.today(thea, "en").tasks] == [True, True, False, False]


def test_it_gets_harder_as_it_sits_well(thea):
    before = timezone.now() - datetime.timedelta(days=30)
    for moment in ("sleep", "new-job", "mother-rang"):
        practising.put_away(answered(thea, moment=moment, now=before), went=boxes.SAT, by=thea, now=before)
    fresh = [
        task for task in today.today(thea, "en").tasks if task.exercise.id == "open-question" and not task.box
    ]
    assert (fresh, today.next_of(thea, "open-question", "en").box) == ([], 2)
    for moment in ("party", "doctor"):
        answered(thea, moment=moment)
    Card.objects.update(due_on=timezone.localdate() + datetime.timedelta(days=9))
    assert today.next_of(thea, "open-question", "en").level == 2


def test_practising_works_without_scripts_and_shows_others_beside(client, thea):
    sign_in(client, thea)
    address = reverse("practice", args=["open-question", "sleep"])
    assert "I have not been sleeping." in client.get(address).content.decode()
    sent = client.post(address, {"said": "What keeps you awake?", "key": str(uuid.uuid4()), "opened": "no"})
    page = client.get(sent.url).content.decode()
    assert "What are the nights like?" in page
    assert "and the program heard it" in page
    assert "The program gives it" in page


def test_somebody_elses_answer_does_not_exist(client, thea):
    attempt = answered(thea)
    sign_in(client, a_therapist("Theo"))
    assert client.get(attempt.get_absolute_url()).status_code == 404
    assert client.post(reverse("practice-overrule", args=[attempt.pk])).status_code == 404


@pytest.mark.parametrize("times", [1, 3])
def test_the_pages_cost_the_same_however_much_was_practised(
    times, client, thea, django_assert_max_num_queries
):
    for moment in ("sleep", "new-job", "mother-rang")[:times]:
        answered(thea, moment=moment)
    sign_in(client, thea)
    counts = {}
    for name in ("learning", "learning-log", "mirror", "reflections"):
        with django_assert_max_num_queries(60) as counted:
            client.get(reverse(name))
        counts[name] = len(counted)
    assert counts == COUNTS.setdefault("pages", counts)


COUNTS: dict = {}


# -- A client's own words ----------------------------------------------------------------------------------------


def test_without_a_yes_nothing_is_practised_with(kept, thea):
    asked = materials.ask(kept, exercise="open-question", words="I lie awake.", by=thea)
    with pytest.raises(Refused, match="no yes"):
        answered(thea, material=asked)
    assert today.today(thea, "en").tasks[0].material is None


def test_the_client_reads_the_words_and_changes_them_before_the_yes(client, kept, chris, thea):
    asked = materials.ask(kept, exercise="open-question", words="I lie awake in Elm Street.", by=thea)
    assert Notice.objects.filter(member=chris, kind="learning-asked").count() == 1
    sign_in(client, chris)
    assert "I lie awake in Elm Street." in client.get(asked.get_absolute_url()).content.decode()
    client.post(reverse("learning-moment-answer", args=[asked.pk]), {"say": "yes", "words": "I lie awake."})
    asked = Material.objects.get()
    assert (asked.words, asked.changed, consent.may_be_practised(asked)) == (
        {"words": "I lie awake."},
        True,
        True,
    )


def test_an_answer_to_a_clients_spanish_words_is_not_read_as_english(kept, chris, thea):
    asked = materials.ask(kept, exercise="open-question", words="No duermo nada y todo me pesa.", by=thea)
    material = materials.answer(asked, given=True, words="No duermo nada y todo me pesa.", by=chris)
    read = answered(thea, said="Descansa mal, entonces.", material=material).words["read"]
    assert read["by_rules_alone"]
    assert not any(sure for _name, sure, *_rest in read["readings"])


def test_other_words_take_the_answers_to_the_old_ones_away(material, chris, thea):
    answered(thea, material=material)
    materials.answer(material, given=True, words="Awake.", by=chris)
    assert not Attempt.objects.exists()
    assert Material.objects.get().words == {"words": "Awake."}


def test_taken_back_the_words_every_answer_and_their_key_are_gone(
    material, kept, chris, thea, django_capture_on_commit_callbacks
):
    answered(thea, material=material)
    line = Consent.objects.get(purpose="learning")
    with django_capture_on_commit_callbacks(execute=True):
        consents.withdraw(line, by=chris)
    material = Material.objects.get()
    assert (material.words, material.agreed_at, Attempt.objects.count()) == (None, None, 0)
    assert material.pk in {holder for _practice, holder in keyring.destroyed_holders(keyring.PROCESS)}
    assert [one.given for one in Consent.objects.filter(purpose="learning").order_by("at")] == [True, False]
    with pytest.raises(Refused, match="nothing left"):
        materials.answer(material, given=True, words="I lie awake.", by=chris)
    with pytest.raises(Refused, match="not asked for again"):
        materials.ask(kept, exercise="open-question", by=thea)


def test_when_the_yes_to_listening_goes_this_goes_too(client, material, kept, chris, thea):
    answered(thea, material=material)
    recordings.answer(kept.recording, given=False, by=chris)
    assert (Material.objects.count(), Attempt.objects.count(), Card.objects.count()) == (0, 0, 0)
    sign_in(client, chris)
    page = client.get(reverse("learning-moment", args=[material.pk])).content.decode()
    assert "They are not here any more." in page


def test_a_deputy_has_no_part_in_it(client, material, thea):
    dora = people.add_member("Dora", role="clinician", by=thea)
    joined(dora, by=thea)
    day = timezone.localdate()
    people.go_away(thea, deputy=dora, first_day=day, last_day=day, by=thea)
    sign_in(client, type(dora).objects.select_related("account").get(pk=dora.pk))
    assert client.get(material.get_absolute_url()).status_code == 404


def test_the_key_of_what_went_with_its_moment_goes_by_itself(material, kept, thea):
    materials_key = material.pk
    recordings.let_go(kept, by=thea)
    later = timezone.now() + datetime.timedelta(hours=7)
    assert recurring.destroy_keys(later) == 1
    assert materials_key in {holder for _practice, holder in keyring.destroyed_holders(keyring.PROCESS)}


def test_the_keys_of_authors_are_left_alone(material, thea):
    answered(thea)
    assert recurring.destroy_keys(timezone.now() + datetime.timedelta(hours=7)) == 0


def test_after_a_restore_what_was_taken_back_is_cleared_again(material, chris, thea):
    keyring.destroy_of(
        material.practice_id,
        relationship=material.relationship_id,
        holder=material.pk,
        kinds=[keyring.PROCESS],
    )
    erase.replay()
    material = Material.objects.get()
    assert (material.words, material.agreed_at) == (None, None)


def test_only_the_client_says_yes(material, thea):
    with pytest.raises(Refused, match="Only the client"):
        materials.answer(material, given=True, words="More.", by=thea)


def test_the_therapist_gives_it_up(material, thea):
    answered(thea, material=material)
    materials.give_up(material, by=thea)
    assert (Material.objects.count(), Attempt.objects.count()) == (0, 0)


def test_erasing_the_relationship_takes_what_is_about_it_and_leaves_the_rest(material, chris, thea):
    answered(thea, material=material)
    mine = answered(thea, moment="party")
    reflecting.reflect(words={"when": "Late"}, relationship=chris.relationship, key=uuid.uuid4(), by=thea)
    own = reflecting.reflect(words={"when": "Early"}, key=uuid.uuid4(), by=thea)
    erase.clear(chris.relationship, erase.NOT_HELD_BY_LAW)
    assert list(Attempt.objects.all()) == [mine]
    assert list(Reflection.objects.all()) == [own]
    assert not Material.objects.exists()


# -- The mirror --------------------------------------------------------------------------------------------------


def by_key(figures):
    return {figure.key: figure for figure in figures}


def test_below_the_floor_every_figure_is_silent_and_says_how_many_it_has(client, thea):
    assert {figure.now for figure in mirror.figures(thea)} == {None}
    sign_in(client, thea)
    page = client.get(reverse("mirror")).content.decode()
    assert "Silent: 0 of the 10 it needs in 90 days." in page


def test_what_was_heard_counts_only_while_the_clients_yes_stands(kept, chris, thea, monkeypatch):
    monkeypatch.setattr(mirror, "over_sessions", lambda parts: len(parts))
    assert by_key(mirror.figures(thea))["advice"].now == 1
    recordings.answer(kept.recording, given=False, by=chris)
    assert by_key(mirror.figures(thea))["advice"].now == 0


def a_figure(monkeypatch, *, clients=3, listened=False):
    made = mirror.Figure(
        "on-time", "reliable", "share", Estimate(0.8, 0.6, 0.9, 20, 20, clients), None, 20, 10, 90, listened
    )
    monkeypatch.setattr(mirror, "figures", lambda member, now=None: [made])


def test_one_figure_is_shown_to_one_supervisor_until_its_end(client, thea, monkeypatch):
    rosa, carl = (a_supervisor(name, of=thea) for name in ("Rosa", "Carl"))
    a_figure(monkeypatch)
    shown = showing.show("on-time", supervisor=rosa, by=thea)
    assert showing.show("on-time", supervisor=rosa, by=thea) == shown
    assert [ShownFigure.objects.visible_to(who).count() for who in (thea, rosa, carl)] == [1, 1, 0]
    sign_in(client, rosa)
    assert "80 in 100" in client.get(reverse("mirror-shown")).content.decode()
    showing.end(shown, by=thea)
    assert ShownFigure.objects.visible_to(rosa).count() == 0
    assert ShownFigure.objects.get().words is None


def test_it_ends_by_its_day_and_with_the_supervision(thea, monkeypatch):
    rosa = a_supervisor("Rosa", of=thea)
    a_figure(monkeypatch)
    shown = showing.show("on-time", supervisor=rosa, by=thea)
    people.end_supervision(rosa.supervises.get(), by=rosa)
    assert ShownFigure.objects.visible_to(rosa).count() == 0
    ShownFigure.objects.update(until=timezone.localdate() - datetime.timedelta(days=1))
    assert ShownFigure.objects.visible_to(thea).get() == shown


@pytest.mark.parametrize(
    ("figure", "why"),
    [({"clients": 2}, "Fewer than three clients"), ({"listened": True}, "comes out of transcripts")],
)
def test_what_would_speak_of_one_client_or_comes_from_transcripts_is_not_shown(
    thea, monkeypatch, figure, why
):
    rosa = a_supervisor("Rosa", of=thea)
    a_figure(monkeypatch, **figure)
    with pytest.raises(Refused, match=why):
        showing.show("on-time", supervisor=rosa, by=thea)


def test_it_is_shown_to_nobody_but_a_supervisor_of_ones_own(thea, monkeypatch):
    a_figure(monkeypatch)
    with pytest.raises(Refused, match="supervises you"):
        showing.show("on-time", supervisor=a_supervisor("Sven", of=a_therapist("Theo")), by=thea)


# -- Reflections and the log -------------------------------------------------------------------------------------


def test_a_reflection_is_its_authors_and_sealed(thea):
    kept = reflecting.reflect(words={"felt": ["lost"], "when": "zebra"}, key=uuid.uuid4(), by=thea)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM learning_reflection")
        assert b"zebra" not in bytes(cursor.fetchone()[0])
    assert [Reflection.objects.visible_to(who).count() for who in (thea, a_therapist("Theo"))] == [1, 0]
    assert kept.words["when"] == "zebra"


def test_an_empty_reflection_is_refused(thea):
    with pytest.raises(Refused, match="one of the five"):
        reflecting.reflect(words={"felt": [], "when": ""}, key=uuid.uuid4(), by=thea)


def test_words_that_come_back_are_counted_from_three_on(thea):
    for number in range(3):
        assert patterns.patterns(thea).felt == []
        reflecting.reflect(
            words={"felt": ["lost"], "mine": ["advised"] if number else []}, key=uuid.uuid4(), by=thea
        )
    found = patterns.patterns(thea)
    assert (found.felt, found.mine, found.together) == (
        [("lost", 3)],
        [("gave advice", 2)],
        [("lost", "gave advice", 2)],
    )


def test_the_log_has_what_was_done_by_hand_and_here_without_a_word_of_it(client, thea):
    reflecting.log(
        on=timezone.localdate(), minutes=90, topic="=Repair, a day", way="course", key=uuid.uuid4(), by=thea
    )
    answered(thea)
    sign_in(client, thea)
    rows = list(csv.reader(io.StringIO(client.get(reverse("learning-log-file")).content.decode())))
    assert rows[0] == ["Day", "Minutes", "Topic", "Way"]
    assert sorted((row[1], row[2]) for row in rows[1:-1]) == [
        ("1", "Say it again as an open question"),
        ("90", "'=Repair, a day"),
    ]
    assert rows[-1][:2] == ["In all", "91"]


def test_the_log_takes_no_day_that_has_not_come(thea):
    with pytest.raises(Refused, match="has not come"):
        reflecting.log(
            on=timezone.localdate() + datetime.timedelta(days=2),
            minutes=5,
            topic="x",
            way="reading",
            key=uuid.uuid4(),
            by=thea,
        )
    assert not LogEntry.objects.exists()


def test_the_log_prints_where_no_pdf_can_be_made(client, thea, monkeypatch):
    from beside.practice.people import pdf

    def no_pango():
        raise Refused("This computer cannot make PDFs yet.")

    monkeypatch.setattr(pdf, "_weasyprint", no_pango)
    sign_in(client, thea)
    page = client.get(reverse("learning-log-paper") + "?pdf=1", follow=True).content.decode()
    assert "cannot make PDFs" in page
    assert "Learning log" in page
    assert log.hours_of(61) == "1 h 1 min"


def test_every_exercise_has_its_page(client, thea):
    sign_in(client, thea)
    statuses = {client.get(reverse("exercise", args=[name])).status_code for name in exercise_ids()}
    assert statuses == {200}
