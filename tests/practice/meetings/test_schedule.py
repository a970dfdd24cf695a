import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from beside.practice.audit.models import Entry
from beside.practice.meetings import actions
from beside.practice.meetings.models import Session
from beside.practice.people import actions as people
from beside.practice.people.errors import Refused
from beside.practice.people.models import Notice
from tests.vocabulary import a_client, a_closed_session, a_practice, a_session, a_therapist, in_days

HOUR = datetime.timedelta(hours=1)


def a_series(client, **kwargs):
    return actions.schedule_weekly(
        client.relationship,
        **{
            "first_day": timezone.localdate() + datetime.timedelta(days=2),
            "at": datetime.time(14),
            "weeks": 4,
            "by": client.relationship.clinician,
        }
        | kwargs,
    )


def written(practice_id):
    return list(
        Entry.objects.filter(practice_id=practice_id, verb=Entry.WROTE)
        .order_by("number")
        .values_list("what", flat=True)
    )


def numbers(client):
    return [(s.state, s.number) for s in Session.objects.filter(relationship=client.relationship).in_order()]


def test_a_session_is_planned_in_the_practices_zone_numbered_told_and_written_down():
    owner = a_practice(time_zone="Europe/Madrid")
    chris = a_client(therapist=a_therapist(owner=owner))
    session = a_session(chris)
    assert (session.zone, session.number, session.ends_at - session.starts_at) == (
        "Europe/Madrid",
        1,
        datetime.timedelta(minutes=50),
    )
    assert written(chris.practice_id)[-1] == "session planned"
    assert Notice.objects.get(member=chris).kind == "session-planned"


def test_a_session_of_last_year_may_be_brought_in_and_tells_nobody():
    chris = a_client()
    a_session(chris, starts_at=in_days(-300))
    assert not Notice.objects.filter(member=chris).exists()


def test_numbers_follow_time_and_leave_out_what_did_not_take_place():
    chris = a_client()
    thea = chris.relationship.clinician
    second, third = a_session(chris, starts_at=in_days(2)), a_session(chris, starts_at=in_days(3))
    a_session(chris, starts_at=in_days(1))
    assert [n for _state, n in numbers(chris)] == [1, 2, 3]
    actions.cancel_session(second, by=chris)
    assert numbers(chris) == [("planned", 1), ("cancelled", 0), ("planned", 2)]
    actions.move_session(third, starts_at=in_days(0, 0) - datetime.timedelta(days=2), by=thea)
    assert numbers(chris) == [("planned", 1), ("planned", 2), ("cancelled", 0)]


def test_a_series_keeps_the_time_on_the_wall_and_ends_by_cancelling_what_is_to_come():
    chris = a_client()
    series = a_series(
        chris, first_day=datetime.date(2027, 3, 10), at=datetime.time(9, 30), zone="America/New_York"
    )
    assert [s.local_start.strftime("%H:%M") for s in series.sessions.all()] == ["09:30"] * 4
    assert {s.local_start.utcoffset() for s in series.sessions.all()} == {-5 * HOUR, -4 * HOUR}
    more = actions.extend_series(series, weeks=2, by=chris.relationship.clinician)
    assert [s.local_start.date().isoformat() for s in more] == ["2027-04-07", "2027-04-14"]
    assert [s.number for s in more] == [5, 6]
    actions.end_series(series, by=chris.relationship.clinician)
    assert {(s.state, s.cancelled_late) for s in series.sessions.all()} == {("cancelled", False)}
    with pytest.raises(Refused, match="ended"):
        actions.extend_series(series, weeks=2, by=chris.relationship.clinician)
    assert actions.end_series(series, by=chris.relationship.clinician).ended_on == series.ended_on


def test_a_series_that_is_over_anyway_ends_without_a_notice():
    chris = a_client()
    series = a_series(chris, first_day=timezone.localdate() - datetime.timedelta(days=300))
    actions.end_series(series, by=chris.relationship.clinician)
    assert not Notice.objects.filter(member=chris).exists()


def test_an_ended_series_keeps_what_was_held():
    chris = a_client()
    series = a_series(chris, first_day=timezone.localdate() - datetime.timedelta(days=8))
    first, *_others = series.sessions.order_by("starts_at")
    actions.close_session(first, by=chris.relationship.clinician)
    actions.end_series(series, by=chris.relationship.clinician)
    assert [s.state for s in series.sessions.order_by("starts_at")] == [
        "held",
        "planned",
        "cancelled",
        "cancelled",
    ]


@pytest.mark.parametrize("weeks", [0, -1, 105])
def test_a_series_of_no_weeks_or_of_three_years_is_refused(weeks):
    with pytest.raises(Refused, match="1 to 104 weeks"):
        a_series(a_client(), weeks=weeks)


@pytest.mark.parametrize("minutes", [0, 4, 481])
def test_a_session_of_no_length_is_refused(minutes):
    with pytest.raises(Refused, match="5 minutes to 8 hours"):
        a_session(a_client(), minutes=minutes)


@pytest.mark.parametrize(
    ("minutes_later", "clashes"), [(0, True), (49, True), (-49, True), (50, False), (-50, False)]
)
def test_a_therapist_sits_in_one_session_at_a_time(minutes_later, clashes):
    thea = a_therapist()
    chris, dana = a_client(therapist=thea), a_client("Dana Client", therapist=thea)
    a_session(chris)
    starts_at = in_days(1) + datetime.timedelta(minutes=minutes_later)
    if not clashes:
        a_session(dana, starts_at=starts_at)
        return
    with pytest.raises(Refused, match="another session on") as refused:
        a_session(dana, starts_at=starts_at)
    assert "Chris" not in str(refused.value)
    assert not Session.objects.filter(relationship=dana.relationship).exists()


def test_one_clash_in_a_series_refuses_all_of_it():
    chris = a_client()
    a_session(chris, starts_at=in_days(9))
    with pytest.raises(Refused, match="another session on"):
        a_series(chris, first_day=in_days(2).date())
    assert Session.objects.count() == 1


def test_a_cancelled_session_gives_its_time_back_and_another_therapist_has_their_own():
    owner = a_practice()
    chris = a_client(therapist=a_therapist(owner=owner))
    actions.cancel_session(a_session(chris), by=chris)
    a_session(chris)
    a_session(a_client("Dana Client", therapist=a_therapist("Theo", owner=owner)))


@pytest.mark.parametrize(("hours", "late"), [(25, False), (23, True)])
def test_whether_a_cancellation_is_late_is_the_practices_to_say_and_the_other_is_told(hours, late):
    chris = a_client()
    session = a_session(chris, starts_at=in_days(3))
    gone = actions.cancel_session(session, by=chris, now=session.starts_at - hours * HOUR)
    assert (gone.state, gone.cancelled_late, gone.cancelled_by) == ("cancelled", late, chris)
    assert gone.cancelled_at == session.starts_at - hours * HOUR
    assert Notice.objects.get(member=chris.relationship.clinician).kind == "session-cancelled"


def test_what_has_begun_cannot_be_cancelled_and_what_is_gone_cannot_be_cancelled_again():
    chris = a_client()
    session = a_session(chris)
    with pytest.raises(Refused, match="time has come"):
        actions.cancel_session(session, by=chris, now=session.starts_at)
    actions.cancel_session(session, by=chris)
    with pytest.raises(Refused, match="is cancelled"):
        actions.cancel_session(session, by=chris)
    with pytest.raises(Refused, match="is cancelled"):
        actions.move_session(session, starts_at=in_days(4), by=chris.relationship.clinician)


def test_a_moved_session_keeps_its_length_and_remembers_where_it_was():
    chris = a_client()
    session = a_session(chris, minutes=80)
    moved = actions.move_session(session, starts_at=in_days(2), by=chris.relationship.clinician)
    assert (moved.starts_at, moved.moved_from) == (in_days(2), in_days(1))
    assert moved.ends_at - moved.starts_at == datetime.timedelta(minutes=80)
    assert "session-moved" in Notice.objects.filter(member=chris).values_list("kind", flat=True)
    # By a few minutes it overlaps with itself only, which is no clash.
    actions.move_session(moved, starts_at=in_days(2) + HOUR / 4, by=chris.relationship.clinician)


def test_times_that_really_were_are_put_down_beside_what_was_planned():
    chris = a_client()
    session = a_session(chris, starts_at=in_days(-1))
    began = session.starts_at + HOUR / 10
    held = actions.record_times(
        session, began_at=began, finished_at=began + HOUR, by=chris.relationship.clinician
    )
    assert (held.state, held.began_at, held.starts_at) == ("held", began, session.starts_at)


@pytest.mark.parametrize(
    ("begins", "ends", "why"),
    [(1, 0, "before the beginning"), (0, 30, "still to come"), (-9, 0, "far from"), (-9, -8, "far from")],
)
def test_times_that_cannot_be_are_refused(begins, ends, why):
    chris = a_client()
    session = a_session(chris, starts_at=in_days(-1))
    with pytest.raises(Refused, match=why):
        actions.record_times(
            session,
            began_at=session.starts_at + begins * HOUR,
            finished_at=session.starts_at + ends * HOUR,
            now=session.starts_at + 10 * HOUR,
            by=chris.relationship.clinician,
        )


def test_missed_is_said_afterwards_and_can_be_taken_back_by_its_times():
    chris = a_client()
    thea = chris.relationship.clinician
    with pytest.raises(Refused, match="Cancel it instead"):
        actions.mark_missed(a_session(chris), by=thea)
    session = a_session(chris, starts_at=in_days(-1))
    missed = actions.mark_missed(session, by=thea)
    assert (missed.state, missed.number) == ("missed", 0)
    assert actions.mark_missed(session, by=thea).state == "missed"
    held = actions.record_times(session, began_at=session.starts_at, finished_at=session.ends_at, by=thea)
    assert (held.state, held.number) == ("held", 1)


def test_a_cancelled_session_has_no_times():
    chris = a_client()
    session = a_session(chris, starts_at=in_days(-1))
    gone = actions.cancel_session(session, by=chris, now=session.starts_at - HOUR)
    with pytest.raises(Refused, match="plan one at its time"):
        actions.record_times(
            gone, began_at=session.starts_at, finished_at=session.ends_at, by=chris.relationship.clinician
        )


def test_nothing_is_planned_for_a_pair_that_has_ended_and_nothing_changes_in_a_frozen_record():
    chris = a_client()
    session = a_session(chris)
    theo = a_therapist("Theo", owner=a_practice())
    type(theo).objects.filter(pk=theo.pk).update(practice=chris.practice_id)
    theo.refresh_from_db()
    people.hand_over(chris.relationship, to=theo, by=chris.relationship.clinician)
    with pytest.raises(Refused, match="has ended"):
        a_session(chris, starts_at=in_days(5))
    dana = a_client("Dana")
    gone = a_session(dana)
    people.record_death(dana, by=dana.relationship.clinician)
    with pytest.raises(Refused, match="frozen"):
        actions.cancel_session(gone, by=dana.relationship.clinician)
    assert Session.objects.get(pk=session.pk).state == "planned"


def test_a_promise_by_next_time_is_due_on_whatever_day_that_comes_to_be():
    from beside.practice.loops.models import Loop

    chris = a_client()
    a_closed_session(chris, promises=[("clinician", "the name of the sleep book", None)])
    assert Loop.objects.get().due_on is None
    session = a_session(chris, starts_at=in_days(6))
    assert Loop.objects.get().due_on == session.local_start.date()
    actions.move_session(session, starts_at=in_days(8), by=chris.relationship.clinician)
    assert Loop.objects.get().due_on == in_days(8).astimezone(ZoneInfo("UTC")).date()
