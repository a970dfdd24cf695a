import datetime
import uuid

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from beside.practice.audit.models import Entry
from beside.practice.loops.models import Loop
from beside.practice.meetings import actions, queries, walltime
from beside.practice.meetings.models import CheckIn, Moment, ProcessNote, ProgressNote, Promise, Session
from beside.practice.people import actions as people
from beside.practice.people.models import Draft, Notice
from beside.practice.vault import keyring
from tests.vocabulary import (
    a_check_in,
    a_client,
    a_closed_session,
    a_practice,
    a_session,
    a_supervisor,
    a_therapist,
    in_days,
    sign_in,
)

pytestmark = pytest.mark.engine_free

PAGES = [
    "session-detail",
    "session-move",
    "session-cancel",
    "session-times",
    "session-room",
    "session-close",
    "note-process",
    "check-in",
    "check-in-sent",
]
THE_CLIENTS = {"session-detail", "session-cancel", "check-in", "check-in-sent"}


def read(browser, name, *args, status=200, **query):
    response = browser.get(reverse(name, args=args), query)
    assert response.status_code == status
    return response.content.decode()


def send(browser, name, *args, **said):
    return browser.post(reverse(name, args=args), said)


def a_full_session(chris):
    """A session about which everything has been written; it is going on now."""
    session = a_session(chris, starts_at=timezone.now() - datetime.timedelta(minutes=10))
    a_check_in(session, wish="WORD-wish", arrive=["tired"], now=session.starts_at)
    return actions.close_session(
        session,
        promises=[("client", "WORD-promise", None)],
        moment="WORD-moment",
        progress="WORD-progress",
        last_time="WORD-last",
        by=chris.relationship.clinician,
    )


# -- who opens what --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_a_therapist_opens_each_page_and_its_title_says_nobodys_name(client, name):
    chris = a_client()
    session = a_full_session(chris)
    page = read(sign_in(client, chris.relationship.clinician), name, session.pk)
    assert "Chris" not in page.split("</title>")[0]
    entry = Entry.objects.filter(practice_id=chris.practice_id, verb=Entry.READ).latest("number")
    assert (entry.what, entry.relationship_id) == (name, chris.relationship.pk)


@pytest.mark.parametrize("name", PAGES)
def test_a_client_opens_their_own_four_and_the_others_are_not_there(client, name):
    chris = a_client()
    session = a_full_session(chris)
    read(sign_in(client, chris), name, session.pk, status=200 if name in THE_CLIENTS else 404)


@pytest.mark.parametrize("name", PAGES)
def test_to_a_colleague_another_client_and_the_owner_the_page_is_not_there(client, name):
    owner = a_practice()
    thea = a_therapist(owner=owner)
    session = a_full_session(a_client(therapist=thea))
    for stranger in (
        a_therapist("Theo", owner=owner),
        a_client("Dana", therapist=thea),
        owner,
        a_therapist("Far"),
    ):
        read(sign_in(client, stranger), name, session.pk, status=404)


def test_a_clients_page_shows_no_note_and_no_moment(client):
    chris = a_client()
    page = read(sign_in(client, chris), "session-detail", a_full_session(chris).pk)
    assert "WORD-wish" in page
    assert "WORD-promise" in page
    assert not {"WORD-progress", "WORD-moment", "WORD-last"} & set(
        page.replace("<", " ").replace(">", " ").split()
    )


def test_a_responsible_supervisor_reads_the_record_and_a_consultative_one_does_not(client):
    chris = a_client()
    thea = chris.relationship.clinician
    session = a_full_session(chris)
    actions.write_process_note(session, words="WORD-process", by=thea)
    page = read(sign_in(client, a_supervisor(of=thea)), "session-detail", session.pk)
    assert "WORD-progress" in page
    assert "WORD-wish" in page
    assert "WORD-process" not in page
    assert "It is done" not in page
    read(
        sign_in(client, a_supervisor("Carl", of=thea, kind="consultative")),
        "session-detail",
        session.pk,
        status=404,
    )


def test_a_process_note_is_on_its_own_page_for_its_author_and_nowhere_else(client):
    owner = a_practice()
    thea = a_therapist(owner=owner)
    chris = a_client(therapist=thea)
    deputy = a_therapist("Dora", owner=owner)
    today = timezone.localdate()
    people.go_away(thea, deputy=deputy, first_day=today, last_day=today, by=owner)
    session = a_full_session(chris)
    answer = send(sign_in(client, thea), "note-process", session.pk, words="WORD-process")
    assert answer.url == reverse("note-process", args=[session.pk])
    assert "WORD-process" in read(client, "note-process", session.pk)
    elsewhere = [page for page in PAGES if page != "note-process"]
    assert not any("WORD-process" in read(client, page, session.pk) for page in elsewhere)
    assert "WORD-process" not in read(sign_in(client, deputy), "note-process", session.pk)
    assert "WORD-process" not in read(client, "session-detail", session.pk)
    for other in (a_supervisor(of=thea), owner, chris):
        read(sign_in(client, other), "note-process", session.pk, status=404)
    assert ProcessNote.objects.get().author == thea


def test_the_closing_step_does_not_say_that_the_client_sees_what_they_do_not(client):
    chris = a_client()
    thea = chris.relationship.clinician
    page = read(sign_in(client, thea), "session-close", a_full_session(chris).pk)
    assert page.count("You and Chris see this.") == 1  # the promises
    assert page.count("You see this.") == 2  # a moment, the progress note


# -- schedule --------------------------------------------------------------------------------------------------


def a_plan(chris, **said):
    return {
        "relationship": chris.relationship.pk,
        "day": in_days(3).date().isoformat(),
        "at": "14:00",
        "minutes": "50",
        "place": "online",
        "repeats": "once",
        "weeks": "12",
        "zone": "America/New_York",
    } | said


def test_a_session_is_planned_once(client):
    chris = a_client()
    answer = send(sign_in(client, chris.relationship.clinician), "session-new", **a_plan(chris))
    session = Session.objects.get()
    assert answer.url == reverse("session-detail", args=[session.pk])
    assert (session.local_start.hour, session.zone, session.place) == (14, "America/New_York", "online")
    assert "14:00 in America/New_York" in read(client, "schedule")


def test_a_session_is_planned_each_week_and_the_series_goes_on_and_ends(client):
    chris = a_client()
    answer = send(
        sign_in(client, chris.relationship.clinician),
        "session-new",
        **a_plan(chris, repeats="weekly", weeks="3"),
    )
    assert client.get(answer.url).content.decode().count("day-item") == 3
    client.post(answer.url, {"weeks": "2"})
    assert Session.objects.standing().count() == 5
    client.post(answer.url, {"end": "1"})
    assert Session.objects.standing().count() == 0


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"day": "2020-01-01"}, "This time is past"),
        ({"zone": "Mars"}, "This time zone is not known"),
        ({"relationship": str(uuid.uuid4())}, "Select a valid choice"),
        ({"relationship": "nonsense"}, "is not a valid"),
        ({"repeats": "weekly", "weeks": ""}, "Say for how many weeks"),
        ({"repeats": "weekly", "weeks": "1000"}, "less than or equal to 104"),
        ({"day": "tomorrow"}, "Enter a valid date"),
        ({"minutes": "3"}, "greater than or equal to 5"),
    ],
)
def test_a_plan_that_cannot_be_says_what_to_do_and_keeps_nothing(client, said, why):
    chris = a_client()
    page = send(sign_in(client, chris.relationship.clinician), "session-new", **a_plan(chris, **said))
    assert page.status_code == 200
    if "relationship" not in said:
        assert why in page.content.decode()
    assert not Session.objects.exists()


def test_another_therapists_client_cannot_be_planned_for(client):
    owner = a_practice()
    dana = a_client("Dana", therapist=a_therapist("Theo", owner=owner))
    page = send(sign_in(client, a_therapist(owner=owner)), "session-new", **a_plan(dana))
    assert page.status_code == 200
    assert not Session.objects.exists()


def test_a_session_that_has_been_is_brought_in_when_that_is_said(client):
    chris = a_client()
    send(
        sign_in(client, chris.relationship.clinician),
        "session-new",
        **a_plan(chris, day="2020-01-01", past="on"),
    )
    assert Session.objects.get().starts_at.year == 2020


def test_a_clash_is_said_on_the_page(client):
    chris = a_client()
    sign_in(client, chris.relationship.clinician)
    for _time in range(2):
        page = send(client, "session-new", **a_plan(chris))
    assert "another session on" in page.content.decode()


def test_a_session_is_moved_and_cancelled_from_its_pages(client):
    chris = a_client()
    session = a_session(chris, starts_at=in_days(3))
    sign_in(client, chris.relationship.clinician)
    send(client, "session-move", session.pk, day=in_days(5).date().isoformat(), at="09:30")
    assert Session.objects.get().local_start.strftime("%H:%M") == "09:30"
    sign_in(client, chris)
    assert "does not count as late" in read(client, "session-cancel", session.pk)
    send(client, "session-cancel", session.pk)
    assert Session.objects.get().state == "cancelled"
    assert "Cancelled" in read(client, "session-detail", session.pk)
    assert "is cancelled" in send(client, "session-cancel", session.pk).content.decode()


def test_what_is_refused_is_said_on_the_page_it_was_sent_from(client):
    chris = a_client()
    session = a_session(chris, starts_at=in_days(3))
    a_session(chris, starts_at=in_days(5))
    sign_in(client, chris.relationship.clinician)
    clash = send(client, "session-move", session.pk, day=in_days(5).date().isoformat(), at="14:20")
    assert "another session on" in clash.content.decode()
    past = send(client, "session-move", session.pk, day="2020-01-01", at="14:20")
    assert "This time is past" in past.content.decode()
    early = send(client, "session-times", session.pk, began="14:00", finished="14:50")
    assert "still to come" in early.content.decode()
    assert Session.objects.get(pk=session.pk).starts_at == in_days(3)


def test_a_frozen_record_says_so_on_every_page_that_writes(client):
    chris = a_client()
    thea = chris.relationship.clinician
    session = a_closed_session(chris, promises=[("client", "to call", None)])
    series = actions.schedule_weekly(
        chris.relationship, first_day=in_days(2).date(), at=datetime.time(9), weeks=2, by=thea
    )
    people.record_death(chris, by=thea)
    sign_in(client, thea)
    for name, thing, said in (
        ("series-detail", series.pk, {"weeks": "2"}),
        ("series-detail", series.pk, {"end": "1"}),
        ("note-process", session.pk, {"words": "x"}),
        ("session-close", session.pk, a_closing()),
        ("promise-settle", session.promises.get().pk, {"state": "kept"}),
    ):
        page = client.post(reverse(name, args=[thing]), said, follow=True).content.decode()
        assert "This record is frozen" in page, name
    assert Promise.objects.get().state == "open"
    assert not ProcessNote.objects.exists()


def test_a_series_goes_on_for_weeks_that_there_are(client):
    chris = a_client()
    thea = chris.relationship.clinician
    series = actions.schedule_weekly(
        chris.relationship, first_day=in_days(2).date(), at=datetime.time(9), weeks=2, by=thea
    )
    sign_in(client, thea)
    assert "1 to 104 weeks" in send(client, "series-detail", series.pk, weeks="103").content.decode()
    assert (
        "less than or equal to 104" in send(client, "series-detail", series.pk, weeks="999").content.decode()
    )
    assert series.sessions.count() == 2


def test_the_sessions_of_a_day_are_those_of_the_practices_own_day():
    thea = a_therapist(owner=a_practice(time_zone="Asia/Tokyo"))
    chris = a_client(therapist=thea)
    day = in_days(3).date()
    # Midnight in Tokyo is 15:00 in UTC, the day before.
    begins = walltime.moment(day, datetime.time(), "Asia/Tokyo")
    first, last = (
        a_session(chris, starts_at=begins),
        a_session(chris, starts_at=begins + datetime.timedelta(hours=23)),
    )
    a_session(chris, starts_at=begins - datetime.timedelta(hours=1))
    a_session(chris, starts_at=begins + datetime.timedelta(hours=24))
    actions.cancel_session(a_session(chris, starts_at=begins + datetime.timedelta(hours=5)), by=thea)
    assert list(queries.sessions_of_day(thea, day)) == [first, last]


def test_a_late_cancellation_says_so_before_it_is_confirmed(client):
    chris = a_client()
    session = a_session(chris, starts_at=timezone.now() + datetime.timedelta(hours=2))
    assert "counts as a late cancellation" in read(sign_in(client, chris), "session-cancel", session.pk)
    assert Session.objects.get().state == "planned"


def test_times_are_put_down_or_that_it_did_not_take_place(client):
    chris = a_client()
    session = a_session(chris, starts_at=in_days(-1, 23), minutes=90)
    sign_in(client, chris.relationship.clinician)
    send(client, "session-times", session.pk, missed="1")
    assert Session.objects.get().state == "missed"
    # After midnight by the clock: the next day's.
    send(client, "session-times", session.pk, began="23:10", finished="00:20")
    held = Session.objects.get()
    assert (held.state, held.finished_at - held.began_at) == ("held", datetime.timedelta(minutes=70))
    answer = client.post(reverse("session-times", args=[session.pk]), {"missed": "1"}, follow=True)
    assert "This session is held" in answer.content.decode()


def test_the_schedule_of_one_client_and_of_other_weeks(client):
    thea = a_therapist()
    chris, dana = a_client(therapist=thea), a_client("Dana Client", therapist=thea)
    a_session(chris, starts_at=in_days(2))
    a_session(dana, starts_at=in_days(3))
    sign_in(client, thea)
    assert read(client, "schedule").count("day-item") == 2
    assert read(client, "schedule", **{"with": dana.relationship.pk}).count("day-item") == 1
    assert read(client, "schedule", **{"from": in_days(40).date().isoformat()}).count("day-item") == 0
    for odd in ("0001-01-01", "9999-12-31", "2026-13-45", "x"):
        assert read(client, "schedule", **{"from": odd})
    read(client, "schedule", **{"with": uuid.uuid4()}, status=404)
    page = read(sign_in(client, chris), "schedule")
    assert page.count("day-item") == 1
    assert "Dana" not in page


def test_the_schedule_costs_the_same_for_one_session_and_for_thirty(client):
    def cost(sessions):
        """Queries of the page, with no key in memory."""
        thea = a_therapist()
        clients = [a_client(f"Chris{number}", therapist=thea) for number in range(min(sessions, 3))]
        for number in range(sessions):
            a_session(clients[number % 3], starts_at=in_days(1 + number % 25, 6 + 2 * (number // 25)))
        sign_in(client, thea)
        read(client, "schedule")
        keyring.forget()
        with CaptureQueriesContext(connection) as queries:
            assert read(client, "schedule").count("day-item") == sessions
        return len(queries)

    assert cost(1) == cost(30)


# -- check-in --------------------------------------------------------------------------------------------------


def test_a_check_in_is_sent_once_and_says_who_sees_it_and_where_it_stands(client):
    chris = a_client()
    session = a_session(chris)
    sign_in(client, chris)
    assert "Thea sees this" in read(client, "check-in", session.pk)
    said = {"key": uuid.uuid4(), "wish": "my mother", "arrive": ["tired", "wary"]}
    for _time in range(2):
        assert send(client, "check-in", session.pk, **said).url == reverse("check-in-sent", args=[session.pk])
    page = read(client, "check-in-sent", session.pk)
    assert "You can change it until the session ends" in page
    assert "given" in page
    assert CheckIn.objects.get().words == {"arrive": ["tired", "wary"], "wish": "my mother"}
    assert "my mother" in read(client, "check-in", session.pk)


def test_before_anything_is_sent_the_page_of_what_was_sent_leads_to_the_form(client):
    chris = a_client()
    session = a_session(chris)
    answer = sign_in(client, chris).get(reverse("check-in-sent", args=[session.pk]))
    assert answer.url == reverse("check-in", args=[session.pk])


def test_a_page_that_is_shown_again_keeps_its_key_and_its_words(client):
    chris = a_client()
    session = a_session(chris)
    key = str(uuid.uuid4())
    sign_in(client, chris)
    page = send(client, "check-in", session.pk, key=key, wish="x" * 5000).content.decode()
    assert key in page
    assert "x" * 5000 in page
    page = send(client, "check-in", session.pk, key=key).content.decode()
    assert "Nothing is written yet" in page
    assert key in page
    assert not CheckIn.objects.exists()


def test_a_check_in_that_comes_too_late_is_not_kept_and_stays_on_the_page(client):
    chris = a_client()
    session = a_session(chris, starts_at=in_days(-2))
    page = send(
        sign_in(client, chris), "check-in", session.pk, key=uuid.uuid4(), wish="my mother"
    ).content.decode()
    assert "The session is over" in page
    assert "my mother" in page
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(("days", "says"), [(5, "The check-in opens on"), (-2, "The session is over")])
def test_outside_its_hours_the_page_says_when_it_is_open(client, days, says):
    chris = a_client()
    page = read(sign_in(client, chris), "check-in", a_session(chris, starts_at=in_days(days)).pk)
    assert says in page
    assert "data-send" not in page


def test_the_therapist_types_it_with_the_client_in_the_room_and_it_is_marked(client):
    chris = a_client()
    thea = chris.relationship.clinician
    session = a_session(chris)
    send(sign_in(client, thea), "check-in", session.pk, key=uuid.uuid4(), wish="my mother")
    assert CheckIn.objects.get().entered_by == thea
    assert "Typed by Thea with the client" in read(sign_in(client, chris), "session-detail", session.pk)


def test_a_draft_never_sent_leaves_no_trace_for_anybody_else(client):
    chris = a_client()
    thea = chris.relationship.clinician
    session = a_session(chris)
    pages = (
        ("schedule", ()),
        ("session-detail", (session.pk,)),
        ("check-in", (session.pk,)),
        ("session-close", (session.pk,)),
    )

    def as_thea():
        """Without what differs by itself: tokens and keys."""
        sign_in(client, thea)
        import re

        return [
            re.sub(r'(value|X-CSRFToken)[=":\s]+"[^"]{36,}"', "", read(client, name, *args))
            for name, args in pages
        ]

    before, trail, notices = as_thea(), Entry.objects.exclude(verb=Entry.READ).count(), Notice.objects.count()
    sign_in(client, chris)
    answer = client.post(
        reverse("check-in-draft", args=[session.pk]),
        {"wish": "WORD-draft", "arrive": ["sad"]},
        headers={"X-Draft": "1"},
    )
    assert answer.status_code == 204
    assert "WORD-draft" in read(client, "check-in", session.pk)
    assert "WORD-draft" not in read(client, "session-detail", session.pk)
    assert as_thea() == before
    assert Entry.objects.exclude(verb=Entry.READ).count() == trail
    assert (Notice.objects.count(), CheckIn.objects.count(), Loop.objects.filter(kind="wish").count()) == (
        notices,
        0,
        0,
    )


def test_without_javascript_a_button_keeps_the_draft(client):
    chris = a_client()
    session = a_session(chris)
    answer = client.post(reverse("check-in-draft", args=[session.pk]))
    assert answer.status_code == 302
    assert not Draft.objects.exists()
    sign_in(client, chris)
    answer = send(client, "check-in-draft", session.pk, wish="Sun" * 5000)
    assert answer.url == reverse("check-in", args=[session.pk])
    assert Draft.objects.visible_to(chris).get().words["wish"] == ("Sun" * 5000)[:4000]
    page = read(client, "check-in", session.pk)
    assert "Kept for later" in page
    assert "Here is what you had begun" in page


def test_nobody_keeps_a_draft_on_anothers_session(client):
    session = a_session(a_client())
    sign_in(client, a_therapist("Theo"))
    assert send(client, "check-in-draft", session.pk, wish="x").status_code == 404


def test_the_words_are_seen_when_the_therapist_has_them_before_their_eyes(client):
    chris = a_client()
    session = a_session(chris)
    a_check_in(session)
    read(sign_in(client, chris), "session-detail", session.pk)
    assert Loop.objects.get().state == "given"
    read(sign_in(client, a_supervisor(of=chris.relationship.clinician)), "session-detail", session.pk)
    assert Loop.objects.get().state == "given"
    read(sign_in(client, chris.relationship.clinician), "session-detail", session.pk)
    assert Loop.objects.get().state == "seen"


def test_what_told_somebody_of_a_session_is_seen_when_they_open_it(client):
    chris = a_client()
    thea = chris.relationship.clinician
    session = a_session(chris, starts_at=in_days(1))
    a_check_in(session)
    assert "There is a new session on your schedule." in read(sign_in(client, chris), "notices")
    read(client, "session-detail", session.pk)
    assert "There is a check-in for a session." in read(sign_in(client, thea), "notices")
    assert reverse("session-detail", args=[session.pk]) in read(client, "notices")
    read(client, "session-detail", session.pk)
    assert not Notice.objects.filter(thing_id=session.pk, seen_at=None).exists()


# -- closing step ----------------------------------------------------------------------------------------------


def a_closing(**said):
    return {
        "key": uuid.uuid4(),
        "promise-TOTAL_FORMS": "3",
        "promise-INITIAL_FORMS": "0",
        "promise-0-words": "to call",
        "promise-0-whose": "client",
        "promise-1-words": "the book",
        "promise-1-whose": "clinician",
        "promise-1-due_on": in_days(4).date().isoformat(),
        "progress": "Spoke about Sunday",
        "last_time": "Sunday",
        "moment": "",
    } | said


def test_the_closing_step_is_one_page_and_pressing_twice_closes_once(client):
    chris = a_client()
    session = a_session(chris, starts_at=in_days(-1))
    sign_in(client, chris.relationship.clinician)
    said = a_closing()
    for _time in range(2):
        assert send(client, "session-close", session.pk, **said).url == reverse(
            "session-detail", args=[session.pk]
        )
    assert {(p.words, p.due_on) for p in Promise.objects.all()} == {
        ("to call", None),
        ("the book", in_days(4).date()),
    }
    assert ProgressNote.objects.get().words == "Spoke about Sunday"
    assert not Moment.objects.exists()


def test_one_more_promise_gives_the_page_back_with_everything_typed(client):
    chris = a_client()
    session = a_session(chris, starts_at=in_days(-1))
    sign_in(client, chris.relationship.clinician)
    page = send(client, "session-close", session.pk, **a_closing(more="1")).content.decode()
    assert "promise-3-words" in page
    assert "Spoke about Sunday" in page
    page = send(
        client, "session-close", session.pk, **a_closing(more="1", **{"promise-TOTAL_FORMS": "999"})
    ).content.decode()
    assert "promise-8-words" in page
    assert "promise-9-words" not in page
    assert not Promise.objects.exists()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"promise-0-whose": ""}, "Say whose promise it is"),
        ({"promise-1-due_on": "2020-01-01"}, "This day is past"),
        ({"promise-TOTAL_FORMS": "x"}, "did not arrive whole"),
    ],
)
def test_a_closing_step_that_cannot_be_says_why_and_keeps_nothing(client, said, why):
    chris = a_client()
    session = a_session(chris, starts_at=in_days(-1))
    page = send(
        sign_in(client, chris.relationship.clinician), "session-close", session.pk, **a_closing(**said)
    )
    assert why in page.content.decode()
    assert "Spoke about Sunday" in page.content.decode()
    assert not ProgressNote.objects.exists()


def test_a_session_to_come_is_not_closed(client):
    chris = a_client()
    page = send(
        sign_in(client, chris.relationship.clinician), "session-close", a_session(chris).pk, **a_closing()
    )
    assert "has not begun" in page.content.decode()


def test_a_promise_is_settled_from_the_page_by_either_of_the_two(client):
    chris = a_client()
    thea = chris.relationship.clinician
    session = a_closed_session(chris, promises=[("client", "to call", None), ("clinician", "the book", None)])
    call, book = session.promises.get(by=chris), session.promises.get(by=thea)
    assert "It is done" in read(sign_in(client, chris), "session-detail", session.pk)
    assert send(client, "promise-settle", call.pk, state="kept", next="/schedule/").url == "/schedule/"
    back = send(client, "promise-settle", book.pk, state="let-go", next="https://elsewhere.example/")
    assert back.url == reverse("session-detail", args=[session.pk])
    assert {p.state for p in Promise.objects.all()} == {"kept", "let-go"}
    answer = client.post(reverse("promise-settle", args=[book.pk]), {"state": "kept"}, follow=True)
    assert "settled already" in answer.content.decode()
    answer = client.post(reverse("promise-settle", args=[book.pk]), follow=True)
    assert "Say whether it is done" in answer.content.decode()
    sign_in(client, a_therapist("Theo"))
    assert send(client, "promise-settle", call.pk, state="kept").status_code == 404


# -- calendar --------------------------------------------------------------------------------------------------


def the_feed(browser, member):
    page = send(sign_in(browser, member), "calendar-link").content.decode()
    address = page.split('value="http://localhost:8000')[1].split('"')[0]
    browser.logout()
    return address


def test_the_feed_says_when_and_nothing_else(client):
    chris = a_client()
    session, gone = a_session(chris), a_session(chris, starts_at=in_days(2))
    actions.cancel_session(gone, by=chris)
    a_session(chris, starts_at=in_days(-60))
    for member in (chris, chris.relationship.clinician):
        answer = client.get(the_feed(client, member))
        assert answer["Content-Type"].startswith("text/calendar")
        feed = icalendar.Calendar.from_ical(answer.content)
        [event] = feed.events
        assert str(feed["prodid"]) == "-//Beside//EN"
        assert (event.start, event.end, event["summary"]) == (
            session.starts_at,
            session.ends_at,
            "Appointment",
        )
        assert b"DTSTART:" + session.starts_at.strftime("%Y%m%dT%H%M%SZ").encode() in answer.content
        assert not [name for name in (b"Chris", b"Thea", b"room", b"ROOM", b"Elm") if name in answer.content]


def test_a_link_that_was_revoked_replaced_or_never_made_opens_nothing(client):
    chris = a_client()
    a_session(chris)
    first = the_feed(client, chris)
    second = the_feed(client, chris)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    sign_in(client, chris)
    assert "Stop the link" in read(client, "schedule")
    send(client, "calendar-revoke")
    client.logout()
    assert client.get(second).status_code == 404
    assert client.get(reverse("calendar-feed", args=["made-up"])).status_code == 404
    written = Entry.objects.filter(practice_id=chris.practice_id).values_list("what", flat=True)
    assert {"calendar link made", "calendar link revoked"} <= set(written)


def test_the_feed_of_somebody_who_may_not_sign_in_opens_nothing(client):
    chris = a_client()
    address = the_feed(client, chris)
    people.suspend(chris, by=chris.relationship.clinician)
    assert client.get(address).status_code == 404


def test_a_closing_step_that_was_interrupted_is_there_again_for_its_author_and_gone_once_closed(client):
    chris = a_client()
    session, thea = a_session(chris, starts_at=in_days(-1)), chris.relationship.clinician
    browser, path = sign_in(client, thea), f"/sessions/{session.pk}/close/"
    typed = {
        "progress": "We spoke of Sunday.",
        "promise-0-words": "the book",
        "promise-0-whose": "clinician",
        "promise-1-words": "to call",
        "promise-1-whose": "client",
    }
    assert browser.post(f"{path}draft/", typed).status_code == 204
    page = browser.get(path).content.decode()
    assert all(
        words in page
        for words in ("We spoke of Sunday.", "the book", "to call", "Here is what you had begun.")
    )
    theo = a_therapist("Theo", owner=a_practice())
    assert sign_in(Client(), theo).post(f"{path}draft/", typed).status_code == 404
    assert not ProgressNote.objects.exists()
    sent = typed | {"key": uuid.uuid4(), "promise-TOTAL_FORMS": 3, "promise-INITIAL_FORMS": 2}
    assert browser.post(path, sent).status_code == 302
    assert sorted(promise.words for promise in Promise.objects.all()) == ["the book", "to call"]
    assert not Draft.objects.exists()
