"""Answers are sent once, parted from what is kept, corrected beside themselves, and open what asks for an answer."""

import uuid

import pytest
from django.utils import translation

from beside.practice.feedback import actions
from beside.practice.feedback.models import Kept, Sheet
from beside.practice.loops.models import Loop
from beside.practice.people.errors import AlreadySent, Refused
from beside.practice.people.models import Notice
from beside.practice.repair.models import Episode
from tests.vocabulary import a_client, a_past_session, answers_of, past_sessions


def loops(session):
    return {loop.kind: loop.said for loop in Loop.objects.filter(relationship=session.relationship_id)}


def test_answers_are_kept_as_they_were_given():
    session = a_past_session(a_client())
    sheet = answers_of(session, self="7", pace="-2", first="true").sheet
    assert Sheet.objects.get(pk=sheet.pk).answers == {"self": 7, "pace": -2, "first": True}


def test_the_therapist_gets_one_notice_without_words():
    session = a_past_session(a_client())
    answers_of(session)
    notice = Notice.objects.get(member=session.relationship.clinician, kind="answers")
    assert notice.thing_id == session.pk


def test_sending_twice_makes_one_sheet():
    session, key = a_past_session(a_client()), uuid.uuid4()
    first, second = answers_of(session, key=key), answers_of(session, key=key)
    assert (first.fresh, second.fresh) == (True, False)
    assert Sheet.objects.count() == 1


def test_the_same_page_with_other_answers_is_not_taken_for_the_same():
    session, key = a_past_session(a_client()), uuid.uuid4()
    answers_of(session, key=key, self=3)
    with pytest.raises(AlreadySent):
        answers_of(session, key=key, self=4)
    assert Sheet.objects.get().answers == {"self": 3}


def test_nothing_answered_leaves_nothing():
    session = a_past_session(a_client())
    sent = answers_of(session, self="")
    assert (sent.sheet, sent.kept, Sheet.objects.count()) == (None, False, 0)


def test_an_answer_outside_its_scale_is_refused_in_plain_words():
    session = a_past_session(a_client())
    with pytest.raises(Refused, match="Choose again, or skip it"):
        answers_of(session, self=11)
    assert not Sheet.objects.exists()


@pytest.mark.parametrize(
    ("answers", "opened"),
    [
        ({"held": "help_raise"}, {"held-back": "Yes, help me raise it"}),
        ({"strain": "a_little"}, {"strain": "A little"}),
        ({"pace": 3}, {"pace": "too fast (3/5)"}),
        ({"pace": -4}, {"pace": "too slow (4/5)"}),
        ({"pace": 2, "strain": "no", "held": "no"}, {}),
        ({"held": "just_for_me"}, {}),
        ({"safe": 1}, {}),
    ],
)
def test_what_asks_for_an_answer_opens_a_loop_and_nothing_else_does(answers, opened):
    session = a_past_session(a_client())
    answers_of(session, self=8, **answers)
    assert loops(session) == opened


def test_what_was_tapped_is_read_in_the_language_of_whoever_reads_it():
    session = a_past_session(a_client())
    answers_of(session, strain="clearly", pace=-4, safe=2)
    actions.ask_for_safety(Sheet.objects.get(), by=session.relationship.client)
    with translation.override("es"):
        assert loops(session) == {
            "strain": "Claramente",
            "pace": "demasiado lento (4/5)",
            "safety": f"Hoy podía decirle que no a {session.relationship.clinician.short_name}. 2/10",
        }


def test_the_first_sessions_words_open_a_loop():
    session = a_past_session(a_client(), number=1)
    answers_of(session, form="first-session", differently="Fewer questions.")
    assert loops(session) == {"words": "Fewer questions."}


def test_a_strain_opens_an_episode_and_a_second_one_is_noted_in_it():
    client = a_client()
    first, second = past_sessions(client, 3)[1:]
    answers_of(first, strain="a_little")
    answers_of(second, strain="strongly")
    episode = Episode.objects.get()
    assert (episode.session, episode.strength, episode.opened_by) == (first, "strongly", client)


def test_a_low_safe_is_raised_only_when_the_client_asks_for_it():
    session = a_past_session(a_client())
    sheet = answers_of(session, safe=2).sheet
    with pytest.raises(Refused):
        actions.ask_for_safety(sheet, by=session.relationship.clinician)
    actions.ask_for_safety(sheet, by=session.relationship.client)
    assert list(loops(session)) == ["safety"]


def test_a_correction_keeps_both_versions():
    session = a_past_session(a_client())
    old = answers_of(session, self=3).sheet
    new = actions.correct_answers(
        old, answers={"self": 6}, key=uuid.uuid4(), by=session.relationship.client
    ).sheet
    assert [s.answers for s in Sheet.objects.order_by("sent_at")] == [{"self": 3}, {"self": 6}]
    assert Sheet.objects.current().get() == new
    assert new.corrects == old


def test_a_sheet_from_a_second_page_corrects_the_first():
    session = a_past_session(a_client())
    old = answers_of(session, self=3).sheet
    assert answers_of(session, self=4).sheet.corrects == old


def test_a_correction_leaves_loops_that_no_longer_hold_and_keeps_the_others():
    session = a_past_session(a_client())
    client = session.relationship.client
    old = answers_of(session, strain="clearly", held="help_raise").sheet
    actions.correct_answers(old, answers={"held": "help_raise"}, key=uuid.uuid4(), by=client)
    states = {loop.kind: loop.state for loop in Loop.objects.all()}
    assert states == {"strain": "left", "held-back": "given"}
    assert Episode.objects.get().state == Episode.State.LEFT


def test_a_correction_to_only_me_takes_the_answer_out_of_what_is_sent():
    session = a_past_session(a_client())
    old = answers_of(session, self=5, safe=2).sheet
    new = actions.correct_answers(
        old, answers={"self": 5, "safe": "only_me"}, key=uuid.uuid4(), by=session.relationship.client
    ).sheet
    assert new.answers == {"self": 5}
    assert Kept.objects.get().answers == {"safe": "only_me"}


def test_only_who_gave_it_corrects_it():
    session = a_past_session(a_client())
    sheet = answers_of(session).sheet
    with pytest.raises(Refused, match="Only who typed"):
        actions.correct_answers(
            sheet, answers={"self": 1}, key=uuid.uuid4(), by=session.relationship.clinician
        )


def test_a_frozen_record_takes_no_answers():
    session = a_past_session(a_client())
    session.relationship.frozen = True
    session.relationship.save(update_fields=["frozen"])
    with pytest.raises(Refused, match="has ended"):
        answers_of(session)


def test_what_is_typed_in_from_paper_leaves_out_the_three_that_are_asked_on_the_clients_device_only():
    session = a_past_session(a_client())
    thea = session.relationship.clinician
    sheet = actions.send_answers(
        session.relationship,
        form="session",
        answers={"self": 6, "safe": 1, "strain": "strongly", "mended": 0, "held": "help_raise", "pace": 4},
        key=uuid.uuid4(),
        by=thea,
        session=session,
        way="paper",
    ).sheet
    assert sheet.answers == {"self": 6, "pace": 4}
    assert (sheet.way, sheet.entered_by) == ("paper", thea)
    assert Loop.objects.get().given_by == session.relationship.client


def test_a_therapist_does_not_type_over_answers_that_are_there():
    session = a_past_session(a_client())
    answers_of(session)
    with pytest.raises(Refused, match="answered already"):
        answers_of(session, by=session.relationship.clinician, self=2)
