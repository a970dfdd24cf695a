import datetime
import uuid

import pytest
import time_machine

from beside.practice.audit.models import Entry
from beside.practice.loops import actions as loops
from beside.practice.loops.models import Loop
from beside.practice.meetings import actions
from beside.practice.meetings.actions.check_in import draft_page
from beside.practice.meetings.models import CheckIn
from beside.practice.people import drafts
from beside.practice.people.errors import AlreadySent, Refused
from beside.practice.people.models import Draft, Notice
from tests.vocabulary import a_check_in, a_client, a_session, in_days

HOUR = datetime.timedelta(hours=1)


def standing(kind):
    return [(loop.words, loop.state) for loop in Loop.objects.filter(kind=kind).oldest_first()]


def written(practice_id):
    return list(
        Entry.objects.filter(practice_id=practice_id).order_by("number").values_list("what", flat=True)
    )


def test_what_asks_for_an_answer_opens_a_loop_and_what_sets_a_boundary_or_informs_does_not():
    chris = a_client()
    session = a_session(chris)
    sent = a_check_in(
        session,
        arrive=["wary", "tired", "made up"],
        arrive_words=" Slept\r\nbadly ",
        wish="Sunday",
        not_today="my brother",
        hesitation="whether this helps",
        life_change="New shifts",
    )
    assert sent.words["arrive"] == ["tired", "wary"]
    assert sent.words["arrive_words"] == "Slept\nbadly"
    assert [(loop.kind, loop.words, loop.given_by) for loop in Loop.objects.order_by("kind")] == [
        ("hesitation", "whether this helps", chris),
        ("wish", "Sunday", chris),
    ]
    assert Notice.objects.get(member=chris.relationship.clinician).kind == "check-in"
    assert "check-in sent" in written(chris.practice_id)


def test_sending_twice_makes_one_and_something_else_under_the_same_key_is_refused():
    session = a_session(a_client())
    key = uuid.uuid4()
    assert a_check_in(session, key=key, wish="Sunday") == a_check_in(session, key=key, wish="Sunday")
    with pytest.raises(AlreadySent):
        a_check_in(session, key=key, wish="Monday")
    assert (CheckIn.objects.count(), Loop.objects.count()) == (1, 1)


def test_a_second_try_after_the_session_finds_what_the_first_one_made():
    session = a_session(a_client())
    key = uuid.uuid4()
    first = a_check_in(session, key=key, now=session.ends_at - HOUR / 10)
    assert a_check_in(session, key=key, now=session.ends_at + HOUR) == first


@pytest.mark.parametrize(
    ("hours", "is_open"), [(-48.1, False), (-48, True), (-1, True), (0.5, True), (0.84, False), (30, False)]
)
def test_it_is_open_from_48_hours_before_until_the_sessions_end(hours, is_open):
    session = a_session(a_client(), starts_at=in_days(5))
    with time_machine.travel(session.starts_at + hours * HOUR, tick=False):
        if is_open:
            assert a_check_in(session).sent_at == session.starts_at + hours * HOUR
        else:
            with pytest.raises(Refused, match="opens two days" if hours < 0 else "is over"):
                a_check_in(session)
    assert CheckIn.objects.count() == Loop.objects.count() == is_open


def test_a_session_that_ran_over_keeps_it_open_until_it_really_ended():
    chris = a_client()
    session = a_session(chris, starts_at=in_days(-1))
    late = actions.record_times(
        session,
        began_at=session.starts_at,
        finished_at=session.starts_at + HOUR,
        by=chris.relationship.clinician,
    )
    a_check_in(late, now=session.starts_at + 0.9 * HOUR)


def test_a_cancelled_session_takes_none():
    chris = a_client()
    session = a_session(chris)
    actions.cancel_session(session, by=chris)
    with pytest.raises(Refused, match="does not take place"):
        a_check_in(session)


def test_nothing_at_all_is_not_sent():
    with pytest.raises(Refused, match="Nothing is written yet"):
        a_check_in(a_session(a_client()), wish="  ", arrive=["made up"])


def test_a_correction_keeps_both_and_rewords_the_same_loop():
    chris = a_client()
    thea = chris.relationship.clinician
    session = a_session(chris)
    first = a_check_in(session, wish="Sunday", hesitation="the silences")
    loops.mark_seen(Loop.objects.all(), by=thea)
    second = a_check_in(session, wish="Sunday, and my mother", hesitation="the silences")
    assert (second.corrects, CheckIn.objects.get(pk=first.pk).words["wish"]) == (first, "Sunday")
    # New words have not been seen by anybody; what was not touched was.
    assert standing("wish") == [("Sunday, and my mother", "given")]
    assert standing("hesitation") == [("the silences", "seen")]
    assert "check-in corrected" in written(chris.practice_id)


def test_words_taken_out_leave_their_loop_be_and_new_ones_open_another():
    session = a_session(a_client())
    a_check_in(session, wish="Sunday", arrive=["tired"])
    a_check_in(session, arrive=["tired"])
    assert standing("wish") == [("Sunday", "left")]
    a_check_in(session, wish="my mother")
    assert standing("wish") == [("Sunday", "left"), ("my mother", "given")]
    a_check_in(session, life_change="nothing")
    assert standing("wish") == [("Sunday", "left"), ("my mother", "left")]


def test_everything_may_be_taken_back_once_something_was_sent():
    session = a_session(a_client())
    a_check_in(session, wish="Sunday")
    assert a_check_in(session, wish="").words == {}


def test_the_therapist_may_type_it_with_the_client_in_the_room_and_it_says_so():
    chris = a_client()
    thea = chris.relationship.clinician
    sent = actions.send_check_in(
        a_session(chris), words={"wish": "Sunday"}, key=uuid.uuid4(), by=chris, entered_by=thea
    )
    assert sent.entered_by == thea
    assert Loop.objects.get().given_by == chris
    assert not Notice.objects.filter(member=thea).exists()
    entries = Entry.objects.filter(
        practice_id=chris.practice_id, what__in=["check-in sent", "loop opened: wish"]
    )
    assert {entry.who_id for entry in entries} == {thea.pk}


def test_sending_drops_the_draft():
    chris = a_client()
    session = a_session(chris)
    actions.keep_check_in_draft(session, words={"wish": "Sun"}, by=chris)
    assert drafts.words_of(chris, page=draft_page(session)) == {"wish": "Sun"}
    a_check_in(session, wish="Sunday")
    assert not Draft.objects.exists()
    # A save that was still on its way when it was sent brings nothing back.
    actions.keep_check_in_draft(session, words={"wish": "Sunday"}, by=chris)
    assert not Draft.objects.exists()


def test_a_draft_is_in_no_trail_and_tells_nobody():
    chris = a_client()
    session = a_session(chris)
    before = written(chris.practice_id), Notice.objects.count()
    actions.keep_check_in_draft(session, words={"wish": "never sent", "arrive": ["tired"]}, by=chris)
    assert (written(chris.practice_id), Notice.objects.count()) == before
    assert not CheckIn.objects.exists()
    assert not Draft.objects.visible_to(chris.relationship.clinician).exists()
    actions.keep_check_in_draft(session, words={}, by=chris)
    assert not Draft.objects.exists()
