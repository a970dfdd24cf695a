"""What the numbers show is raised with a reason, a rate and one next step; nothing is raised from a session still to be guessed."""

import datetime
import random
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beside.alliance import DEFAULTS, Recompute, recompute
from beside.practice.feedback import actions, estimating, following, noticing
from beside.practice.feedback.models import PracticeNumbers, Standing
from beside.practice.repair import actions as repair
from beside.practice.repair.models import Episode
from tests.vocabulary import (
    a_client,
    a_practice,
    a_session,
    a_supervisor,
    a_therapist,
    answers_of,
    past_sessions,
    sign_in,
)

STEADY = (8, 8, 9, 8, 8)


def a_course(scores=(*STEADY, 2), *, chris=None, guessed=True, hour=14):
    """Sessions from the second on, each answered with one number; None leaves one to be answered later."""
    chris = chris or a_client()
    sessions = past_sessions(chris, len(scores) + 1, hour=hour)
    for session, score in zip(sessions[1:], scores, strict=True):
        if score is not None:
            answers_of(session, self=score, matters=score)
            if guessed:
                actions.guess(session, answers=None, by=chris.relationship.clinician)
    return chris, sessions


def a_later_session(relationship):
    """One that is going on now: after all that are past."""
    client = relationship.client
    client.relationship = relationship
    session = a_session(client, starts_at=timezone.now() - datetime.timedelta(minutes=10))
    session.refresh_from_db(fields=["number"])
    return session


def noticed(chris, by=None):
    by = by or chris.relationship.clinician
    return noticing.noticed(following.standing_of(chris.relationship, by=by), by=by)


def page(member, path):
    return sign_in(Client(), member).get(path).content.decode()


# -- Followed as answers come -------------------------------------------------------------------------------------


def numbers_of(chris):
    return Standing.objects.get(relationship=chris.relationship).numbers


def test_a_course_followed_answer_by_answer_is_the_course_followed_anew():
    chris, _sessions = a_course((8, 7, None, 9, 8, 3, 9))
    step_by_step = numbers_of(chris)
    following.follow_anew(chris.relationship)
    assert numbers_of(chris) == step_by_step
    state, _noticed = recompute(
        [(point[0], point[2]) for point in step_by_step["points"]], DEFAULTS, version=1
    )
    assert step_by_step["followed"] == state.as_numbers()


def test_an_answer_in_order_reads_no_earlier_sheet(monkeypatch):
    chris, sessions = a_course((*STEADY, None))
    monkeypatch.setattr(following, "_anew", lambda _standing: pytest.fail("followed anew"))
    answers_of(sessions[-1], self=8)
    assert len(numbers_of(chris)["points"]) == 6


def test_a_correction_takes_the_first_answers_place():
    chris, sessions = a_course()
    assert [one.id for one in noticed(chris)] == ["much-lower-than-usual"]
    sheet = sessions[-1].sheets.get()
    actions.correct_answers(sheet, answers={"self": 8, "matters": 8}, key=uuid.uuid4(), by=chris)
    assert noticed(chris) == []
    assert [point[2] for point in numbers_of(chris)["points"]] == [*STEADY, 8]


def test_an_import_from_the_past_is_followed_in_its_place():
    chris, sessions = a_course((8, None, 8, 8))
    answers_of(sessions[2], self=4, matters=4)
    assert [point[0] for point in numbers_of(chris)["points"]] == [2, 3, 4, 5]


def test_what_was_skipped_and_what_stays_with_the_client_raises_nothing():
    chris, sessions = a_course((*STEADY, None))
    answers_of(sessions[-1], held="just_for_me", safe="only_me", strain="only_me")
    assert noticed(chris) == []
    assert [point[2] for point in numbers_of(chris)["points"]] == [*STEADY]


# -- Who reads what -----------------------------------------------------------------------------------------------


def test_a_low_answer_is_told_with_its_rate_its_reasons_and_a_next_step():
    chris, _sessions = a_course()
    [prompt] = noticed(chris)
    assert (prompt.session, prompt.words) == (7, f"Much lower than usual for {chris.short_name}.")
    assert prompt.why[0].startswith("About 1 in ")
    assert "steady courses of this length shows a dip like this by chance." in prompt.why[0]
    assert any(sentence.startswith("Earlier answers led us to expect about 8") for sentence in prompt.why)
    assert prompt.step.id == "sudden-low"


def test_nothing_is_raised_from_a_session_that_is_not_guessed_yet():
    chris, sessions = a_course(guessed=False)
    thea = chris.relationship.clinician
    assert noticed(chris) == []
    assert "lower than usual" not in page(thea, f"/relationships/{chris.relationship.pk}/course/")
    actions.guess(sessions[-1], answers=None, by=thea)
    assert [one.session for one in noticed(chris)] == [7]


def test_the_client_reads_the_same_in_the_same_words_and_no_gap_of_their_therapists():
    chris, sessions = a_course((*STEADY, None))
    answers_of(sessions[-1], self=1, matters=1)
    actions.guess(sessions[-1], answers={"self": 10, "matters": 10}, by=chris.relationship.clinician)
    [mine], [theirs] = noticed(chris, by=chris), noticed(chris)
    assert (mine.id, mine.why) == (theirs.id, theirs.why)
    words = page(chris, "/course/")
    assert "Much lower than usual for you." in words
    assert "What my answers raised" in words


def test_a_gap_outside_the_pairs_own_range_is_its_authors_alone():
    chris, sessions = a_course((8,) * 7, guessed=False)
    thea = chris.relationship.clinician
    for session, guess in zip(sessions[1:], (8, 9, 8, 7, 8, 9, 2), strict=True):
        actions.guess(session, answers={"self": guess, "matters": guess}, by=thea)
    assert [one.id for one in noticed(chris)] == ["guessed-lower"]
    rosa = a_supervisor("Rosa", of=thea, kind="responsible")
    assert noticed(chris, by=rosa) == []
    assert noticed(chris, by=chris) == []


def test_a_questionnaire_that_got_reliably_worse_is_raised():
    chris, sessions = a_course(STEADY)
    keys = ("nervous", "control", "worry", "relax", "restless", "irritable", "afraid")
    for session, each in ((sessions[1], 0), (sessions[4], 2)):
        answers_of(session, form="gad7", **dict.fromkeys(keys, each))
    [prompt] = noticed(chris)
    assert prompt.words == (
        f"{chris.short_name}’s total is 14 points higher than at first; 4 and more is more than the noise of this questionnaire."
    )


def test_the_brief_raises_the_last_answers_prompt_and_what_was_said_comes_before_it():
    chris, sessions = a_course()
    coming = a_session(chris)
    words = page(chris.relationship.clinician, f"/sessions/{coming.pk}/brief/")
    assert f"Much lower than usual for {chris.short_name}." in words
    assert "by chance" in words
    actions.correct_answers(
        sessions[-1].sheets.get(), answers={"self": 2, "held": "help_raise"}, key=uuid.uuid4(), by=chris
    )
    words = page(chris.relationship.clinician, f"/sessions/{coming.pk}/brief/")
    assert f"{chris.short_name} did not say something, and would like your help to raise it." in words
    assert "lower than usual" not in words


def test_an_open_strain_is_quieter_when_two_answers_are_as_usual_again_and_still_open():
    chris, sessions = a_course((*STEADY, None, None, None))
    thea, strained = chris.relationship.clinician, sessions[6]
    coming = a_session(chris)
    brief = f"/sessions/{coming.pk}/brief/"
    for session, answers in zip(
        sessions[6:], ({"self": 3, "strain": "clearly"}, {"self": 8}, {"self": 8}), strict=True
    ):
        assert "as usual again" not in page(thea, brief)
        answers_of(session, **answers)
        actions.guess(session, answers=None, by=thea)
    assert f"Something felt off in session {strained.number}. The last answers are as usual again" in page(
        thea, brief
    )
    assert Episode.objects.get().is_open
    assert "as usual again" not in page(chris, "/home/")


# -- The practice's own numbers -----------------------------------------------------------------------------------


@pytest.fixture
def thirty():
    """Thirty people who answered three times each, whose answers move by two points."""
    owner = a_practice()
    thea, theo, chance = a_therapist(owner=owner), a_therapist("Theo", owner=owner), random.Random(7)
    for number in range(30):
        chris = a_client(f"Client {number}", therapist=thea if number < 15 else theo)
        level = chance.gauss(6, 1)
        a_course(
            [min(10, max(0, round(chance.gauss(level, 2)))) for _ in range(3)],
            chris=chris,
            guessed=False,
            hour=5 + number % 15,
        )
    return owner


def test_thirty_people_give_a_practice_numbers_of_its_own_and_twenty_nine_do_not(thirty):
    estimating.estimate(thirty.practice)
    row = PracticeNumbers.objects.get(form="session")
    assert row.clients == 30
    assert 1.5 < row.numbers["within"] < 2.5
    assert {one.numbers["followed"]["within"] for one in Standing.objects.all()} == {row.numbers["within"]}
    Standing.objects.first().delete()
    estimating.estimate(thirty.practice)
    assert not PracticeNumbers.objects.exists()
    assert {one.numbers["followed"]["within"] for one in Standing.objects.all()} == {DEFAULTS.within}


def test_under_new_numbers_the_next_answer_follows_the_course_anew(thirty):
    estimating.estimate(thirty.practice)
    standing = Standing.objects.first()
    PracticeNumbers.objects.update(
        numbers={"within": 3.0, "between": 1.0, "mean": 5.0, "clients": 30, "source": "x"}
    )
    with pytest.raises(Recompute):
        following._restored(standing.numbers, following.parameters_of(thirty.practice_id), 1)
    answers_of(a_later_session(standing.relationship), self=4)
    standing.refresh_from_db()
    assert standing.numbers["followed"]["within"] == 3.0


# -- All courses on one page --------------------------------------------------------------------------------------


def test_all_courses_stand_on_one_page_those_with_an_open_strain_first():
    thea = a_therapist()
    a_course(STEADY, chris=a_client("Anna", therapist=thea))
    zoe, sessions = a_course(STEADY, chris=a_client("Zoe", therapist=thea), hour=16)
    repair.open_episode(zoe.relationship, by=zoe, session=sessions[-1], strength="clearly")
    words = page(thea, "/courses/")
    assert words.index("Zoe") < words.index("Something has felt off since session 6.") < words.index("Anna")
    assert words.count('<svg class="small"') == 2


def test_a_small_course_hides_what_is_not_guessed_yet():
    chris, _sessions = a_course(STEADY, guessed=False)
    words = page(chris.relationship.clinician, "/courses/")
    assert "5 answered sessions wait for your guess and are not shown." in words
    assert '<svg class="small"' not in words


def test_the_page_of_all_courses_costs_the_same_for_one_and_for_four():
    thea = a_therapist()
    browser = sign_in(Client(), thea)
    counts = []
    for names in (("Anna",), ("Ben", "Chloe", "Daniel")):
        for name in names:
            a_course(chris=a_client(name, therapist=thea), hour=6 + 2 * len(name))
        browser.get("/courses/")
        with CaptureQueriesContext(connection) as caught:
            assert browser.get("/courses/").status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]
