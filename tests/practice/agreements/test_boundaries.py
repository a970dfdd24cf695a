"""Kept, bent, broken: what either notes, what follows of it, and what a therapist counts of their own."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beside.practice.agreements import actions, consistency
from beside.practice.agreements.models import BoundaryNote
from beside.practice.audit.models import Entry
from beside.practice.loops import actions as loops
from beside.practice.loops import brief
from beside.practice.loops.models import Loop
from beside.practice.meetings import actions as meetings
from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship
from beside.practice.repair.models import Episode
from tests.vocabulary import (
    a_boundary_note,
    a_client,
    a_closed_session,
    a_supervisor,
    a_therapist,
    an_agreement,
    in_days,
    sign_in,
)


def test_what_a_client_says_slipped_waits_for_an_answer():
    chris = a_client()
    note = a_boundary_note(chris)
    loop = Loop.objects.get(kind=Loop.Kind.BOUNDARY)
    assert (loop.source_id, loop.said) == (note.pk, "You were ten minutes late.")
    waiting = brief.waiting(chris.relationship, by=chris.relationship.clinician)
    assert [line.loop.pk for line in waiting.lines] == [loop.pk]


def test_what_held_asks_for_nothing():
    a_boundary_note(a_client(), how="kept")
    assert not Loop.objects.exists()


def test_a_therapists_own_slip_is_read_by_the_client_and_asks_nothing_of_them():
    chris = a_client()
    thea = chris.relationship.clinician
    a_boundary_note(chris, by=thea, whose="clinician", words="I did not call back.")
    assert not Loop.objects.exists()
    assert BoundaryNote.objects.visible_to(chris).get().words["words"] == "I did not call back."
    assert chris.notices.filter(kind="boundary-noted").exists()


def test_only_the_client_says_that_it_left_something_off_between_the_two():
    chris = a_client()
    a_boundary_note(chris)
    assert not Episode.objects.exists()
    a_boundary_note(chris, off_between_us=True)
    assert Episode.objects.get().opened_by == chris
    other = a_client("Ann Other")
    a_boundary_note(other, by=other.relationship.clinician, off_between_us=True)
    assert Episode.objects.count() == 1


def test_sent_twice_it_is_one_note():
    chris, key = a_client(), uuid.uuid4()
    assert a_boundary_note(chris, key=key).pk == a_boundary_note(chris, key=key).pk
    assert Loop.objects.count() == 1


def test_a_note_is_about_a_clause_that_is_agreed_or_in_own_words():
    chris = a_client()
    an_agreement(chris)
    note = a_boundary_note(chris, clause="time.lateness", words="")
    assert (note.words["title"], note.clause) == ("Being late", "time.lateness")
    with pytest.raises(Refused, match="Say what it is about"):
        a_boundary_note(chris, clause="time.no-such-clause", words="")


def test_whose_part_it_was_and_whether_it_broke_is_sealed_and_the_trail_says_neither():
    chris = a_client()
    an_agreement(chris)
    note = BoundaryNote.objects.get(
        pk=a_boundary_note(chris, how="broken", clause="time.lateness", whose="clinician").pk
    )
    assert (note.how, note.clause, note.whose) == ("broken", "time.lateness", chris.relationship.clinician)
    assert {field.name for field in BoundaryNote._meta.fields} == {
        "id", "practice", "relationship", "author", "at", "session", "words",
    }  # fmt: skip
    assert Entry.objects.get(object_id=note.pk).what == "boundary noted"


def test_a_supervisor_who_advises_reads_no_note():
    chris = a_client()
    a_boundary_note(chris)
    thea = chris.relationship.clinician
    advises = a_supervisor("Carl", of=thea, kind="consultative")
    answers = a_supervisor("Rosa", of=thea, kind="responsible")
    assert not BoundaryNote.objects.visible_to(advises).exists()
    assert BoundaryNote.objects.visible_to(answers).count() == 1


# -- A therapist's own count -----------------------------------------------------------------------------------------


def counted(member):
    """{what is counted: (how often, of how many)} in the last 90 days."""
    return {line.title: (line.now.kept, line.now.of) for line in consistency.lines(member)}


def test_started_on_time_counts_only_sessions_whose_times_are_known():
    chris = a_client()
    thea = chris.relationship.clinician
    for days, late in ((-20, 0), (-13, 12), (-6, None)):
        session = a_closed_session(chris, starts_at=in_days(days))
        if late is not None:
            meetings.record_times(
                session,
                began_at=session.starts_at + datetime.timedelta(minutes=late),
                finished_at=session.ends_at,
                by=thea,
            )
    assert counted(thea)["Started on time"] == (1, 2)


def test_promises_count_by_their_day_and_those_let_go_together_do_not():
    chris = a_client()
    thea = chris.relationship.clinician
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    session = a_closed_session(
        chris,
        starts_at=in_days(-10),
        promises=[("clinician", words, yesterday) for words in ("kept", "late", "open", "let go")],
    )
    by_words = {promise.words: promise for promise in session.promises.all()}
    meetings.settle_promise(by_words["kept"], state="kept", by=thea, now=in_days(-5))
    meetings.settle_promise(by_words["late"], state="kept", by=thea)
    meetings.settle_promise(by_words["let go"], state="let-go", by=thea)
    assert counted(thea)["Promises kept by their day"] == (1, 3)


def test_answered_counts_what_was_given_before_a_session_that_has_been():
    chris = a_client()
    thea = chris.relationship.clinician
    early, late = a_boundary_note(chris, now=in_days(-9)), a_boundary_note(chris, now=in_days(-8))
    a_closed_session(chris, starts_at=in_days(-7))
    a_boundary_note(chris)
    loops.talked_about(Loop.objects.get(source_id=early.pk), by=thea, now=in_days(-7, 15))
    loops.talked_about(Loop.objects.get(source_id=late.pk), by=thea, now=in_days(-3))
    assert counted(thea)["Answered by the next session"] == (1, 2)


def test_cancelled_and_remembered_are_counted_too():
    chris = a_client()
    thea = chris.relationship.clinician
    an_agreement(chris)
    session = meetings.schedule_session(chris.relationship, starts_at=in_days(-3), by=thea)
    meetings.cancel_session(session, by=thea, now=in_days(-5))
    a_boundary_note(chris, clause="behaviour.remembering", how="kept", whose="clinician")
    found = counted(thea)
    assert (found["Cancelled by you"], found["Remembered"], found["Boundaries that held"]) == (
        (1, 1),
        (1, 1),
        (1, 1),
    )


def test_nobodys_work_but_their_own_is_counted():
    chris = a_client()
    a_closed_session(chris)
    a_boundary_note(chris, how="kept", whose="clinician")
    theo = a_therapist("Theo Therapist")
    assert set(counted(theo).values()) == {(0, 0)}


def test_a_count_says_between_what_it_may_lie():
    # Wilson's interval at 95 %, from Newcombe 1998, Stat Med 17:857-872, table I: 81 of 263 is .2553 to .3662.
    assert consistency.wilson(81, 263) == (26, 37)
    assert consistency.wilson(0, 0) == (0, 100)


def test_few_sessions_make_no_clear_change():
    few = consistency.Line("", consistency.Count(3, 3), consistency.Count(1, 3), "")
    many = consistency.Line("", consistency.Count(60, 60), consistency.Count(20, 60), "")
    assert (few.clear, many.clear, many.more) == (False, True, True)


def test_the_page_costs_the_same_however_much_is_counted(client):
    chris = a_client()
    sign_in(client, chris.relationship.clinician)
    costs = []
    for day in (-30, -23, -16, -9):
        a_closed_session(chris, starts_at=in_days(day))
        a_boundary_note(chris, now=in_days(day - 1))
        with CaptureQueriesContext(connection) as seen:
            page = client.get("/consistency/").content.decode()
        costs.append(len(seen))
    assert "0 of 4" in page
    assert "Beside shows it to you alone" in page
    # The first look of all makes the web session's row.
    assert len(set(costs[1:])) == 1


def test_looked_at_again_is_the_therapists_to_write_down():
    chris = a_client()
    an_agreement(chris)
    with pytest.raises(Refused):
        actions.reviewed(chris.relationship, by=chris)


def test_what_has_ended_gets_no_note():
    chris = a_client()
    Relationship.objects.update(ended_on=timezone.localdate())
    for by in (chris, chris.relationship.clinician):
        with pytest.raises(Refused, match="has ended"):
            a_boundary_note(chris, by=by)
