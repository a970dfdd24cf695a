import datetime
import uuid

import pytest

from beside.practice.audit.models import Entry
from beside.practice.loops import actions as loops
from beside.practice.loops.brief import promises
from beside.practice.loops.models import Loop
from beside.practice.meetings import actions
from beside.practice.meetings.brief import brief
from beside.practice.meetings.models import CheckIn, Moment, ProcessNote, ProgressNote, Promise, Session
from beside.practice.people import actions as people
from beside.practice.people.errors import AlreadySent, Refused
from beside.practice.vault import keyring
from beside.practice.vault.models import DataKey
from tests.vocabulary import (
    a_check_in,
    a_client,
    a_closed_session,
    a_practice,
    a_session,
    a_supervisor,
    a_therapist,
    in_days,
)

HOUR = datetime.timedelta(hours=1)


def close(session, **closing):
    return actions.close_session(session, by=session.relationship.clinician, **closing)


def test_the_closing_step_keeps_everything_at_once():
    chris = a_client()
    thea = chris.relationship.clinician
    session = a_session(chris, starts_at=in_days(-1))
    closed = close(
        session,
        promises=[
            ("clinician", "the sleep book", None),
            ("client", "to call", in_days(4).date()),
            ("client", " ", None),
        ],
        moment="An easy silence",
        progress="Spoke about Sunday",
        last_time="Sunday\nstopped there",
    )
    assert (closed.state, bool(closed.closed_at)) == ("held", True)
    assert {(p.by, p.words) for p in Promise.objects.all()} == {(chris, "to call"), (thea, "the sleep book")}
    assert {(loop.kind, loop.given_by, loop.due_on) for loop in Loop.objects.all()} == {
        ("promise", chris, in_days(4).date()),
        ("promise", thea, None),
    }
    assert Moment.objects.get().words == "An easy silence"
    note = ProgressNote.objects.get()
    assert (note.version, note.words, note.last_time) == (1, "Spoke about Sunday", "Sunday\nstopped there")
    written = Entry.objects.filter(practice_id=chris.practice_id).values_list("what", flat=True)
    assert {"session closed", "promise made", "moment kept", "progress note written, version 1"} <= set(
        written
    )


def test_by_next_time_is_the_day_of_the_next_session_where_there_is_one():
    chris = a_client()
    following = a_session(chris, starts_at=in_days(6))
    close(a_session(chris, starts_at=in_days(-1)), promises=[("client", "to call", None)])
    assert Loop.objects.get().due_on == following.local_start.date()


def test_pressed_twice_it_is_closed_once_and_other_words_under_one_key_are_refused():
    session = a_session(a_client(), starts_at=in_days(-1))
    key = uuid.uuid4()
    for _press in range(2):
        close(session, promises=[("client", "to call", None)], progress="Sunday", key=key)
    with pytest.raises(AlreadySent):
        close(session, progress="Monday", key=key)
    assert (Promise.objects.count(), ProgressNote.objects.count()) == (1, 1)


def test_closed_again_it_adds_and_a_note_gets_a_new_version():
    session = a_session(a_client(), starts_at=in_days(-1))
    first = close(session, progress="Sunday", now=session.ends_at)
    again = close(session, progress="Sunday, and Monday", moment="Late")
    # As a browser sends it back untouched.
    close(session, progress="Sunday, and Monday\r\n", last_time="a\r\nb")
    close(session, progress="Sunday, and Monday", last_time="a\nb")
    assert again.closed_at == first.closed_at
    assert [(n.version, n.words) for n in ProgressNote.objects.order_by("version")] == [
        (1, "Sunday"),
        (2, "Sunday, and Monday"),
        (3, "Sunday, and Monday"),
    ]
    assert ProgressNote.objects.get(version=3).last_time == "a\nb"


def test_what_did_not_happen_is_not_closed_and_a_client_closes_nothing():
    chris = a_client()
    session = a_session(chris)
    with pytest.raises(Refused, match="has not begun"):
        close(session)
    past = a_session(chris, starts_at=in_days(-1))
    with pytest.raises(Refused, match="the therapist's to write"):
        actions.close_session(past, by=chris)
    actions.mark_missed(past, by=chris.relationship.clinician)
    with pytest.raises(Refused, match="did not take place"):
        close(past, progress="?")
    assert not ProgressNote.objects.exists()


def test_a_refusal_half_way_keeps_nothing(monkeypatch):
    session = a_session(a_client(), starts_at=in_days(-1))
    from beside.practice.meetings.actions import closing

    def refuse(*_args, **_kwargs):
        raise Refused("The disk is full.")

    monkeypatch.setattr(closing, "_note", refuse)
    with pytest.raises(Refused):
        close(session, promises=[("client", "to call", None)], moment="Late")
    assert not Promise.objects.exists()
    assert not Moment.objects.exists()
    assert Session.objects.get().closed_at is None


def test_a_promise_kept_or_let_go_moves_its_loop():
    chris = a_client()
    thea = chris.relationship.clinician
    session = a_closed_session(chris, promises=[("clinician", "the book", None), ("client", "to call", None)])
    book, call = session.promises.get(by=thea), session.promises.get(by=chris)
    actions.settle_promise(book, state=Promise.State.KEPT, by=thea)
    actions.settle_promise(call, state=Promise.State.LET_GO, by=chris)
    assert {(loop.source_id, loop.state) for loop in Loop.objects.all()} == {
        (book.pk, "changed"),
        (call.pk, "left"),
    }
    with pytest.raises(Refused, match="settled already"):
        actions.settle_promise(book, state=Promise.State.LET_GO, by=thea)
    # Kept, but not for the client: it waits again, and can be settled again.
    loops.not_answered_for_me(Loop.objects.get(source_id=book.pk), by=chris)
    assert [line.loop.source_id for line in promises(chris.relationship, by=chris)] == [book.pk]
    actions.settle_promise(book, state=Promise.State.KEPT, by=thea, note="Brought it")
    assert promises(chris.relationship, by=chris) == []


def test_promises_waiting_stand_with_the_earliest_due_first():
    chris = a_client()
    due = [in_days(9).date(), None, in_days(2).date()]
    a_closed_session(chris, promises=[("client", str(day), day) for day in due])
    found = promises(chris.relationship, by=chris)
    assert [line.loop.due_on for line in found] == [due[2], due[0], None]


# -- the two notes ---------------------------------------------------------------------------------------------


def test_a_process_note_is_under_a_key_of_its_author_and_is_theirs_to_write_over():
    chris = a_client()
    thea = chris.relationship.clinician
    session = a_session(chris, starts_at=in_days(-1))
    actions.write_process_note(session, words="I felt tired", by=thea)
    actions.write_process_note(session, words="I felt far away", by=thea)
    note = ProcessNote.objects.get()
    assert note.words == "I felt far away"
    assert DataKey.objects.filter(kind=keyring.PROCESS, holder=thea.pk).count() == 1
    with pytest.raises(Refused, match="the therapist's to write"):
        actions.write_process_note(session, words="mine", by=chris)


def test_who_reads_which_note():
    owner = a_practice()
    thea = a_therapist(owner=owner)
    chris = a_client(therapist=thea)
    deputy = a_therapist("Dora", owner=owner)
    today = in_days(0).date()
    people.go_away(thea, deputy=deputy, first_day=today, last_day=today, by=owner)
    responsible, consults = a_supervisor(of=thea), a_supervisor("Carl", of=thea, kind="consultative")
    session = a_closed_session(
        chris, progress="Sunday", moment="Late", promises=[("client", "to call", None)]
    )
    a_check_in(session, now=session.starts_at)
    actions.write_process_note(session, words="I felt tired", by=thea)
    actions.write_process_note(session, words="Standing in", by=deputy)
    everybody = [thea, deputy, responsible, consults, chris, owner]
    sees = {
        kind: [kind.objects.visible_to(who).count() for who in everybody]
        for kind in (ProgressNote, Moment, ProcessNote, CheckIn, Promise, Session)
    }
    assert sees == {
        ProgressNote: [1, 1, 1, 0, 0, 0],
        Moment: [1, 1, 1, 0, 0, 0],
        ProcessNote: [1, 1, 0, 0, 0, 0],
        CheckIn: [1, 1, 1, 0, 1, 0],
        Promise: [1, 1, 1, 0, 1, 0],
        Session: [1, 1, 1, 0, 1, 0],
    }
    assert [ProcessNote.objects.visible_to(who).get().words for who in (thea, deputy)] == [
        "I felt tired",
        "Standing in",
    ]


# -- the brief -------------------------------------------------------------------------------------------------


def test_the_brief_gathers_the_check_in_and_last_time():
    chris = a_client()
    a_closed_session(chris, starts_at=in_days(-14), last_time="long ago")
    a_closed_session(
        chris,
        starts_at=in_days(-7),
        progress="x",
        last_time="Sunday\n\nstopped",
        promises=[("client", "to call", None)],
    )
    session = a_session(chris)
    a_check_in(
        session, arrive=["tired", "wary"], arrive_words="Slept badly", wish="Sunday", life_change="New shifts"
    )
    it = brief(session)
    assert (it.arriving, it.wish, it.not_today) == ("Tired, wary\nSlept badly", "Sunday", "")
    assert it.last_time == ["Sunday", "stopped"]


def test_an_empty_brief_is_honestly_empty():
    session = a_session(a_client())
    it = brief(session)
    assert (it.check_in, it.last_time, it.check_in_is_open) == (None, [], True)


def test_lines_taken_out_of_a_note_do_not_come_back_from_its_older_version():
    chris = a_client()
    a_closed_session(chris, starts_at=in_days(-14), last_time="before that")
    session = a_closed_session(chris, starts_at=in_days(-7), progress="x", last_time="too much")
    close(session, progress="x", last_time="")
    assert brief(a_session(chris)).last_time == ["before that"]


@pytest.mark.parametrize("sessions", [1, 6])
def test_a_brief_costs_the_same_after_one_session_and_after_many(sessions, django_assert_num_queries):
    chris = a_client()
    for week in range(sessions):
        a_closed_session(
            chris,
            starts_at=in_days(-7 * (week + 1)),
            last_time=str(week),
            promises=[("client", "to call", None)],
        )
    session = a_session(chris)
    a_check_in(session)
    with django_assert_num_queries(2):
        assert brief(session).last_time == ["0"]


def test_a_promise_agreed_outside_the_closing_step_is_made_once_and_waits_in_the_brief():
    chris = a_client()
    thea = chris.relationship.clinician
    session, key = a_closed_session(chris), uuid.uuid4()
    agreed = {"whose": "clinician", "words": "to slow down", "key": key, "by": thea}
    made = [actions.promise(session, **agreed) for _again in range(2)]
    assert made[0] == made[1] == Promise.objects.get()
    assert [line.words for line in promises(chris.relationship, by=chris)] == ["to slow down"]
    with pytest.raises(Refused, match="in a few words"):
        actions.promise(session, **agreed | {"words": "  ", "key": uuid.uuid4()})
